"""Finding the path, by flows that answer as the test likes."""

import pytest

from latencylab import clock
from probes.latency.transports import TransportError
from probes.path.answers import Answer
from probes.path.discovery import Change, Discovery, Path, compare, learn
from probes.path.exchange import Exchange
from probes.path.meter import Aim, HopMeter
from probes.path.search import SILENT_LIMIT, FoundHop, Search
from tests.path.fakes import FakeFlow

TARGET = FakeFlow.address


def run(search, *, most: int = 400):
    """Step until the end, time running a second a step where nothing comes."""
    now_ns = clock.mono_ns()
    for _ in range(most):
        if getattr(search, "end", None) or getattr(search, "done", False):
            return
        search.step(now_ns)
        now_ns = max(now_ns, search.wake_ns)
    pytest.fail("the search does not end")


def searched(flow: FakeFlow, **options) -> Search:
    search = Search(Exchange(flow).hold(), 0, lambda _t_ns, _hop: None, **options)
    run(search)
    return search


def addresses(search: Search) -> dict[int, str]:
    return {ttl: hop.address for ttl, hop in sorted(search.hops.items())}


def test_every_hop_is_asked_once_and_the_search_ends_at_the_target():
    flow = FakeFlow({1: "1.1.1.1", 2: "2.2.2.2", 3: TARGET}, length=3)
    search = searched(flow)
    assert search.end == "target"
    assert addresses(search) == {1: "1.1.1.1", 2: "2.2.2.2", 3: TARGET}
    assert flow.sent == [1, 2, 3]
    assert search.hops[3].is_target


def test_a_silent_hop_is_asked_once_more_and_passed_over():
    flow = FakeFlow({1: "1.1.1.1", 3: "3.3.3.3", 4: TARGET}, length=4)
    search = searched(flow)
    assert (search.end, search.length) == ("target", 4)
    assert 2 not in search.hops
    assert flow.sent == [1, 2, 3, 4, 2]


def test_silence_ends_the_search():
    flow = FakeFlow({1: "1.1.1.1"})
    search = searched(flow)
    assert (search.end, search.length) == ("silent", 1)
    assert flow.sent == list(range(1, 2 + SILENT_LIMIT))


def test_the_last_ttl_ends_the_search():
    search = searched(FakeFlow({ttl: f"1.1.1.{ttl}" for ttl in range(1, 9)}), max_ttl=6)
    assert (search.end, search.length) == ("limit", 6)


def test_answers_that_tell_no_number_are_understood():
    """Some routers quote nothing behind the UDP header; one packet is under way at a time, so they mean that one."""
    search = searched(FakeFlow({1: "1.1.1.1", 2: "2.2.2.2", 3: TARGET}, length=3, numbers=False))
    assert addresses(search) == {1: "1.1.1.1", 2: "2.2.2.2", 3: TARGET}


def test_a_router_that_rejects_what_it_should_pass_on_is_the_end():
    class Rejecting(FakeFlow):
        def send(self, number, ttl, tos=0, size=0):
            self.sent.append(ttl)
            kind = "exceeded" if ttl <= 2 else "refused"
            self.answer(number, f"1.1.1.{min(ttl, 2)}", kind, detail="administratively")

    search = searched(Rejecting({}))
    assert (search.end, search.length) == ("refused", 2)


def test_an_answer_that_comes_late_still_counts():
    flow = FakeFlow({2: "2.2.2.2", 3: TARGET}, length=3)
    exchange = Exchange(flow).hold()
    search = Search(exchange, 0, lambda _t_ns, _hop: None)
    now_ns = clock.mono_ns()
    search.step(now_ns)
    search.step(search.wake_ns)
    flow.answer(1, "1.1.1.1")
    exchange.read()
    run(search)
    assert addresses(search) == {1: "1.1.1.1", 2: "2.2.2.2", 3: TARGET}
    assert flow.sent.count(1) == 1


def test_a_refusal_by_the_system_is_silence_and_the_flow_is_known_to_be_broken():
    flow = FakeFlow({1: "1.1.1.1"})
    flow.refuses = True
    exchange = Exchange(flow).hold()
    search = Search(exchange, 0, lambda _t_ns, _hop: None)
    run(search)
    assert (search.end, search.length, exchange.broken) == ("silent", 0, True)


def test_the_flow_is_closed_when_its_last_user_lets_go():
    flow, told = FakeFlow({}), []
    exchange = Exchange(flow, lambda: told.append("closed"))
    exchange.hold()
    exchange.hold().release()
    assert not flow.closed
    exchange.release()
    assert flow.closed
    assert told == ["closed"]


def test_no_router_is_asked_by_ttl_more_than_once_a_second():
    by_echo, by_ttl = HopMeter.plan(Aim("far", TARGET), "3", "3.3.3.3").candidates
    (watching,) = HopMeter.plan(Aim("far", TARGET), "watch/3", "").candidates
    assert (by_echo.transport, by_echo.max_hz) == ("icmp", None)
    assert (by_ttl.transport, by_ttl.ttl, by_ttl.max_hz) == ("ttl", 3, 1.0)
    assert watching.max_hz == 0.2
    left = HopMeter.plan(Aim("far", TARGET, leave=(3,)), "3", "3.3.3.3").candidates
    assert [way.transport for way in left] == ["icmp"]


class Asker:
    """Takes every answer and remembers it."""

    def __init__(self) -> None:
        from probes.latency.book import Book

        self.got: list[tuple[int, int]] = []
        self.book = Book("", epoch_ns=0, timeout_ns=10**9, emit=lambda _event: None)

    def answered(self, ttl: int, seq: int, answer: Answer) -> bool:
        self.got.append((ttl, seq))
        return True


def test_without_numbers_the_router_that_answered_before_is_recognised():
    flow = FakeFlow({}, numbers=False)
    exchange, asker = Exchange(flow).hold(), Asker()
    for seq, ttl in enumerate((1, 2)):
        exchange.ask(asker, ttl, seq, 0, clock.mono_ns())
        flow.answer(None, f"{ttl}.{ttl}.{ttl}.{ttl}")
        exchange.read()
    for seq, ttl in enumerate((1, 2), 10):
        exchange.ask(asker, ttl, seq, 0, clock.mono_ns())
    for source in ("2.2.2.2", "1.1.1.1"):
        flow.answer(None, source)
    flow.answer(777, "3.3.3.3")
    exchange.read()
    assert asker.got == [(1, 0), (2, 1), (2, 11), (1, 10)]


def discovered(*ways) -> Discovery:
    discovery = Discovery(ways, 0, lambda _t_ns, _hop: None)
    run(discovery)
    return discovery


def test_where_udp_does_not_arrive_icmp_takes_over_and_what_saw_less_is_closed():
    by_udp = FakeFlow({1: "1.1.1.1"})
    by_icmp = FakeFlow({1: "1.1.1.1", 2: TARGET}, length=2)
    discovery = discovered(lambda: Exchange(by_udp), lambda: Exchange(by_icmp))
    assert discovery.path.exchange.flow is by_icmp
    assert by_udp.closed
    assert not by_icmp.closed
    discovery.close()
    assert by_icmp.closed


def test_the_longer_path_is_kept_where_neither_arrives():
    by_udp = FakeFlow({1: "1.1.1.1", 2: "2.2.2.2"})
    by_icmp = FakeFlow({1: "1.1.1.1"})
    discovery = discovered(lambda: Exchange(by_udp), lambda: Exchange(by_icmp))
    assert discovery.path.exchange.flow is by_udp
    assert by_icmp.closed


def test_what_cannot_be_opened_is_said():
    def refuse():
        raise TransportError("no", "do something")

    discovery = discovered(refuse, refuse)
    assert discovery.path is None
    assert discovery.failure.message == "no"


def path(*hosts: str | None, end: str = "target") -> Path:
    hops = {ttl: FoundHop(ttl, host, None, host == TARGET) for ttl, host in enumerate(hosts, 1) if host}
    return Path(None, hops, end)


@pytest.mark.parametrize(
    ("before", "after", "changes", "known"),
    [
        (path("a", "b", TARGET), path("a", "b", TARGET), [], {1: "a", 2: "b", 3: TARGET}),
        (path("a", "b", TARGET), path("a", "x", TARGET), [(2, "b", "x")], {1: "a", 2: "x", 3: TARGET}),
        (path("a", "b", TARGET), path("a", None, TARGET), [], {1: "a", 2: "b", 3: TARGET}),
        (path("a", None, TARGET), path("a", "b", TARGET), [], {1: "a", 2: "b", 3: TARGET}),
        (path("a", "b", TARGET), path("a", TARGET), [(2, "b", TARGET), (3, TARGET, "")], {1: "a", 2: TARGET}),
        (
            path("a", TARGET),
            path("a", "b", TARGET),
            [(2, TARGET, "b"), (3, "", TARGET)],
            {1: "a", 2: "b", 3: TARGET},
        ),
        (path("a", TARGET), path("a", None, None, TARGET), [], {1: "a", 2: TARGET}),
        (path("a", "b", TARGET), path("a", end="silent"), [], {1: "a", 2: "b", 3: TARGET}),
    ],
    ids=["same", "other", "silent now", "silent before", "shorter", "longer", "answers lost", "outage"],
)
def test_a_change_is_told_only_where_somebody_else_answers(before, after, changes, known):
    now, found = compare(before, after)
    assert found == [Change(*change) for change in changes]
    assert {ttl: hop.address for ttl, hop in now.hops.items()} == known
    assert now.end == ("target" if TARGET in known.values() else "silent")


def reply(source: str, kind: str = "exceeded") -> Answer:
    return Answer(1, kind, source, None, None, None)


def test_an_answer_at_a_silent_distance_adds_to_the_path():
    known = path("a", None, "c", TARGET)
    assert list(learn(known, 2, reply("b")).hops) == [1, 2, 3, 4]
    assert learn(known, 1, reply("a")) is known


def test_a_target_that_answers_nearer_than_thought_shortens_the_path():
    known = path("a", None, None, TARGET)
    assert {ttl: hop.address for ttl, hop in learn(known, 2, reply(TARGET, "reached")).hops.items()} == {
        1: "a",
        2: TARGET,
    }


def test_an_answer_that_contradicts_the_path_calls_for_another_search():
    known = path("a", "b", TARGET)
    assert learn(known, 2, reply("x")) is None
    assert learn(known, 3, reply("x")) is None
    assert learn(known, 4, reply("x")) is None
