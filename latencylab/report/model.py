"""The report as plain data, and as the JSON that is public interface (schema ``latencylab.report/1``)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from latencylab.errors import Exit
from latencylab.facts import Device, Environment, Facts, Failure, Segment, Target, Traffic
from latencylab.path import PathFacts
from latencylab.photon import Photon
from latencylab.playable import Playable
from latencylab.rules import Judgement
from latencylab.rules.base import Evidence, Gain
from latencylab.verdict import Score
from latencylab.wifi.report import wifi_object

SCHEMA = "latencylab.report/1"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to do, why, and what it brings."""

    id: str
    rank: int
    severity: str
    title: str
    why: str
    evidence: tuple[Evidence, ...]
    gain: Gain | None
    confidence: float
    steps: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one session found."""

    id: str
    version: str
    started: str
    duration_s: float
    interrupted: bool
    facts: Facts
    score: Score | None
    summary: str
    recommendations: tuple[Recommendation, ...]
    judgements: tuple[Judgement, ...]
    errors: tuple[Failure, ...]
    playable: tuple[Playable, ...] = ()
    photon: Photon | None = None
    not_part_of_this_version: frozenset[Failure] = frozenset()
    """Of the errors, those that a person need not read each time."""
    air_only: bool = False
    """Nothing but the Wi-Fi was asked for."""

    @property
    def exit_status(self) -> Exit:
        """What the command line ends with."""
        if self.interrupted:
            return Exit.INTERRUPTED
        if self.air_only:
            return Exit.NO_ANSWER if self.facts.wifi is None else self._advised
        if not any(target.answered for target in self.facts.targets if target.role in ("target", "twin")):
            return Exit.NO_ANSWER
        return self._advised

    @property
    def _advised(self) -> Exit:
        return Exit.FINDINGS if self.recommendations else Exit.HEALTHY

    def to_object(self) -> dict[str, Any]:
        """The report in the order and with the names of the public schema."""
        facts = self.facts
        return {
            "schema": SCHEMA,
            "version": self.version,
            "id": self.id,
            "started": self.started,
            "duration_s": self.duration_s,
            "interrupted": self.interrupted,
            "environment": _environment(facts.environment),
            "wifi": None if facts.wifi is None else wifi_object(facts.wifi),
            "targets": [_target(target) for target in facts.targets],
            "segments": [_segment(segment) for segment in facts.segments],
            "path": facts.path.to_object() if facts.path else [],
            "route": _route(facts.path),
            "bandwidth": facts.bandwidth.to_object() if facts.bandwidth else None,
            "loaded": facts.loaded.to_object() if facts.loaded else None,
            "marking": facts.marking.to_object() if facts.marking else None,
            "mtu": asdict(facts.mtu) if facts.mtu else None,
            "reach": asdict(facts.reach) if facts.reach else None,
            "traffic": _traffic(facts.traffic),
            "verdict": {
                "score": self.score.value if self.score else None,
                "summary": self.summary,
                "playable": [asdict(entry) for entry in self.playable],
                "wanted": self.facts.wanted.label if self.facts.wanted else None,
                "input_to_photon": asdict(self.photon) if self.photon else None,
                "frames_late": _frames_late(self.facts),
                "parts": [asdict(part) for part in self.score.parts] if self.score else [],
            },
            "recommendations": [asdict(entry) for entry in self.recommendations],
            "findings": [_finding(judgement) for judgement in self.judgements],
            "device": _device(facts.device),
            "errors": [asdict(failure) for failure in self.errors],
        }


def _frames_late(facts: Facts) -> dict[str, Any] | None:
    late = facts.main.frames_late if facts.main else None
    return asdict(late) if late else None


def _finding(judgement: Judgement) -> dict[str, Any]:
    """What a rule found, advised or not."""
    return {
        "id": judgement.rule.id,
        "verdict": judgement.finding.verdict.value,
        "why": judgement.finding.why,
        "withdrawn_for": judgement.withdrawn_for or None,
    }


def _route(path: PathFacts | None) -> dict[str, Any] | None:
    """What is known of the path as a whole."""
    return {name: value for name, value in asdict(path).items() if name != "hops"} if path else None


def _environment(environment: Environment) -> dict[str, Any]:
    return asdict(environment)


def _target(target: Target) -> dict[str, Any]:
    plain = asdict(target)
    plain["spikes"] = [asdict(spike) for spike in target.spikes]
    return plain


def _segment(segment: Segment) -> dict[str, Any]:
    plain: Mapping[str, Any] = asdict(segment)
    renamed = {"start": "from", "end": "to"}
    return {renamed.get(name, name): value for name, value in plain.items()}


def _traffic(traffic: Traffic) -> dict[str, Any]:
    return asdict(traffic)


def _device(device: Device) -> dict[str, Any]:
    return asdict(device)
