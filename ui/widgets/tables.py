"""Tables: one model for all of them, over plain rows that the page hands over."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.theme import font, tokens

_Index = QModelIndex | QPersistentModelIndex
MIN_SECTION = 56
_PADDING = 26
"""Beside the text of a cell, both sides together."""
_ARROW = 14
"""Of the sign beside the title of the column that is sorted by."""
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Column(NamedTuple):
    """A column: its title, what it means, and how a row fills it."""

    title: str
    text: Callable[[Any], str]
    value: Callable[[Any], Any] | None = None
    """What to sort by: numbers, where the text is one; such columns stand to the right."""
    tip: str = ""
    colour: Callable[[Any], str] | None = None
    """Colour of the text."""
    sample: str = "0000.0"
    """As wide as its texts are at most."""
    from_width: int = 0
    """It is left out of a table that is narrower."""


class Rows(QAbstractTableModel):
    """Rows of any kind, shown through columns.

    Args:
        columns: from left to right.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.rows: list[Any] = []
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def show_sorted(self, section: int, order: Qt.SortOrder) -> None:
        """Mark the column that is sorted by; the header's own sign would cover the title."""
        self._sorted = section, order
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def show(self, rows: Sequence[Any]) -> None:
        """Show ``rows``: as one change where their number stays the same."""
        if len(rows) == len(self.rows):
            if list(rows) != self.rows:
                self.rows = list(rows)
                last = self.index(len(rows) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.DisplayRole])
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Override of QAbstractItemModel."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Override of QAbstractItemModel."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Override of QAbstractItemModel; None for an index that is not valid."""
        if not index.isValid():
            return None
        entry, column = self.rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return column.text(entry)
            case Qt.ItemDataRole.ToolTipRole:
                return column.text(entry)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(_RIGHT if column.value is not None else _LEFT)
            case Qt.ItemDataRole.ForegroundRole if column.colour is not None:
                return QColor(column.colour(entry) or tokens().text)
            case _ if role == SORT_ROLE:
                return column.text(entry) if column.value is None else _sortable(column.value(entry))
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Override of QAbstractItemModel."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if self._sorted is None or self._sorted[0] != section:
                    return column.title
                return f"{column.title} {'▴' if self._sorted[1] == Qt.SortOrder.AscendingOrder else '▾'}"
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip or column.title
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(_RIGHT if column.value is not None else _LEFT)
        return None


def _sortable(value: Any) -> Any:
    """What is missing sorts behind everything else; Qt compares as the kind of the one on the left."""
    return float("inf") if value is None else float(value) if isinstance(value, int) else value


class Table(QTableView):
    """A table with a fixed layout: fitting the columns to their contents at each change would cost most of a frame.

    Args:
        name: for screen readers.
        columns: from left to right; the first takes what is left.
        sortable: the user may sort and filter it.
    """

    def __init__(self, name: str, columns: Sequence[Column], *, sortable: bool = False) -> None:
        super().__init__()
        self.model_rows = Rows(columns)
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self.model_rows)
        self.proxy.setSortRole(SORT_ROLE)
        self.proxy.setFilterKeyColumn(-1)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setDynamicSortFilter(False)
        self.setModel(self.proxy)
        self.setAccessibleName(name)
        self.setFont(font("body"))
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        self._fit(sortable=sortable)
        if sortable:
            self.horizontalHeader().sortIndicatorChanged.connect(self.model_rows.show_sorted)
        self.setSortingEnabled(sortable)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show ``rows``; the order that the user chose is kept."""
        self.model_rows.show(rows)
        if self.isSortingEnabled():
            self.proxy.sort(self.proxy.sortColumn(), self.proxy.sortOrder())

    def chosen(self) -> list[Any]:
        """The selected rows."""
        selected = self.selectionModel().selectedRows() if self.selectionModel() is not None else []
        return [self.model_rows.rows[self.proxy.mapToSource(index).row()] for index in selected]

    def fit_height(self, most: int = 12) -> None:
        """As tall as the rows need, up to ``most``."""
        rows = min(most, max(1, len(self.model_rows.rows)))
        height = self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize() + 4
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _fit(self, *, sortable: bool) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(MIN_SECTION)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        metrics, bold = self.fontMetrics(), QFontMetricsF(font("body", bold=True))
        arrow = _ARROW if sortable else 0
        for index, column in enumerate(self.model_rows.columns[1:], 1):
            wide = round(bold.horizontalAdvance(column.title)) + _PADDING + arrow
            self.setColumnWidth(index, max(wide, metrics.horizontalAdvance(column.sample) + _PADDING))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Override of QWidget: what there is no room for is left out."""
        for index, column in enumerate(self.model_rows.columns):
            if column.from_width and self.isColumnHidden(index) != (self.width() < column.from_width):
                self.setColumnHidden(index, self.width() < column.from_width)
        super().resizeEvent(event)


def stretch_also(table: QTableView, *columns: int) -> None:
    """Have further columns share what width is left."""
    for column in columns:
        table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
