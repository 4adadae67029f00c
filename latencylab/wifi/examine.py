"""What follows from one snapshot of the air: channel scores, the best ones, the ways out. All that rules may read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from latencylab.thresholds import CHANNEL_BUSY, CHANNEL_BUSY_GUESS
from latencylab.wifi.bss import Bss, Link, WifiSnapshot
from latencylab.wifi.channels import Band
from latencylab.wifi.choice import NEEDED_MBPS, ChannelScore, Chooser, is_worth_moving
from latencylab.wifi.congestion import same_radio
from latencylab.wifi.history import LinkHistory
from latencylab.wifi.plan import channel_plan
from latencylab.wifi.radios import device_of, site_of


@dataclass(frozen=True, slots=True)
class WifiFacts:
    """The Wi-Fi of a session."""

    snapshot: WifiSnapshot
    country: str | None
    """Whose channel rules hold; None when that is not known."""
    channel_rules: str
    """Version of the regulatory database."""
    channels: tuple[ChannelScore, ...] = ()
    """Every permitted block of which anything is known, by its best primary channel."""
    best: Mapping[Band, ChannelScore] = field(default_factory=dict)
    current: ChannelScore | None = None
    """The block in use."""
    wider: ChannelScore | None = None
    """The best block, where it is that in use made wider."""
    own: Mapping[Band, Bss] = field(default_factory=dict)
    """The strongest access point of the own network in each band, the one in use included."""
    better_point: Bss | None = None
    """Another access point of the own network in the band in use that is heard best."""
    history: LinkHistory | None = None
    """The link over the session; None when it was looked at once."""
    from_file: bool = False

    @property
    def link(self) -> Link | None:
        """The connection."""
        return self.snapshot.link

    @property
    def retry_pct(self) -> float | None:
        """Retransmissions per hundred transmissions: of this session, else of the life of the connection."""
        if self.history is not None and self.history.retry_pct is not None:
            return self.history.retry_pct
        return None if self.link is None else self.link.retry_pct

    @property
    def rssi_dbm(self) -> float | None:
        """Signal of the link: the median of the session, else that of the one look."""
        if self.history is not None and self.history.rssi_dbm is not None:
            return self.history.rssi_dbm
        return None if self.link is None else self.link.rssi_dbm

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was heard."""
        return self.link is None and not self.snapshot.networks and not self.snapshot.survey

    def with_history(self, history: LinkHistory) -> "WifiFacts":
        """The same with the link over the session."""
        return replace(self, history=history)

    def can_use(self, band: Band) -> bool | None:
        """Whether this adapter hears that band; None when that is not known."""
        if any(bss.band == band for bss in self.snapshot.networks):
            return True
        return band in self.snapshot.bands if self.snapshot.bands else None

    def better_channel(self) -> ChannelScore | None:
        """The channel to move to in the band in use; None when the one in use is good enough or nothing is known."""
        if self.link is None or self.link.band is None or self.current is None:
            return None
        limit = CHANNEL_BUSY_GUESS if self.current.source == "estimate" else CHANNEL_BUSY
        if 100 * self.current.busy < limit.value:
            return None
        best = self.best.get(self.link.band)
        if best is None or best.block == self.current.block or not is_worth_moving(self.current, best):
            return None
        return best


def examine(
    snapshot: WifiSnapshot,
    country: str | None = None,
    needed_mbps: float = NEEDED_MBPS,
    *,
    history: LinkHistory | None = None,
    from_file: bool = False,
) -> WifiFacts:
    """Score the channels of a snapshot.

    Args:
        snapshot: what was heard.
        country: whose rules hold, by its two letters, where that is known better than the snapshot has it.
        needed_mbps: the rate that a channel must be able to carry.
        history: the link over the session.
        from_file: whether a saved file told all this.
    """
    plan = channel_plan(country or snapshot.country)
    chooser = Chooser(snapshot, plan, needed_mbps)
    best = {band: found for band in chooser.bands if (found := chooser.best(band)) is not None}
    link = snapshot.link
    return WifiFacts(
        snapshot,
        plan.country,
        plan.version,
        tuple(score for band in chooser.bands for score in chooser.scores(band)),
        best,
        _current(chooser, link),
        _wider(best.get(link.band), link) if link is not None and link.band is not None else None,
        own_points(snapshot),
        _better_point(snapshot),
        history,
        from_file,
    )


def own_points(snapshot: WifiSnapshot) -> dict[Band, Bss]:
    """The strongest access point of the own network in each band: by its name, or as another radio of the same device.

    Many routers name their bands differently; the addresses of their radios are close.
    """
    link = snapshot.link
    found: dict[Band, Bss] = {}
    if link is None:
        return found
    for bss in snapshot.networks:
        if bss.band is None or not (bss.connected or _belongs(bss, link)):
            continue
        known = found.get(bss.band)
        if known is None or (bss.rssi_dbm or -200.0) > (known.rssi_dbm or -200.0):
            found[bss.band] = bss
    return found


def _belongs(bss: Bss, link: Link) -> bool:
    if link.ssid and bss.ssid == link.ssid:
        return True
    if bss.bssid is None or link.bssid is None or bss.band == link.band:
        return False
    return device_of(bss.bssid) == device_of(link.bssid)


def _better_point(snapshot: WifiSnapshot) -> Bss | None:
    link = snapshot.link
    connected = next((bss for bss in snapshot.networks if bss.connected), None)
    if link is None or connected is None or not link.ssid:
        return None
    others = [
        bss
        for bss in snapshot.networks
        if bss.ssid == link.ssid
        and not bss.connected
        and bss.rssi_dbm is not None
        and bss.bssid is not None
        and link.bssid is not None
        and site_of(bss.bssid) != site_of(link.bssid)
        and not same_radio(bss, connected)
    ]
    return max(others, key=lambda bss: bss.rssi_dbm or -200.0, default=None)


def _current(chooser: Chooser, link: Link | None) -> ChannelScore | None:
    if link is None or link.band is None:
        return None
    if link.band == "2.4":
        return chooser.current(link.band, 20)
    return chooser.current(link.band, link.width_mhz or 20)


def _wider(best: ChannelScore | None, link: Link | None) -> ChannelScore | None:
    """The best block, where it is that in use made wider."""
    if best is None or link is None or link.width_mhz is None or best.block.width_mhz <= link.width_mhz:
        return None
    return best if link.channel in best.block.channels else None
