"""Which share of the replies came within which time: one curve a leg (the empirical distribution function)."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg

from ui.plots.plot import StillPlot
from ui.plots.scale import ceiling
from ui.theme import tokens

_SHARES = np.linspace(0.0, 1.0, 201)
_FINE = np.array([0.9925, 0.995, 0.9975, 0.999, 0.9995])
SHARES: npt.NDArray[np.float64] = np.sort(np.concatenate((_SHARES, _FINE)))
"""The shares at which the curve is known, finer towards the tail."""


class Distribution(StillPlot):
    """The plot; its x axis is in ms."""

    def __init__(self) -> None:
        super().__init__()
        self._curves: dict[str, Any] = {}
        self.getAxis("left").setTicks([[(0.0, "0"), (0.5, "50 %"), (0.95, "95 %"), (1.0, "")]])
        self.restyle()

    def restyle(self) -> None:
        """Override of Plot."""
        super().restyle()
        for curve in self._curves.values():
            self.removeItem(curve)
        self._curves.clear()

    def show_curves(self, curves: dict[str, npt.NDArray[np.float64]], colours: dict[str, str]) -> None:
        """Show, for each leg, the times within which the shares of :data:`SHARES` came."""
        for leg in [leg for leg in self._curves if leg not in curves]:
            self.removeItem(self._curves.pop(leg))
        for leg, times_ms in curves.items():
            if leg not in self._curves:
                self._curves[leg] = pg.PlotCurveItem(pen=pg.mkPen(colours.get(leg, tokens().muted)))
                self.addItem(self._curves[leg])
            self._curves[leg].setData(times_ms, SHARES)
        # the last percent would squeeze all the rest to the left
        right = max((float(np.interp(0.995, SHARES, times_ms)) for times_ms in curves.values()), default=10.0)
        self.setRange(xRange=(0, ceiling(right)), yRange=(0, 1.02), padding=0)
