"""The Wi-Fi of a session: the latest look at the air, and the link since the beginning."""

from collections.abc import Sequence

from latencylab import events
from latencylab.events import Event
from latencylab.facts import Target
from latencylab.wifi.bss import Bss, Link, Survey, WifiSnapshot
from latencylab.wifi.channels import BANDS
from latencylab.wifi.examine import WifiFacts, examine
from latencylab.wifi.history import LinkRecorder
from latencylab.wifi.snapshot import MAX_NETWORKS, fill
from latencylab.wifi.stream import to_bss, to_link, to_survey

_LEAST_COUNTED_MS = 1000
AIR_EVENTS = (events.AirSeen, events.NetworkHeard, events.SurveySeen, events.WifiLinkSeen, events.WifiScan)
_COUNTERS = ("active_ms", "busy_ms", "rx_ms", "bss_rx_ms", "tx_ms")


class AirMeter:
    """Takes the events of the Wi-Fi in order."""

    def __init__(self) -> None:
        self._look: events.AirSeen | None = None
        self._networks: list[Bss] = []
        self._link: Link | None = None
        self._first_survey: dict[int, Survey] = {}
        self._last_survey: dict[int, Survey] = {}
        self._recorder = LinkRecorder()
        self._examined: tuple[WifiSnapshot, WifiFacts] | None = None

    def add(self, event: Event) -> None:
        """Take in one event."""
        match event:
            case events.AirSeen():
                self._look, self._networks = event, []
            case events.NetworkHeard() if len(self._networks) < MAX_NETWORKS:
                self._networks.append(to_bss(event))
            case events.SurveySeen():
                survey = to_survey(event)
                self._first_survey.setdefault(survey.freq_mhz, survey)
                self._last_survey[survey.freq_mhz] = survey
            case events.WifiLinkSeen():
                self._on_link(event)
            case events.WifiScan():
                self._recorder.take_scan(event)
            case _:
                pass

    @property
    def is_file(self) -> bool:
        """Whether a saved file told of the air in place of this computer."""
        return self._look is not None and self._look.origin == "file"

    @property
    def has_link(self) -> bool:
        """Whether there is a connection."""
        return self._link is not None

    def facts(self, targets: Sequence[Target], seconds: float, country: str | None = None) -> WifiFacts | None:
        """What is known; None before anything was heard.

        Args:
            targets: among them the router, whose spikes are held against what happened to the link.
            seconds: how long the session lasts so far.
            country: whose channel rules hold, where the user says so.
        """
        snapshot = self._snapshot()
        if snapshot is None:
            return None
        if self._examined is None or self._examined[0] != snapshot:
            self._examined = (snapshot, examine(snapshot, country, from_file=self.is_file))
        facts = self._examined[1]
        history = self._recorder.history(_spikes(targets), seconds)
        found = facts if history is None else facts.with_history(history)
        return None if found.is_empty else found

    def _on_link(self, seen: events.WifiLinkSeen) -> None:
        self._recorder.take_link(seen)
        self._link = to_link(seen) if seen.connected else None

    def _snapshot(self) -> WifiSnapshot | None:
        look = self._look
        if look is None:
            return None
        return WifiSnapshot(
            look.source,
            self._known_link(),
            tuple(self._networks),
            tuple(self._survey_of(freq_mhz) for freq_mhz in self._last_survey),
            look.country,
            look.scanned,
            tuple(band for band in BANDS if band in look.bands),
        )

    def _known_link(self) -> Link | None:
        """The link with what its network tells: later looks at it see less than the first."""
        link = self._link
        if link is None:
            return None
        own = next((bss for bss in self._networks if bss.bssid is not None and bss.bssid == link.bssid), None)
        return link if own is None else fill(link, own)

    def _survey_of(self, freq_mhz: int) -> Survey:
        """What was counted during the session where that is enough, else since the driver began."""
        first, last = self._first_survey[freq_mhz], self._last_survey[freq_mhz]
        gained = {
            name: later - earlier
            for name in _COUNTERS
            if (later := getattr(last, name)) is not None and (earlier := getattr(first, name)) is not None
        }
        enough = gained.get("active_ms", 0) >= _LEAST_COUNTED_MS and min(gained.values()) >= 0
        return last._replace(**gained) if enough else last


def _spikes(targets: Sequence[Target]) -> list[tuple[float, float]]:
    """Start and length in seconds of the spikes that arose at home: the router's own, or the target's placed there.

    The longer list counts: a router is found some seconds after the target, or answers seldom.
    """
    router = next((target for target in targets if target.role == "gateway" and target.answered), None)
    main = next((target for target in targets if target.role == "target"), None)
    own = router.spikes if router is not None else ()
    placed = [spike for spike in (main.spikes if main is not None else ()) if spike.segment in ("home", None)]
    return [(spike.at_s, spike.length_ms / 1000) for spike in max(own, placed, key=len)]
