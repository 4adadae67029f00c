"""The way to the server as text for a terminal: what the line carries, what it adds under load, the hops, the marks."""

from collections.abc import Iterator, Mapping
from typing import Any

from latencylab.events import HostSeen, LoadPlanned
from latencylab.facts import Facts
from latencylab.loaded import LoadedLevel
from latencylab.marking import Fate, Marking
from latencylab.path import Hop, PathFacts
from latencylab.reach import Reach
from latencylab.report.air_sentences import wifi_sentences
from latencylab.report.figures import number, plural, router_name, signed, size_text

_PLACES = {
    "home": "between this computer and the router",
    "access": "on the provider's line",
    "route": "behind the provider's first hop",
}
_DSCP_NAMES = {46: "EF", 34: "AF41", 40: "CS5", 45: "NQB", 0: "best effort"}
_GROWS_LEAST_MS = 1.0
"""Less is not worth a sentence (ours)."""


def sentences(facts: Facts) -> Iterator[tuple[str, str]]:
    """What is known, as pairs of a heading of at most ten characters and a sentence."""
    yield from _bandwidth(facts)
    yield from _loaded(facts)
    if facts.path is not None:
        yield from _path(facts, facts.path)
    if facts.marking is not None:
        yield from _marks(facts.marking)
    yield from _reach(facts)
    yield from _talkers(facts)
    if facts.wifi is not None:
        yield from wifi_sentences(facts.wifi)


def load_allowance(plan: LoadPlanned, host: HostSeen | None, settings: Mapping[str, Any]) -> str:
    """What the loads that are planned may move at most, in a few words, such as ``up to 1.6 GB in 13 s``.

    A server of one's own sets no decent limit of data: there time bounds them, and what a cable can carry in it.

    Args:
        plan: of the loads.
        host: the connection, if it is known.
        settings: of the session.
    """
    both = 1 if settings.get("full") else 0
    seconds = plan.limit_s * (2 + both)
    bounds = [plan.budget_bytes] if plan.backend != "reflector" or settings.get("max_bytes") else []
    if host is not None and host.interface_kind == "ethernet" and host.link_mbps and plan.limit_s:
        bounds += [plan.budget_bytes, round(host.link_mbps / 8 * 1e6 * plan.limit_s * (2 + 2 * both))]
    amount = f"up to {size_text(min(bounds))}" if bounds else "as much as the line carries"
    return f"{amount} in at most {seconds:.0f} s" if plan.limit_s else amount


def _bandwidth(facts: Facts) -> Iterator[tuple[str, str]]:
    found = facts.bandwidth
    if found is None:
        return
    rates = [
        f"{number(rate.mbps)} Mbit/s {way}{'' if rate.stable else ' (unsteady)'}"
        for way, rate in (("down", found.download), ("up", found.upload))
        if rate is not None
    ]
    if rates:
        used = f"{size_text(found.used_bytes)} moved"
        yield "line", f"{', '.join(rates)} · {found.backend}, {found.server} · {used}"


def _loaded(facts: Facts) -> Iterator[tuple[str, str]]:
    loaded = facts.loaded
    if loaded is None:
        return
    levels = (("downloading", loaded.download), ("uploading", loaded.upload), ("both at once", loaded.both))
    added = [_added(way, level) for way, level in levels if level is not None]
    parts = set(loaded.worst.rpm_parts)
    rpm = f" · {loaded.rpm} RPM{'' if 'loaded' in parts else ' (separate flows)'}" if loaded.rpm is not None else ""
    where = f" · queue {_PLACES[loaded.where]}" if loaded.where else ""
    yield "under load", f"{', '.join(added)} · grade {loaded.grade}{rpm}{where}"


def _added(way: str, level: LoadedLevel) -> str:
    return f"{signed(level.added_ms)} ms (p95 {signed(level.added_p95_ms)}) {way}"


def _path(facts: Facts, path: PathFacts) -> Iterator[tuple[str, str]]:
    silent = sum(hop.address is None for hop in path.hops)
    length = plural(len(path.hops), "hop") + (f", {silent} of them silent" if silent else "")
    ends = {"target": "", "refused": ", ends at a router that rejects it", "silent": ", then silence"}
    yield "path", f"{length}{ends.get(path.end, ', cut off there')}{_growth(facts, path)}"
    shy = [hop.ttl for hop in path.hops if hop.loss_is_rate_limit]
    if shy:
        which = f"hop {shy[0]} leaves" if len(shy) == 1 else f"hops {_listed(shy)} leave"
        yield "", f"{which} probes to itself unanswered, which is harmless: what passes through is not lost"
    if path.change_count:
        yield "", f"the route changed {plural(path.change_count, 'time')}"


def _growth(facts: Facts, path: PathFacts) -> str:
    """Where most of the delay is added."""
    grown = next((hop for hop in path.hops if hop.ttl == path.grows_at_ttl), None)
    if grown is None or grown.added_ms is None or grown.added_ms < _GROWS_LEAST_MS:
        return ""
    before = next((hop for hop in path.hops if hop.ttl == path.grows_after_ttl), None)
    start = _hop(facts, before) if before is not None else "this computer"
    return f"; most delay arises between {start} and {_hop(facts, grown)}: {number(grown.added_ms)} ms"


def _hop(facts: Facts, hop: Hop) -> str:
    asn = f", AS{hop.asn}" if hop.asn else ""
    return f"hop {hop.ttl}, {router_name(facts, hop.address, hop.name)}{asn}"


def _marks(marking: Marking) -> Iterator[tuple[str, str]]:
    dscp = _fate(marking.dscp, _DSCP_NAMES.get(marking.dscp.sent, f"DSCP {marking.dscp.sent}"), "the priority mark")
    ecn = _fate(marking.ecn, "ECN (L4S)", "ECN (L4S)")
    yield "marks", f"{dscp}; {ecn}"
    better = [
        f"{entry.name} {signed(entry.differs_ms)} ms" for entry in marking.classes if entry.differs_ms is not None
    ]
    if better:
        yield "", f"against best effort: {', '.join(better)}"


def _fate(fate: Fate, name: str, kind: str) -> str:
    if fate.received == fate.sent:
        return f"{name} arrives"
    where = f" at hop {fate.cleared_at_ttl}" if fate.cleared_at_ttl else ""
    if fate.received is None:
        return f"{name} is changed{where}" if where else f"whether {kind} arrives is not known"
    if fate.received == 0:
        return f"{name} is cleared{where}"
    return f"{name} is changed to {_DSCP_NAMES.get(fate.received, fate.received)}{where}"


def _reach(facts: Facts) -> Iterator[tuple[str, str]]:
    parts = []
    mtu = facts.mtu
    if mtu is not None and mtu.mtu is not None:
        label = f" ({mtu.label})" if mtu.label else ""
        hole = ", larger ones vanish without a word" if mtu.black_hole else ""
        parts.append(f"packets of up to {mtu.mtu} octets{label} pass{hole}")
    if facts.reach is not None and facts.reach.udp_blocked is not None:
        parts.append(_udp(facts.reach))
    if parts:
        yield "size", "; ".join(parts)


def _udp(reach: Reach) -> str:
    if not reach.udp_blocked:
        return "UDP passes"
    if reach.udp == "silent":
        return "UDP stays without an answer: it is blocked on the way, or no reflector listens at that port"
    return f"UDP is blocked by {reach.udp_blocked_by}" if reach.udp_blocked_by else "UDP is blocked"


def _talkers(facts: Facts) -> Iterator[tuple[str, str]]:
    top = facts.traffic.top or ()
    if facts.traffic.busy and top:
        busy = [f"{entry.process} {number(entry.down_mbps)}/{number(entry.up_mbps)}" for entry in top[:3]]
        yield "in use by", f"{', '.join(busy)} Mbit/s down/up"


def _listed(numbers: list[int]) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}"
