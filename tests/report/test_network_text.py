"""What the terminal says of the way to the server: whole sentences, nothing that was not measured."""

from dataclasses import replace

import pytest

from latencylab.events import HostSeen, LoadPlanned
from latencylab.marking import ClassFacts, Fate, Marking
from latencylab.path import Hop, HopRtt, PathFacts
from latencylab.reach import PathMtu, Reach
from latencylab.report.figures import number, signed, size_text
from latencylab.report.network_text import load_allowance, sentences
from latencylab.rules.examples import HEALTHY, facts_with
from latencylab.rules.loads import BUSY_TOP, FULL_QUEUE, example_bandwidth


def said(**changes):
    return dict(sentences(facts_with(changes)))


def hop(ttl, ms, address="192.0.2.1", **changes):
    fields = {"loss_is_rate_limit": False, "added_ms": ms, "median_real_ms": ms, **changes}
    return Hop(ttl, address, None, None, HopRtt(ms, ms, ms), 0.0, **fields)


def test_nothing_is_said_of_what_was_not_measured():
    assert list(sentences(HEALTHY)) == []


def test_the_line_and_what_it_adds():
    lines = said(bandwidth=example_bandwidth(57.9, 19.2), loaded=FULL_QUEUE)
    assert lines["line"].startswith("57.9 Mbit/s down, 19.2 Mbit/s up · reflector, play.example · ")
    assert lines["under load"] == (
        "+380 ms (p95 +418) downloading, +2.00 ms (p95 +2.20) uploading · grade D · 151 RPM (separate flows)"
        " · queue on the provider's line"
    )


def test_the_path_says_where_most_of_the_delay_arises_and_who_is_shy():
    hops = (hop(1, 0.5, "192.168.1.1"), hop(2, 5.0, loss_is_rate_limit=True), hop(3, 60.0, "198.51.100.9"))
    path = PathFacts("play.example", "203.0.113.7", "udp", "target", hops, grows_at_ttl=3, grows_after_ttl=2)
    assert said(path=path)["path"] == (
        "3 hops; most delay arises between hop 2, 192.0.2.1 and hop 3, 198.51.100.9: 60.0 ms"
    )
    assert "hop 2 leaves probes to itself unanswered" in said(path=path)[""]


def test_a_path_that_ends_in_silence_says_so():
    silent = Hop(2, None, None, None, None, None, loss_is_rate_limit=False)
    path = PathFacts("play.example", "203.0.113.7", "udp", "silent", (hop(1, 0.5), silent))
    assert said(path=path)["path"] == "2 hops, 1 of them silent, then silence"


def test_marks_that_arrive_that_are_cleared_and_that_nobody_knows_of():
    arrives, cleared = Fate(46, 46, None), Fate(1, 0, 2)
    better = ClassFacts("EF", 46, 0, 20, 20, 0.0, 46, 0, 12.0, (11.0, 13.0), -8.0)
    lines = said(marking=Marking(arrives, cleared, (better,)))
    assert lines["marks"] == "EF arrives; ECN (L4S) is cleared at hop 2"
    assert lines[""] == "against best effort: EF −8.00 ms"
    unknown = Marking(Fate(46, None, None), Fate(1, 1, None), ())
    assert said(marking=unknown)["marks"] == "whether the priority mark arrives is not known; ECN (L4S) arrives"


def test_sizes_udp_and_who_else_uses_the_line():
    hole = PathMtu(1387, None, 1500, None, None, black_hole=True, confirmed=True, via="icmp")
    blocked = Reach("rejected", None, True, True, "192.0.2.1")
    assert said(mtu=hole, reach=blocked)["size"] == (
        "packets of up to 1387 octets pass, larger ones vanish without a word; UDP is blocked by 192.0.2.1"
    )
    quiet = Reach("silent", None, True, True, None)
    assert said(reach=quiet)["size"] == (
        "UDP stays without an answer: it is blocked on the way, or no reflector listens at that port"
    )
    busy = said(**{"traffic.busy": True, "traffic.top": BUSY_TOP})
    assert busy["in use by"] == "backup 0.40/18.0, browser 0.60/0.10 Mbit/s down/up"


def test_figures_have_three_digits_and_sizes_a_unit():
    assert [number(value) for value in (None, 0, 0.0123, 1.234, 12.34, 123.4)] == [
        "-", "0", "0.012", "1.23", "12.3", "123",
    ]  # fmt: skip
    assert (signed(-1.5), signed(20)) == ("−1.50", "+20.0")
    assert [size_text(octets) for octets in (999, 84_000_000, 1_500_000_000, 64 * 10**9)] == [
        "999 B", "84 MB", "1.5 GB", "64.0 GB",
    ]  # fmt: skip


OWN = LoadPlanned(0, "reflector", "192.0.2.7:18862", 64_000_000_000, 6.5)
PUBLIC = LoadPlanned(0, "librespeed", "speed.example", 2_000_000_000, 6.5)
CABLE = HostSeen(0, "eth0", "ethernet", 100.0)
FAST = HostSeen(0, "eth0", "ethernet", 10_000.0)
WIFI = HostSeen(0, "wlan0", "wifi", 866.0)


@pytest.mark.parametrize(
    ("plan", "host", "settings", "words"),
    [
        (OWN, None, {}, "as much as the line carries in at most 13 s"),
        (OWN, WIFI, {}, "as much as the line carries in at most 13 s"),  # a better rate may come meanwhile
        (OWN, CABLE, {}, "up to 162 MB in at most 13 s"),  # 12.5 MB/s for 13 s
        (OWN, CABLE, {"full": True}, "up to 325 MB in at most 20 s"),  # the third load fills both directions
        (OWN, FAST, {}, "up to 16.2 GB in at most 13 s"),
        (replace(OWN, budget_bytes=200_000_000), WIFI, {"max_bytes": 200_000_000}, "up to 200 MB in at most 13 s"),
        (PUBLIC, WIFI, {}, "up to 2.0 GB in at most 13 s"),
        (PUBLIC, CABLE, {}, "up to 162 MB in at most 13 s"),
        (PUBLIC, FAST, {}, "up to 2.0 GB in at most 13 s"),
    ],
)
def test_what_a_load_may_move_is_said_as_it_will_be(plan, host, settings, words):
    assert load_allowance(plan, host, settings) == words
