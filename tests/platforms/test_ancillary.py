"""What kernels attach to a datagram: their own numbers, and no others'."""

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes import pktinfo
from probes.kernelstamps import LINUX, MACOS, Datagram, _read_ancillary
from probes.latency.icmp import IcmpTransport
from probes.wire import icmp

MACOS_SOCKET, LINUX_SOCKET = 0xFFFF, 1
SCM_TIMESTAMP, SCM_CREDS, SCM_TIMESTAMP_MONOTONIC, SO_TRAFFIC_CLASS = 2, 3, 4, 0x1086
STAMP_NS = 1_700_000_000_123_456_000


def read(messages, system):
    """Stamp, TTL and TOS."""
    return _read_ancillary(messages, system)[:3]


def timeval() -> bytes:
    """``struct timeval`` of 64-bit macOS."""
    return struct.pack("<qi4x", STAMP_NS // 10**9, STAMP_NS % 10**9 // 1000)


def timespecs() -> bytes:
    """``struct scm_timestamping``: software, obsolete, hardware."""
    return struct.pack("<6q", *divmod(STAMP_NS, 10**9), 0, 0, 0, 0)


def test_macos_stamps_in_seconds_and_microseconds():
    assert read([(MACOS_SOCKET, SCM_TIMESTAMP, timeval())], MACOS) == (STAMP_NS, None, None)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (SCM_TIMESTAMP_MONOTONIC, struct.pack("<Q", 10**12)),
        (SO_TRAFFIC_CLASS, struct.pack("<i", 900)),
        (SCM_CREDS, bytes(84)),
    ],
)
def test_macos_other_messages_of_a_socket_are_no_stamps(kind, data):
    assert read([(MACOS_SOCKET, kind, data)], MACOS) == (None, None, None)
    with_stamp = [(MACOS_SOCKET, SCM_TIMESTAMP, timeval()), (MACOS_SOCKET, kind, data)]
    assert read(with_stamp, MACOS)[0] == STAMP_NS


def test_macos_names_ttl_and_tos_by_their_options_and_in_one_octet():
    messages = [(socket.IPPROTO_IP, 24, b"\x39"), (socket.IPPROTO_IP, 27, b"\xb8")]
    assert read(messages, MACOS) == (None, 57, 0xB8)


def test_macos_ipv6_has_them_as_numbers():
    messages = [(socket.IPPROTO_IPV6, 47, struct.pack("<i", 61)), (socket.IPPROTO_IPV6, 36, struct.pack("<i", 0x2E))]
    assert read(messages, MACOS) == (None, 61, 0x2E)


def test_linux_stamps_in_seconds_and_nanoseconds():
    messages = [
        (LINUX_SOCKET, 37, timespecs()),
        (socket.IPPROTO_IP, 2, struct.pack("<i", 57)),
        (socket.IPPROTO_IP, 1, b"\xb8"),
    ]
    assert read(messages, LINUX) == (STAMP_NS, 57, 0xB8)


def test_one_systems_numbers_mean_nothing_on_the_other():
    linux = [(LINUX_SOCKET, 37, timespecs()), (socket.IPPROTO_IP, 2, b"\x39"), (socket.IPPROTO_IPV6, 52, b"\x39")]
    macos = [(MACOS_SOCKET, SCM_TIMESTAMP, timeval()), (socket.IPPROTO_IP, 24, b"\x39")]
    assert read(linux, MACOS) == (None, None, None)
    assert read(macos, LINUX) == (None, None, None)


def test_an_empty_stamp_is_none():
    assert read([(LINUX_SOCKET, 37, bytes(48))], LINUX)[0] is None


_MESSAGES = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 41, 0xFFFF]), st.sampled_from([1, 2, 24, 27, 36, 37, 47, 52, 67]), st.binary(max_size=48)
    ),
    max_size=6,
)


@given(_MESSAGES, st.sampled_from([LINUX, MACOS]))
def test_any_messages_can_be_read(messages, system):
    _, ttl, tos = read(messages, system)
    assert all(number is None or isinstance(number, int) for number in (ttl, tos))


def test_macos_tells_only_where_a_datagram_was_sent_to():
    item = (socket.IPPROTO_IP, pktinfo._IP_PKTINFO)
    own, group, everyone = (bytes(octets) for octets in ([192, 0, 2, 9], [224, 0, 0, 1], [255] * 4))
    read_item = [pktinfo.read(*item, struct.pack("@I4s4s", 5, bytes(4), to)) for to in (own, group, everyone)]
    assert [(local.packed, local.unicast) for local in read_item if local] == [
        (own, True),
        (group, False),
        (everyone, False),
    ]


class Told:
    """A book that keeps the replies."""

    def __init__(self) -> None:
        self.replies = []
        self.stray = 0
        self.replied = self.replies.append


def test_a_macos_reply_comes_with_its_header_and_others_replies_are_stray(monkeypatch):
    monkeypatch.setattr("probes.latency.icmp.kernelstamps.IS_MACOS", True)
    transport = object.__new__(IcmpTransport)
    transport.book, transport._v6, transport._raw, transport._token = Told(), False, False, icmp.new_token()
    for token in (transport._token, icmp.new_token()):
        request = icmp.pack_request(70_000, 0x1234, token)
        message = b"\0" + request[1:]
        header = bytes([0x45, 0, 32, 0, 0, 0, 0, 0, 57, 1, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2])
        transport._read_reply(_datagram(header + message))
    (reply,) = transport.book.replies
    assert (reply.seq, reply.ttl, reply.rx_wall_ns) == (70_000, 57, STAMP_NS)
    assert transport.book.stray == 1


def _datagram(data: bytes):
    return Datagram(data, ("192.0.2.1", 0), STAMP_NS, None, None)
