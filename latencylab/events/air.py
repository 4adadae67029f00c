"""The Wi-Fi: what is heard, and the link."""

from dataclasses import dataclass
from typing import ClassVar, Literal

AirOrigin = Literal["system", "file"]
"""Whose air it is: what this computer's own adapter heard, or what a saved file tells."""

ScanState = Literal["started", "done", "aborted"]


@dataclass(frozen=True, slots=True)
class AirSeen:
    """One look at the Wi-Fi begins: what follows of :class:`NetworkHeard` replaces what an earlier look heard."""

    kind: ClassVar[str] = "air"
    t_ns: int
    source: str
    origin: AirOrigin = "system"
    country: str | None = None
    scanned: bool = False
    """Whether others were listened for: only then does hearing nobody mean that nobody is there."""
    bands: tuple[str, ...] = ()
    """The bands that the adapter can hear at all; empty when the source does not tell."""


@dataclass(frozen=True, slots=True)
class NetworkHeard:
    """A network (basic service set) of the latest look; fields as in :class:`latencylab.wifi.bss.Bss`."""

    kind: ClassVar[str] = "net"
    t_ns: int
    bssid: str | None = None
    ssid: str | None = None
    """Hexadecimal digits, for a name may be any bytes; empty when it is hidden, None when it is not known."""
    rssi_dbm: float | None = None
    freq_mhz: int | None = None
    band: str | None = None
    channel: int | None = None
    width_mhz: int | None = None
    centre_mhz: int | None = None
    second_centre_mhz: int | None = None
    punctured: int = 0
    generation: int | None = None
    utilisation_pct: float | None = None
    station_count: int | None = None
    load_source: str | None = None
    country: str | None = None
    noise_dbm: float | None = None
    connected: bool = False


@dataclass(frozen=True, slots=True)
class SurveySeen:
    """How long a channel was listened to and what of that was busy, in ms since the driver began to count."""

    kind: ClassVar[str] = "survey"
    t_ns: int
    freq_mhz: int
    in_use: bool = False
    noise_dbm: float | None = None
    active_ms: int | None = None
    busy_ms: int | None = None
    rx_ms: int | None = None
    bss_rx_ms: int | None = None
    tx_ms: int | None = None


@dataclass(frozen=True, slots=True)
class WifiLinkSeen:
    """The Wi-Fi connection at this instant; fields as in :class:`latencylab.wifi.bss.Link`. Counters only rise."""

    kind: ClassVar[str] = "wl"
    t_ns: int
    source: str = ""
    connected: bool = True
    ssid: str | None = None
    """Hexadecimal digits."""
    bssid: str | None = None
    band: str | None = None
    channel: int | None = None
    width_mhz: int | None = None
    centre_mhz: int | None = None
    generation: int | None = None
    rssi_dbm: float | None = None
    noise_dbm: float | None = None
    tx_mbps: float | None = None
    rx_mbps: float | None = None
    interface: str | None = None
    tx_packets: int | None = None
    tx_retries: int | None = None
    tx_failed: int | None = None
    beacon_loss: int | None = None
    spatial_streams: int | None = None
    cca_pct: float | None = None
    power_save: bool | None = None
    """Whether the adapter may sleep between beacons."""


@dataclass(frozen=True, slots=True)
class WifiScan:
    """The adapter leaves its channel to listen to others, or is back."""

    kind: ClassVar[str] = "wscan"
    t_ns: int
    state: ScanState
