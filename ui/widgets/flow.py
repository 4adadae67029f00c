"""A row that goes on in the next line where the width ends."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from latencylab.tokens import SPACE


class Flow(QLayout):
    """Parts side by side, in as many lines as they need.

    Args:
        space: steps of distance between them.
    """

    def __init__(self, space: int = 2) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(space * SPACE)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Override of QLayout."""
        self._items.append(item)

    def count(self) -> int:
        """Override of QLayout."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Override of QLayout; None beyond the last part."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Override of QLayout; None beyond the last part."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Override of QLayout."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Override of QLayout."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Override of QLayout."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Override of QLayout."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Override of QLayout."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        """Override of QLayout: the widest part."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, tall = rect.x(), rect.y(), 0
        for item in self._items:
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, tall = rect.x(), y + tall + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self.spacing()
            tall = max(tall, hint.height())
        return y + tall - rect.y()


def flow_widget() -> tuple[QWidget, Flow]:
    """A widget whose parts flow, and its layout."""
    made = QWidget()
    made.setProperty("kind", "plain")
    flow = Flow()
    made.setLayout(flow)
    return made, flow
