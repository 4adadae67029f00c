"""What happened to the legs in one slot, put together."""

import pytest

from latencylab.events import Sample
from latencylab.session.pairs import ROLES, Slots
from latencylab.stats.pairing import Pairing

MS = 1_000_000


def slots(spread_ms):
    """Slots of a home that stands still for 80 ms now and then; the gateway's probes leave ``spread_ms`` earlier."""
    pairing = Pairing(ROLES)
    feed = Slots(pairing)
    for role in ROLES:
        feed.expect(role)
    for tick in range(400):
        at_ns, held = (1000 + tick * 50) * MS, tick % 40 == 20
        for role, usual_ms in zip(ROLES, (1, 8, 18), strict=True):
            early = role == "gateway"
            stalled = held and not (early and spread_ms > 5)  # the early one is home before the stall begins
            rtt_ms = usual_ms + 80 * stalled
            feed.add(role, Sample(at_ns - early * round(spread_ms * MS), role, tick, tick, rtt_ms * MS))
    feed.flush()
    return pairing


@pytest.mark.parametrize("spread_ms", [0, 2])
def test_an_event_has_the_time_of_the_targets_probe(spread_ms):
    events = slots(spread_ms).events()
    assert len(events) == 10
    assert {role for _, role in events} == {"gateway"}
    assert {(at_ns // MS - 1000) // 50 % 40 for at_ns, _ in events} == {20}
    assert all(at_ns % (50 * MS) == 0 for at_ns, _ in events)


def test_a_gateway_that_was_probed_long_before_does_not_acquit_the_home():
    pairing = slots(20)
    assert pairing.events() == []
    assert pairing.unplaced == 10
    assert pairing.probed == [400, 400, 400]
