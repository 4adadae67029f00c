"""ICMP errors and what they quote: hand-made packets by the RFCs' figures, and every kind of garbage."""

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.kernelstamps import Datagram
from probes.path.answers import EchoReader
from probes.wire import icmp, icmp_error

US, ROUTER, TARGET = "10.0.0.2", "10.0.0.1", "203.0.113.9"
US6, ROUTER6, TARGET6 = "fd00::2", "fd00::1", "2001:db8::9"
TOKEN = b"8 octets"
EXCEEDED, UNREACHABLE, EXCEEDED_V6, TOO_BIG_V6 = (11, 0), (3, 3), (3, 0), (2, 0)


def ipv4(
    source: str, destination: str, payload: bytes, *, protocol: int = 1, tos: int = 0, options: bytes = b""
) -> bytes:
    size = 20 + len(options)
    head = struct.pack("!BBHHHBBH", 0x40 | size // 4, tos, size + len(payload), 7, 0x4000, 57, protocol, 0)
    return head + socket.inet_aton(source) + socket.inet_aton(destination) + options + payload


def ipv6(source: str, destination: str, payload: bytes, *, protocol: int = 58, tos: int = 0) -> bytes:
    head = struct.pack("!IHBB", 6 << 28 | tos << 20 | 0x12345, len(payload), protocol, 57)
    return head + socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, destination) + payload


def error(kind_and_code: tuple[int, int], quoted: bytes, rest: int = 0) -> bytes:
    return struct.pack("!BBHI", *kind_and_code, 0, rest) + quoted


def datagram(data: bytes, source: str) -> Datagram:
    return Datagram(data, (source, 0), 123, 60, 0)


def test_the_quoted_header_shows_the_mark_as_it_arrived():
    quote = icmp_error.parse(error(EXCEEDED, ipv4(US, TARGET, b"01234567", protocol=17, tos=0xB9)), v6=False)
    assert quote == icmp_error.Quote(11, 0, 0, US, TARGET, 17, 0xB9, b"01234567")


def test_options_in_the_quoted_header_are_passed_over():
    quoted = ipv4(US, TARGET, b"01234567", options=bytes(12))
    assert icmp_error.parse(error(EXCEEDED, quoted), v6=False).payload == b"01234567"


def test_the_quoted_header_of_ipv6_shows_its_traffic_class():
    quote = icmp_error.parse(error(EXCEEDED_V6, ipv6(US6, TARGET6, b"01234567", protocol=17, tos=0xB9)), v6=True)
    assert quote == icmp_error.Quote(3, 0, 0, US6, TARGET6, 17, 0xB9, b"01234567")


def test_the_mtu_of_the_next_link_is_read():
    assert icmp_error.parse(error((3, 4), ipv4(US, TARGET, b""), 0xFFFF_05D4), v6=False).mtu == 1492
    assert icmp_error.parse(error(TOO_BIG_V6, ipv6(US6, TARGET6, b""), 1492), v6=True).mtu == 1492
    assert icmp_error.parse(error(EXCEEDED, ipv4(US, TARGET, b""), 1492), v6=False).mtu == 0


@pytest.mark.parametrize(
    ("kind", "code", "v6", "meaning"),
    [
        (11, 0, False, "exceeded"),
        (11, 1, False, None),
        (3, 3, False, "unreachable"),
        (3, 4, False, "too-big"),
        (3, 13, False, "unreachable"),
        (0, 0, False, None),
        (8, 0, False, None),
        (3, 0, True, "exceeded"),
        (3, 1, True, None),
        (1, 4, True, "unreachable"),
        (2, 0, True, "too-big"),
        (129, 0, True, None),
    ],
)
def test_what_a_message_means(kind, code, v6, meaning):
    assert icmp_error.meaning(kind, code, v6=v6) == meaning


@given(st.binary(max_size=120), st.booleans())
def test_no_bytes_make_the_parser_fail(data, v6):
    quote = icmp_error.parse(data, v6=v6)
    assert quote is None or icmp_error.meaning(quote.kind, quote.code, v6=v6)


@given(st.binary(max_size=80), st.sampled_from([(3, 1), (3, 4), (11, 0), (1, 4), (2, 0), (3, 0)]), st.booleans())
def test_no_quoted_bytes_make_the_parser_fail(quoted, kind_and_code, v6):
    message = error(kind_and_code, quoted)
    quote = icmp_error.parse(message, v6=v6)
    assert quote is None or (len(quoted) >= (40 if v6 else 20) and quote.payload in quoted)


@pytest.mark.parametrize("v6", [False, True])
def test_a_message_that_is_cut_off_anywhere_is_no_error(v6):
    quoted = ipv6(US6, TARGET6, b"01234567") if v6 else ipv4(US, TARGET, b"01234567")
    whole = error(EXCEEDED_V6 if v6 else EXCEEDED, quoted)
    for size in range(len(whole)):
        quote = icmp_error.parse(whole[:size], v6=v6)
        assert (quote is None) == (size < (48 if v6 else 28))


def reader(**changes) -> EchoReader:
    return EchoReader(**{"target": TARGET, "identifier": 77, "token": TOKEN, "with_ip": True} | changes)


def as_macos_gives_it(source: str, message: bytes, *, tos: int = 0) -> Datagram:
    """An IPv4 packet with its header, whose length field macOS leaves in host order."""
    packet = bytearray(ipv4(source, US, message, tos=tos))
    packet[2:4] = len(message).to_bytes(2, "little")
    return datagram(bytes(packet), source)


def test_an_unprivileged_socket_of_macos_shows_which_probe_ended_where_and_with_which_mark():
    request = icmp.pack_request(0x1234, 77, TOKEN)
    message = error(EXCEEDED, ipv4(US, TARGET, request[:8], tos=0x01))
    answer = reader().read(as_macos_gives_it(ROUTER, message, tos=0xC0))
    assert (answer.number, answer.kind, answer.source) == (0x1234, "exceeded", ROUTER)
    assert (answer.out_tos, answer.tos, answer.ttl, answer.rx_ns) == (0x01, 0xC0, 57, 123)


def test_the_targets_reply_is_told_from_a_routers_error():
    request = icmp.pack_request(5, 77, TOKEN)
    reply = bytes([icmp.ECHO_REPLY]) + request[1:]
    assert reader().read(as_macos_gives_it(TARGET, reply)).kind == "reached"
    assert reader().read(as_macos_gives_it(ROUTER, reply)) is None
    unreachable = error((3, 13), ipv4(US, TARGET, request))
    assert reader().read(as_macos_gives_it(ROUTER, unreachable)).kind == "refused"
    assert reader().read(as_macos_gives_it(ROUTER, unreachable)).detail == "administratively"
    assert reader().read(as_macos_gives_it(TARGET, unreachable)).kind == "reached"


def test_ipv6_messages_come_without_their_header():
    request = icmp.pack_request(9, 77, TOKEN, v6=True)
    one = reader(target=TARGET6)
    quoted = ipv6(US6, TARGET6, request, tos=0xB8)
    answer = one.read(Datagram(error(EXCEEDED_V6, quoted), (f"{ROUTER6}%en0", 0), None, 64, 0))
    assert (answer.number, answer.kind, answer.source, answer.out_tos) == (9, "exceeded", ROUTER6, 0xB8)


def test_messages_about_other_programs_probes_are_passed_over():
    own = icmp.pack_request(5, 77, TOKEN)
    foreign = icmp.pack_request(5, 78, TOKEN)
    for message in (
        error(EXCEEDED, ipv4(US, TARGET, foreign)),
        error(EXCEEDED, ipv4(US, "198.51.100.1", own)),
        error(EXCEEDED, ipv4(US, TARGET, own[:6])),
        bytes([icmp.ECHO_REPLY]) + icmp.pack_request(5, 77, b"another!")[1:],
    ):
        assert reader().read(as_macos_gives_it(ROUTER, message)) is None


@given(st.binary(max_size=120), st.booleans(), st.booleans())
def test_no_bytes_make_the_reader_fail(data, v6, with_ip):
    one = reader(target=TARGET6 if v6 else TARGET, with_ip=with_ip)
    assert one.read(datagram(data, ROUTER)) is None


def test_codes_are_put_into_words():
    assert icmp_error.what_is_unreachable(3, v6=False) == "port"
    assert icmp_error.what_is_unreachable(4, v6=True) == "port"
    assert icmp_error.what_is_unreachable(99, v6=False) == "code 99"
