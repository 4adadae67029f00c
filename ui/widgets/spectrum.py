"""The Wi-Fi as a picture: each network over the channels that it covers, and how much room each channel has."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from latencylab.wifi.channels import frequency_mhz
from ui.figures import plain
from ui.i18n import tr
from ui.sentences import said
from ui.theme import font, tokens
from ui.widgets.drawn import Painted

STRONGEST_DBM, WEAKEST_DBM = -20.0, -95.0
_GRID_DBM = (-30, -45, -60, -75, -90)
_LEFT, _TOP, _BOTTOM = 40.0, 26.0, 34.0


class _Band(NamedTuple):
    name: str
    low_mhz: float
    high_mhz: float
    share: float
    ticks: tuple[int, ...]


_BANDS = (
    _Band("2.4", 2396.0, 2488.0, 0.34, (1, 3, 6, 9, 11, 13)),
    _Band("5", 5150.0, 5895.0, 0.42, (36, 52, 64, 100, 116, 132, 149, 165)),
    _Band("6", 5925.0, 7125.0, 0.24, (1, 33, 65, 97, 129, 161, 193)),
)
_DFS_MHZ = (5250.0, 5730.0)


class Spectrum(Painted):
    """All networks over the channels, the own one in front."""

    def __init__(self) -> None:
        super().__init__()
        self._networks: list[dict[str, Any]] = []
        self._own = ""
        self.setMinimumHeight(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Networks over the channels"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Override of QWidget."""
        return QSize(600, 300)

    def show_networks(self, networks: Sequence[dict[str, Any]], own_ssid: str) -> None:
        """Show the networks of a report; those without a channel or signal cannot be drawn."""
        usable = [one for one in networks if one["band"] and one["channel"] and one["rssi_dbm"] is not None]
        self._networks = sorted(usable, key=lambda one: (bool(one.get("connected")), one["rssi_dbm"]))
        self._own = own_ssid
        words = tr("{ssid}: channel {channel}, {signal} dBm")
        self.setAccessibleDescription(
            "; ".join(
                words.format(ssid=one["ssid"] or tr("hidden"), channel=one["channel"], signal=plain(one["rssi_dbm"]))
                for one in reversed(self._networks[-12:])
            )
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font("small"))
            self._draw_grid(painter)
            placed: list[QRectF] = []
            for one in self._networks:
                self._draw_network(painter, one)
            for one in reversed(self._networks):
                self._draw_name(painter, one, placed)
            if self.hasFocus():
                painter.setPen(self.pen(tokens().accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _y(self, dbm: float) -> float:
        height = self.height() - _TOP - _BOTTOM
        dbm = min(STRONGEST_DBM, max(WEAKEST_DBM, dbm))
        return _TOP + height * (STRONGEST_DBM - dbm) / (STRONGEST_DBM - WEAKEST_DBM)

    def _x(self, band: str, mhz: float) -> float:
        left, width = _LEFT, self.width() - _LEFT
        for one in _BANDS:
            if one.name == band:
                return left + width * one.share * (mhz - one.low_mhz) / (one.high_mhz - one.low_mhz)
            left += width * one.share
        return left

    def _draw_grid(self, painter: QPainter) -> None:
        colours = tokens()
        floor = self.height() - _BOTTOM
        for dbm in _GRID_DBM:
            painter.setPen(self.pen(colours.line))
            painter.drawLine(QPointF(_LEFT, self._y(dbm)), QPointF(self.width(), self._y(dbm)))
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(0, self._y(dbm) - 8, _LEFT - 6, 16), int(Qt.AlignmentFlag.AlignRight), plain(dbm))
        for band in _BANDS:
            left, right = self._x(band.name, band.low_mhz), self._x(band.name, band.high_mhz)
            painter.setPen(self.pen(colours.line))
            painter.drawLine(QPointF(right, _TOP), QPointF(right, floor))
            painter.setPen(QColor(colours.muted))
            centre = int(Qt.AlignmentFlag.AlignHCenter)
            painter.drawText(QRectF(left, 2, right - left, 18), centre, tr("{band} GHz").format(band=said(band.name)))
            after = left
            for channel in band.ticks:
                x = self._x(band.name, frequency_mhz(band.name, channel))  # type: ignore[arg-type]
                half = painter.fontMetrics().horizontalAdvance(str(channel)) / 2
                if x - half >= after:
                    painter.drawText(QRectF(x - 20, floor + 3, 40, 16), centre, str(channel))
                    after = x + half + 6
        left, right = (self._x("5", mhz) for mhz in _DFS_MHZ)
        painter.setPen(QPen(QColor(colours.warning), 2))
        painter.drawLine(QPointF(left, floor + 18), QPointF(right, floor + 18))
        painter.setPen(QColor(colours.warning))
        centre = int(Qt.AlignmentFlag.AlignHCenter)
        painter.drawText(QRectF(left, floor + 18, right - left, 16), centre, tr("radar (DFS)"))

    def _ink(self, one: dict[str, Any]) -> str:
        colours = tokens()
        if one.get("connected"):
            return colours.accent
        if self._own and one["ssid"] == self._own:
            return colours.good
        return colours.servers[sum((one["bssid"] or one["ssid"] or "").encode()) % len(colours.servers)]

    def _span(self, one: dict[str, Any]) -> tuple[float, float, float]:
        width = one["width_mhz"] or 20
        centre = one["centre_mhz"] or frequency_mhz(one["band"], one["channel"])
        left, right = (self._x(one["band"], centre + half) for half in (-width / 2, width / 2))
        return left, right, self._y(one["rssi_dbm"])

    def _draw_network(self, painter: QPainter, one: dict[str, Any]) -> None:
        left, right, top = self._span(one)
        floor = self.height() - _BOTTOM
        slope = (right - left) * 0.08
        shape = QPainterPath(QPointF(left - slope, floor))
        shape.cubicTo(left, (floor + top) / 2, left, top, left + slope, top)
        shape.lineTo(right - slope, top)
        shape.cubicTo(right, top, right, (floor + top) / 2, right + slope, floor)
        ink = QColor(self._ink(one))
        painter.setPen(QPen(ink, 2.5 if one.get("connected") else 1.2))
        ink.setAlpha(70 if one.get("connected") else 34)
        painter.setBrush(ink)
        painter.drawPath(shape)

    def _draw_name(self, painter: QPainter, one: dict[str, Any], placed: list[QRectF]) -> None:
        left, right, top = self._span(one)
        own = bool(self._own) and one["ssid"] == self._own
        text = ("▲ " if own else "") + (one["ssid"] or tr("hidden"))
        if one.get("connected"):
            text = tr("{name} (connected)").format(name=text)
        painter.setFont(font("small", bold=bool(one.get("connected"))))
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4
        x = min(max(_LEFT, (left + right - width) / 2), self.width() - width)
        area = QRectF(x, top - 18, width, 16)
        if any(area.intersects(other) for other in placed):
            return
        placed.append(area)
        painter.setPen(QColor(self._ink(one)))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignHCenter), text)


class ScoreBars(Painted):
    """How much room each channel has, 100 being free, and where the figure is from."""

    ROW = 26

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[dict[str, Any]] = []
        self._current: tuple[Any, Any] = (None, None)
        self.setAccessibleName(tr("Room on the channels"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_channels(self, channels: Sequence[dict[str, Any]], current: tuple[Any, Any]) -> None:
        """Show channels of a report; ``current`` is band and channel in use."""
        self._rows, self._current = list(channels), current
        self.setMinimumHeight(max(1, len(self._rows)) * self.ROW + 4)
        words = tr("{band} GHz channel {channel}: {score} of 100")
        self.setAccessibleDescription(
            "; ".join(
                words.format(band=said(one["band"]), channel=one["channel"], score=round(one["score"]))
                for one in self._rows
            )
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font("small"))
            for index, one in enumerate(self._rows):
                self._draw_row(painter, one, index * self.ROW)
            if self.hasFocus():
                painter.setPen(self.pen(colours.accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _draw_row(self, painter: QPainter, one: dict[str, Any], top: float) -> None:
        colours = tokens()
        used = (one["band"], one["channel"]) == self._current
        score = one["score"]
        ink = (
            colours.accent if used else colours.good if score >= 70 else colours.warning if score >= 40 else colours.bad
        )
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        name = f"{said(one['band'])} · {one['channel']} · {plain(one['width_mhz'])}"
        painter.setPen(QColor(colours.text if used else colours.muted))
        painter.drawText(QRectF(0, top, 96, 20), right, ("▲ " if used else "") + name)
        room = max(40.0, self.width() - 250.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(QRectF(106, top + 2, room, 16), 4, 4)
        painter.setBrush(QColor(ink))
        painter.drawRoundedRect(QRectF(106, top + 2, max(4.0, room * score / 100), 16), 4, 4)
        painter.setPen(QColor(colours.text))
        painter.drawText(QRectF(112 + room, top, 34, 20), right, str(round(score)))
        painter.setPen(QColor(colours.muted))
        painter.drawText(QRectF(150 + room, top, 98, 20), right, _source(one))


def _source(one: dict[str, Any]) -> str:
    names = {
        "bss-load": tr("access point"),
        "survey": tr("this adapter"),
        "estimate": tr("estimate"),
    }
    source = one.get("load_source") or ""
    return names.get(source, source) + (" · DFS" if one["dfs"] else "")
