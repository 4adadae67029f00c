"""The host probe on macOS: what the system's commands print, and what is made of it."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.host.macos import MacosSystem, run
from probes.host.macos_text import parse_default_routes, parse_dns, parse_link, parse_ports, parse_route
from probes.host.system import Interface

ROUTE = """   route to: 203.0.113.9
destination: default
       mask: default
    gateway: 192.168.1.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500         0
"""
ROUTE_ON_LINK = """   route to: 192.168.1.5
destination: 192.168.1.5
  interface: en0
      flags: <UP,HOST,DONE,LLINFO,WASCLONED,IFSCOPE,IFREF>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500      1180
"""
ROUTE_V6 = """   route to: 2001:db8::9
destination: ::
       mask: default
    gateway: fe80::1%en0
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
"""
ROUTE_TUNNEL = """   route to: 203.0.113.9
destination: 203.0.112.0
       mask: 255.255.240.0
    gateway: index: 19 utun3
  interface: utun3
      flags: <UP,DONE,CLONING,STATIC>
"""
WIFI = """en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500 rtref 14 index 11
\teflags=412008084<ACCEPT_RTADV,TXSTART,ARPLL,NOACKPRI,SENDLIST,FASTLN_ON>
\toptions=6460<TSO4,TSO6,CHANNEL_IO,PARTIAL_CSUM,ZEROINVERT_CSUM>
\tether 02:00:5e:10:00:01
\tinet6 fe80::1c2b:3a4d:5e6f:7a8b%en0 prefixlen 64 secured scopeid 0xb
\tinet 192.168.1.20 netmask 0xffffff00 broadcast 192.168.1.255
\tnd6 options=201<PERFORMNUD,DAD>
\tmedia: autoselect
\tstatus: active
\tgeneration id: 48
\ttype: Wi-Fi
\tlink quality: 100 (good)
\tstate availability: 0 (true)
\tscheduler: FQ_CODEL (driver managed)
\tlink rate: 866.70 Mbps
\tqosmarking enabled: yes mode: none
\tlow power mode: disabled
"""
WIFI_UNEQUAL = WIFI.replace(
    "\tlink rate: 866.70 Mbps\n",
    "\tuplink rate: 573.50 Mbps [eff] / 1.20 Gbps\n\tdownlink rate: 780.00 Mbps [eff] / 1.20 Gbps [max]\n",
)
CABLE = """en5: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500 rtref 2 index 14
\toptions=567<RXCSUM,TXCSUM,VLAN_MTU,TSO4,TSO6,AV,CHANNEL_IO>
\tether 02:00:5e:10:00:05
\tinet 192.168.1.30 netmask 0xffffff00 broadcast 192.168.1.255
\tmedia: autoselect (1000baseT <full-duplex,flow-control,energy-efficient-ethernet>)
\tstatus: active
\ttype: USB Ethernet
\tlink rate: 1.00 Gbps
"""
TUNNEL = """utun3: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1420 index 19
\toptions=6403<RXCSUM,TXCSUM,CHANNEL_IO,PARTIAL_CSUM,ZEROINVERT_CSUM>
\tinet 10.8.0.2 --> 10.8.0.1 netmask 0xffffffff
\tscheduler: FQ_CODEL
"""
LOOPBACK = """lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
\toptions=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
\tinet 127.0.0.1 netmask 0xff000000
"""
UNPLUGGED = """en4: flags=8963<UP,BROADCAST,SMART,RUNNING,PROMISC,SIMPLEX,MULTICAST> mtu 1500 index 9
\tether 02:00:5e:10:00:04
\tmedia: autoselect (none)
\tstatus: inactive
\ttype: Ethernet
"""
PORTS = """
Hardware Port: Ethernet Adapter (en4)
Device: en4
Ethernet Address: 02:00:5e:10:00:04

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: 02:00:5e:10:00:01

Hardware Port: iPhone USB
Device: en8
Ethernet Address: 02:00:5e:10:00:08

Hardware Port: Bluetooth DUN
Device: Bluetooth-Modem
Ethernet Address: N/A

VLAN Configurations
===================
"""
PORTS_IN_GERMAN = PORTS.replace("Hardware Port", "Hardwareanschluss").replace("Device", "Gerät")
DNS = """DNS configuration

resolver #1
  search domain[0] : home.example
  nameserver[0] : 2001:db8::53
  nameserver[1] : 192.168.1.1
  if_index : 11 (en0)
  flags    : Request A records, Request AAAA records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : local
  options  : mdns
  nameserver[0] : 198.51.100.7
  timeout  : 5
  flags    : Request A records, Request AAAA records
  reach    : 0x00000000 (Not Reachable)
  order    : 300000

resolver #3
  nameserver[0] : fe80::1%en0
  nameserver[1] : 192.168.1.1

DNS configuration (for scoped queries)

resolver #1
  nameserver[0] : 203.0.113.53
  if_index : 19 (utun3)
  flags    : Scoped, Request A records
"""


def system(**answers: str) -> MacosSystem:
    return MacosSystem(lambda argv: answers.get(argv[0], ""))


def test_a_route_names_interface_and_gateway():
    assert parse_route(ROUTE) == ("en0", "192.168.1.1")
    assert parse_route(ROUTE_V6) == ("en0", "fe80::1%en0")


def test_on_the_same_link_there_is_no_gateway():
    assert parse_route(ROUTE_ON_LINK) == ("en0", None)
    assert parse_route(ROUTE_TUNNEL) == ("utun3", None)


@pytest.mark.parametrize("text", ["", "route: writing to routing socket: not in table\n", "   route to: 203.0.113.9\n"])
def test_no_route_is_none(text):
    assert parse_route(text) is None


ROUTES = """Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            link#19            UCSg                utun3
default            192.168.1.1        UGScIg                en0
127                127.0.0.1          UCS                   lo0
192.168.1          link#11            UCS                   en0      !
"""


def test_below_a_tunnel_the_other_default_route_is_the_carrier():
    assert parse_default_routes(ROUTES) == [("en0", "192.168.1.1")]
    assert parse_default_routes("default 10.0.0.1 UGSc 32 0 en4\n") == [("en4", "10.0.0.1")]
    assert system(netstat=ROUTES, ifconfig=WIFI).carrier() == ("en0", "192.168.1.1", "")
    assert system(netstat=ROUTES, ifconfig=TUNNEL).carrier() is None
    assert system().carrier() is None


def test_the_family_is_told_to_the_command():
    asked = []
    macos = MacosSystem(lambda argv: asked.append(list(argv)) or ROUTE)
    macos.route("127.0.0.1")
    macos.route("::1")
    assert asked == [["route", "-n", "get", "127.0.0.1"], ["route", "-n", "get", "-inet6", "::1"]]


def test_own_address_and_route_come_together():
    found = system(route=ROUTE_ON_LINK).route("127.0.0.1")
    assert found == ("en0", None, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("en0", WIFI, Interface("en0", "wifi", 866.7, None, 1500, up=True)),
        ("en0", WIFI_UNEQUAL, Interface("en0", "wifi", 573.5, None, 1500, up=True)),
        ("en5", CABLE, Interface("en5", "ethernet", 1000.0, "full", 1500, up=True)),
        ("utun3", TUNNEL, Interface("utun3", "vpn", None, None, 1420, up=True)),
        ("lo0", LOOPBACK, Interface("lo0", "loopback", None, None, 16384, up=True)),
        ("en4", UNPLUGGED, Interface("en4", "ethernet", None, None, 1500, up=False)),
        ("en8", CABLE.replace("en5", "en8"), Interface("en8", "cellular", 1000.0, "full", 1500, up=True)),
    ],
)
def test_an_interface_is_what_ifconfig_says(name, text, wanted):
    assert system(ifconfig=text, networksetup=PORTS).interface(name) == wanted


@pytest.mark.parametrize(
    ("media", "mbps", "duplex"),
    [
        ("autoselect (10baseT/UTP <half-duplex>)", 10.0, "half"),
        ("100baseTX <full-duplex>", 100.0, "full"),
        ("autoselect (100baseTX <half-duplex>)", 100.0, "half"),
        ("autoselect (2500Base-T <full-duplex,flow-control>)", 2500.0, "full"),
        ("autoselect (10Gbase-T <full-duplex>)", 10000.0, "full"),
        ("autoselect <full-duplex>", None, None),
        ("<unknown type>", None, None),
    ],
)
def test_the_media_line_tells_speed_and_duplex(media, mbps, duplex):
    text = CABLE.replace("autoselect (1000baseT <full-duplex,flow-control,energy-efficient-ethernet>)", media)
    found = system(ifconfig=text.replace("\tlink rate: 1.00 Gbps\n", "")).interface("en5")
    assert found is not None
    assert (found.link_mbps, found.duplex) == (mbps, duplex)


def test_ppp_inside_ip_is_a_vpn_and_pppoe_is_not():
    ppp = TUNNEL.replace("utun3", "ppp0")
    kinds = [system(ifconfig=ppp.replace("1420", mtu)).interface("ppp0") for mtu in ("1280", "1492")]
    assert [found.kind for found in kinds if found] == ["vpn", "unknown"]


def test_a_tap_interface_is_no_vpn_by_its_ethernet_address_alone():
    tap = CABLE.replace("en5", "tap0").replace("\ttype: USB Ethernet\n", "").replace("1000baseT", "none")
    found = system(ifconfig=tap).interface("tap0")
    assert found is not None
    assert found.kind == "ethernet"


def test_an_interface_that_is_gone_is_none():
    assert system().interface("en9") is None


def test_ports_are_told_by_order_and_asked_for_once():
    wanted = {"en4": "Ethernet Adapter (en4)", "en0": "Wi-Fi", "en8": "iPhone USB"}
    assert parse_ports(PORTS) == parse_ports(PORTS_IN_GERMAN) == wanted
    asked = []
    macos = MacosSystem(lambda argv: asked.append(argv[0]) or {"ifconfig": WIFI, "networksetup": PORTS}[argv[0]])
    macos.interface("en0")
    macos.interface("en0")
    assert asked.count("networksetup") == 1


def test_name_servers_are_those_for_every_domain():
    assert system(scutil=DNS).dns() == ("2001:db8::53", "192.168.1.1", "fe80::1%en0")
    assert system(scutil="No DNS configuration available\n").dns() == ()


def test_a_command_that_fails_says_nothing():
    assert run(["/nonexistent/ifconfig", "-v", "en0"]) == ""
    assert run([sys.executable, "-c", "import os; print(os.environ['LC_ALL'])"]).strip() == "C"


@given(st.text())
def test_any_text_can_be_read(text):
    parse_route(text)
    parse_link(text)
    parse_ports(text)
    parse_dns(text)


@given(st.sampled_from([ROUTE, WIFI, WIFI_UNEQUAL, CABLE, PORTS, DNS]), st.data())
def test_damaged_output_can_be_read(text, data):
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        text = text[:start] + data.draw(st.text(max_size=8)) + text[end:]
    macos = MacosSystem(lambda argv: text)
    macos.route("127.0.0.1")
    macos.interface("en0")
    macos.dns()
