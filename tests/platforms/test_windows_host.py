"""The host probe on Windows, against libraries that write what Windows would write."""

import ctypes
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.host.system import Interface, Route
from probes.host.windows import WindowsSystem
from probes.host.windows_layouts import ForwardRow, adapters, best_route
from probes.wire import sockaddr
from tests.platforms.fake_windows import UNKNOWN_SPEED, Card, FakeRoutes, describe

BASE = 0x1_4000_0000
ETHERNET = Card("Ethernet", number=7, gateways=("192.168.1.1",), dns=("192.168.1.1", "2001:db8::53"))
WIFI = Card("WLAN", "Intel(R) Wi-Fi 6E AX211", 71, 12, bps=866_700_000, metric=35, gateways=("fe80::1%12",))
LOOPBACK = Card("Loopback Pseudo-Interface 1", "Software Loopback", 24, 1, mtu=0xFFFFFFFF, bps=1_073_741_824)


def system(*cards: Card, **hops: Any) -> WindowsSystem:
    return WindowsSystem(FakeRoutes(list(cards), hops.get("hops")))


def kind(description: str, if_type: int, name: str = "Ethernet 3", **more: Any) -> str:
    found = system(Card(name, description, if_type, **more)).interface(name)
    assert found is not None
    return found.kind


def test_an_adapter_is_described_by_what_the_user_sees():
    windows = system(LOOPBACK, ETHERNET, WIFI)
    assert windows.interface("Ethernet") == Interface("Ethernet", "ethernet", 1000.0, None, 1500, up=True)
    assert windows.interface("WLAN") == Interface("WLAN", "wifi", 866.7, None, 1500, up=True)
    assert windows.interface("Loopback Pseudo-Interface 1") == Interface(
        "Loopback Pseudo-Interface 1", "loopback", None, None, None, up=True
    )


def test_an_adapter_that_is_gone_is_none_and_one_without_a_link_is_down():
    windows = system(ETHERNET._replace(up=False, bps=UNKNOWN_SPEED))
    assert windows.interface("WLAN") is None
    assert windows.interface("Ethernet") == Interface("Ethernet", "ethernet", None, None, 1500, up=False)


def test_a_route_names_interface_gateway_and_own_address():
    hops = {"203.0.113.9": (7, "192.168.1.1", "192.168.1.20"), "192.168.1.5": (7, "0.0.0.0", "192.168.1.20")}
    windows = system(LOOPBACK, ETHERNET, WIFI, hops=hops)
    assert windows.route("203.0.113.9") == Route("Ethernet", "192.168.1.1", "192.168.1.20")
    assert windows.route("192.168.1.5") == Route("Ethernet", None, "192.168.1.20")


def test_a_link_local_gateway_carries_its_scope():
    windows = system(ETHERNET, WIFI, hops={"2001:db8::9": (12, "fe80::1", "2001:db8::20")})
    assert windows.route("2001:db8::9") == Route("WLAN", "fe80::1%12", "2001:db8::20")


def test_the_carrier_of_a_tunnel_is_the_preferred_adapter_with_a_gateway():
    tunnel = Card("wg0", "WireGuard Tunnel", 53, 21, metric=5, gateways=("10.8.0.1",))
    assert system(tunnel, WIFI, ETHERNET).carrier() == Route("Ethernet", "192.168.1.1", "")
    assert system(tunnel, WIFI).carrier() == Route("WLAN", "fe80::1%12", "")
    assert system(tunnel, LOOPBACK).carrier() is None


@pytest.mark.parametrize("address", ["203.0.113.1", "2001:db8::1", "fe80::1%eth0", "example.org", ""])
def test_no_route_and_no_address_are_none(address):
    assert system(ETHERNET).route(address) is None


def test_a_buffer_that_is_too_small_is_made_larger_once():
    cards = [ETHERNET._replace(name=f"Ethernet {number}") for number in range(60)]
    fake = FakeRoutes(cards)
    found = WindowsSystem(fake).interface("Ethernet 59")
    assert found is not None
    assert fake.calls == 2


@pytest.mark.parametrize(
    ("description", "if_type", "wanted"),
    [
        ("WAN Miniport (IP)", 131, "vpn"),
        ("Teredo Tunneling Pseudo-Interface", 131, "vpn"),
        ("WireGuard Tunnel", 53, "vpn"),
        ("Wintun Userspace Tunnel", 53, "vpn"),
        ("OpenVPN Data Channel Offload", 53, "vpn"),
        ("Microsoft Network Adapter Multiplexor Driver", 53, "unknown"),
        ("TAP-Windows Adapter V9", 6, "ethernet"),
        ("TAP-NordVPN Windows Adapter V9", 6, "vpn"),
        ("Cisco AnyConnect Virtual Miniport Adapter for Windows x64", 6, "vpn"),
        ("Hyper-V Virtual Ethernet Adapter", 6, "ethernet"),
        ("Apple Mobile Device Ethernet", 6, "cellular"),
        ("Generic Mobile Broadband Adapter", 243, "cellular"),
        ("Generic Mobile Broadband Adapter", 244, "cellular"),
        ("Something new", 9999, "unknown"),
    ],
)
def test_the_kind_comes_from_type_and_driver(description, if_type, wanted):
    assert kind(description, if_type) == wanted


def test_dial_up_inside_ip_is_a_vpn_and_pppoe_is_not():
    assert kind("Work", 23, "Work", mtu=1400) == "vpn"
    assert kind("Broadband", 23, "Broadband", mtu=1480) == "unknown"
    assert kind("Broadband", 23, "Broadband", mtu=1492) == "unknown"


def test_a_virtual_adapters_claimed_speed_is_not_believed():
    found = system(Card("wg0", "WireGuard Tunnel", 53, bps=100_000_000_000, mtu=1420)).interface("wg0")
    assert found == Interface("wg0", "vpn", None, None, 1420, up=True)


def test_name_servers_come_by_preference_and_without_placeholders():
    cards = (
        Card("Bluetooth", number=3, metric=5, dns=("fec0:0:0:ffff::1", "fec0:0:0:ffff::2%1")),
        Card("Host only", number=4, metric=10, dns=("10.0.0.1",)),
        WIFI._replace(dns=("192.168.1.1", "9.9.9.9")),
        ETHERNET,
        Card("Off", number=9, up=False, metric=1, dns=("198.51.100.1",)),
    )
    assert system(*cards).dns() == ("192.168.1.1", "2001:db8::53", "9.9.9.9", "10.0.0.1")


def test_a_library_that_refuses_leaves_everything_unknown():
    fake = FakeRoutes([])
    fake.GetAdaptersAddresses = lambda *_: 5
    windows = WindowsSystem(fake)
    assert windows.interface("Ethernet") is None
    assert windows.dns() == ()


@given(st.binary(max_size=1500), st.integers(0, 2**64 - 1))
def test_any_buffer_can_be_read(buffer, base):
    for adapter in adapters(buffer, base):
        assert isinstance(adapter.name, str)


@given(st.data())
def test_a_damaged_buffer_can_be_read(data):
    buffer = bytearray(describe([ETHERNET, WIFI], BASE))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(buffer) - 1))
        buffer[place] = data.draw(st.integers(0, 255))
    found = adapters(bytes(buffer[: data.draw(st.integers(0, len(buffer)))]), BASE)
    assert len(found) <= len(buffer) // 400


def test_a_chain_that_bites_its_tail_ends():
    buffer = bytearray(describe([ETHERNET, WIFI], BASE))
    second = BASE + 448
    place = buffer.index(second.to_bytes(8, "little"))
    buffer[place : place + 8] = BASE.to_bytes(8, "little")
    assert [adapter.name for adapter in adapters(bytes(buffer), BASE)] == ["Ethernet"]


@given(st.binary(max_size=2 * ctypes.sizeof(ForwardRow)))
def test_any_row_can_be_read(row):
    found = best_route(row)
    assert (found is None) == (len(row) < ctypes.sizeof(ForwardRow))


@given(st.ip_addresses())
def test_socket_addresses_survive_the_way_there_and_back(address):
    assert ip_address(sockaddr.unpack(sockaddr.pack(str(address), 53)) or "") == address


@given(st.binary(max_size=40))
def test_any_socket_address_can_be_read(data):
    assert sockaddr.unpack(data) is None or data[0] in (2, 23)


@given(st.text())
def test_only_numeric_addresses_become_socket_addresses(text):
    try:
        packed = sockaddr.pack(text)
    except ValueError:
        return
    assert len(packed) == sockaddr.SIZE
