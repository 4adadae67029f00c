"""The section about how it was measured, how exactly, and what could not be."""

from typing import Any

from reportlab.platypus import Flowable, Spacer

from latencylab.report.pdf.sheet import LABEL, SMALL, para, section, table
from latencylab.report.timelines import Timelines
from latencylab.report.words import dig, figure

_DEFINITIONS = {
    "RTT": "Round-trip time (RFC 2681): from sending a probe to receiving its reply, without the far end's own time.",
    "Jitter": "p95 of the delay above the shortest one (PDV, RFC 5481). IPDV: mean difference of neighbours (RFC 3393)."
    " RTP: the smoothed estimate of RFC 3550. The three are not comparable with each other.",
    "Loss": "Share of probes without a reply within 3 s (RFC 7680). A reply after 1 s counts as late, not as lost.",
    "Segments": "Home: to the router. Access: on to the provider's first hop. Route: on to the server. All are probed"
    " in the same slots; delay or loss of a hop counts only where everything behind it shows it too.",
    "Limits": "Routers answer probes with what time they have left, so a hop's own figures may be worse than what"
    " passes it. A short test does not see what happens at other times of the day.",
}
_STAMPS = {
    "kernel": "by the kernel, when packets left and came",
    "kernel-rx": "by the kernel when packets came, by the program when they left",
    "user": "by the program itself",
}


def method_section(report: dict[str, Any], timelines: Timelines | None, room: float) -> list[Flowable]:
    """Definitions, versions, own error, checksum, failures."""
    parts: list[Flowable] = [*section("Method, limits and own error")]
    rows: list[list[Any]] = [["term", "meaning"], *([term, meaning] for term, meaning in _DEFINITIONS.items())]
    parts += [table(rows, [room * 0.13, room * 0.87]), Spacer(0, 6)]
    rows = [["of this session", ""], *([name, told] for name, told in _particulars(report, timelines))]
    parts += [table(rows, [room * 0.24, room * 0.76]), Spacer(0, 6)]
    failures = report.get("errors") or []
    if failures:
        parts.append(para("What could not be measured", LABEL))
        parts += [para(f"{entry.get('error')} {entry.get('hint', '')}".strip(), SMALL) for entry in failures]
    return parts


def _particulars(report: dict[str, Any], timelines: Timelines | None) -> list[tuple[str, str]]:
    device = report.get("device") or {}
    stamps = {_STAMPS.get(str(target.get("stamps")), "") for target in report.get("targets") or []} - {""}
    late = f"{device.get('late_sends', '–')} of {device.get('sends', '–')} probes were sent more than 2 ms late, "
    late += f"{device.get('missed_slots', '–')} were left out; lateness p95 {figure(device.get('late_p95_ms'), 'ms')}."
    particulars = [
        ("Session", f"{report.get('id')}, begun {report.get('started')}, {figure(report.get('duration_s'), 's')}"),
        ("Program", f"LatencyLab {report.get('version')}, report {report.get('schema')}"),
        ("Computer", str(dig(report, "environment", "os") or "not known")),
        ("Time stamps", "; ".join(sorted(stamps)) or "none"),
        ("Own error", late),
    ]
    medians = [
        f"{target.get('label') or target.get('id')} {figure(low, '')} to {figure(high, 'ms')}"
        for target in report.get("targets") or []
        for low, high in [target.get("median_interval_ms") or (None, None)]
        if low is not None
    ]
    if medians:
        particulars.append(("Median, 95 % interval", "; ".join(medians[:6])))
    checksum = timelines.checksum if timelines is not None else "the raw data was not kept"
    particulars.append(("SHA-256 of the raw data", checksum))
    return particulars
