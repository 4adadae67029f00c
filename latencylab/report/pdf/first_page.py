"""The first page: what a person at a support desk reads in a minute."""

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from latencylab.report.pdf.plots import budget, timeline
from latencylab.report.pdf.sheet import BODY, COLOURS, HEADLINE, LABEL, RIGHT, SMALL, STRONG, markup, para
from latencylab.report.timelines import Timelines
from latencylab.report.words import connection, dig, evidence, figure, gain, main_target
from latencylab.tokens import LIGHT, score_colour

_SHOWN = 3
_STEPS = 3
_MOST_TOLD = 8
_MOST_TIERS = 6
_BLOCKED = {"rtt": "ping", "loaded": "delay under load"}


def first_page(report: dict[str, Any], timelines: Timelines | None, room: float) -> list[Flowable]:
    """Verdict, lag budget, what to do, and the samples that it rests on, for a page of that width."""
    main = main_target(report)
    parts: list[Flowable] = [_headline(report, room), Spacer(0, 2), para(_about(report, main), SMALL), Spacer(0, 10)]
    parts += [_figures(report, main, room), Spacer(0, 12)]
    if report.get("segments"):
        parts += [budget(report["segments"], dig(main, "rtt_ms", "median")), Spacer(0, 8)]
    parts += [*_playable(report), *_advice(report, room)]
    if timelines is not None and main.get("rtt_ms") and main["id"] in timelines.lines:
        parts += [Spacer(0, 14), timeline(main, timelines.lines[main["id"]], timelines)]
    return parts


def _headline(report: dict[str, Any], room: float) -> Table:
    verdict = report["verdict"]
    score = verdict.get("score")
    figures = ParagraphStyle(
        "score", parent=HEADLINE, fontSize=24, leading=26, alignment=2, textColor=HexColor(score_colour(LIGHT, score))
    )
    told = "–" if score is None else f'{score}<font size="10"> of 100</font>'
    return _grid([[para(verdict["summary"], HEADLINE), Paragraph(told, figures)]], [room - 90, 90])


def _about(report: dict[str, Any], main: dict[str, Any]) -> str:
    place = " ".join(str(main[name]) for name in ("service", "region") if main.get(name))
    towards = main.get("label") or main.get("id") or "no target"
    told = [f"Towards {towards}" + (f" ({place})" if place else "")]
    told += [f"by {str(main['transport']).upper()}"] if main.get("transport") else []
    wanted = dig(report, "verdict", "wanted")
    told += [f"wanted: {wanted}"] if wanted else []
    told += [f"over {connection(report)}", f"measured for {figure(report.get('duration_s'), 's')}"]
    return " · ".join(told)


def _figures(report: dict[str, Any], main: dict[str, Any], room: float) -> Table:
    down, up = dig(report, "loaded", "download", "added_ms"), dig(report, "loaded", "upload", "added_ms")
    cells = [
        ("Ping, median", figure(dig(main, "rtt_ms", "median")), "ms"),
        ("Jitter, p95", figure(dig(main, "jitter_ms", "pdv_p95")), "ms"),
        ("Loss", figure(main.get("loss_pct")), f"% of {main.get('sent', 0)}"),
        ("Download", figure(dig(report, "bandwidth", "download_mbps")), "Mbit/s"),
        ("Upload", figure(dig(report, "bandwidth", "upload_mbps")), "Mbit/s"),
        ("Load adds, down / up", f"{figure(down)} / {figure(up)}", "ms"),
    ]
    style = ParagraphStyle("figure", parent=STRONG, fontSize=14, leading=18)
    made = _grid(
        [
            [
                [
                    para(name, LABEL),
                    Paragraph(_amount(value, unit, style), style),
                ]
                for name, value, unit in cells
            ]
        ],
        [room * share for share in (0.15, 0.14, 0.16, 0.165, 0.165, 0.22)],
    )
    made.setStyle(TableStyle([("LINEABOVE", (0, 0), (-1, 0), 0.8, COLOURS["line"])]))
    made.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, 0), 0.8, COLOURS["line"])]))
    made.setStyle(TableStyle([("TOPPADDING", (0, 0), (-1, -1), 4), ("BOTTOMPADDING", (0, 0), (-1, -1), 5)]))
    return made


def _amount(value: str, unit: str, style: ParagraphStyle) -> str:
    """A figure with a small unit; what was not measured has none."""
    told = f' <font size="7.5">{markup(unit)}</font>' if any(map(str.isdigit, value)) else ""
    return markup(value, style.fontName) + told


def _playable(report: dict[str, Any]) -> list[Flowable]:
    tiers = dig(report, "verdict", "playable") or []
    if not tiers:
        return []
    fits = sum(bool(tier.get("ok")) for tier in tiers)
    told = [tier_words(tier) for tier in tiers] if len(tiers) <= _MOST_TIERS else []
    counted = f"{fits} of {len(tiers)} streaming tiers play on this connection; the list is further on."
    return [para("What it can stream", LABEL), para(" · ".join(told) or counted), Spacer(0, 8)]


def tier_words(tier: dict[str, Any]) -> str:
    """A tier and whether it plays, in a few words."""
    name = f"{tier.get('service')} {tier.get('tier')}"
    return f"✓ {name}" if tier.get("ok") else f"✗ {name} ({blocked_words(tier)})"


def blocked_words(tier: dict[str, Any]) -> str:
    """What keeps a tier from playing."""
    return ", ".join(_BLOCKED.get(name, str(name)) for name in tier.get("blocked_by") or ()) or "not known"


def _advice(report: dict[str, Any], room: float) -> list[Flowable]:
    found = report.get("recommendations") or []
    if not found and any((target.get("rtt_ms") or {}) for target in report.get("targets") or []):
        return [para("What to change", LABEL), para("Nothing: no rule found anything to mend.")]
    if not found:
        told = [f"{entry.get('error')} {entry.get('hint') or ''}".strip() for entry in report.get("errors") or []]
        return [para("What could not be measured, and why", LABEL), *(para(sentence) for sentence in told[:_MOST_TOLD])]
    parts: list[Flowable] = [para("What to change, most useful first", LABEL), Spacer(0, 3)]
    parts += [_recommendation(entry, room) for entry in found[:_SHOWN]]
    if len(found) > _SHOWN:
        parts.append(para(f"{len(found) - _SHOWN} more, and the steps of each, further on.", SMALL))
    return parts


def _recommendation(entry: dict[str, Any], room: float) -> Flowable:
    text = [para(entry["title"], STRONG), para(entry["why"], BODY)]
    proof = evidence(entry)
    text += [para(f"•  {step}", BODY) for step in (entry.get("steps") or [])[:_STEPS]]
    text += [para("Evidence: " + "; ".join(proof), SMALL)] if proof else []
    sure = f"{float(entry.get('confidence') or 0) * 100:.0f} % sure"
    good = ParagraphStyle("gain", parent=STRONG, alignment=2, textColor=COLOURS["good"], fontSize=9.5, leading=12)
    made = _grid(
        [[para(entry.get("rank", ""), STRONG), text, [para(gain(entry) or "gain not known", good), para(sure, RIGHT)]]],
        [18, room - 138, 120],
    )
    made.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 0.4, COLOURS["line"]),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return made


def _grid(rows: list[list[Any]], widths: list[float]) -> Table:
    made = Table(rows, colWidths=widths)
    made.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return made
