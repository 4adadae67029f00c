"""A leg tries its transports in order, and never mixes the figures of two."""

import pytest

from latencylab import events
from probes.latency.book import Reply
from probes.latency.leg import Candidate, Leg, LegPlan
from probes.latency.transports import TransportError

MS = 1_000_000


class FakeTransport:
    """A transport that notes what is sent and answers only when the test says so."""

    stamps = "user"
    via = "test"

    def __init__(self, name, book):
        self.name = name
        self.book = book
        self.sent = []
        self.closed = False

    def send(self, seq, tick, due_ns):
        self.sent.append(seq)
        probe = self.book.sending(seq, tick, due_ns)
        if self.name == "refuses":
            self.book.refused(probe, "Network is unreachable")

    def readable(self):
        return ()

    def writable(self):
        return ()

    def ready(self, sock):
        pass

    def tend(self, now_ns):
        pass

    def close(self):
        self.closed = True


class Opener:
    def __init__(self, forbidden=()):
        self.forbidden = set(forbidden)
        self.opened = []

    def __call__(self, plan, candidate, book):
        if candidate.transport in self.forbidden:
            raise TransportError(f"{candidate.transport} is not permitted.", "Ask for it.")
        transport = FakeTransport(candidate.transport, book)
        self.opened.append(transport)
        return transport


def make_leg(*names, forbidden=(), patience_ms=1000):
    ways = tuple(Candidate(name, patience_ms=patience_ms) for name in names)
    plan = LegPlan("host", "target", "host", "play.example", "203.0.113.7", 20.0, ways, details={"label": "Play"})
    told, opener = [], Opener(forbidden)
    return Leg(plan, 0, told.append, opener), told, opener


def kinds(told, cls):
    return [event for event in told if isinstance(event, cls)]


def test_the_first_that_is_permitted_is_used_without_a_word():
    leg, told, opener = make_leg("icmp", "tcp", forbidden=["icmp"])
    assert leg.open_next(0)
    assert [event.transport for event in kinds(told, events.LegAdded)] == ["tcp"]
    assert kinds(told, events.LegAdded)[0].label == "Play"
    assert not kinds(told, events.ProbeFailed)
    assert len(opener.opened) == 1


def test_when_none_is_permitted_each_refusal_is_told():
    leg, told, _ = make_leg("icmp", "tcp", forbidden=["icmp", "tcp"])
    assert not leg.open_next(0)
    assert [event.error for event in told] == ["icmp is not permitted.", "tcp is not permitted."]
    leg.send(0, 0)
    leg.tend(0)
    assert leg.underway() == 0


def test_a_silent_one_gives_way_and_that_is_told():
    leg, told, opener = make_leg("icmp", "tcp")
    leg.open_next(0)
    leg.send(0, 0)
    leg.tend(999 * MS)
    assert len(opener.opened) == 1
    leg.tend(1000 * MS)
    assert [event.transport for event in kinds(told, events.LegAdded)] == ["icmp", "tcp"]
    assert opener.opened[0].closed
    assert [event.error for event in kinds(told, events.ProbeFailed)] == ["play.example does not answer ICMP."]


def test_an_answer_settles_it():
    leg, told, opener = make_leg("icmp", "tcp")
    leg.open_next(0)
    leg.send(0, 0)
    opener.opened[0].book.replied(Reply(0))
    leg.tend(500 * MS)
    leg.tend(90_000 * MS)
    assert len(opener.opened) == 1
    assert len(kinds(told, events.LegAdded)) == 1


def test_when_all_stay_silent_the_first_usable_one_goes_on():
    leg, told, opener = make_leg("stamp", "tcp", "icmp", forbidden=["stamp"])
    leg.open_next(0)
    for now_ms in range(0, 5000, 500):
        leg.tend(now_ms * MS)
    assert [event.transport for event in kinds(told, events.LegAdded)] == ["tcp", "icmp", "tcp"]
    leg.send(0, 0)
    assert opener.opened[-1].sent == [0]


def test_after_a_refusal_the_socket_is_opened_anew_but_not_more_than_once_a_second():
    leg, told, opener = make_leg("refuses", patience_ms=None)
    leg.open_next(0)
    for now_ms in range(0, 3000, 100):
        leg.send(0, 0)
        leg.tend(now_ms * MS)
    assert 3 <= len(opener.opened) <= 4
    assert all(transport.closed for transport in opener.opened[:-1])
    assert len(kinds(told, events.LegAdded)) == 1
    unsent = kinds(told, events.Sample)
    assert len(unsent) == 30
    assert {sample.status for sample in unsent} == {"unsent"}


@pytest.mark.parametrize(("limit", "expected"), [(None, 20.0), (5.0, 5.0), (50.0, 20.0)])
def test_politeness_only_ever_lowers_the_rate(limit, expected):
    plan = LegPlan("h", "target", "h", "h", "203.0.113.7", 20.0, (Candidate("tcp", max_hz=limit),))
    leg = Leg(plan, 0, lambda _event: None, Opener())
    leg.open_next(0)
    assert leg.rate_hz == expected
