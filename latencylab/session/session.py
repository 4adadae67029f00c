"""The session: the event stream, reduced as it comes, and the facts that can be told from it at any time.

The same class serves the command line, the app and the replay of a recording.
"""

from dataclasses import dataclass

from latencylab import clock, events
from latencylab.engine.access import Hop, find_border
from latencylab.events import Event, LegAdded
from latencylab.facts import Device, Environment, Facts, Failure, InterfaceFacts, Target
from latencylab.session.air import AIR_EVENTS, AirMeter
from latencylab.session.asked import asked_for
from latencylab.session.pairs import ROLES, Slots
from latencylab.session.phases import Phases
from latencylab.session.segments import build_segments
from latencylab.session.series import Series
from latencylab.session.sides import Sides
from latencylab.session.traffic import TrafficMeter, with_programs
from latencylab.stats.pairing import Pairing
from latencylab.stats.quantiles import Quantiles


@dataclass(frozen=True, slots=True)
class LiveSeries:
    """A line of a live table, in ms and percent."""

    label: str
    last_ms: float | None
    median_ms: float | None
    p95_ms: float | None
    jitter_ms: float | None
    loss_pct: float | None


class Session:
    """Everything that is known of a session."""

    def __init__(self) -> None:
        self.started: events.SessionStarted | None = None
        self.interrupted = False
        self.now_ns = 0
        """The latest instant that an event told, since the session began."""
        self._legs: dict[str, LegAdded] = {}
        self._series: dict[str, Series] = {}
        self._pairing = Pairing(ROLES)
        self._slots = Slots(self._pairing)
        self._main: str | None = None
        self.host: events.HostSeen | None = None
        """The computer and its connection, as soon as that is known."""
        self._hops: dict[int, Hop] = {}
        self._failures: list[Failure] = []
        self.phases = Phases()
        self.sides = Sides()
        self._lateness = Quantiles()
        self._missed_slots = 0
        self._traffic = TrafficMeter()
        self._air = AirMeter()
        self._outages: list[tuple[float, float]] = []
        self._down_since_s: float | None = None

    def apply(self, event: Event) -> None:
        """Take in one event; they come in order."""
        self.now_ns = max(self.now_ns, event.t_ns)
        clean = self.phases.is_clean(event.t_ns)
        if isinstance(event, events.Sample):
            self._on_sample(event, clean=clean)
            return
        match event:
            case events.LegAdded():
                self._on_leg(event)
            case events.Duplicate(leg=leg) if leg in self._series:
                self._series[leg].duplicates += clean
            case events.SlotsMissed():
                self._missed_slots += event.count * clean
            case events.TrafficSeen() if clean:
                self._traffic.add(event)
            case events.PathHop() | events.MarkProbed():
                self._traffic.own_probes += 1
            case _ if isinstance(event, AIR_EVENTS):
                self._air.add(event)
            case _:
                self._on_rare(event)
        self.sides.on_event(event, self._main, clean=clean)

    @property
    def measuring_ns(self) -> int:
        """How long the present phase has lasted."""
        began_ns = self.phases.current_since_ns
        return 0 if began_ns is None else self.now_ns - began_ns

    def live_series(self) -> list[LiveSeries]:
        """The legs as they stand now, in the order of the report."""
        return [_live(self._series[leg.leg]) for leg in self._ordered_legs()]

    def facts(self) -> Facts:
        """What is known now; a pure function of the events so far."""
        targets = tuple(self._series[leg.leg].target() for leg in self._ordered_legs())
        targets, segments = build_segments(targets, self._pairing)
        wanted, tiers = asked_for(self.started)
        sides = self.sides
        return Facts(
            environment=self._environment(),
            targets=targets,
            segments=segments,
            traffic=with_programs(self._traffic.facts(), sides.talkers.top()),
            device=self._device(),
            failures=(*self._failures, *self._silences(targets)),
            wanted=wanted,
            tiers=tiers,
            path=sides.path.facts(),
            marking=sides.marking.facts(),
            mtu=sides.reach.mtu,
            reach=sides.reach.reach,
            bandwidth=sides.bandwidth.facts(),
            loaded=sides.loaded.facts(),
            wifi=self._air.facts(targets, self.now_ns / clock.NS_PER_S, self._country),
        )

    def _on_sample(self, sample: events.Sample, *, clean: bool) -> None:
        self.sides.on_sample(sample, self._main, clean=clean)
        series = self._series.get(sample.leg)
        if series is None or not clean:
            return
        series.add(sample)
        leg = series.leg
        if sample.status != "unsent":
            self._lateness.add(sample.late_ns)
            self._traffic.own_probes += 1
        if leg.role in ("gateway", "access") or leg.leg == self._main:
            self._slots.add(leg.role, sample)

    def _on_leg(self, leg: LegAdded) -> None:
        before = self._legs.get(leg.leg)
        self._legs[leg.leg] = leg
        self._series[leg.leg] = Series(leg)
        first = next((one.leg for one in self._ordered_legs() if one.role == "target"), None)
        if first != self._main or (before is not None and before.address != leg.address):
            self._main = first  # names are looked up at once: the target that is played on need not be known first
            self._pairing = Pairing(ROLES)
            self._slots = Slots(self._pairing)
            for one in self._legs.values():
                self._expect(one)
        else:
            self._expect(leg)

    def _expect(self, leg: LegAdded) -> None:
        if leg.role in ("gateway", "access") or leg.leg == self._main:
            self._slots.expect(leg.role)

    def _on_rare(self, event: Event) -> None:
        match event:
            case events.SessionStarted():
                self.started = event
            case events.PhaseChanged():
                self.phases.add(event)
            case events.HostSeen():
                self.host = event
            case events.HopSeen():
                self._hops[event.ttl] = Hop(event.address, event.rtt_ns)
            case events.ProbeFailed():
                self._failures.append(Failure(event.probe, event.error, event.hint))
            case events.LinkChanged():
                self._on_link(event)
            case events.SessionEnded():
                self.interrupted = event.reason == "interrupted"
                self._slots.flush()
            case _:
                pass

    def _on_link(self, event: events.LinkChanged) -> None:
        at_s = round(event.t_ns / clock.NS_PER_S, 3)
        if not event.up:
            self._down_since_s = at_s
            self._failures.append(
                Failure("link", f"The interface {event.interface} went down after {at_s:.0f} s.", "Check the cable.")
            )
        elif self._down_since_s is not None:
            self._outages.append((self._down_since_s, at_s))
            self._down_since_s = None

    def _ordered_legs(self) -> list[LegAdded]:
        """Targets in the order in which they were asked for, each before its twin, then gateway and first hop."""
        wanted = list(self.started.settings.get("targets", ())) if self.started else []
        ranks = {"target": 0, "twin": 1, "gateway": 2, "access": 3}

        def order(leg: LegAdded) -> tuple[int, int, int]:
            place = wanted.index(leg.target) if leg.target in wanted else len(wanted)
            rank = ranks[leg.role]
            return (rank >= 2, place, rank)

        return sorted(self._legs.values(), key=order)

    @property
    def _country(self) -> str | None:
        country = self.started.settings.get("country") if self.started else None
        return country if isinstance(country, str) else None

    def _environment(self) -> Environment:
        host, started = self.host, self.started
        main = self._legs.get(self._main) if self._main else None
        gateway = host.gateway if host and not host.vpn else None  # within a tunnel the home's routers do not show
        border = find_border(gateway, self._hops, main.address if main else "")
        if host is None:
            host = events.HostSeen(0)
        kind = "wifi" if self._air.is_file and self._air.has_link else host.interface_kind
        return Environment(
            os=started.system if started else "",
            hostname=started.hostname or None if started else None,
            interface=InterfaceFacts(host.interface, kind, host.link_mbps, host.duplex, host.mtu),
            gateway=host.gateway,
            dns=host.dns,
            vpn=host.vpn,
            metered=host.metered,
            carrier=host.carrier or None,
            carrier_kind=host.carrier_kind if host.carrier else None,
            double_nat=border.double_nat,
        )

    def _device(self) -> Device:
        p95_ns, p99_ns = self._lateness.quantile(0.95), self._lateness.quantile(0.99)
        outages = list(self._outages)
        if self._down_since_s is not None:
            outages.append((self._down_since_s, round(self.now_ns / clock.NS_PER_S, 3)))
        return Device(
            sends=self._lateness.count,
            late_sends=sum(series.late_sends for series in self._series.values()),
            late_p95_ms=_rounded_ms(p95_ns),
            late_p99_ms=_rounded_ms(p99_ns),
            missed_slots=self._missed_slots,
            outages=tuple(outages),
        )

    def _silences(self, targets: tuple[Target, ...]) -> list[Failure]:
        """Legs of which nothing is known, each with its reason."""
        found = []
        for target in targets:
            if target.answered:
                continue
            series = self._series[target.id]
            if target.sent == 0 and series.unsent:
                why = f"Nothing could be sent to {target.label} ({series.last_error})."
                found.append(Failure(target.id, why, "Check that the cable or the Wi-Fi is connected."))
            elif target.sent:
                name = {"gateway": "The router", "access": "The provider's first hop"}.get(target.role, target.label)
                found.append(Failure(target.id, f"{name} does not answer {target.transport.upper()}.", ""))
        return found


def _live(series: Series) -> LiveSeries:
    rtt = series.rtt
    minimum, p95 = rtt.minimum, rtt.quantile(0.95)
    return LiveSeries(
        label=series.leg.label or series.leg.host,
        last_ms=_ms(series.last_rtt_ns),
        median_ms=_ms(rtt.quantile(0.5)),
        p95_ms=_ms(p95),
        jitter_ms=None if minimum is None or p95 is None else _ms(p95 - minimum),
        loss_pct=None if series.loss.ratio is None else series.loss.ratio * 100,
    )


def _ms(ns: float | None) -> float | None:
    return None if ns is None else ns / clock.NS_PER_MS


def _rounded_ms(ns: float | None) -> float | None:
    return None if ns is None else round(ns / clock.NS_PER_MS, 3)
