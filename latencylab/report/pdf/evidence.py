"""The pages behind the first: what was measured, part by part."""

from collections.abc import Callable
from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer

from latencylab.report.pdf.air import wifi_section
from latencylab.report.pdf.first_page import blocked_words
from latencylab.report.pdf.plots import load_bars, timeline
from latencylab.report.pdf.sheet import BODY, NOTE, SMALL, STRONG, para, section, table
from latencylab.report.text import shorten
from latencylab.report.timelines import Timelines
from latencylab.report.words import dig, evidence, figure, gain

_MOST_PLOTS = 8
_LONGEST_NAME = 80
_STRANGE = "This part of the report was written by another version, in a form that this one does not know."


def evidence_pages(report: dict[str, Any], timelines: Timelines | None, room: float) -> list[Flowable]:
    """All sections, for pages of that width."""
    makers: list[Callable[[], list[Flowable]]] = [
        lambda: _latency(report, timelines, room),
        lambda: _under_load(report),
        lambda: _path(report, room),
        lambda: wifi_section(report, room),
        lambda: _recommendations(report),
        lambda: _tiers(report, room),
    ]
    parts: list[Flowable] = []
    for make in makers:
        try:
            parts += make()
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            parts.append(para(_STRANGE, SMALL))
    return parts


def not_measured(report: dict[str, Any], *probes: str) -> Flowable:
    """Why a part is missing, by the report's errors of these probes."""
    reasons = [entry for entry in report.get("errors") or [] if entry.get("probe") in probes]
    told = " ".join(f"{entry.get('error')} {entry.get('hint', '')}".strip() for entry in reasons)
    return para(f"Not measured. {told}".strip())


def _latency(report: dict[str, Any], timelines: Timelines | None, room: float) -> list[Flowable]:
    parts: list[Flowable] = [*section("Latency over time")]
    targets = report["targets"]
    if not targets:
        return []
    if timelines is None:
        parts.append(para("The samples of this session were not kept, so there is no picture of them.", SMALL))
    else:
        plotted = [target for target in targets if target.get("rtt_ms") and target["id"] in timelines.lines]
        parts += [_plot(target, timelines) for target in plotted[:_MOST_PLOTS]]
        legend = "Line: mean of each moment; bars: lowest to highest; ticks on the floor: lost probes; arrows: beyond."
        parts.append(para(legend, NOTE))
    head = ["target", "address", "by", "sent", "loss %", "min", "median", "p95", "p99", "max", "jitter", "IPDV", "RTP"]
    rows = [head, *(_target_row(target) for target in targets)]
    shares = [0.165, 0.145, 0.05, 0.05, 0.065, 0.06, 0.08, 0.065, 0.065, 0.065, 0.07, 0.06, 0.06]
    parts += [Spacer(0, 6), table(rows, [room * share for share in shares], figures=range(3, 13))]
    parts.append(para("Times in ms. Jitter is the p95 of the delay above the shortest one (RFC 5481).", NOTE))
    return parts


def _plot(target: dict[str, Any], timelines: Timelines) -> Flowable:
    return KeepTogether([timeline(target, timelines.lines[target["id"]], timelines), Spacer(0, 6)])


def _target_row(target: dict[str, Any]) -> list[Any]:
    rtt, jitter = target.get("rtt_ms") or {}, target.get("jitter_ms") or {}
    return [
        shorten(str(target.get("label") or target.get("id")), _LONGEST_NAME),
        target.get("address"),
        target.get("transport"),
        target.get("sent"),
        figure(target.get("loss_pct")),
        *(figure(rtt.get(name)) for name in ("min", "median", "p95", "p99", "max")),
        *(figure(jitter.get(name)) for name in ("pdv_p95", "ipdv_mean", "rfc3550")),
    ]


def _under_load(report: dict[str, Any]) -> list[Flowable]:
    parts: list[Flowable] = [*section("Bandwidth and latency under load")]
    bandwidth, loaded = report.get("bandwidth"), report.get("loaded")
    if bandwidth:
        told = f"Download {figure(bandwidth.get('download_mbps'), 'Mbit/s')}, "
        told += f"upload {figure(bandwidth.get('upload_mbps'), 'Mbit/s')}, measured with {bandwidth.get('backend')} "
        told += f"({bandwidth.get('server')}) in {figure(bandwidth.get('seconds'), 's')}."
        parts.append(para(told))
    if loaded:
        where = {"home": "at home", "access": "in the access line", "route": "behind the access line"}
        queue = where.get(str(loaded.get("where")))
        told = f"Grade {loaded.get('grade')}, {figure(loaded.get('rpm'))} round trips a minute under load (RPM)."
        parts += [Spacer(0, 4), load_bars(loaded), para(told + (f" The queue stands {queue}." if queue else ""))]
    if not bandwidth or not loaded:
        parts.append(not_measured(report, "bandwidth", "load", "loaded"))
    return parts


def _path(report: dict[str, Any], room: float) -> list[Flowable]:
    parts: list[Flowable] = [*section("Path")]
    hops = report.get("path") or []
    if not hops:
        return [*parts, not_measured(report, "path", "scapy-path")]
    rows = [
        ["hop", "router", "AS", "min", "median", "p95", "added", "loss %", "\u2002remark"],
        *(_hop_row(hop) for hop in hops),
    ]
    shares = [0.05, 0.3, 0.07, 0.07, 0.08, 0.07, 0.08, 0.08, 0.2]
    parts.append(table(rows, [room * share for share in shares], figures=range(2, 8)))
    parts.append(para("Loss at a hop is real only where the hops behind it show it too (downstream minimum).", NOTE))
    parts += [para(told) for told in _way_facts(report)]
    return parts


def _hop_row(hop: dict[str, Any]) -> list[Any]:
    rtt = hop.get("rtt_ms") or {}
    names = [shorten(str(hop[name]), _LONGEST_NAME) for name in ("name", "address") if hop.get(name)]
    remark = "limits its own answers" if hop.get("loss_is_rate_limit") else ""
    remark = remark or ("answers slowly itself" if hop.get("slow_control_plane") else "")
    return [
        hop.get("ttl"),
        " ".join(names) or "does not answer",
        hop.get("asn"),
        *(figure(rtt.get(name)) for name in ("min", "median", "p95")),
        figure(hop.get("added_ms")),
        figure(hop.get("loss_pct")),
        f"\u2002{remark}" if remark else "",
    ]


def _way_facts(report: dict[str, Any]) -> list[str]:
    told = []
    mtu = dig(report, "mtu", "mtu")
    if mtu:
        told.append(f"Packets of up to {mtu} octets reach the target unfragmented.")
    for name, words in (("dscp", "DSCP (class of service)"), ("ecn", "ECN (L4S)")):
        fate = dig(report, "marking", name)
        if fate and fate.get("received") is not None:
            kept = fate.get("sent") == fate.get("received")
            lost_at = f" at hop {fate['cleared_at_ttl']}" if fate.get("cleared_at_ttl") else " on the way"
            told.append(f"{words}: sent {fate.get('sent')}, " + ("arrives." if kept else f"is cleared{lost_at}."))
    return told


def _recommendations(report: dict[str, Any]) -> list[Flowable]:
    found = report.get("recommendations") or []
    if not found:
        return []
    parts: list[Flowable] = [*section("What to change, step by step")]
    for entry in found:
        brings = gain(entry)
        block = [para(f"{entry.get('rank')}  {entry['title']}" + (f"  ({brings})" if brings else ""), STRONG)]
        block.append(para(entry["why"], BODY))
        block += [para(f"•  {step}") for step in entry.get("steps") or []]
        block += [para("Evidence: " + "; ".join(evidence(entry)), SMALL)] if evidence(entry) else []
        block += [para("Sources: " + "; ".join(entry["sources"]), SMALL)] if entry.get("sources") else []
        parts += [KeepTogether([*block, Spacer(0, 8)])]
    return parts


def _tiers(report: dict[str, Any], room: float) -> list[Flowable]:
    tiers = dig(report, "verdict", "playable") or []
    if not tiers:
        return []
    rows = [["tier", "picture", "plays", "because of", "not measured"]]
    for tier in tiers:
        picture = f"{tier.get('width')} × {tier.get('height')}, {tier.get('fps')} fps"
        missing = ", ".join(tier.get("not_measured") or ())
        plays, because = ("✓ yes", "") if tier.get("ok") else ("✗ no", blocked_words(tier))
        rows.append([f"{tier.get('service')} {tier.get('tier')}", picture, plays, because, missing])
    return [*section("What it can stream"), table(rows, [room * share for share in (0.28, 0.22, 0.1, 0.22, 0.18)])]
