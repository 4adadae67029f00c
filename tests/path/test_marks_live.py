"""The marks worker on real packets, through routers that clear what they should not."""

import pytest

from latencylab.events import MarkProbed, PathTraced, ProbeFailed
from latencylab.marking import MarkingReduction
from tests.path.chain import Chain, chain, start, worker

CLEAR_DSCP = ("ip dscp set cs0", "ip6 dscp set cs0")
CLEAR_ECN = ("ip ecn set not-ect", "ip6 ecn set not-ect")
EF, AF41, ECT1 = 46, 34, 1
PORT = 18862


@pytest.fixture(scope="module")
def row():
    with chain() as one:
        yield one


def measured(row: Chain, *, privileged: bool = False, **fields):
    """What the worker finds, the path to the target being known."""
    with worker(row, "marks", start(row, hops=3, rate_hz=250, **fields), privileged=privileged) as marks:
        events = marks.finish()
    assert not [event for event in events if isinstance(event, ProbeFailed)]
    reduction = MarkingReduction()
    reduction.add(PathTraced(0, "far", row.server(), "udp", length=4, end="target"))
    for event in events:
        reduction.add(event)
    facts = reduction.facts()
    assert facts is not None
    return facts


@pytest.mark.parametrize("privileged", [True, False], ids=["quotes", "copied bits"])
def test_the_router_that_clears_dscp_is_found(row: Chain, privileged):
    row.filter("r2", "forward", *CLEAR_DSCP)
    facts = measured(row, privileged=privileged)
    assert (facts.dscp.sent, facts.dscp.received, facts.dscp.cleared_at_ttl) == (EF, 0, 2)
    assert (facts.ecn.sent, facts.ecn.received, facts.ecn.cleared_at_ttl) == (ECT1, ECT1, None)


@pytest.mark.parametrize("privileged", [True, False], ids=["quotes", "copied bits"])
def test_the_router_that_clears_ecn_is_found(row: Chain, privileged):
    row.filter("r2", "forward", *CLEAR_ECN)
    facts = measured(row, privileged=privileged)
    assert (facts.ecn.sent, facts.ecn.received, facts.ecn.cleared_at_ttl) == (ECT1, 0, 2)
    assert (facts.dscp.sent, facts.dscp.received, facts.dscp.cleared_at_ttl) == (EF, EF, None)


@pytest.mark.parametrize("hook", ["prerouting", "postrouting"])
def test_the_router_is_found_wherever_in_it_the_mark_is_cleared(row: Chain, hook):
    row.filter("r2", hook, *CLEAR_DSCP)
    facts = measured(row, privileged=True)
    row.filter("r2", hook)
    assert facts.dscp.cleared_at_ttl == 2


def test_both_routers_are_found_where_each_clears_its_own(row: Chain):
    row.filter("r1", "forward", *CLEAR_DSCP)
    row.filter("r2", "forward", *CLEAR_ECN)
    facts = measured(row, privileged=True, v6=True)
    row.filter("r1", "forward")
    assert (facts.dscp.cleared_at_ttl, facts.ecn.cleared_at_ttl) == (1, 2)


def test_a_path_that_keeps_every_mark_says_so(row: Chain):
    row.filter("r2", "forward")
    facts = measured(row)
    assert (facts.dscp.received, facts.ecn.received) == (EF, ECT1)
    assert [(entry.arrived_dscp, entry.arrived_ecn) for entry in facts.classes] == [
        (entry.dscp, entry.ecn) for entry in facts.classes
    ]
    assert all(entry.sent == entry.received == 20 for entry in facts.classes)


def test_a_reflector_tells_the_way_out_from_the_way_back(row: Chain):
    """Only packets towards the server lose their mark, which an echo could not tell."""
    row.filter("r3", "forward", "ip daddr 10.77.3.0/24 ip dscp af41 ip dscp set cs0")
    with worker(row, "reflector", {"cmd": "", "host": row.server(), "port": PORT, "key": None}, node="s") as reflector:
        reflector.wait_for(lambda events: events)
        facts = measured(row, privileged=True, port=PORT, stamp=True)
    row.filter("r3", "forward")
    assert facts.dscp.told_by == "stamp"
    assert (facts.dscp.sent, facts.dscp.received, facts.dscp.cleared_at_ttl) == (AF41, 0, 3)


def test_a_class_that_is_treated_worse_is_told(row: Chain):
    """A router that polices EF to a trickle lets the rest pass: seen as loss of that class."""
    row.filter("r2", "forward", "ip dscp ef limit rate over 5/second burst 5 packets drop")
    facts = measured(row)
    row.filter("r2", "forward")
    loss = {entry.name: entry.loss_pct for entry in facts.classes}
    assert loss.pop("EF") > 50
    assert set(loss.values()) == {0.0}


def test_marks_go_out_as_they_are_told(row: Chain):
    with worker(row, "marks", start(row, hops=1, rate_hz=250), privileged=True) as marks:
        events = marks.finish()
    quoted = [event for event in events if isinstance(event, MarkProbed) and event.method == "quote"]
    assert quoted
    assert all(event.out_tos == event.tos for event in quoted)
