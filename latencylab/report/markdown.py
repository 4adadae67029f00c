"""The report as Markdown for a forum: the answer, the figures, the advice. Text from networks cannot become markup."""

import re
from typing import Any

from latencylab.report.words import connection, dig, evidence, figure, gain, main_target, segment_words
from latencylab.wifi.names import safe_text

_LONGEST = 2000
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~@!&])")


def render_markdown(report: dict[str, Any]) -> str:
    """The report in some thirty lines."""
    verdict = report["verdict"]
    score = verdict.get("score")
    lines = [f"## {inert(verdict['summary'])}" + ("" if score is None else f" ({score}/100)"), ""]
    lines += [_about(report), ""]
    lines += [*_segments(report), *_targets(report), *_load(report), *_advice(report), *_rest(report)]
    return "\n".join(lines) + "\n"


def inert(text: Any) -> str:
    """Text that shows as it is: no markup, no link, no mention, one line."""
    return _MARKS.sub(r"\\\1", safe_text(str(text), _LONGEST)).replace("://", ":\\/\\/")


def _about(report: dict[str, Any]) -> str:
    when = str(report.get("started", ""))[:16].replace("T", " ")
    system = dig(report, "environment", "os") or "unknown system"
    told = f"Measured {when} UTC for {figure(report.get('duration_s'), 's')} over {connection(report)}, {system}, "
    return inert(f"{told}LatencyLab {report.get('version')}.")


def _segments(report: dict[str, Any]) -> list[str]:
    parts = [
        f"{segment_words(segment)} {figure(dig(segment, 'rtt_ms', 'median'), 'ms')}"
        f" (jitter +{figure(segment.get('added_jitter_ms'))})"
        for segment in report.get("segments") or []
    ]
    total = figure(dig(main_target(report), "rtt_ms", "median"), "ms")
    return [f"**Where the time goes:** {inert(' · '.join(parts))} = {total}", ""] if parts else []


def _targets(report: dict[str, Any]) -> list[str]:
    lines = ["| target | median | p95 | p99 | jitter | loss | by |", "| --- | ---: | ---: | ---: | ---: | ---: | --- |"]
    for target in report.get("targets") or []:
        rtt, pdv = target.get("rtt_ms") or {}, dig(target, "jitter_ms", "pdv_p95")
        figures = [*(figure(rtt.get(name)) for name in ("median", "p95", "p99")), figure(pdv)]
        cells = [inert(target.get("label") or target.get("id")), *figures, figure(target.get("loss_pct"), "%")]
        lines.append(f"| {' | '.join([*cells, inert(target.get('transport', ''))])} |")
    return [*lines, ""]


def _load(report: dict[str, Any]) -> list[str]:
    bandwidth, loaded = report.get("bandwidth") or {}, report.get("loaded") or {}
    told = []
    for name in ("download", "upload"):
        mbps, added = bandwidth.get(f"{name}_mbps"), dig(loaded, name, "added_ms")
        if mbps is not None:
            told.append(
                f"{name} {figure(mbps, 'Mbit/s')}" + (f" (+{figure(added, 'ms')})" if added is not None else "")
            )
    grade = f", grade {loaded['grade']}" if loaded.get("grade") else ""
    return [f"**Under load:** {' · '.join(told)}{grade}", ""] if told else []


def _advice(report: dict[str, Any]) -> list[str]:
    found = report.get("recommendations") or []
    if not found:
        return ["Nothing to change was found.", ""]
    lines = ["### What to change", ""]
    for entry in found:
        brings = f" ({gain(entry)})" if gain(entry) else ""
        lines.append(f"{entry.get('rank', 1)}. **{inert(entry['title'])}**{inert(brings)}")
        lines.append(f"   {inert(entry['why'])}")
        lines += [f"   - {inert(proof)}" for proof in evidence(entry)]
    return [*lines, ""]


def _rest(report: dict[str, Any]) -> list[str]:
    errors = report.get("errors") or []
    told = [f"- {inert(entry.get('error', ''))}" for entry in errors]
    return ["Not measured:", "", *told, ""] if told else []
