"""From words to addresses, and from hops to the border of the home."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.engine import targets
from latencylab.engine.access import Border, Hop, find_border
from latencylab.engine.plan import candidates
from latencylab.errors import UserError

MS = 1_000_000


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("local", "127.0.0.1", None),
        ("play.example", "play.example", None),
        ("play.example:18862", "play.example", 18862),
        ("203.0.113.7", "203.0.113.7", None),
        ("203.0.113.7:443", "203.0.113.7", 443),
        ("2001:db8::7", "2001:db8::7", None),
        ("[2001:db8::7]", "2001:db8::7", None),
        ("[2001:db8::7]:862", "2001:db8::7", 862),
        ("spiel.münchen.example", "spiel.münchen.example", None),
    ],
)
def test_targets_that_can_be_meant(text, host, port):
    target = targets.parse(text)
    assert (target.id, target.host, target.port) == (text, host, port)
    assert target.is_local == (text == "local")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "https://play.example",
        "play.example:0",
        "play.example:65536",
        "play.example:x",
        "play.example:",
        "-rf",
        "999.1.1.1",
        "[::1",
        "[play.example]:80",
        "[::1]80",
        "a..b",
        "x" * 300,
        "play.example:٣",
        "a/b",
        "a;b",
    ],
)
def test_targets_that_cannot_be_meant_are_refused(text):
    with pytest.raises(UserError):
        targets.parse(text)


@given(st.text(max_size=40))
def test_no_text_fails_otherwise(text):
    with suppress(UserError):
        assert targets.parse(text).host


def test_an_unknown_name_is_said_with_what_to_do(monkeypatch):
    def unknown(*_args, **_kwargs):
        raise targets.socket.gaierror(targets.socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(targets.socket, "getaddrinfo", unknown)
    with pytest.raises(targets.ResolveError, match="unknown") as caught:
        targets.resolve("nowhere.invalid")
    assert caught.value.hint


def test_an_ipv6_only_host_without_ipv6_is_said(monkeypatch):
    monkeypatch.setattr(targets.socket, "getaddrinfo", lambda *_a, **_k: [(10, 2, 17, "", ("2001:db8::1", 0, 0, 0))])
    monkeypatch.setattr(targets, "has_route", lambda _address: False)
    with pytest.raises(targets.ResolveError, match="only an IPv6 address"):
        targets.resolve("v6.example")


def test_the_first_address_with_a_route_is_taken(monkeypatch):
    found = [(10, 2, 17, "", ("2001:db8::1", 0, 0, 0)), (2, 2, 17, "", ("203.0.113.9", 0))]
    monkeypatch.setattr(targets.socket, "getaddrinfo", lambda *_a, **_k: found)
    monkeypatch.setattr(targets, "has_route", lambda address: ":" not in address)
    assert targets.resolve("both.example") == "203.0.113.9"


def test_ways_are_tried_from_the_truest_to_the_one_that_always_goes():
    plain = targets.parse("play.example")
    assert [way["transport"] for way in candidates(plain, "auto")] == ["icmp", "tcp", "tcp"]
    with_port = targets.parse("play.example:18862")
    assert [way["transport"] for way in candidates(with_port, "auto")] == ["stamp", "tcp", "icmp"]
    assert [way["port"] for way in candidates(plain, "udp")] == [862, 18862]
    assert candidates(with_port, "tcp")[0]["port"] == 18862
    assert candidates(with_port, "udp", key=b"secret")[0]["key"] == b"secret".hex()


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        ({1: Hop("192.168.1.1"), 2: Hop("100.64.0.1"), 3: Hop("203.0.113.1")}, Border("100.64.0.1", False)),
        ({1: Hop("192.168.1.1"), 2: Hop("203.0.113.1")}, Border("203.0.113.1", False)),
        (
            {1: Hop("192.168.1.1"), 2: Hop("192.168.0.1"), 3: Hop("203.0.113.1")},
            Border("203.0.113.1", True, "192.168.0.1"),
        ),
        (
            {1: Hop("192.168.1.1", MS), 2: Hop("10.0.0.1", MS + 1), 3: Hop("203.0.113.1")},
            Border("203.0.113.1", True, "10.0.0.1"),
        ),
        ({1: Hop("192.168.1.1"), 2: Hop("203.0.113.1"), 3: Hop("192.168.9.1")}, Border("203.0.113.1", False)),
        ({1: Hop("192.168.1.1", MS), 2: Hop("10.0.0.1", 9 * MS), 3: Hop("203.0.113.1")}, Border("10.0.0.1", False)),
        ({1: Hop("192.168.1.1"), 3: Hop("203.0.113.1")}, Border("203.0.113.1", None)),
        ({2: Hop("198.51.100.9")}, Border(None, None)),
        ({}, Border(None, None)),
        ({1: Hop("fe80::1"), 2: Hop("2001:db8::1")}, Border("2001:db8::1", False)),
    ],
)
def test_the_border_of_the_home_shows_in_the_addresses(hops, expected):
    assert find_border("192.168.1.1", hops, "198.51.100.9") == expected
