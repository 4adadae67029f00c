"""A home in which nothing is wrong, and how the examples of the rules are made from it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from latencylab.facts import (
    Device,
    Environment,
    Facts,
    InterfaceFacts,
    Jitter,
    Level,
    Rtt,
    Segment,
    Target,
    Traffic,
)
from latencylab.rules.paths import HOSTS, SEGMENTS


def target(role: str, median_ms: float, **changes: Any) -> Target:
    """A host that answers steadily: 200 probes, none lost, p95 a tenth of a millisecond above the median."""
    plain = Target(
        id="play.example" if role == "target" else role,
        label={"gateway": "Router", "access": "Provider's first hop"}.get(role, "play.example"),
        host="play.example",
        address="203.0.113.7",
        port=None,
        service=None,
        region=None,
        distance_km=None,
        transport="icmp",
        sent=200,
        received=200,
        loss_pct=0.0,
        loss_up_pct=None,
        loss_down_pct=None,
        reordered=0,
        duplicates=0,
        rtt_ms=Rtt(
            median_ms - 0.1,
            median_ms - 0.1,
            median_ms,
            median_ms,
            median_ms + 0.1,
            median_ms + 0.3,
            median_ms + 0.5,
            0.1,
        ),
        jitter_ms=Jitter(0.1, 0.1, 0.2),
        spikes=(),
        spike_period_s=None,
        role=role,
        loss_interval_pct=(0.0, 0.2),
        median_interval_ms=(median_ms - 0.05, median_ms + 0.05),
        stamps="kernel",
    )
    return replace(plain, **changes)


HEALTHY = Facts(
    environment=Environment(
        os="Linux 6.1",
        hostname=None,
        interface=InterfaceFacts("eth0", "ethernet", 1000.0, "full", 1500),
        gateway="192.168.1.1",
        dns=(),
        vpn=False,
        double_nat=False,
    ),
    targets=(target("target", 18.0), target("gateway", 0.5), target("access", 6.0)),
    segments=(
        Segment("home", "this computer", "gateway", Level(0.5, 0.6), 0.1, 0.0, 3.0),
        Segment("access", "gateway", "access", Level(5.5, 5.6), 0.1, 0.0, 30.0),
        Segment("route", "access", "play.example", Level(12.0, 12.1), 0.1, 0.0, 67.0),
    ),
    traffic=Traffic(busy=False, down_mbps=0.1, up_mbps=0.1),
    device=Device(sends=600, late_sends=0, late_p95_ms=0.1, late_p99_ms=0.2, missed_slots=0),
)
"""By cable, 18 ms to the server, no loss, nothing else on the line."""


def facts_with(changes: Mapping[str, Any]) -> Facts:
    """The healthy home, changed.

    Raises:
        LookupError: a path names no fact.
    """
    facts = HEALTHY
    for path, value in changes.items():
        facts = _changed(facts, path.split("."), value)
    return facts


def _changed(facts: Facts, path: list[str], value: Any) -> Facts:
    first, rest = path[0], path[1:]
    if first in HOSTS:
        hosts = [_put(host, rest, value) if host.role == HOSTS[first] else host for host in facts.targets]
        return replace(facts, targets=tuple(host for host in hosts if host is not None))
    if first in SEGMENTS:
        segments = [_put(part, rest, value) if part.name == SEGMENTS[first] else part for part in facts.segments]
        return replace(facts, segments=tuple(part for part in segments if part is not None))
    return cast("Facts", _put(facts, path, value))


def _put(whole: Any, path: list[str], value: Any) -> Any:
    """``whole`` with ``value`` at ``path``; ``value`` itself when nothing is left of the path."""
    if not path:
        return value
    if not is_dataclass(whole) or path[0] not in {entry.name for entry in fields(whole)}:
        raise LookupError(f"no fact at {path[0]!r}")
    return replace(cast("Any", whole), **{path[0]: _put(getattr(whole, path[0]), path[1:], value)})
