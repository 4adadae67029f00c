"""Linux: routes and link types from the kernel itself (rtnetlink), so policy routing and namespaces are respected."""

import fcntl
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from pyroute2 import IPRoute
from pyroute2.netlink.exceptions import NetlinkError

from probes.host.generic import GenericSystem, kind_by_name
from probes.host.system import CARRIERS, Interface, Route

assert sys.platform == "linux"  # type checkers pass over the rest elsewhere

_ARPHRD_ETHER, _ARPHRD_PPP, _ARPHRD_LOOPBACK, _ARPHRD_NONE, _ARPHRD_RAWIP = 1, 512, 772, 0xFFFE, 519
_VPN_KINDS = frozenset({"wireguard", "ipip", "sit", "gre", "ip6tnl", "vti", "vti6", "xfrm", "ipvti"})
_MAIN_TABLE = 254
_SIOCGIWNAME = 0x8B01
_TAP_DEFAULT_MBPS = 10
"""The TUN/TAP driver claims this speed whatever lies behind it."""
_RESOLV_CONF = (Path("/run/systemd/resolve/resolv.conf"), Path("/etc/resolv.conf"))
_STUB = "127.0.0.53"


class LinuxSystem(GenericSystem):
    """The kernel's own answers."""

    def route(self, address: str) -> Route | None:
        """The route that the kernel would take."""
        try:
            with IPRoute() as netlink:
                found = netlink.route("get", dst=address)
                if not found:
                    return None
                message = found[0]
                link = netlink.get_links(message.get_attr("RTA_OIF"))[0]
        except (NetlinkError, OSError):
            return None
        name = str(link.get_attr("IFLA_IFNAME"))
        gateway = message.get_attr("RTA_GATEWAY")
        if gateway and ":" in gateway and gateway.lower().startswith("fe80"):
            gateway = f"{gateway}%{name}"
        return Route(name, gateway, str(message.get_attr("RTA_PREFSRC") or ""))

    def interface(self, name: str) -> Interface | None:
        """The interface by rtnetlink and ethtool."""
        try:
            with IPRoute() as netlink:
                links = netlink.link_lookup(ifname=name)
                if not links:
                    return None
                link = netlink.get_links(links[0])[0]
        except (NetlinkError, OSError):
            return None
        generic = super().interface(name)
        info = link.get_attr("IFLA_LINKINFO")
        virtual = str(info.get_attr("IFLA_INFO_KIND")) if info else ""
        mbps = generic.link_mbps if generic else None
        if virtual == "tun" and mbps == _TAP_DEFAULT_MBPS:
            mbps = None
        carrier = link.get_attr("IFLA_CARRIER") != 0
        return Interface(
            name,
            link_kind(name, link["ifi_type"], virtual, wireless=_is_wireless(name)),
            mbps,
            generic.duplex if generic and mbps else None,
            link.get_attr("IFLA_MTU"),
            up=bool(link["flags"] & 1) and carrier,
        )

    def carrier(self) -> Route | None:
        """A tunnel leaves the default route of before in place, or has a host route of its own through that gateway."""
        try:
            with IPRoute() as netlink:
                routes = netlink.get_routes(family=socket.AF_INET, table=_MAIN_TABLE)
                names = {link["index"]: str(link.get_attr("IFLA_IFNAME")) for link in netlink.get_links()}
        except (NetlinkError, OSError):
            return None
        ways = []
        for route in routes:
            name, gateway = names.get(route.get_attr("RTA_OIF"), ""), route.get_attr("RTA_GATEWAY")
            seen = self.interface(name) if name and gateway else None
            if seen is not None and seen.up and seen.kind in CARRIERS:
                ways.append((route["dst_len"] > 0, route.get_attr("RTA_PRIORITY") or 0, Route(name, gateway, "")))
        return min(ways)[-1] if ways else None

    def dns(self) -> tuple[str, ...]:
        """The name servers; those behind systemd-resolved's stub where it is in use."""
        listed = _name_servers(_RESOLV_CONF[1])
        if listed == (_STUB,):
            return _name_servers(_RESOLV_CONF[0]) or listed
        return listed


def link_kind(name: str, arphrd: int, virtual: str, *, wireless: bool) -> str:
    """The kind of a link from its hardware type and driver.

    A TAP device carries Ethernet frames and may be a bridge, a virtual machine or an emulated network: it is a VPN by
    its link type only when it carries bare IP packets (TUN), or when its driver is a tunnel's. A ``wlan0`` that the
    kernel does not call wireless has a driver of the old kind, or its radio belongs to another network namespace.
    """
    if arphrd == _ARPHRD_LOOPBACK:
        return "loopback"
    if wireless:
        return "wifi"
    if virtual in _VPN_KINDS or (arphrd == _ARPHRD_NONE and virtual in ("tun", "")):
        return "vpn"
    if arphrd == _ARPHRD_RAWIP or (arphrd in (_ARPHRD_PPP, _ARPHRD_NONE) and kind_by_name(name) == "cellular"):
        return "cellular"
    if arphrd == _ARPHRD_ETHER:
        named = kind_by_name(name)
        return named if named in ("cellular", "wifi") else "ethernet"
    return "unknown"


def _is_wireless(name: str) -> bool:
    if (Path("/sys/class/net") / name / "phy80211").exists():
        return True
    request: Any = struct.pack("16s16x", name.encode()[:15])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            fcntl.ioctl(sock, _SIOCGIWNAME, request)
        except OSError:
            return False
    return True


def _name_servers(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    words = (line.split() for line in text.splitlines())
    return tuple(entry[1] for entry in words if len(entry) >= 2 and entry[0] == "nameserver")
