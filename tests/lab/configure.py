"""What must be written into a node's namespace: texts for ``ip -batch`` and ``nft``, and kernel settings.

Neighbours (ARP, ND) are entered by hand, so that no packet of a test waits for an address to be resolved over a wire
that loses packets.
"""

import functools
from collections.abc import Iterator
from pathlib import Path

from tests.lab.topology import TUNNEL_MTU, TUNNEL_NETWORK, Interface, Node

_QUEUE_LENGTH = 10_000
"""Of each TAP device: it stands in for hardware that never makes the kernel wait."""
_PING_GROUPS = {"open": ("0 2147483647", "0 0"), "nobody": ("1 0", "1 0")}
_FILLING_ALGORITHMS = ("cubic", "reno")
_TCP_BUFFERS = "4096 131072 33554432"


def interface_lines(interface: Interface) -> Iterator[str]:
    """``ip -batch`` lines that bring an interface up and give it its addresses, neighbours and default routes."""
    name = interface.name
    yield f"link set {name} mtu {interface.mtu} txqueuelen {_QUEUE_LENGTH} up"
    for address in interface.addresses:
        yield f"addr replace {address} dev {name}" + (" nodad" if ":" in address else "")
    for peer in interface.peers:
        yield f"neigh replace {peer} lladdr {interface.peer_mac} dev {name} nud permanent"
        if interface.default:
            yield f"route replace default via {peer} dev {name}"


def node_text(node: Node) -> str:
    """The whole ``ip -batch`` text of a node."""
    lines = ["link set lo up"]
    for interface in node.interfaces:
        lines += interface_lines(interface)
    lines += (f"route replace {prefix} via {gateway}" for prefix, gateway in node.routes)
    return "\n".join(lines) + "\n"


def tunnel_text(server_address: str, gateway: str | None) -> str:
    """``ip -batch`` text for an end of the tunnel: the device's, with its ``gateway``, or the server's (None)."""
    base = TUNNEL_NETWORK.rpartition(".")[0]
    lines = [
        f"link set tun0 mtu {TUNNEL_MTU} up",
        f"addr replace {base}.{2 if gateway else 1}/24 dev tun0",
    ]
    if gateway:
        lines += [f"route replace {server_address} via {gateway}", "route replace default dev tun0"]
    return "\n".join(lines) + "\n"


def sysctls(node: Node, ipv6: bool, unprivileged: bool) -> list[tuple[str, str]]:
    """Files below /proc/sys and what to write; ``unprivileged`` says that only group 0 exists in there."""
    options = node.options
    settings: list[tuple[str, str | int]] = [
        ("net.ipv4.ip_forward", int(node.forwards)),
        ("net.ipv4.ping_group_range", _PING_GROUPS[options.ping_group][unprivileged]),
        ("net.ipv4.icmp_echo_ignore_all", int(options.silent)),
        ("net.ipv4.tcp_congestion_control", congestion_control()),
        ("net.ipv4.tcp_rmem", _TCP_BUFFERS),
        ("net.ipv4.tcp_wmem", _TCP_BUFFERS),
    ]
    if Path("/proc/sys/net/ipv6").exists():
        for scope in ("all", "default"):
            names = ("accept_dad", "accept_ra", "router_solicitations")
            settings += [(f"net.ipv6.conf.{scope}.{name}", 0) for name in names]
            settings.append((f"net.ipv6.conf.{scope}.keep_addr_on_down", 1))
        settings.append(("net.ipv6.conf.all.forwarding", int(node.forwards and ipv6)))
        settings.append(("net.ipv6.icmp.echo_ignore_all", int(options.silent)))
    settings += options.sysctl.items()
    return [(f"/proc/sys/{name.replace('.', '/')}", str(value)) for name, value in settings]


@functools.cache
def congestion_control() -> str:
    """An algorithm that fills queues, of those that namespaces may use: BBR as the system's default would hide them."""
    allowed = Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control").read_text().split()
    return next((name for name in _FILLING_ALGORITHMS if name in allowed), allowed[0])


def nat_text() -> str:
    """An ``nft`` rule set: what leaves outward gets the router's own address (IPv4 alone, as at home)."""
    return """
        table ip lab_nat {
            chain out {
                type nat hook postrouting priority 100;
                oifname != "lan*" masquerade
            }
        }
    """
