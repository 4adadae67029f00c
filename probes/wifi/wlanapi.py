"""What the answers of Windows' WlanApi say: functions on bytes, so that they can be tried anywhere."""

import ctypes
from typing import NamedTuple, TypeVar

from latencylab.wifi.bss import Bss, Link, mac_text
from latencylab.wifi.channels import band_at, place_at
from latencylab.wifi.decode import read_bss
from probes.wifi.wlanstructs import (
    BssEntry,
    BssList,
    ConnectionAttributes,
    InterfaceInfo,
    InterfaceInfoList,
    LinkQuality,
    PhyFrameStatistics,
    RealtimeQuality,
    Statistics,
)

CONNECTED = 1
_U32_BYTES = 4

_Item = TypeVar("_Item", bound=ctypes.Structure)
_PHY_GENERATIONS = {7: 4, 8: 5, 10: 6, 11: 7}
"""DOT11_PHY_TYPE of HT, VHT, HE, EHT."""


class Adapter(NamedTuple):
    """A Wi-Fi adapter."""

    guid: bytes
    """As the structure has it, to be handed back to Windows."""
    description: str
    is_connected: bool


def read_adapters(raw: bytes) -> list[Adapter]:
    """The adapters in a ``WLAN_INTERFACE_INFO_LIST``."""
    start = InterfaceInfoList.InterfaceInfo.offset
    return [
        Adapter(bytes(item.InterfaceGuid), _wide_text(item.strInterfaceDescription), item.isState == CONNECTED)
        for item in _items(raw, InterfaceInfo, start, _count(raw, 0))
    ]


def read_networks(raw: bytes) -> list[Bss]:
    """The networks in a ``WLAN_BSS_LIST``; elements that would lie outside of it are left out."""
    start, size = BssList.wlanBssEntries.offset, ctypes.sizeof(BssEntry)
    found = []
    for number, entry in enumerate(_items(raw, BssEntry, start, _count(raw, BssList.dwNumberOfItems.offset))):
        elements_at = start + number * size + entry.ulIeOffset
        elements = raw[elements_at : elements_at + entry.ulIeSize]
        found.append(
            read_bss(elements, mac_text(bytes(entry.dot11Bssid)), entry.ulChCenterFrequency / 1000, entry.lRssi)
        )
    return found


def read_connection(raw: bytes) -> Link | None:
    """Names, addresses and rates in ``WLAN_CONNECTION_ATTRIBUTES`` (needs permission); None when not connected."""
    if len(raw) < ctypes.sizeof(ConnectionAttributes):
        return None
    attributes = ConnectionAttributes.from_buffer_copy(raw)
    association = attributes.wlanAssociationAttributes
    if attributes.isState != CONNECTED:
        return None
    return Link(
        "wlanapi",
        ssid=bytes(association.dot11Ssid.ucSSID)[: association.dot11Ssid.uSSIDLength],
        bssid=mac_text(bytes(association.dot11Bssid)),
        generation=_PHY_GENERATIONS.get(association.dot11PhyType),
        rssi_dbm=min(100, association.wlanSignalQuality) / 2 - 100,
        rx_mbps=association.ulRxRate / 1000 or None,
        tx_mbps=association.ulTxRate / 1000 or None,
    )


def read_quality(raw: bytes) -> Link | None:
    """Channel, width, strength and rates in ``WLAN_REALTIME_CONNECTION_QUALITY`` (needs no permission)."""
    if len(raw) < ctypes.sizeof(RealtimeQuality):
        return None
    quality = RealtimeQuality.from_buffer_copy(raw)
    links = _items(raw, LinkQuality, RealtimeQuality.linksInfo.offset, quality.ulNumLinks)
    if not links:
        return None
    best = max(links, key=lambda link: link.lRssi)
    freq_mhz, width_mhz = best.ulChannelCenterFrequencyMhz, best.ulBandwidth
    place = place_at(freq_mhz)  # of the primary channel, or of the whole: no number is both
    return Link(
        "wlanapi",
        band=band_at(freq_mhz),
        channel=place.channel if place is not None else None,
        width_mhz=width_mhz or None,
        centre_mhz=freq_mhz if place is None or width_mhz == 20 else None,
        generation=_PHY_GENERATIONS.get(quality.dot11PhyType),
        rssi_dbm=float(best.lRssi),
        rx_mbps=quality.ulRxRate / 1000 or None,
        tx_mbps=quality.ulTxRate / 1000 or None,
    )


def read_retries(raw: bytes) -> tuple[int, int, int] | None:
    """Frames sent, retransmissions and failures in ``WLAN_STATISTICS``, all PHYs; None from drivers that count none."""
    count = _count(raw, Statistics.dwNumberOfPhys.offset)
    phys = _items(raw, PhyFrameStatistics, Statistics.PhyCounters.offset, count)
    sent = sum(phy.ullTransmittedFrameCount for phy in phys)
    retries = sum(phy.ullRetryCount + phy.ullMultipleRetryCount for phy in phys)
    return (sent, retries, sum(phy.ullFailedCount for phy in phys)) if sent else None


def read_channel(raw: bytes) -> int | None:
    """The number of the channel (opcode ``channel_number``)."""
    return _count(raw, 0) or None


def _count(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + _U32_BYTES], "little")


def _items(raw: bytes, kind: type[_Item], start: int, count: int) -> list[_Item]:
    """The items of an array at the end of a structure, as many as there is room for."""
    size = ctypes.sizeof(kind)
    room = max(0, (len(raw) - start) // size)
    return [kind.from_buffer_copy(raw, start + number * size) for number in range(min(count, room))]


def _wide_text(units: "ctypes.Array[ctypes.c_uint16]") -> str:
    return bytes(units).decode("utf-16-le", errors="replace").partition("\0")[0]
