"""macOS: routes, interfaces and name servers by the system's own commands, without privilege."""

import subprocess
from collections.abc import Callable, Sequence

from probes.host.generic import kind_by_name, point_to_point_kind, source_address
from probes.host.macos_text import LinkText, parse_default_routes, parse_dns, parse_link, parse_ports, parse_route
from probes.host.system import CARRIERS, Interface, Route

_PATIENCE_S = 5.0
_ENGLISH = {"LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}

Run = Callable[[Sequence[str]], str]


def run(argv: Sequence[str]) -> str:
    """Standard output of a command; empty when it cannot be run or takes too long."""
    try:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, env=_ENGLISH, timeout=_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace")


class MacosSystem:
    """The commands' answers.

    Args:
        run: runs a command and gives its standard output.
    """

    def __init__(self, run: Run = run) -> None:
        self._run = run
        self._ports: dict[str, str] | None = None

    def route(self, address: str) -> Route | None:
        """The route that the kernel would take."""
        family = ["-inet6"] if ":" in address else []
        found = parse_route(self._run(["route", "-n", "get", *family, address]))
        if found is None:
            return None
        return Route(found.interface, found.gateway, source_address(address) or "")

    def interface(self, name: str) -> Interface | None:
        """The interface by ``ifconfig``."""
        link = parse_link(self._run(["ifconfig", "-v", name]))
        if link is None:
            return None
        kind = link_kind(name, link, self._port(name))
        mbps = link.link_mbps if kind in ("ethernet", "wifi", "cellular") else None
        return Interface(name, kind, mbps, link.duplex if mbps else None, link.mtu, link.active)

    def carrier(self) -> Route | None:
        """A default route of an interface that is no tunnel stays in the table, marked as its interface's own."""
        for found in parse_default_routes(self._run(["netstat", "-rn", "-f", "inet"])):
            seen = self.interface(found.interface)
            if seen is not None and seen.up and seen.kind in CARRIERS:
                return Route(found.interface, found.gateway, "")
        return None

    def dns(self) -> tuple[str, ...]:
        """The name servers in use."""
        return parse_dns(self._run(["scutil", "--dns"]))

    def _port(self, name: str) -> str:
        """Name of the hardware port; asked once, since the command takes a while."""
        if self._ports is None:
            self._ports = parse_ports(self._run(["networksetup", "-listallhardwareports"]))
        return self._ports.get(name, "")


def link_kind(name: str, link: LinkText, port: str) -> str:
    """The kind of a link from its flags and type, from its port's name, and at last from its own name.

    A tap interface has an Ethernet address and may belong to a virtual machine: it is no VPN by that alone.
    """
    if "LOOPBACK" in link.flags:
        return "loopback"
    if link.kind in ("Wi-Fi", "Cellular"):
        return {"Wi-Fi": "wifi", "Cellular": "cellular"}[link.kind]
    if name.startswith("ppp"):
        return point_to_point_kind(link.mtu)
    if "POINTOPOINT" in link.flags or name.startswith(("gif", "stf", "ipsec")):
        return "vpn"
    if port.startswith(("iPhone", "iPad")):
        return "cellular"
    if kind_by_name(port) == "wifi":
        return "wifi"
    if link.has_ethernet_address and not link.kind.startswith(("Bluetooth", "Companion")):
        return "ethernet"
    return "unknown"
