"""What psutil and a connected socket tell on any system: no gateway, no route table."""

import socket

import psutil

from probes.host.system import Interface, Route
from probes.latency.transports import family_of, peer

_DISCARD = 9
_LEAST_PPPOE_MTU = 1480
_DUPLEX: dict[object, str] = {psutil.NIC_DUPLEX_FULL: "full", psutil.NIC_DUPLEX_HALF: "half"}
_KINDS = (
    (("lo", "loopback"), "loopback"),
    (("wl", "wi-fi", "wifi", "wlan", "airport"), "wifi"),
    (("ww", "cellular", "mobile", "rmnet"), "cellular"),
    (("tun", "utun", "wg", "ppp", "tailscale", "wireguard", "openvpn"), "vpn"),
    (("en", "eth", "ethernet"), "ethernet"),
)


class GenericSystem:
    """A system that is only known through psutil."""

    def route(self, address: str) -> Route | None:
        """The interface that holds the address which a socket towards ``address`` gets; the gateway is not known."""
        source = source_address(address)
        if source is None:
            return None
        for name, entries in psutil.net_if_addrs().items():
            if any(entry.address.partition("%")[0] == source for entry in entries):
                return Route(name, None, source)
        return Route("", None, source)

    def interface(self, name: str) -> Interface | None:
        """The interface by psutil, its kind by its name."""
        stats = psutil.net_if_stats().get(name)
        if stats is None:
            return None
        return Interface(
            name,
            kind_by_name(name),
            stats.speed or None,
            _DUPLEX.get(stats.duplex),
            stats.mtu or None,
            stats.isup,
        )

    def carrier(self) -> Route | None:
        """Nothing is known of what lies below a tunnel."""
        return None

    def dns(self) -> tuple[str, ...]:
        """Nothing is known of name servers."""
        return ()


def source_address(address: str) -> str | None:
    """This computer's own address towards ``address``; None when there is no way. Nothing is sent."""
    try:
        with socket.socket(family_of(address), socket.SOCK_DGRAM) as sock:
            sock.connect(peer(address, _DISCARD))
            return str(sock.getsockname()[0]).partition("%")[0]
    except OSError:
        return None


def point_to_point_kind(mtu: int | None) -> str:
    """``vpn`` or ``unknown`` for a link that runs PPP, by what its carrier left of Ethernet's 1500 octets.

    PPP in IP packets (PPTP, L2TP, SSTP) loses 40 octets and more to its carrier. PPPoE, which is a plain broadband
    connection, loses 8 (RFC 2516 7; Windows takes 20).
    """
    return "unknown" if mtu is not None and mtu >= _LEAST_PPPOE_MTU else "vpn"


def kind_by_name(name: str) -> str:
    """A guess from the interface's name alone."""
    lowered = name.lower()
    return next((kind for prefixes, kind in _KINDS if lowered.startswith(prefixes)), "unknown")


def interface_bytes(name: str) -> tuple[int, int] | None:
    """Bytes received and sent by an interface since it exists; None when it is gone."""
    counters = psutil.net_io_counters(pernic=True, nowrap=False).get(name)
    return (counters.bytes_recv, counters.bytes_sent) if counters else None
