"""Windows: the link and the networks from the WLAN service, through wlanapi.dll.

Since Windows 11 24H2 everything that could tell where the computer is needs the user's consent: names, addresses and
the list of networks. Strength, width, channel and rates of the own link do not (opcode 19, Windows 11). So the link is
always read, from both; a refusal becomes a problem with what to click. No scan is asked for here: the service makes
its own each minute, and each costs latency.
"""

import ctypes
from ctypes import byref, c_uint32, c_void_p
from dataclasses import replace
from typing import Any

from latencylab.wifi.bss import Bss, Link, Problem, WifiSnapshot
from latencylab.wifi.channels import guess_band
from latencylab.wifi.imports.netsh import NO_CONSENT, NO_SERVICE
from latencylab.wifi.snapshot import assemble, fill
from probes.wifi import wlanapi
from probes.wifi.wlanapi import Adapter
from probes.wifi.wlanstructs import Guid, InterfaceInfo, InterfaceInfoList

_CLIENT_VERSION = 2
_CURRENT_CONNECTION, _CHANNEL_NUMBER, _REALTIME_QUALITY, _STATISTICS = 7, 8, 19, 0x10000101
_ANY_BSS_TYPE = 3
_ACCESS_DENIED, _SERVICE_NOT_ACTIVE = 5, 1062
_MAX_BYTES = 64 << 20

NO_ADAPTER = Problem("Windows knows no Wi-Fi adapter on this computer.")


class WlanClient:
    """A connection to the WLAN service.

    Args:
        library: wlanapi.dll, or what stands for it.

    Raises:
        OSError: the service refuses; ``errno`` is Windows' error code.
    """

    def __init__(self, library: Any) -> None:
        self._library = library
        self._handle = c_void_p()
        version = c_uint32()
        self._check(library.WlanOpenHandle(c_uint32(_CLIENT_VERSION), None, byref(version), byref(self._handle)))

    def close(self) -> None:
        """End it."""
        self._library.WlanCloseHandle(self._handle, None)

    def adapters(self) -> list[Adapter]:
        """The adapters of this computer."""
        pointer = c_void_p()
        self._check(self._library.WlanEnumInterfaces(self._handle, None, byref(pointer)))
        header = InterfaceInfoList.InterfaceInfo.offset
        count = int.from_bytes(self._peek(pointer, 4), "little")
        return wlanapi.read_adapters(self._take(pointer, header + count * ctypes.sizeof(InterfaceInfo)))

    def query(self, adapter: Adapter, opcode: int) -> bytes:
        """What ``WlanQueryInterface`` answers."""
        size, pointer = c_uint32(), c_void_p()
        guid = Guid.from_buffer_copy(adapter.guid)
        self._check(
            self._library.WlanQueryInterface(
                self._handle, byref(guid), c_uint32(opcode), None, byref(size), byref(pointer), None
            )
        )
        return self._take(pointer, size.value)

    def networks(self, adapter: Adapter) -> list[Bss]:
        """The networks last heard."""
        pointer = c_void_p()
        guid = Guid.from_buffer_copy(adapter.guid)
        self._check(
            self._library.WlanGetNetworkBssList(
                self._handle, byref(guid), None, c_uint32(_ANY_BSS_TYPE), c_uint32(0), None, byref(pointer)
            )
        )
        return wlanapi.read_networks(self._take(pointer, int.from_bytes(self._peek(pointer, 4), "little")))

    def scan(self, adapter: Adapter) -> None:
        """Ask for a scan; it costs latency until it is complete."""
        guid = Guid.from_buffer_copy(adapter.guid)
        self._check(self._library.WlanScan(self._handle, byref(guid), None, None, None))

    def _peek(self, pointer: c_void_p, size: int) -> bytes:
        return ctypes.string_at(pointer, size) if pointer.value else b""

    def _take(self, pointer: c_void_p, size: int) -> bytes:
        """Copy what the service allocated, and give it back."""
        raw = self._peek(pointer, min(size, _MAX_BYTES))
        self._library.WlanFreeMemory(pointer)
        return raw

    @staticmethod
    def _check(code: int) -> None:
        if code:
            raise OSError(code, f"wlanapi error {code}")


def load_library() -> Any:
    """wlanapi.dll.

    Raises:
        OSError: this Windows has none.
    """
    return ctypes.WinDLL("wlanapi.dll")  # type: ignore[attr-defined,unused-ignore]


def read_service(library: Any) -> WifiSnapshot:
    """One look at the air through the WLAN service; what it refuses is among the problems."""
    try:
        client = WlanClient(library)
    except OSError as error:
        return assemble("wlanapi", problems=[_problem(error)])
    try:
        return _read(client)
    except OSError as error:
        return assemble("wlanapi", problems=[_problem(error)])
    finally:
        client.close()


def _read(client: WlanClient) -> WifiSnapshot:
    adapters = client.adapters()
    problems = [] if adapters else [NO_ADAPTER]
    links: list[Link] = []
    networks: list[Bss] = []
    for adapter in adapters:
        if adapter.is_connected:
            links.append(read_link(client, adapter, problems))
        try:
            networks += client.networks(adapter)
        except OSError as error:
            problems.append(_problem(error))
    return assemble("wlanapi", links=links, networks=networks, problems=problems)


def read_link(client: WlanClient, adapter: Adapter, problems: list[Problem]) -> Link:
    """The connection of an adapter: what needs no permission, then what does as far as it is given."""
    link = Link("wlanapi", interface=adapter.description)
    quality = _asked(client, adapter, _REALTIME_QUALITY)
    if quality is not None:
        link = fill(link, wlanapi.read_quality(quality) or link)
    channel = wlanapi.read_channel(_asked(client, adapter, _CHANNEL_NUMBER) or b"")
    if channel is not None and link.channel is None:
        link = replace(link, channel=channel, band=link.band or guess_band(channel))
    counted = wlanapi.read_retries(_asked(client, adapter, _STATISTICS) or b"")
    if counted is not None:
        link = replace(link, tx_packets=counted[0], tx_retries=counted[1], tx_failed=counted[2])
    try:
        connection = wlanapi.read_connection(client.query(adapter, _CURRENT_CONNECTION))
    except OSError as error:
        problems.append(_problem(error))
        return link
    return link if connection is None else fill(link, connection)


def ask_for_scan(library: Any) -> bool:
    """Ask for a scan of every adapter; False where Windows refuses."""
    client = WlanClient(library)
    try:
        for adapter in client.adapters():
            client.scan(adapter)
        return True
    finally:
        client.close()


def _asked(client: WlanClient, adapter: Adapter, opcode: int) -> bytes | None:
    """The answer; None from a Windows or a driver that does not know the question."""
    try:
        return client.query(adapter, opcode)
    except OSError:
        return None


def _problem(error: OSError) -> Problem:
    if error.errno == _ACCESS_DENIED:
        return NO_CONSENT
    if error.errno == _SERVICE_NOT_ACTIVE:
        return NO_SERVICE
    return Problem(f"The WLAN service of Windows refused: error {error.errno}.")
