"""Windows: routes, adapters and name servers from the IP helper library, without privilege.

An adapter is named by what the user sees (``Ethernet``, ``WLAN``), which is also psutil's key for its counters.
"""

import ctypes
import re
from ctypes import byref, c_uint32
from typing import Any

from probes import windll
from probes.host.generic import point_to_point_kind
from probes.host.system import CARRIERS, Interface, Route
from probes.host.windows_layouts import Adapter, ForwardRow, adapters, best_route
from probes.wire import sockaddr

_SKIP_UNICAST, _SKIP_ANYCAST, _SKIP_MULTICAST, _INCLUDE_GATEWAYS = 0x1, 0x2, 0x4, 0x80
_BUFFER_OVERFLOW = 111
_FIRST_BUFFER = 15_000
"""Octets; what Microsoft recommends, so that one call is enough on most computers."""
_TRIES = 3

_ETHERNET, _PPP, _LOOPBACK, _VIRTUAL, _WIFI, _TUNNEL, _WWAN, _WWAN_2 = 6, 23, 24, 53, 71, 131, 243, 244
_KINDS = {
    _LOOPBACK: "loopback",
    _WIFI: "wifi",
    _TUNNEL: "vpn",
    _WWAN: "cellular",
    _WWAN_2: "cellular",
}
_NAMES_A_VPN = re.compile(r"vpn|wireguard|anyconnect|globalprotect|nordlynx|tailscale", re.IGNORECASE)
_NAMES_A_TUNNEL = re.compile(rf"{_NAMES_A_VPN.pattern}|wintun|tun|tap-", re.IGNORECASE)
_NAMES_A_PHONE = re.compile(r"apple mobile device", re.IGNORECASE)
_NO_SERVER = "fec0:0:0:ffff::"
"""Windows fills an adapter without name servers with three addresses of this long withdrawn prefix."""


class WindowsSystem:
    """The IP helper's answers.

    Args:
        iphlpapi: the library, when it is not the system's own.

    Raises:
        OSError: the library cannot be loaded.
    """

    def __init__(self, iphlpapi: Any = None) -> None:
        self._iphlpapi = windll.load("iphlpapi") if iphlpapi is None else iphlpapi

    def route(self, address: str) -> Route | None:
        """The route that Windows would take (``GetBestRoute2``)."""
        try:
            destination = ctypes.create_string_buffer(sockaddr.pack(address), sockaddr.SIZE)
        except ValueError:
            return None
        row, source = ForwardRow(), (c_uint32 * 7)()
        if self._iphlpapi.GetBestRoute2(None, 0, None, destination, 0, byref(row), byref(source)) != 0:
            return None
        best = best_route(bytes(row))
        if best is None:
            return None
        is_v6 = ":" in address
        names = (seen.name for seen in self._adapters() if best.number == (seen.number_v6 if is_v6 else seen.number))
        return Route(next(names, ""), best.next_hop, sockaddr.unpack(bytes(source)) or "")

    def interface(self, name: str) -> Interface | None:
        """The adapter by its friendly name. Windows does not tell the duplex mode."""
        seen = next((entry for entry in self._adapters() if entry.name == name), None)
        if seen is None:
            return None
        kind = adapter_kind(seen)
        is_real = kind in ("ethernet", "wifi", "cellular")
        mbps = seen.transmit_bps / 1e6 if seen.transmit_bps and is_real and seen.up else None
        return Interface(name, kind, mbps, None, seen.mtu, seen.up)

    def carrier(self) -> Route | None:
        """The adapter with a gateway that is no tunnel, the one that Windows prefers first."""
        found = [seen for seen in self._adapters() if seen.up and seen.gateways and adapter_kind(seen) in CARRIERS]
        best = min(found, key=lambda seen: seen.metric, default=None)
        return None if best is None else Route(best.name, best.gateways[0], "")

    def dns(self) -> tuple[str, ...]:
        """Name servers of the adapters that are up, in Windows' order of preference, those with a gateway first."""
        connected = [seen for seen in self._adapters() if seen.up]
        connected.sort(key=lambda seen: (not seen.gateways, seen.metric))
        servers = (server for seen in connected for server in seen.dns if not server.startswith(_NO_SERVER))
        return tuple(dict.fromkeys(servers))

    def _adapters(self) -> list[Adapter]:
        flags = _SKIP_UNICAST | _SKIP_ANYCAST | _SKIP_MULTICAST | _INCLUDE_GATEWAYS
        size = c_uint32(_FIRST_BUFFER)
        for _ in range(_TRIES):
            buffer = ctypes.create_string_buffer(size.value)
            code = self._iphlpapi.GetAdaptersAddresses(0, flags, None, buffer, byref(size))
            if code == 0:
                return adapters(buffer.raw, ctypes.addressof(buffer))
            if code != _BUFFER_OVERFLOW:
                break
        return []


def adapter_kind(adapter: Adapter) -> str:
    """The kind of an adapter from its interface type, and from what its driver calls it where the type does not tell.

    A TAP adapter has Ethernet's type, as virtual machines and bridges have: it is a VPN only when it is named as one.
    """
    names = f"{adapter.description} {adapter.name}"
    if adapter.if_type in _KINDS:
        return _KINDS[adapter.if_type]
    if adapter.if_type == _PPP:
        return point_to_point_kind(adapter.mtu)
    if adapter.if_type == _VIRTUAL:
        return "vpn" if _NAMES_A_TUNNEL.search(names) else "unknown"
    if adapter.if_type == _ETHERNET:
        if _NAMES_A_VPN.search(names):
            return "vpn"
        return "cellular" if _NAMES_A_PHONE.search(names) else "ethernet"
    return "unknown"
