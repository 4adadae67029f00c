"""The Wi-Fi as a page for a terminal: the answer, the link, each band with its channels and networks, the advice.

A channel is a row with a bar: the longer, the freer, with its score (100 is free) and where the figure comes from. The
networks that have it as their primary channel stand below it. Bars, words and numbers say the same; colours add
nothing. Fits 40 columns and more; names of strangers are made harmless before they come here.
"""

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from latencylab.report.air_sentences import best_words, dbm_words, link_words
from latencylab.report.model import Report
from latencylab.report.text import Style, advice, shorten
from latencylab.wifi.bss import Bss, LoadSource
from latencylab.wifi.channels import BANDS, Band
from latencylab.wifi.choice import ChannelScore
from latencylab.wifi.examine import WifiFacts
from latencylab.wifi.names import display_name

_SOURCES: dict[LoadSource, str] = {"survey": "counted", "bss-load": "reported", "estimate": "estimated"}
_LEGEND = (
    "Score: 100 is free. Counted: by this adapter; reported: by access points; estimated: from the signals, "
    "right within a factor of three."
)
_LEVELS = ((80, "free", "32"), (50, "in use", "33"), (0, "crowded", "31"))
_NO_LATENCY = "Only the air was looked at, no latency: latencylab --probe shows what it costs."
_MOST_NETWORKS = 8
"""Of one channel; more fill the screen."""
_NO_WIDTH = ("Mn", "Me", "Cf")


def render_air(report: Report, style: Style, width: int) -> str:
    """The whole page."""
    wifi = report.facts.wifi
    parts = [style.paint(style.plain(line), "1") for line in textwrap.wrap(report.summary, width)]
    if wifi is not None:
        parts += _link(wifi, style, width)
        for band in BANDS:
            parts += _band(wifi, band, style, width)
        if wifi.channels:
            parts += ["", *_faint(_LEGEND, style, width)]
    text = "\n".join([*parts, advice(report.recommendations, style, width)]).rstrip("\n")
    return "\n".join([text, *_notes(report, style, width)]) + "\n"


def _link(wifi: WifiFacts, style: Style, width: int) -> list[str]:
    if wifi.link is None:
        return []
    words = " · ".join([f"{display_name(wifi.link.ssid)}: connected", *link_words(wifi, wifi.link)])
    return [style.plain(line) for line in textwrap.wrap(words, width, initial_indent=" ", subsequent_indent="   ")]


def _band(wifi: WifiFacts, band: Band, style: Style, width: int) -> list[str]:
    networks = [bss for bss in wifi.snapshot.networks if bss.band == band]
    scores = [score for score in wifi.channels if score.block.band == band and score.block.width_mhz == 20]
    if not networks and not scores:
        return []
    best = wifi.best.get(band)
    heading = f"{band} GHz"
    lines = ["", style.paint(heading, "1") + (style.plain(f"  best: {best_words(best)}") if best else "")]
    shown = {score.primary for score in scores}
    for score in scores:
        own = [bss for bss in networks if bss.channel == score.primary]
        if own or _is_best(score, best):
            lines.append(_row(score, best, style, width))
            lines += _networks(own, style, width)
    elsewhere = [bss for bss in networks if bss.channel not in shown]
    if elsewhere:
        lines += [
            style.plain(" on channels without a figure" if scores else " channels are not scored"),
            *_networks(elsewhere, style, width),
        ]
    return [*lines, *_quiet(scores, networks, best, style, width)]


def _is_best(score: ChannelScore, best: ChannelScore | None) -> bool:
    return best is not None and score.primary == best.primary


def _row(score: ChannelScore, best: ChannelScore | None, style: Style, width: int) -> str:
    cells = 20 if width >= 80 else 10
    filled = round(cells * score.score / 100)
    _, word, colour = next(level for level in _LEVELS if score.score >= level[0])
    bar = style.paint(style.plain("▇" * filled), colour) + style.plain("·" * (cells - filled))
    words = [f"{word}, {_SOURCES[score.source]}"]
    if score.block.dfs:
        words.append("radar")
    if _is_best(score, best):
        words.append("best")
    told = shorten(" · ".join(words), width - cells - 12)
    return f" {score.primary:>4} {bar} {score.score:>3}  {style.plain(told)}"


def _networks(networks: Sequence[Bss], style: Style, width: int) -> Iterator[str]:
    ordered = sorted(networks, key=lambda bss: (not bss.connected, -(bss.rssi_dbm or -200.0)))
    for bss in ordered[:_MOST_NETWORKS]:
        yield _network(bss, style, width)
    if len(ordered) > _MOST_NETWORKS:
        yield style.paint(f"          and {len(ordered) - _MOST_NETWORKS} more", "2")


def _network(bss: Bss, style: Style, width: int) -> str:
    signal = dbm_words(bss.rssi_dbm) if bss.rssi_dbm is not None else "?"
    facts = [f"{bss.width_mhz} MHz" if bss.width_mhz else "", f"Wi-Fi {bss.generation}" if bss.generation else ""]
    if bss.utilisation_pct is not None:
        facts.append(f"{bss.utilisation_pct:.0f} % busy")
    mark = "*" if bss.connected else " "
    details = style.plain("  ".join(fact for fact in facts if fact))
    room = max(8, min(32, width - 18 - 26))
    name = _fitted(style.plain(display_name(bss.ssid)), room)
    line = f"      {mark}{style.plain(signal):>8}  {name}  {details}"[:width].rstrip()
    return style.paint(line, "1") if bss.connected else line


def _quiet(
    scores: Sequence[ChannelScore], networks: Sequence[Bss], best: ChannelScore | None, style: Style, width: int
) -> list[str]:
    """The channels that no network has as its primary, in one line."""
    used = {bss.channel for bss in networks}
    quiet = [score for score in scores if score.primary not in used and not _is_best(score, best)]
    if not quiet:
        return []
    low, high = min(score.score for score in quiet), max(score.score for score in quiet)
    span = f"{low}" if low == high else f"{low} to {high}"
    numbers = ", ".join(str(score.primary) for score in quiet)
    if len(quiet) > 12:
        numbers = f"{len(quiet)} channels"
    return _faint(f"nobody's primary: {numbers} (score {span})", style, width)


def _notes(report: Report, style: Style, width: int) -> list[str]:
    lines: list[str] = []
    wifi = report.facts.wifi
    if wifi is not None and wifi.channels:
        where = (
            f"Channel rules: {wifi.country or 'country not known, what most permit'}, database {wifi.channel_rules}."
        )
        lines += _faint(where, style, width)
    if wifi is not None and wifi.link is not None:
        lines += _faint(_NO_LATENCY, style, width)
    for failure in report.errors:
        if failure.error != report.summary or failure.hint:
            text = f"{failure.error} {failure.hint}".strip() if failure.error != report.summary else failure.hint
            lines += _faint(text, style, width)
    return ["", *lines] if lines else []


def _faint(text: str, style: Style, width: int) -> list[str]:
    lines = textwrap.wrap(text, width, initial_indent=" ", subsequent_indent="   ")
    return [style.paint(style.plain(line), "2") for line in lines]


def _fitted(text: str, room: int) -> str:
    """``text`` in exactly ``room`` columns of a terminal, where East Asian signs and emoji take two."""
    kept, used = "", 0
    for character in text:
        columns = _columns(character)
        if used + columns > room - 1 and used + columns + _columns_of(text[len(kept) + 1 :]) > room:
            kept += "…"
            used += 1
            break
        kept += character
        used += columns
    return kept + " " * (room - used)


def _columns_of(text: str) -> int:
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
