"""The report as text for a terminal: the answer first, then where it arises, the figures, the advice, how sure we are.

It reads without colour and without Unicode; colours only repeat what a word says. Width 80.
"""

import textwrap
from collections.abc import Sequence

from latencylab.facts import Segment, Target
from latencylab.report.csv import transport_name
from latencylab.report.figures import number
from latencylab.report.model import Recommendation, Report
from latencylab.report.network_text import sentences
from latencylab.report.verdict_text import verdict_lines
from latencylab.rules.base import Gain

WIDTH = 80
_SEGMENT_COLOURS = {"home": "33", "access": "36", "route": "35"}
_SCORE_COLOURS = ((80, "32"), (60, "33"), (0, "31"))
_STAMPS = {"kernel": "kernel stamps", "kernel-rx": "kernel receive stamps", "user": "program's own stamps"}
_ASCII = str.maketrans(
    {"−": "-", "×": "x", "±": "+-", "…": "...", "≈": "~", "–": "-", "·": "-", "▇": "#", "µ": "u", "’": "'"}
)


class Style:
    """How much the terminal can show.

    Args:
        colour: ANSI colours.
        unicode: more than ASCII.
    """

    def __init__(self, *, colour: bool, unicode: bool) -> None:
        self.colour = colour
        self.unicode = unicode

    def paint(self, text: str, code: str) -> str:
        """``text`` in a colour or weight, where there is one."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def plain(self, text: str) -> str:
        """``text`` in the characters that the terminal has."""
        return text if self.unicode else text.translate(_ASCII).encode("ascii", "replace").decode()


def render(report: Report, style: Style) -> str:
    """The whole report."""
    parts = [
        _headline(report, style),
        _bar(report.facts.segments, report.facts.main, style),
        _table(report.facts.targets, style),
        _verdict(report, style),
        _network(report, style),
        advice(report.recommendations, style),
        _certainty(report, style),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _headline(report: Report, style: Style) -> str:
    if report.score is None:
        return style.paint(style.plain(report.summary), "1")
    points = f"{report.score.value}/100"
    colour = next(code for least, code in _SCORE_COLOURS if report.score.value >= least)
    lines = textwrap.wrap(style.plain(report.summary), WIDTH - len(points) - 2)
    first = style.paint(lines[0], "1") + " " * (WIDTH - len(lines[0]) - len(points)) + style.paint(points, colour)
    return "\n".join([first, *(style.paint(line, "1") for line in lines[1:])])


def _bar(segments: Sequence[Segment], main: Target | None, style: Style) -> str:
    if not segments or main is None or main.rtt_ms is None:
        return ""
    words = [
        ("+".join(segment.merged) if segment.merged else segment.name, number(segment.rtt_ms.median))
        for segment in segments
    ]
    end = f"  = {number(main.rtt_ms.median)} ms"
    room = WIDTH - len(end) - sum(len(name) + len(figure) + 4 for name, figure in words)
    total = sum(segment.rtt_ms.median for segment in segments) or 1.0
    pieces = []
    for segment, (name, figure) in zip(segments, words, strict=True):
        cells = max(1, int(room * segment.rtt_ms.median / total))
        bar = style.paint(style.plain("▇" * cells), _SEGMENT_COLOURS[segment.name])
        pieces.append(f" {name} {bar} {figure} ")
    return "".join(pieces) + end


def _table(targets: Sequence[Target], style: Style) -> str:
    header = f" {'target':<24}{'median':>9}{'p95':>8}{'p99':>8}{'jitter':>8}{'loss':>9}  transport"
    rows = [style.paint(header, "2")]
    rows += [style.plain(_row(target)) for target in targets]
    return "\n".join(rows)


def _row(target: Target) -> str:
    label = shorten(target.label or target.id, 23)
    rtt, jitter = target.rtt_ms, target.jitter_ms
    if rtt is None:
        figures = f"{'no answer':>9}{'':>24}"
    else:
        pdv = jitter.pdv_p95 if jitter else None
        cells = (rtt.median, rtt.p95, rtt.p99, pdv)
        figures = "".join(f"{number(cell):>{9 if index == 0 else 8}}" for index, cell in enumerate(cells))
    loss = "-" if target.loss_pct is None else f"{number(target.loss_pct)} %"
    return f" {label:<24}{figures}{loss:>9}  {transport_name(target.transport)}"


def _network(report: Report, style: Style) -> str:
    lines: list[str] = []
    for heading, sentence in sentences(report.facts):
        first, *more = textwrap.wrap(sentence, WIDTH - 13)
        lines.append(f" {style.paint(f'{heading:<11}', '2')} {style.plain(first)}")
        lines += [f"{'':13}{style.plain(line)}" for line in more]
    return "\n".join(["", *lines]) if lines else ""


def _verdict(report: Report, style: Style) -> str:
    lines = [
        wrapped for line in verdict_lines(report) for wrapped in textwrap.wrap(line, WIDTH, subsequent_indent="   ")
    ]
    return "\n".join(style.plain(f" {line.strip()}" if line[:1] != " " else line) for line in lines)


def advice(recommendations: Sequence[Recommendation], style: Style, width: int = WIDTH) -> str:
    """What to do, numbered, each with its reason, gain and steps."""
    lines: list[str] = []
    indent = "    "
    for entry in recommendations:
        lines += ["", *(style.plain(line) for line in _title(entry, width))]
        lines += [
            style.plain(line)
            for line in textwrap.wrap(entry.why, width, initial_indent=indent, subsequent_indent=indent)
        ]
        lines += [style.plain(f"    {sign} {line}") for step in entry.steps for sign, line in _bullet(step, width)]
    return "\n".join(lines)


def _title(entry: Recommendation, width: int) -> list[str]:
    """Rank, title and gain: on one line where they fit, else the gain on a line of its own."""
    head, gain = f" {entry.rank}  {entry.title}", gain_text(entry.gain)
    if gain and len(head) + len(gain) + 2 <= width:
        return [head + gain.rjust(width - len(head))]
    lines = textwrap.wrap(head, width, subsequent_indent="    ")
    return [*lines, gain.rjust(width)] if gain else lines


def _bullet(text: str, width: int) -> list[tuple[str, str]]:
    lines = textwrap.wrap(text, width - 8)
    return [("·" if index == 0 else " ", line) for index, line in enumerate(lines)]


def _certainty(report: Report, style: Style) -> str:
    facts = report.facts
    device = facts.device
    main = facts.main
    facts_line = [f"{report.duration_s:.0f} s"]
    if main is not None:
        facts_line += [f"{main.sent} probes", _STAMPS.get(main.stamps, main.stamps)]
    facts_line.append(f"{device.late_sends} sent late, {device.missed_slots} left out")
    lines = ["", style.paint(style.plain(" Measured for " + " · ".join(facts_line)), "2")]
    for failure in report.errors:
        if failure in report.not_part_of_this_version:
            continue
        text = f"{failure.error} {failure.hint}".strip()
        wrapped = textwrap.wrap(text, WIDTH - 3, initial_indent=" ", subsequent_indent="   ")
        lines += [style.paint(style.plain(line), "2") for line in wrapped]
    return "\n".join(lines)


def gain_text(gain: Gain | None) -> str:
    """A gain for the end of a line, such as ``−13 to −18 ms jitter p95``."""
    if gain is None:
        return ""
    if gain.low <= 0:
        return f"up to −{number(gain.high)} {gain.unit} {gain.metric}"
    if number(gain.low) == number(gain.high):
        return f"−{number(gain.expected)} {gain.unit} {gain.metric}"
    return f"−{number(gain.low)} to −{number(gain.high)} {gain.unit} {gain.metric}"


def shorten(text: str, width: int) -> str:
    """``text``, cut with an ellipsis where it is longer than ``width``."""
    return text if len(text) <= width else text[: width - 1] + "…"
