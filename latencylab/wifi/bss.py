"""The records of the Wi-Fi pillar: a network, the link, a survey reading, and one snapshot of all that was heard.

Every source, whether the kernel, a text or a capture, ends in these records. ``None`` always means "not known", never
zero.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, Self

from latencylab.wifi.channels import Band, band_at, block_centre_mhz, frequency_mhz, members, place_at
from latencylab.wifi.operation import Operation

LoadSource = Literal["survey", "bss-load", "estimate"]
"""Where a figure of channel use comes from: counted by this adapter, reported by an access point, or estimated."""

_UTILISATION_SCALE = 255
_UTILISATION_PCT = tuple(round(100 * reported / _UTILISATION_SCALE, 1) for reported in range(_UTILISATION_SCALE + 1))


def mac_text(raw: bytes) -> str:
    """Six bytes as ``aa:bb:cc:dd:ee:ff``."""
    return raw.hex(":")


def utilisation_pct(reported: int) -> float:
    """The channel use that an access point reports, in 255ths, as a percentage."""
    return _UTILISATION_PCT[max(0, min(reported, _UTILISATION_SCALE))]


@dataclass(frozen=True, slots=True)
class Bss:
    """One network (basic service set) as it was heard.

    ``ssid`` is what is on the air, so any bytes: empty when the network hides its name, None when this source may not
    tell. ``freq_mhz`` is the centre of the primary channel. ``utilisation_pct`` is the share of time that the access
    point senses its channel busy (element BSS Load, 802.11-2020 9.4.2.27).
    """

    bssid: str | None
    ssid: bytes | None
    rssi_dbm: float | None = None
    freq_mhz: int | None = None
    band: Band | None = None
    channel: int | None = None
    width_mhz: int | None = None
    centre_mhz: int | None = None
    second_centre_mhz: int | None = None
    """Centre of the other 80 MHz half of an 80+80 MHz channel."""
    punctured: int = 0
    """Bit n set: the n-th 20 MHz channel from below is not used (802.11be)."""
    generation: int | None = None
    utilisation_pct: float | None = None
    station_count: int | None = None
    load_source: LoadSource | None = None
    country: str | None = None
    noise_dbm: float | None = None
    connected: bool = False
    elements: bytes = b""
    seen_at_ns: int | None = None
    """When it was last heard, on the clock of whoever listened."""

    def on(self, operation: Operation) -> Self:
        """The same network on the channel that ``operation`` tells."""
        return replace(
            self,
            freq_mhz=frequency_mhz(operation.band, operation.channel) if operation.channel else self.freq_mhz,
            band=operation.band,
            channel=operation.channel,
            width_mhz=operation.width_mhz,
            centre_mhz=operation.centre_mhz,
            second_centre_mhz=operation.second_centre_mhz,
            punctured=operation.punctured,
        )

    @property
    def subchannels(self) -> tuple[int, ...]:
        """The 20 MHz channels that it occupies; only the primary where the width is not known. Not for 2.4 GHz."""
        if self.band is None or self.channel is None:
            return ()
        if self.centre_mhz is None or self.width_mhz is None:
            return (self.channel,)
        if self.second_centre_mhz is not None:
            return members(self.band, self.centre_mhz, 80) + members(self.band, self.second_centre_mhz, 80)
        whole = members(self.band, self.centre_mhz, self.width_mhz)
        return tuple(channel for index, channel in enumerate(whole) if not self.punctured >> index & 1)


def with_width(bss: Bss, width_mhz: int | None) -> Bss:
    """``bss`` with a width that a source names without the centre, which follows from the channel plan where it can."""
    if bss.band is None or bss.channel is None or width_mhz is None:
        return bss
    return replace(bss, width_mhz=width_mhz, centre_mhz=block_centre_mhz(bss.band, bss.channel, width_mhz))


def at_frequency(bss: Bss, freq_mhz: float) -> Bss:
    """``bss`` on the 20 MHz channel at ``freq_mhz``; its band alone where no channel has that frequency."""
    place = place_at(freq_mhz)
    if place is None:
        return replace(bss, freq_mhz=round(freq_mhz), band=band_at(freq_mhz))
    return replace(bss, freq_mhz=round(freq_mhz), band=place.band, channel=place.channel)


@dataclass(frozen=True, slots=True)
class Link:
    """The connection that this computer has, or that a text tells of."""

    source: str
    ssid: bytes | None = None
    bssid: str | None = None
    band: Band | None = None
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
    """Retransmissions since the connection began; a packet may need several."""
    tx_failed: int | None = None
    beacon_loss: int | None = None
    spatial_streams: int | None = None
    cca_pct: float | None = None
    """Share of time that this adapter senses the channel busy, its own traffic included."""
    power_save: bool | None = None
    """Whether the adapter may sleep between beacons."""

    @property
    def retry_pct(self) -> float | None:
        """Retransmissions per hundred transmissions, over the life of the connection."""
        if self.tx_retries is None or self.tx_packets is None or not self.tx_packets + self.tx_retries:
            return None
        return 100 * self.tx_retries / (self.tx_packets + self.tx_retries)


class Survey(NamedTuple):
    """How long a channel was listened to and what of that time was busy, in ms since the driver began to count."""

    freq_mhz: int
    in_use: bool
    noise_dbm: float | None = None
    active_ms: int | None = None
    busy_ms: int | None = None
    rx_ms: int | None = None
    """Receiving anything."""
    bss_rx_ms: int | None = None
    """Receiving from the own network."""
    tx_ms: int | None = None


class Problem(NamedTuple):
    """Something that could not be read, and what to do about it."""

    error: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class WifiSnapshot:
    """All that one look at the air gave."""

    source: str
    link: Link | None = None
    networks: tuple[Bss, ...] = ()
    survey: tuple[Survey, ...] = ()
    country: str | None = None
    scanned: bool = False
    """Whether others were listened for: only then does hearing nobody mean that nobody is there."""
    bands: tuple[Band, ...] = ()
    """The bands that the adapter can hear at all; empty when the source does not tell."""
    problems: tuple[Problem, ...] = field(default=())
