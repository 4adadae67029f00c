"""What a packet capture told of the networks around it: frames gathered by network, then decoded.

Reading and decoding happen in different processes (``probes.wifi.capture_worker`` says why). Between them goes one
JSON line a network and kind of frame, with the newest elements, so that a capture of any size takes the memory of its
networks alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from latencylab.wifi.bss import Bss, Problem, WifiSnapshot
from latencylab.wifi.decode import read_bss
from latencylab.wifi.frames import Beacon
from latencylab.wifi.snapshot import MAX_NETWORKS, assemble

NO_BEACONS = Problem(
    "The capture holds no beacons of Wi-Fi networks.",
    "It must be taken in monitor mode, with 802.11 headers (radiotap, PPI or plain 802.11).",
)


class Heard(NamedTuple):
    """All beacons, or all probe responses, of one network."""

    bssid: str
    is_probe_response: bool
    frames: int
    freq_mhz: int | None
    """Where the strongest of them was received."""
    rssi_dbm: float | None
    """Mean of all."""
    elements: bytes
    """Those of the last one."""

    def to_object(self) -> dict[str, Any]:
        """As JSON has it."""
        return self._asdict() | {"elements": self.elements.hex()}

    @classmethod
    def from_object(cls, item: dict[str, Any]) -> "Heard":
        """Back from JSON.

        Raises:
            KeyError, TypeError, ValueError: it is not what :meth:`to_object` makes.
        """
        return cls(**(item | {"elements": bytes.fromhex(item["elements"])}))


class _Sums:
    """Running figures of one network and kind of frame."""

    __slots__ = ("beacon", "best_dbm", "frames", "freq_mhz", "heard", "total_dbm")

    def __init__(self) -> None:
        self.frames = self.heard = self.total_dbm = 0
        self.best_dbm = -1000
        self.freq_mhz: int | None = None
        self.beacon: Beacon | None = None

    def add(self, beacon: Beacon) -> None:
        self.frames += 1
        self.beacon = beacon
        rssi_dbm = beacon.rssi_dbm
        if rssi_dbm is not None:
            self.heard += 1
            self.total_dbm += rssi_dbm
        if beacon.freq_mhz is not None and (rssi_dbm or -999) > self.best_dbm:
            self.best_dbm, self.freq_mhz = rssi_dbm or -999, beacon.freq_mhz


class Gatherer:
    """Gathers beacons by network."""

    def __init__(self) -> None:
        self.beacons = 0
        self.overflow = False
        """Whether there were more networks than can be real; the later ones are left out."""
        self._sums: dict[tuple[str, bool], _Sums] = {}

    def add(self, beacon: Beacon) -> None:
        """Take one more beacon."""
        self.beacons += 1
        key = (beacon.bssid, beacon.is_probe_response)
        sums = self._sums.get(key)
        if sums is None:
            if len(self._sums) >= 2 * MAX_NETWORKS:
                self.overflow = True
                return
            sums = self._sums[key] = _Sums()
        sums.add(beacon)

    def heard(self) -> Iterator[Heard]:
        """What was gathered."""
        for (bssid, is_probe_response), sums in self._sums.items():
            if sums.beacon is not None:
                mean_dbm = round(sums.total_dbm / sums.heard, 1) if sums.heard else None
                yield Heard(bssid, is_probe_response, sums.frames, sums.freq_mhz, mean_dbm, sums.beacon.elements)


def networks(heard: Iterable[Heard]) -> list[Bss]:
    """The networks of a capture; what a beacon says counts before what a probe response says, save a hidden name."""
    by_address: dict[str, Bss] = {}
    for item in sorted(heard, key=lambda item: item.is_probe_response):
        bss = read_bss(item.elements, item.bssid, item.freq_mhz, item.rssi_dbm)
        beacon = by_address.get(item.bssid)
        if beacon is None:
            by_address[item.bssid] = bss
        elif not beacon.ssid and bss.ssid:
            by_address[item.bssid] = replace(beacon, ssid=bss.ssid)
    return list(by_address.values())


def snapshot(heard: Iterable[Heard], problems: Iterable[Problem] = ()) -> WifiSnapshot:
    """The snapshot of a capture."""
    found = networks(heard)
    noted = list(problems)
    if not found and not noted:
        noted.append(NO_BEACONS)
    return assemble("capture", networks=found, problems=noted)
