"""Names and AS numbers: asked of injected resolvers only, and read from bytes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.events import HopNamed
from probes.path.names import Namer, SystemResolver, origin_name, parse_origin
from probes.wire import dns


class Book:
    """A resolver that reads in a book."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def name(self, address: str) -> str:
        self.asked.append(address)
        return {"192.0.2.1": "gw.example"}.get(address, "")

    def asn(self, address: str) -> int | None:
        return {"192.0.2.1": 64496, "192.0.2.2": 64497}.get(address)


def taken(namer: Namer, count: int) -> list[HopNamed]:
    found: list[HopNamed] = []
    deadline = time.monotonic() + 10
    while len(found) < count and time.monotonic() < deadline:
        found += namer.take()
        time.sleep(0.005)
    return found


def test_every_address_is_asked_for_once_and_silence_is_not_told():
    book = Book()
    namer = Namer(book, 0)
    for address in ("192.0.2.9", "192.0.2.1", "192.0.2.1", "192.0.2.2"):
        namer.ask(address)
    found = taken(namer, 2)
    assert [(event.address, event.name, event.asn) for event in found] == [
        ("192.0.2.1", "gw.example", 64496),
        ("192.0.2.2", "", 64497),
    ]
    assert book.asked == ["192.0.2.9", "192.0.2.1", "192.0.2.2"]


@pytest.mark.parametrize("address", ["192.168.1.1", "10.0.0.1", "100.64.0.1", "fe80::1", "fd00::1", "127.0.0.1"])
def test_private_addresses_are_not_asked_of_anybody(address):
    class Watched(SystemResolver):
        def _ask(self, server, name):
            pytest.fail("asked")

    assert Watched(("192.0.2.53",)).asn(address) is None


def test_the_answer_of_the_first_server_that_answers_counts():
    class Scripted(SystemResolver):
        def _ask(self, server, name):
            assert name == "8.8.8.8.origin.asn.cymru.com"
            return {"a": None, "b": ["15169 | 8.8.8.0/24 | US | arin | 2023-12-28"]}[server]

    assert Scripted(("a", "b")).asn("8.8.8.8") == 15169


def test_the_zone_of_an_address():
    assert origin_name("216.90.108.31") == "31.108.90.216.origin.asn.cymru.com"
    assert origin_name("2001:db8::1").startswith("1.0.0.0.")
    assert origin_name("2001:db8::1").endswith(".8.b.d.0.1.0.0.2.origin6.asn.cymru.com")


@pytest.mark.parametrize(
    ("text", "asn"),
    [
        ("23028 | 216.90.108.0/24 | US | arin | 1998-09-25", 23028),
        ("64496 64511 | 192.0.2.0/24 | | | ", 64496),
        ("", None),
        ("NA | x", None),
        ("99999999999 | x", None),
    ],
)
def test_the_number_in_an_origin(text, asn):
    assert parse_origin(text) == asn


def test_a_query_is_laid_out_as_the_rfc_says():
    assert dns.pack_query(0x1234, "ab.c", dns.TXT) == bytes.fromhex(
        "1234 0100 0001 0000 0000 0000 02 6162 01 63 00 0010 0001"
    )


def answer(number: int, *texts: bytes, question: bytes = b"\x02ab\x01c\x00") -> bytes:
    head = number.to_bytes(2) + b"\x81\x80\x00\x01" + len(texts).to_bytes(2) + bytes(4)
    records = b"".join(
        b"\xc0\x0c" + b"\0\x10\0\1\0\0\0\x3c" + (len(text) + 1).to_bytes(2) + bytes([len(text)]) + text
        for text in texts
    )
    return head + question + b"\0\x10\0\1" + records


def test_texts_are_read_from_an_answer():
    assert dns.parse_texts(answer(7, b"64496 | x", b"second"), 7) == ["64496 | x", "second"]
    assert dns.parse_texts(answer(7, b"64496 | x"), 8) == []
    assert dns.parse_texts(dns.pack_query(7, "ab.c", dns.TXT), 7) == []


def test_an_answer_that_is_cut_off_is_read_as_far_as_it_goes():
    whole = answer(7, b"64496 | x", b"second")
    for size in range(len(whole)):
        assert len(dns.parse_texts(whole[:size], 7)) <= 2


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parser_fail(data):
    dns.parse_texts(data, 7)
    dns.parse_texts(b"\0\x07\x81\x80" + data, 7)
