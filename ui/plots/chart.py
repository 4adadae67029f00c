"""A plain chart: curves over one axis each way, for what is not a round-trip time."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from ui.plots.axes import TimeAxis
from ui.plots.scale import ceiling
from ui.theme import font, theme, tokens

Curve = tuple[npt.ArrayLike, npt.ArrayLike]


class Chart(pg.PlotWidget):  # type: ignore[misc]
    """Curves; a clock on the x axis when ``timed``.

    Args:
        timed: x is in s since the session began.
    """

    def __init__(self, *, timed: bool = False) -> None:
        self.time_axis = TimeAxis() if timed else None
        super().__init__(enableMenu=False, axisItems={"bottom": self.time_axis} if timed else None)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(110)
        self.getPlotItem().setContentsMargins(0, 8, 8, 0)
        self.showGrid(x=False, y=True, alpha=0.25)
        self._curves: dict[str, Any] = {}
        self._dots: dict[str, Any] = {}
        self._colours: dict[str, str] = {}
        theme().changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        """Take over the colours of the theme."""
        colours = tokens()
        self.setBackground(colours.surface)
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setStyle(tickLength=0, tickFont=font("small"))
            axis.enableAutoSIPrefix(False)
        self.getAxis("left").setWidth(44)
        for name, curve in self._curves.items():
            curve.setPen(pg.mkPen(getattr(colours, self._colours[name])))

    def _show_dots(self, curves: Mapping[str, Curve]) -> None:
        """A dot at each value, for curves of few."""
        for name, (x, y) in curves.items():
            if name not in self._dots:
                self._dots[name] = pg.ScatterPlotItem(pen=None, size=8)
                self.addItem(self._dots[name])
            self._dots[name].setData(x, y, brush=pg.mkBrush(getattr(tokens(), self._colours[name])))

    def show_curves(
        self,
        curves: Mapping[str, Curve],
        colours: Mapping[str, str],
        x_range: tuple[float, float],
        y_range: tuple[float, float] | None = None,
        *,
        dots: bool = False,
    ) -> None:
        """Show ``curves``; ``colours`` are names of tokens; y starts at 0 unless ``y_range`` says otherwise.

        With ``dots``, each value gets one.
        """
        for name in [name for name in self._curves if name not in curves]:
            self.removeItem(self._curves.pop(name))
        highest = 0.0
        for name, (x, y) in curves.items():
            self._colours[name] = colours[name]
            if name not in self._curves:
                self._curves[name] = pg.PlotCurveItem(pen=pg.mkPen(getattr(tokens(), colours[name])))
                self.addItem(self._curves[name])
            self._curves[name].setData(x, y)
            highest = max(highest, float(np.max(y, initial=0.0)))
        if dots:
            self._show_dots(curves)
        self.setRange(xRange=x_range, yRange=y_range or (0, ceiling(highest * 1.05)), padding=0)
