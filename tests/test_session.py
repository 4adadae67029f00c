"""What a session takes a stream of events for."""

import pytest

from latencylab.events import LegAdded, PhaseChanged, Sample, SessionStarted
from latencylab.session.session import Session

MS = 1_000_000
HOSTS = {"near": 10, "far": 40}


def started(targets):
    return SessionStarted(0, "id", 0, "0", settings={"targets": list(targets)})


def leg(name, role):
    return LegAdded(0, name, role, name, name, "192.0.2.1", "icmp", label=name)


@pytest.mark.parametrize("known_first", ["near", "far"])
def test_the_target_that_was_named_first_is_the_main_one_whichever_name_was_found_first(known_first):
    session = Session()
    session.apply(started(["far", "near"]))
    for name in sorted(HOSTS, key=lambda host: host != known_first):
        session.apply(leg(name, "target"))
    session.apply(leg("gateway", "gateway"))
    session.apply(PhaseChanged(0, "idle"))
    for tick in range(200):
        for name, rtt_ms in {**HOSTS, "gateway": 1}.items():
            lost = name == "far" and tick % 10 == 0
            rtt_ns, status = (None, "lost") if lost else (rtt_ms * MS, "received")
            session.apply(Sample(tick * 50 * MS, name, tick, tick, rtt_ns, status))
    facts = session.facts()
    assert facts.main is not None
    assert facts.main.id == "far"
    beyond = facts.segments[-1]
    assert beyond.end == "far"
    assert beyond.rtt_ms.median == pytest.approx(39)
    assert beyond.added_loss_pct == pytest.approx(10, abs=0.1)
