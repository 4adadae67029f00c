"""Styles, and the small pieces that pages are made of."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table, TableStyle

from latencylab.report.pdf import fonts
from latencylab.report.pdf.fonts import BOLD, REGULAR
from latencylab.report.text import shorten
from latencylab.tokens import LIGHT
from latencylab.wifi.names import safe_text

_LONGEST = 600
_LONGEST_CELL = 240
_ROOM_BELOW = 140
"""Points that a section needs to begin: its heading and a plot, or some rows."""
COLOURS = {name: HexColor(colour) for name, colour in LIGHT.colours.items()}


def _style(name: str, size: float, leading: float, **options: Any) -> ParagraphStyle:
    settings = {"fontName": REGULAR, "textColor": COLOURS["text"], **options}
    return ParagraphStyle(name, fontSize=size, leading=leading, **settings)


BODY = _style("body", 9, 12.5)
SMALL = _style("small", 8, 10.5, textColor=COLOURS["muted"])
NOTE = _style("note", 8, 10.5, textColor=COLOURS["muted"], spaceBefore=3, spaceAfter=5)
CELL = _style("cell", 8, 10)
STRONG = _style("strong", 10.5, 13.5, fontName=BOLD)
HEADLINE = _style("headline", 18, 22, fontName=BOLD)
SECTION = _style("section", 14, 18, fontName=BOLD, spaceBefore=14, spaceAfter=5)
LABEL = _style("label", 8, 10, fontName=BOLD, textColor=COLOURS["muted"])
RIGHT = _style("right", 9, 12, alignment=2)
MONO = _style("mono", 8, 10.5)


def markup(text: Any, face: str = REGULAR) -> str:
    """Any text as safe paragraph markup: control characters shown, markup inert, each script in a font that has it."""
    whole = str(text)
    shown = safe_text(whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…", _LONGEST)
    return "".join(
        escape(piece) if font == face else f'<font name="{font}">{escape(piece)}</font>'
        for font, piece in fonts.runs(shown, face)
    )


def para(text: Any, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph(markup(text, style.fontName), style)


def write(canvas: Canvas, x: float, y: float, text: Any, size: float = 7, **options: Any) -> None:
    """Plain text on the canvas; ``align`` is -1 (left, the default), 0 or 1; ``colour`` a token; ``bold``."""
    face = BOLD if options.get("bold") else REGULAR
    shown = safe_text(str(text))
    x -= fonts.width(shown, face, size) * {-1: 0.0, 0: 0.5, 1: 1.0}[options.get("align", -1)]
    canvas.setFillColor(COLOURS[options.get("colour", "text")])
    for font, piece in fonts.runs(shown, face):
        canvas.setFont(font, size)
        canvas.drawString(x, y, piece)
        x += pdfmetrics.stringWidth(piece, font, size)


def fitting(text: Any, face: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than ``room`` points."""
    shown = safe_text(str(text))
    if fonts.width(shown, face, size) <= room:
        return shown
    while shown and fonts.width(shown + "…", face, size) > room:
        shown = shown[:-1]
    return shown + "…"


class Section(Flowable):
    """A heading with its bookmark."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self._paragraph = para(title, SECTION)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Size on the page."""
        width, height = self._paragraph.wrap(available_width, available_height)
        return width, height

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Distance from what stands above."""
        return float(SECTION.spaceBefore)

    def getSpaceAfter(self) -> float:  # noqa: N802 - reportlab's name
        """Distance to what follows."""
        return float(SECTION.spaceAfter)

    def draw(self) -> None:
        """Write it and set its bookmark."""
        key = f"section-{self.title}"
        self.canv.bookmarkHorizontal(key, 0, float(SECTION.leading))
        self.canv.addOutlineEntry(self.title, key, level=0)
        self._paragraph.drawOn(self.canv, 0, 0)


def section(title: str) -> list[Flowable]:
    """A heading, on the next page where little of what follows would fit below it."""
    return [CondPageBreak(_ROOM_BELOW), Section(title)]


def table(rows: Sequence[Sequence[Any]], widths: Sequence[float], *, figures: range = range(0)) -> Table:
    """A table with a header row; the columns of ``figures`` stand right."""
    cells = [
        [_cell(cell, row == 0, column in figures) for column, cell in enumerate(line)] for row, line in enumerate(rows)
    ]
    made = Table(cells, colWidths=list(widths), repeatRows=1)
    made.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, COLOURS["muted"]),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, COLOURS["line"]),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ]
        )
    )
    return made


def _cell(cell: Any, header: bool, right: bool) -> Any:
    if isinstance(cell, Flowable):
        return cell
    style = LABEL if header else CELL
    aligned = ParagraphStyle("aligned", parent=style, alignment=2) if right else style
    return para("–" if cell is None else shorten(str(cell), _LONGEST_CELL), aligned)
