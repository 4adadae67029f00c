"""The document: pages, header, footer, bookmarks and what the file says of itself."""

import io
from functools import partial
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepInFrame, PageBreak, PageTemplate

from latencylab.errors import OutputError
from latencylab.report.pdf import fonts
from latencylab.report.pdf.evidence import evidence_pages
from latencylab.report.pdf.first_page import first_page
from latencylab.report.pdf.method import method_section
from latencylab.report.pdf.sheet import write
from latencylab.report.timelines import Timelines

PAPERS = {"a4": A4, "letter": LETTER}
_MARGIN = 42
_HEAD = 26
_FOOT = 24


def write_pdf(path: Path, report: dict[str, Any], timelines: Timelines | None = None, paper: str = "a4") -> None:
    """Write the report as PDF; the whole file, or none.

    Args:
        path: of the file.
        report: as its JSON has it; parts of a newer version are passed over.
        timelines: what the samples were; without them there are no timelines.
        paper: ``a4`` or ``letter``.

    Raises:
        OutputError: it cannot be written.
    """
    body = render_pdf(report, timelines, paper)
    try:
        path.write_bytes(body)
    except OSError as error:
        raise OutputError.writing(path, error) from error


def render_pdf(report: dict[str, Any], timelines: Timelines | None = None, paper: str = "a4") -> bytes:
    """The report as the bytes of a PDF (see :func:`write_pdf`)."""
    fonts.register()
    _, pages = _build(report, timelines, PAPERS[paper], 0)
    body, _ = _build(report, timelines, PAPERS[paper], pages)  # now that "page n of m" can be said
    return body


def _build(
    report: dict[str, Any], timelines: Timelines | None, size: tuple[float, float], pages: int
) -> tuple[bytes, int]:
    """The document and how many pages it has; ``pages`` is what its footers say."""
    room = size[0] - 2 * _MARGIN
    height = size[1] - 2 * _MARGIN - _HEAD - _FOOT
    target = io.BytesIO()
    title = f"LatencyLab report {str(report.get('started', ''))[:10]}"
    document = BaseDocTemplate(target, pagesize=size, title=title, author="", lang="en", subject="Latency report")
    document.creator = document.producer = f"LatencyLab {report.get('version', '')}"
    frame = Frame(_MARGIN, _MARGIN + _FOOT, room, height + 12, 0, 0, 0, 0)
    furnish = partial(_furnish, report=report, size=size, pages=pages)
    document.addPageTemplates([PageTemplate("page", [frame], onPage=furnish)])
    story: list[Flowable] = [KeepInFrame(room, height, first_page(report, timelines, room), mode="shrink"), PageBreak()]
    story += [*evidence_pages(report, timelines, room), *method_section(report, timelines, room)]
    document.build(story)
    return target.getvalue(), document.page


def _furnish(
    canvas: Canvas, document: BaseDocTemplate, *, report: dict[str, Any], size: tuple[float, float], pages: int
) -> None:
    """Header and footer, and the bookmark of the first page."""
    if document.page == 1:
        canvas.bookmarkPage("first")
        canvas.addOutlineEntry("Verdict and what to change", "first", level=0)
        canvas.showOutline()
    right, foot = size[0] - _MARGIN, _MARGIN - 8
    write(canvas, _MARGIN, size[1] - _MARGIN + 4, "LatencyLab", 9, bold=True, colour="accent")
    when = str(report.get("started", ""))[:16].replace("T", " ")
    write(canvas, right, size[1] - _MARGIN + 4, f"{when} UTC", 8, align=1, colour="muted")
    told = f"Session {report.get('id')} · LatencyLab {report.get('version')}"
    write(canvas, _MARGIN, foot, told, 7, colour="muted")
    write(canvas, right, foot, f"{document.page} of {pages}", 7, align=1, colour="muted")
