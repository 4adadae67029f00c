"""Vector plots of the Wi-Fi: who sends where, and how free each channel is."""

from collections.abc import Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from latencylab.report.pdf.fonts import REGULAR, width
from latencylab.report.pdf.plots import Axes, Plot
from latencylab.report.pdf.sheet import COLOURS, write

_BANDS_MHZ = {"2.4": (2400.0, 2497.0), "5": (5150.0, 5895.0), "6": (5925.0, 7125.0)}
_CHANNEL_0_MHZ = {"2.4": 2407.0, "5": 5000.0, "6": 5950.0}
_NAME_WIDTH = 64


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
    name = str(network.get("ssid") or "(hidden)")
    while len(name) > 2 and width(name, REGULAR, 6) > _NAME_WIDTH:
        name = name[:-2] + "…"
    write(canvas, axes.at_x(centre), top + 1.5, name, 6, align=0, bold=own, colour="text" if own else "muted")


def channel_bars(channels: Sequence[dict[str, Any]], own: int | None) -> Plot:
    """How free each channel is, 100 being free."""

    def draw(canvas: Canvas, room: float) -> None:
        step = room / max(1, len(channels))
        for place, channel in enumerate(channels):
            score = float(channel.get("score") or 0)
            mine = channel.get("channel") == own
            canvas.setFillColor(COLOURS["home" if mine else "access"])
            middle, bar = (place + 0.5) * step, max(1.0, min(step - 2, 26))
            canvas.rect(middle - bar / 2, 12, bar, 34 * score / 100, stroke=0, fill=1)
            if step > 13:
                write(canvas, middle, 14 + 34 * score / 100, f"{score:.0f}", 6, align=0, bold=mine)
                write(canvas, middle, 4, _block(channel), 6, align=0, bold=mine, colour="text" if mine else "muted")

    return Plot(58, draw)


def _block(channel: dict[str, Any]) -> str:
    """A channel, and how wide it is where that is more than the usual 20 MHz."""
    wide = channel.get("width_mhz") or 20
    return f"{channel.get('channel')}" if wide <= 20 else f"{channel.get('channel')}/{wide:g}"
