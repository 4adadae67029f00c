"""Vector plots of the Wi-Fi: who sends where, and how free each channel is."""

import math
from collections.abc import Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from latencylab.report.pdf.fonts import BOLD, REGULAR, width
from latencylab.report.pdf.plots import Axes, Plot
from latencylab.report.pdf.sheet import COLOURS, fitting, write

_BANDS_MHZ = {"2.4": (2400.0, 2497.0), "5": (5150.0, 5895.0), "6": (5925.0, 7125.0)}
_CHANNEL_0_MHZ = {"2.4": 2407.0, "5": 5000.0, "6": 5950.0}
_NAME_WIDTH = 64
_LABEL_ROOM = 11
"""Narrower bars have no score, and not each of them a number."""
_ROW = 41
"""Height of a row of bars, in points."""


def spectrum(band: str, networks: Sequence[dict[str, Any]]) -> Plot:
    """The networks of a band over its frequencies: as wide as their channel, as high as their signal."""
    heard = [network for network in networks if is_drawable(network)]
    heard.sort(key=lambda network: float(network["rssi_dbm"]))

    def draw(canvas: Canvas, room: float) -> None:
        write(canvas, 0, 100, f"{band} GHz", 8.5, bold=True)
        write(canvas, room, 100, "signal in dBm over the frequency in MHz", 7, align=1, colour="muted")
        axes = Axes((26, 14, room - 34, 78), _BANDS_MHZ[band], (-100.0, -20.0))
        axes.grid(canvas, x_unit=" MHz")
        for network in heard:
            _hill(canvas, axes, network)
        _names(canvas, axes, heard)

    return Plot(110, draw)


def is_drawable(network: dict[str, Any]) -> bool:
    """Whether it is known where it sends and how loud."""
    return network.get("rssi_dbm") is not None and bool(network.get("centre_mhz") or network.get("channel"))


def _centre_mhz(network: dict[str, Any]) -> float:
    """The middle of what it uses; of its primary channel where the system does not tell more."""
    if network.get("centre_mhz"):
        return float(network["centre_mhz"])
    return _CHANNEL_0_MHZ[str(network["band"])] + 5.0 * float(network["channel"])


def _hill(canvas: Canvas, axes: Axes, network: dict[str, Any]) -> None:
    centre, half = _centre_mhz(network), float(network.get("width_mhz") or 20) / 2
    own = bool(network.get("connected"))
    top = axes.at_y(float(network["rssi_dbm"]))
    shape = canvas.beginPath()
    shape.moveTo(axes.at_x(centre - half), axes.bottom)
    shape.lineTo(axes.at_x(centre - half * 0.85), top)
    shape.lineTo(axes.at_x(centre + half * 0.85), top)
    shape.lineTo(axes.at_x(centre + half), axes.bottom)
    canvas.setStrokeColor(COLOURS["home" if own else "muted"])
    canvas.setLineWidth(1.6 if own else 0.5)
    canvas.drawPath(shape)


def _names(canvas: Canvas, axes: Axes, networks: Sequence[dict[str, Any]]) -> None:
    """Names on top of the hills, the own and the loudest first; one without room is left to the table."""
    taken: list[tuple[float, float, float]] = []
    for network in sorted(networks, key=lambda entry: (not entry.get("connected"), -float(entry["rssi_dbm"]))):
        own = bool(network.get("connected"))
        face = BOLD if own else REGULAR
        name = fitting(network.get("ssid") or "(hidden)", face, 6, _NAME_WIDTH)
        half = width(name, face, 6) / 2
        x, y = axes.at_x(_centre_mhz(network)), axes.at_y(float(network["rssi_dbm"])) + 1.5
        if any(abs(y - other) < 6 and x - half < right and left < x + half for left, right, other in taken):
            continue
        taken.append((x - half, x + half, y))
        write(canvas, x, y, name, 6, align=0, bold=own, colour="text" if own else "muted")


def channel_bars(channels: Sequence[dict[str, Any]], own: dict[str, Any]) -> Plot:
    """How free each channel is, 100 being free; a row for each width, and the own one marked.

    Args:
        channels: of one band.
        own: the link in that band; empty without one.
    """
    rows: dict[Any, list[dict[str, Any]]] = {}
    for channel in channels:
        rows.setdefault(channel.get("width_mhz") or 20, []).append(channel)

    def draw(canvas: Canvas, room: float) -> None:
        for place, wide in enumerate(sorted(rows, reverse=True)):
            write(canvas, 0, place * _ROW + 12, f"{wide:g} MHz", 6.5, colour="muted")
            _bars(canvas, (34, place * _ROW, room - 34), rows[wide], own if own.get("width_mhz", wide) == wide else {})

    return Plot(_ROW * len(rows) + 2, draw)


def _bars(canvas: Canvas, box: tuple[float, float, float], channels: Sequence[dict[str, Any]], own: Any) -> None:
    """One row in a box of left, bottom and width."""
    left, bottom, room = box
    step = room / max(1, len(channels))
    for place, channel in enumerate(channels):
        score = float(channel.get("score") or 0)
        mine = _is_in_use(channel, own)
        canvas.setFillColor(COLOURS["home" if mine else "access"])
        middle, bar = left + (place + 0.5) * step, max(1.0, min(step - 2, 26))
        canvas.rect(middle - bar / 2, bottom + 9, bar, 22 * score / 100, stroke=0, fill=1)
        if step > _LABEL_ROOM:
            write(canvas, middle, bottom + 10.5 + 22 * score / 100, f"{score:.0f}", 6, align=0, bold=mine)
        if mine or place % math.ceil(_LABEL_ROOM / step) == 0:
            word = f"▸{own.get('channel')}" if mine else channel.get("channel")
            write(canvas, middle, bottom + 2, word, 6, align=0, bold=mine, colour="text" if mine else "muted")


def _is_in_use(block: dict[str, Any], own: dict[str, Any]) -> bool:
    """Whether a block is the one around the link's primary channel."""
    primary, centre = own.get("channel"), block.get("centre_mhz")
    if primary is None or centre is None:
        return primary is not None and primary == block.get("channel")
    return (
        abs(_CHANNEL_0_MHZ[str(block["band"])] + 5.0 * float(primary) - float(centre)) < (block["width_mhz"] or 20) / 2
    )
