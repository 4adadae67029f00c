"""Linux: the link, its counters, the channel survey and the networks last heard, from the kernel by nl80211.

Nothing here needs privilege, and nothing asks for a scan: the kernel's list of networks is read as it is. It forgets a
network 30 s after it was last heard. Constants and units: ``linux/nl80211.h``.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from latencylab.clock import NS_PER_MS
from latencylab.wifi.bss import Bss, Link, Problem, Survey, WifiSnapshot, mac_text
from latencylab.wifi.channels import Band, band_at, place_at
from latencylab.wifi.decode import read_bss
from latencylab.wifi.snapshot import assemble
from probes.wifi.netlink import Datagrams, GenericNetlink

_GET_WIPHY, _GET_INTERFACE, _GET_STATION, _GET_REG, _GET_SCAN, _GET_SURVEY = 1, 5, 17, 31, 32, 50
_GET_POWER_SAVE = 62
_STATION = 2
_ASSOCIATED = 1
_WIDTHS_MHZ = {0: 20, 1: 20, 2: 40, 3: 80, 4: 160, 5: 160, 13: 320}
_RAW_ATTRIBUTES = ("NL80211_BSS_INFORMATION_ELEMENTS", "NL80211_BSS_BEACON_IES", "NL80211_BSS_BSSID")
_RATE_GENERATIONS = (("EHT_MCS", 7), ("HE_MCS", 6), ("VHT_MCS", 5), ("MCS", 4))

NO_ADAPTER = Problem("The kernel knows no Wi-Fi adapter on this computer.")


@cache
def message_class() -> Any:
    """pyroute2's message, but with a network's elements as bytes: its own decoder drops most of them."""
    from pyroute2.netlink.nl80211 import nl80211cmd

    def raw(nla_map: Iterable[tuple[str, str]], names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((name, "cdata" if name in names else kind) for name, kind in nla_map)

    bss_class = type("bss", (nl80211cmd.bss,), {"nla_map": raw(nl80211cmd.bss.nla_map, _RAW_ATTRIBUTES)})
    names = ("NL80211_ATTR_SSID", "NL80211_ATTR_PS_STATE")
    return type("nl80211cmd", (nl80211cmd,), {"bss": bss_class, "nla_map": raw(nl80211cmd.nla_map, names)})


class Interface(NamedTuple):
    """A wireless interface."""

    ifindex: int
    name: str
    kind: int
    ssid: bytes | None
    """None while it is not connected."""
    freq_mhz: int | None
    width_mhz: int | None
    centre_mhz: int | None


def read_interface(message: Any) -> Interface:
    """An answer to ``GET_INTERFACE``."""
    ssid = _get(message, "SSID")
    return Interface(
        _get(message, "IFINDEX") or 0,
        _get(message, "IFNAME") or "",
        _get(message, "IFTYPE") or 0,
        bytes(ssid) if ssid is not None else None,
        _get(message, "WIPHY_FREQ"),
        _WIDTHS_MHZ.get(_get(message, "CHANNEL_WIDTH")),
        _get(message, "CENTER_FREQ1"),
    )


def read_link(interface: Interface, message: Any | None) -> Link:
    """The connection, from the interface and the answer to ``GET_STATION``; None for a kernel that gave none."""
    place = None if interface.freq_mhz is None else place_at(interface.freq_mhz)
    link = Link(
        "nl80211",
        ssid=interface.ssid,
        band=place.band if place is not None else None,
        channel=place.channel if place is not None else None,
        width_mhz=interface.width_mhz,
        centre_mhz=interface.centre_mhz,
        interface=interface.name,
    )
    station = None if message is None else _get(message, "STA_INFO")
    if station is None:
        return link
    sent, received = _station(station, "TX_BITRATE"), _station(station, "RX_BITRATE")
    return replace(
        link,
        bssid=_get(message, "MAC"),
        generation=_rate_generation(sent) or _rate_generation(received),
        rssi_dbm=_first(_station(station, "SIGNAL"), _station(station, "SIGNAL_AVG")),
        tx_mbps=_rate_mbps(sent),
        rx_mbps=_rate_mbps(received),
        tx_packets=_station(station, "TX_PACKETS"),
        tx_retries=_station(station, "TX_RETRIES"),
        tx_failed=_station(station, "TX_FAILED"),
        beacon_loss=_station(station, "BEACON_LOSS"),
        spatial_streams=_streams(sent) or _streams(received),
    )


def read_survey(message: Any) -> Survey | None:
    """An answer to ``GET_SURVEY``; None when it names no channel."""
    info = _get(message, "SURVEY_INFO")
    freq_mhz = None if info is None else info.get_attr("NL80211_SURVEY_INFO_FREQUENCY")
    if freq_mhz is None:
        return None
    noise = info.get_attr("NL80211_SURVEY_INFO_NOISE")
    in_use = info.get_attr("NL80211_SURVEY_INFO_IN_USE") is not None
    names = ("TIME", "TIME_BUSY", "TIME_RX", "TIME_BSS_RX", "TIME_TX")
    times = (info.get_attr(f"NL80211_SURVEY_INFO_{name}") for name in names)
    return Survey(freq_mhz, in_use, None if noise is None else float(noise - 256 if noise > 127 else noise), *times)


def read_network(message: Any, now_ns: int) -> Bss | None:
    """An answer to ``GET_SCAN``; None when it holds no network."""
    bss = _get(message, "BSS")
    address = None if bss is None else bss.get_attr("NL80211_BSS_BSSID")
    if address is None:
        return None
    elements = (bss.get_attr(f"NL80211_BSS_{name}") for name in ("INFORMATION_ELEMENTS", "BEACON_IES"))
    seen_ms_ago = bss.get_attr("NL80211_BSS_SEEN_MS_AGO")
    return read_bss(
        b"".join(bytes(part) for part in elements if part is not None),
        mac_text(bytes(address)),
        bss.get_attr("NL80211_BSS_FREQUENCY"),
        _signal_dbm(bss),
        connected=bss.get_attr("NL80211_BSS_STATUS") == _ASSOCIATED,
        seen_at_ns=None if seen_ms_ago is None else now_ns - seen_ms_ago * NS_PER_MS,
    )


class Nl80211:
    """The kernel's knowledge of the air.

    Raises:
        OSError: this kernel has no Wi-Fi.
    """

    def __init__(self, sock: Datagrams) -> None:
        self._netlink = GenericNetlink(sock, "nl80211", message_class())

    def close(self) -> None:
        """Give the socket back."""
        self._netlink.close()

    def stations(self) -> list[Interface]:
        """The interfaces that are, or could be, connected to an access point."""
        found = map(read_interface, self._netlink.ask(_GET_INTERFACE))
        return [interface for interface in found if interface.kind == _STATION and interface.ifindex]

    def link(self, interface: Interface) -> Link:
        """The connection of an interface with its counters."""
        return read_link(interface, next(self._ask(_GET_STATION, interface), None))

    def survey(self, interface: Interface) -> list[Survey]:
        """How busy the channels are that it listened to; many drivers give one or none."""
        return [survey for message in self._ask(_GET_SURVEY, interface) if (survey := read_survey(message)) is not None]

    def networks(self, interface: Interface, now_ns: int) -> list[Bss]:
        """The networks last heard."""
        found = (read_network(message, now_ns) for message in self._ask(_GET_SCAN, interface))
        return [bss for bss in found if bss is not None]

    def power_save(self, interface: Interface) -> bool | None:
        """Whether the adapter may sleep between beacons; None where its driver does not tell."""
        try:
            answers = list(
                self._netlink.ask(_GET_POWER_SAVE, [("NL80211_ATTR_IFINDEX", interface.ifindex)], dump=False)
            )
        except TimeoutError:
            raise
        except OSError:
            return None
        state = next((_get(answer, "PS_STATE") for answer in answers), None)
        return None if state is None else bool(int.from_bytes(bytes(state), sys.byteorder))

    @property
    def groups(self) -> dict[str, int]:
        """The numbers of the kernel's multicast groups, by name."""
        return self._netlink.groups

    def country(self) -> str | None:
        """The country whose rules the kernel follows."""
        for message in self._netlink.ask(_GET_REG):
            code = str(_get(message, "REG_ALPHA2") or "")
            if len(code) == 2 and code.isalpha():
                return code
        return None

    def bands(self) -> set[Band]:
        """The bands in which some adapter may listen."""
        found: set[Band | None] = set()
        for message in self._netlink.ask(_GET_WIPHY, [("NL80211_ATTR_SPLIT_WIPHY_DUMP", b"")]):
            for band in _get(message, "WIPHY_BANDS") or ():
                for frequency in band.get_attr("NL80211_BAND_ATTR_FREQS") or ():
                    if frequency.get_attr("NL80211_FREQUENCY_ATTR_DISABLED") is None:
                        found.add(band_at(frequency.get_attr("NL80211_FREQUENCY_ATTR_FREQ") or 0))
        return {band for band in found if band is not None}

    def _ask(self, command: int, interface: Interface) -> Iterator[Any]:
        """Answers about an interface; none where its driver does not support the question."""
        try:
            yield from self._netlink.ask(command, [("NL80211_ATTR_IFINDEX", interface.ifindex)])
        except TimeoutError:
            raise
        except OSError:
            return


def read_kernel(sock: Datagrams, now_ns: Callable[[], int]) -> WifiSnapshot:
    """One look at the air through the kernel.

    Raises:
        OSError: this kernel has no Wi-Fi, or does not answer.
    """
    kernel = Nl80211(sock)
    interfaces = kernel.stations()
    networks = [bss for interface in interfaces for bss in kernel.networks(interface, now_ns())]
    links = [kernel.link(interface) for interface in interfaces if interface.ssid is not None]
    return assemble(
        "nl80211",
        links=[_with_own_address(link, networks) for link in links],
        networks=networks,
        survey=[survey for interface in interfaces for survey in kernel.survey(interface)],
        country=kernel.country(),
        bands=kernel.bands(),
        problems=() if interfaces else (NO_ADAPTER,),
    )


def _with_own_address(link: Link, networks: Iterable[Bss]) -> Link:
    """A multi-link connection names its device; the radio is the network that the kernel has as associated."""
    own = [bss for bss in networks if bss.connected and bss.bssid]
    if not own or link.bssid in {bss.bssid for bss in own}:
        return link
    return replace(link, bssid=max(own, key=lambda bss: bss.rssi_dbm or -200).bssid)


def _get(message: Any, name: str) -> Any:
    return message.get_attr(f"NL80211_ATTR_{name}")


def _station(station: Any, name: str) -> Any:
    return station.get_attr(f"NL80211_STA_INFO_{name}")


def _first(*values: float | None) -> float | None:
    return next((float(value) for value in values if value is not None), None)


def _rate(rate: Any, name: str) -> Any:
    return None if rate is None else rate.get_attr(f"NL80211_RATE_INFO_{name}")


def _rate_mbps(rate: Any) -> float | None:
    hundreds_of_kbps = _first(_rate(rate, "BITRATE32"), _rate(rate, "BITRATE"))
    return None if hundreds_of_kbps is None else hundreds_of_kbps / 10


def _rate_generation(rate: Any) -> int | None:
    return next((number for name, number in _RATE_GENERATIONS if _rate(rate, name) is not None), None)


def _streams(rate: Any) -> int | None:
    streams = (_rate(rate, f"{name}_NSS") for name in ("EHT", "HE", "VHT"))
    return next((int(count) for count in streams if count is not None), None)


def _signal_dbm(bss: Any) -> float | None:
    """In hundredths of dBm, or on a scale of 0 to 100 from drivers that know no better."""
    signal = bss.get_attr("NL80211_BSS_SIGNAL_MBM")
    if signal is not None:
        return float(signal["VALUE"]) / 100
    percent = bss.get_attr("NL80211_BSS_SIGNAL_UNSPEC")
    return None if percent is None else percent / 2 - 100
