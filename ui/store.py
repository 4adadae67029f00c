"""What the app knows: the same session that the command line keeps, and the samples for the plots.

Everything comes in as events and is only stored here; what is shown is pulled by the pages on the frame timer, when
``revision`` has moved and they are visible. Nothing else keeps data.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from latencylab import events
from latencylab.clock import NS_PER_MS, NS_PER_S
from latencylab.events import Event
from latencylab.facts import Spike
from latencylab.session.session import Session
from ui.pyramid import Pyramid
from ui.sentences import said
from ui.theme import tokens

_RARE = 20_000


@dataclass(slots=True)
class Line:
    """A leg as the plots show it."""

    leg: events.LegAdded
    samples: Pyramid = field(default_factory=Pyramid)
    losses: list[float] = field(default_factory=list)
    """When lost probes were sent, in s since the session began, in order."""
    spikes: tuple[Spike, ...] = ()
    name: str = ""
    """What people call it."""

    def __post_init__(self) -> None:
        self.name = self.name or said(self.leg.label) or self.leg.host


@dataclass(frozen=True, slots=True)
class Band:
    """A time span in which the line was loaded; ``end_s`` is None while it goes on."""

    start_s: float
    end_s: float | None
    phase: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened at an instant."""

    at_s: float
    text: str
    kind: str
    """``mark`` (by the user), ``link``, ``path`` or ``wifi``."""


class Store(QObject):
    """The present session and its latest report."""

    began = Signal()
    """A new session: everything before is gone."""
    ended = Signal()
    """The session is complete; its report is final."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.revision = 0
        """Moves with every event."""
        self._clear()

    def _clear(self) -> None:
        self.session = Session()
        self.lines: dict[str, Line] = {}
        self.bands: list[Band] = []
        self.notes: list[Note] = []
        self.running = False
        self.rare: deque[Event] = deque(maxlen=_RARE)
        """What is neither a sample nor a hop's answer, for pages that draw a history of it."""
        self.hops: dict[tuple[int, str], Line] = {}
        """What each router on the way answered, by its distance and address."""
        self._report: dict[str, Any] | None = None
        self._report_revision = -1

    def apply(self, batch: Iterable[Event]) -> None:
        """Take in events in order."""
        for event in batch:
            self._apply(event)
        self.revision += 1

    def expect(self) -> None:
        """A session was asked for: forget the last one."""
        self._clear()
        self.running = True
        self.revision += 1
        self.began.emit()

    def abandon(self) -> None:
        """The engine died: the session ends with what there is."""
        if self.running:
            self.running = False
            if self.session.started is not None:
                self.session.apply(events.SessionEnded(self.session.now_ns, "interrupted"))
            self.revision += 1
            self.ended.emit()

    @property
    def now_s(self) -> float:
        """Time of the newest event since the session began."""
        return self.session.now_ns / NS_PER_S

    @property
    def wall_start_s(self) -> float:
        """Wall time at which the session began, in s since 1970; 0 before it did."""
        started = self.session.started
        return started.started_wall_ns / NS_PER_S if started else 0.0

    def report(self) -> dict[str, Any]:
        """The report of the events so far, in the names of the public schema; made anew only when there are new."""
        if self._report is None or self._report_revision != self.revision:
            from latencylab.report.build import build_report  # with all rules: not needed for the window to come up

            report = build_report(self.session)
            self._report, self._report_revision = report.to_object(), self.revision
            for target in report.facts.targets:
                if target.id in self.lines:
                    self.lines[target.id].spikes = target.spikes
        return self._report

    def ordered(self) -> list[Line]:
        """The lines in the order of the report: targets, their twins, router, first hop."""
        ranks = {"target": 0, "twin": 1, "gateway": 2, "access": 3}
        return sorted(self.lines.values(), key=lambda line: ranks.get(line.leg.role, 4))

    def colours(self) -> dict[str, str]:
        """The colour of each leg: that of the segment that it ends, servers one after another."""
        colours = tokens()
        found, servers = {}, 0
        for line in self.ordered():
            match line.leg.role:
                case "gateway":
                    found[line.leg.leg] = colours.home
                case "access":
                    found[line.leg.leg] = colours.access
                case "twin":
                    found[line.leg.leg] = colours.muted
                case _:
                    found[line.leg.leg] = colours.servers[servers % len(colours.servers)]
                    servers += 1
        return found

    def _apply(self, event: Event) -> None:
        if isinstance(event, events.SessionStarted):
            self._clear()
            self.running = True
            self.began.emit()
        self.session.apply(event)
        if isinstance(event, events.Sample):
            self._sample(event)
            return
        at_s = event.t_ns / NS_PER_S
        if isinstance(event, events.PathHop):
            self._hop(event, at_s)
            return
        self.rare.append(event)
        match event:
            case events.LegAdded():
                known = self.lines.get(event.leg)
                self.lines[event.leg] = Line(event) if known is None else Line(event, known.samples, known.losses)
            case events.PhaseChanged():
                self._phase(event.phase, at_s)
            case events.Marked():
                self.notes.append(Note(at_s, event.note, "mark"))
            case events.LinkChanged():
                self.notes.append(Note(at_s, "up" if event.up else "down", "link"))
            case events.PathChanged():
                self.notes.append(Note(at_s, event.after, "path"))
            case events.SessionEnded():
                self._phase("idle", at_s)
                self.running = False
                self.ended.emit()
            case _:
                pass

    def _sample(self, sample: events.Sample) -> None:
        line = self.lines.get(sample.leg)
        if line is None:
            return
        at_s = sample.t_ns / NS_PER_S
        if sample.rtt_ns is not None:
            line.samples.add(at_s, sample.rtt_ns / NS_PER_MS)
        elif sample.status == "lost":
            insort(line.losses, at_s)

    def _hop(self, hop: events.PathHop, at_s: float) -> None:
        key = (hop.ttl, hop.address)
        if key not in self.hops:
            leg = events.LegAdded(hop.t_ns, f"{hop.ttl} {hop.address}", "target", "", hop.address, hop.address, hop.via)
            self.hops[key] = Line(leg)
        if hop.rtt_ns is not None:
            self.hops[key].samples.add(at_s, hop.rtt_ns / NS_PER_MS)
        elif hop.status == "lost":
            insort(self.hops[key].losses, at_s)

    def _phase(self, phase: str, at_s: float) -> None:
        if self.bands and self.bands[-1].end_s is None:
            last = self.bands[-1]
            self.bands[-1] = Band(last.start_s, at_s, last.phase)
        if phase in ("download", "upload", "both"):
            self.bands.append(Band(at_s, None, phase))
