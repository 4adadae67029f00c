"""Ancillary data with the address that a datagram was sent to."""

import socket
import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes import pktinfo

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="numbers and layouts are Linux's")

IP_PKTINFO = 8
V4, V6 = bytes([192, 0, 2, 1]), bytes.fromhex("20010db8" + "00" * 11 + "01")


def test_ipv4_unicast_is_told_from_broadcast():
    local = pktinfo.read(socket.IPPROTO_IP, IP_PKTINFO, struct.pack("@I4s4s", 2, V4, V4))
    assert local == pktinfo.Local(V4, 2, unicast=True)
    assert local.host == "192.0.2.1"
    broadcast = pktinfo.read(socket.IPPROTO_IP, IP_PKTINFO, struct.pack("@I4s4s", 2, V4, b"\xff" * 4))
    assert not broadcast.unicast


def test_ipv6_unicast_is_told_from_multicast():
    local = pktinfo.read(socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, V6 + struct.pack("@I", 3))
    assert local == pktinfo.Local(V6, 3, unicast=True)
    assert local.host == "2001:db8::1"
    group = pktinfo.read(socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, b"\xff\2" + bytes(13) + b"\1" + bytes(4))
    assert not group.unicast


def test_answers_leave_the_interface_to_the_route_but_for_link_local_addresses():
    (item,) = pktinfo.answer_from(pktinfo.Local(V4, 2, unicast=True))
    assert item == (socket.IPPROTO_IP, IP_PKTINFO, bytes(4) + V4 + bytes(4))
    (item,) = pktinfo.answer_from(pktinfo.Local(V6, 3, unicast=True))
    assert item == (socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, V6 + bytes(4))
    link_local = b"\xfe\x80" + bytes(13) + b"\1"
    (item,) = pktinfo.answer_from(pktinfo.Local(link_local, 3, unicast=True))
    assert item == (socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, link_local + struct.pack("@I", 3))


@given(st.sampled_from([0, 1, 41]), st.integers(0, 70), st.binary(max_size=40))
def test_no_ancillary_data_whatever_raises(level, kind, data):
    pktinfo.read(level, kind, data)
