"""A plain chart: curves over one axis each way, for what is not a round-trip time."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg

from ui.plots.axes import TimeAxis
from ui.plots.plot import StillPlot
from ui.plots.scale import ceiling
from ui.theme import tokens

Curve = tuple[npt.ArrayLike, npt.ArrayLike]


class Chart(StillPlot):
    """Curves; a clock on the x axis when ``timed``.

    Args:
        timed: x is in s since the session began.
    """

    def __init__(self, *, timed: bool = False) -> None:
        self.time_axis = TimeAxis() if timed else None
        super().__init__(self.time_axis)
        self._curves: dict[str, Any] = {}
        self._dots: dict[str, Any] = {}
        self._colours: dict[str, str] = {}
        self.restyle()

    def restyle(self) -> None:
        """Override of Plot."""
        super().restyle()
        for name, curve in self._curves.items():
            curve.setPen(pg.mkPen(getattr(tokens(), self._colours[name])))
        for name, dots in self._dots.items():
            dots.setBrush(pg.mkBrush(getattr(tokens(), self._colours[name])))

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
