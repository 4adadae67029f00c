"""What all plots have in common: their look, in the colours of the theme, and their place on a page."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from ui.theme import font, theme, tokens

LEFT_WIDTH = 44
"""Of the axis of values: the same everywhere, so that plots below one another line up."""
LEAST_HEIGHT = 110


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """A plot without menu and buttons that takes the height that is left; subclasses call :meth:`restyle` when made.

    Args:
        options: of pyqtgraph's widget.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(enableMenu=False, **options)
        self.hideButtons()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.getPlotItem().setContentsMargins(0, 8, 14, 0)
        theme().changed.connect(self.restyle)

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
        self.getAxis("left").setWidth(LEFT_WIDTH)


class EdgeAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis whose first and last words are drawn too, half beyond its ends."""

    def boundingRect(self) -> Any:  # noqa: N802
        """Override of AxisItem."""
        return super().boundingRect().adjusted(-15, -8, 15, 8)


class StillPlot(Plot):
    """A plot whose view the program sets, and nobody drags; what it shows stands in words beside it.

    Args:
        bottom: the axis below; a plain one when None.
    """

    def __init__(self, bottom: pg.AxisItem | None = None) -> None:
        super().__init__(axisItems={"left": EdgeAxis("left"), "bottom": bottom or EdgeAxis("bottom")})
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.showGrid(x=False, y=True, alpha=0.25)
