"""From a scenario to nodes, interfaces, addresses, routes and wires: pure planning, nothing is made here.

::

    device --home-- router --access-- isp1 --isp1-- isp2 ... --frankfurt-- frankfurt
                      |                                 \\-----tokyo------- tokyo
    neighbours -------/

Each wire is a subnet of its own; the node at its far end (away from the device) has the address .1 or ::1, the one at
its near end .2 or ::2, but for servers, which have .2 at the far end.

========================  =========================================  ==========================
subnet                    IPv4                                       IPv6
========================  =========================================  ==========================
home, then outward        192.168.1.0/24, 192.168.2.0/24, ...        2001:db8:1::/64, ...
neighbours                192.168.101.0/24, ...                      2001:db8:101::/64, ...
access                    203.0.113.0/30, CGNAT: 100.64.0.0/30       2001:db8:f000::/64
between ISP hops          198.18.1.0/30, 198.18.2.0/30, ...          2001:db8:f001::/64, ...
servers                   198.51.100.0/30, 198.51.100.4/30, ...      2001:db8:5e00::/64, ...
========================  =========================================  ==========================

Private, shared, benchmark and documentation addresses (RFC 1918, 6598, 2544, 5737, 3849).
"""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.lab.impairment import Impairment, SettingError
from tests.lab.scenario import NodeOptions, Scenario, ScenarioError, WireSettings
from tests.lab.wire import Port

_TIME_EXCEEDED, _TIME_EXCEEDED_6, _ECHO_REPLY, _ECHO_REPLY_6 = 11, 3, 0, 129
_MAX_SERVERS = 64

TUNNEL_NETWORK, TUNNEL_PORT, TUNNEL_MTU = "10.8.0.0/24", 51820, 1420

DEFAULTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "home": {"up": {"delay_ms": 0.2}, "down": {"delay_ms": 0.2}},
    "access": {
        "up": {"delay_ms": 3, "rate_mbit": 40, "queue_ms": 20},
        "down": {"delay_ms": 3, "rate_mbit": 100, "queue_ms": 20},
    },
    "inner": {"up": {"delay_ms": 0.5}, "down": {"delay_ms": 0.5}},
}
"""What a healthy home has: a cable to the router, a line of 100/40 Mbit/s with short queues, hops half a ms apart."""


class Interface(NamedTuple):
    """An interface of a node and what it needs to reach the other end of its wire."""

    name: str
    mac: str
    addresses: tuple[str, ...]
    """With prefix lengths, IPv4 first."""
    peer_mac: str
    peers: tuple[str, ...]
    """Addresses of the other end."""
    mtu: int
    default: bool
    """Whether the default route goes out here."""


@dataclass(slots=True)
class Node:
    """A network namespace to be."""

    name: str
    options: NodeOptions
    interfaces: list[Interface] = field(default_factory=list)
    routes: list[tuple[str, str]] = field(default_factory=list)
    """Further routes: prefix and gateway."""
    forwards: bool = False
    nat: bool = False

    def first_address(self, family: int) -> str | None:
        """Its first address of family 4 or 6, without prefix length."""
        for interface in self.interfaces:
            for each in interface.addresses:
                if (":" in each) == (family == 6):
                    return each.partition("/")[0]
        return None


class WirePlan(NamedTuple):
    """A wire to be."""

    name: str
    near: Port
    far: Port
    settings: dict[str, Impairment]
    rules: dict[str, list[tuple[str, list[int], int | None]]]


class Subnet(NamedTuple):
    """A wire's IPv4 and IPv6 networks, and at which chain positions it is attached."""

    v4: str
    v6: str
    at: int
    """Position in the chain of its outermost end that is part of the chain."""


class Topology:
    """The plan of a home.

    Attributes:
        nodes: by name, from the device outward.
        wires: by name.

    Raises:
        ScenarioError: the scenario names nodes or wires that it does not have.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        isps = [f"isp{number + 1}" for number in range(scenario.isp.hops)]
        self.chain = ["device", *scenario.home.hops, *isps]
        self.nodes: dict[str, Node] = {}
        self.wires: dict[str, WirePlan] = {}
        self._subnets: list[Subnet] = []
        self._check_names()
        for name in [*self.chain, *scenario.server, *scenario.neighbour]:
            self.nodes[name] = Node(name, scenario.node.get(name, NodeOptions()))
        for position in range(len(self.chain) - 1):
            self._join_chain(position)
        for number, name in enumerate(scenario.neighbour):
            self._join_neighbour(number, name)
        for number, name in enumerate(scenario.server):
            self._join_server(number, name)
        self._route()
        self._set_nat()
        self._check_wires()

    def _check_names(self) -> None:
        scenario = self.scenario
        names = [*self.chain, *scenario.server, *scenario.neighbour]
        if len({*names, "home", "access"}) != len(names) + 2:
            raise ScenarioError("two nodes have the same name, or one is called home or access")
        if not scenario.home.hops or not scenario.isp.hops or not 0 < len(scenario.server) <= _MAX_SERVERS:
            raise ScenarioError(f"a home needs a hop, a provider's hop and 1 to {_MAX_SERVERS} servers")
        used: dict[str, list[str | None]] = {
            "node": [*scenario.node, *(each.node for each in scenario.service)],
            "server": [each.behind for each in scenario.server.values()] + [scenario.device.vpn],
            "traffic": [name for each in scenario.traffic for name in (each.source, each.target)],
            "timeline": [each.node for each in scenario.timeline],
        }
        for where, found in used.items():
            for name in filter(None, found):
                if name not in names:
                    raise ScenarioError(f"[{where}]: there is no {name!r} among {', '.join(names)}")

    def _check_wires(self) -> None:
        scenario = self.scenario
        used = [*scenario.wire, *(each.wire for each in scenario.timeline)]
        used += [name for wires in scenario.remedy.values() for name in wires]
        unknown = {name for name in used if name is not None} - set(self.wires)
        if unknown:
            raise ScenarioError(f"no wire called {min(unknown)!r}; there are {', '.join(self.wires)}")

    def _join_chain(self, position: int) -> None:
        inner, outer = self.chain[position], self.chain[position + 1]
        home_hops = len(self.scenario.home.hops)
        if position < home_hops:
            subnet = Subnet(f"192.168.{position + 1}.0/24", f"2001:db8:{position + 1}::/64", position + 1)
        elif position == home_hops:
            v4 = "100.64.0.0/30" if self.scenario.isp.cgnat else "203.0.113.0/30"
            subnet = Subnet(v4, "2001:db8:f000::/64", position + 1)
        else:
            number = position - home_hops
            subnet = Subnet(f"198.18.{number}.0/30", f"2001:db8:{0xF000 + number:x}::/64", position + 1)
        wire, role = inner, "inner"
        if position == 0:
            wire = role = "home"
        elif position == home_hops:
            wire = role = "access"
        port = self.scenario.device.interface if position == 0 else "wan0"
        self._join(wire, DEFAULTS[role], subnet, (inner, port), (outer, "lan0"))

    def _join_neighbour(self, number: int, name: str) -> None:
        hops = len(self.scenario.home.hops)
        subnet = Subnet(f"192.168.{101 + number}.0/24", f"2001:db8:{101 + number}::/64", hops)
        self._join(name, DEFAULTS["home"], subnet, (name, "eth0"), (self.chain[hops], f"lan{number + 1}"))

    def _join_server(self, number: int, name: str) -> None:
        server = self.scenario.server[name]
        behind = server.behind or self.chain[-1]
        subnet = Subnet(f"198.51.100.{4 * number}/30", f"2001:db8:{0x5E00 + number:x}::/64", self.chain.index(behind))
        delay = {"delay_ms": server.rtt_ms / 2}
        self._join(name, {"up": delay, "down": delay}, subnet, (behind, f"srv{number}"), (name, "eth0"))

    def _join(
        self,
        wire: str,
        defaults: Mapping[str, Mapping[str, Any]],
        subnet: Subnet,
        near: tuple[str, str],
        far: tuple[str, str],
    ) -> None:
        """Make a wire, and an interface at each of its ends; ``near`` and ``far`` are node and interface name."""
        changes = self.scenario.wire.get(wire, WireSettings())
        try:
            settings = {
                direction: Impairment.from_mapping(defaults[direction]).updated(getattr(changes, direction))
                for direction in ("up", "down")
            }
        except SettingError as error:
            raise ScenarioError(f"[wire.{wire}]: {error}") from error
        number = len(self.wires) + 1
        macs = [f"02:00:00:00:{number:02x}:0{end}" for end in (2, 1)]
        outward_is_first = far[0] not in self.scenario.server
        ends = ("2", "1") if outward_is_first else ("1", "2")
        for mine, other, place in ((0, 1, near), (1, 0, far)):
            addresses = tuple(f"{_host(net, ends[mine])}/{net.partition('/')[2]}" for net in self._networks(subnet))
            peers = tuple(_host(net, ends[other]) for net in self._networks(subnet))
            default = mine == (0 if outward_is_first else 1)
            self.nodes[place[0]].interfaces.append(
                Interface(place[1], macs[mine], addresses, macs[other], peers, changes.mtu, default)
            )
        self._subnets.append(subnet)
        self.wires[wire] = WirePlan(
            wire, self._port(near, macs[0]), self._port(far, macs[1]), settings, {"down": self._rules(near, far)}
        )

    def _networks(self, subnet: Subnet) -> tuple[str, ...]:
        return (subnet.v4, subnet.v6) if self.scenario.ipv6 else (subnet.v4,)

    def _port(self, place: tuple[str, str], mac: str) -> Port:
        device = self.scenario.device
        if place[0] != "device":
            return Port(place[0], place[1], mac, 1000, True)
        speed = device.link_mbps or (None if place[1].startswith("wl") else 1000)
        return Port(place[0], place[1], mac, speed, device.full_duplex)

    def _rules(self, near: tuple[str, str], far: tuple[str, str]) -> list[tuple[str, list[int], int | None]]:
        """Special treatment of what the far end itself says toward the device, on its way down the wire."""
        options = self.nodes[far[0]].options
        rules: list[tuple[str, list[int], int | None]] = []
        for text in self.nodes[near[0]].interfaces[-1].peers:
            address = ipaddress.ip_address(text)
            exceeded = _TIME_EXCEEDED if address.version == 4 else _TIME_EXCEEDED_6
            if options.hide_ttl:
                rules.append((address.packed.hex(), [exceeded], None))
            if options.own_delay_ms:
                kinds = [_ECHO_REPLY if address.version == 4 else _ECHO_REPLY_6, exceeded]
                rules.append((address.packed.hex(), kinds, int(options.own_delay_ms * 1e6)))
        return rules

    def _route(self) -> None:
        """Everything is outward by default; what is further in has a route of its own at each hop."""
        for position, name in enumerate(self.chain[1:], 1):
            node = self.nodes[name]
            node.forwards = True
            inner = next(each for each in node.interfaces if each.name == "lan0")
            for subnet in self._subnets:
                if subnet.at < position:
                    node.routes += zip(self._networks(subnet), inner.peers, strict=True)
        for prefix, gateway, position in self._tunnel_routes():
            self.nodes[self.chain[position]].routes.append((prefix, gateway))

    def _tunnel_routes(self) -> Iterator[tuple[str, str, int]]:
        """The way back into the tunnel's network, for the ISP hops at and beyond the tunnel's end."""
        name = self.scenario.device.vpn
        if name is None:
            return
        at = self.chain.index(self.scenario.server[name].behind or self.chain[-1])
        self.nodes[name].forwards = True
        for position in range(at, len(self.chain)):
            inner = next(each for each in self.nodes[self.chain[position]].interfaces if each.name == "lan0")
            gateway = self.nodes[name].first_address(4) if position == at else inner.peers[0]
            yield TUNNEL_NETWORK, str(gateway), position

    def _set_nat(self) -> None:
        for name in self.chain[1:]:
            wanted = self.nodes[name].options.nat
            usual = name == self.scenario.home.hops[-1] or (name == "isp1" and self.scenario.isp.cgnat)
            self.nodes[name].nat = usual if wanted is None else wanted

    def address(self, name: str, family: int) -> str:
        """The address under which others reach the node ``name``; raises KeyError where it has none of that family."""
        server = self.scenario.server.get(name)
        if server is not None and server.only is not None and family != (6 if server.only == "ipv6" else 4):
            raise KeyError(f"{name} has {server.only} only")
        if family == 6 and not self.scenario.ipv6:
            if server is None or server.only != "ipv6":
                raise KeyError(f"{name} has no IPv6 address in this home")
            return f"2001:db8:{0x5E00 + list(self.scenario.server).index(name):x}::2"
        found = self.nodes[name].first_address(family)
        if found is None:
            raise KeyError(f"{name} has no IPv{family} address")
        return found

    def hosts(self) -> str:
        """The text of /etc/hosts."""
        lines = ["127.0.0.1 localhost", "::1 localhost"]
        for name in self.nodes:
            for family in (4, 6):
                try:
                    lines.append(f"{self.address(name, family)} {name}")
                except KeyError:
                    continue
        return "\n".join(lines) + "\n"


def _host(network: str, number: str) -> str:
    return str(ipaddress.ip_network(network)[int(number)])
