"""The report as PDF, by reportlab: the answer on the first page, the evidence behind it. Needs no screen and no Qt."""

from latencylab.report.pdf.document import render_pdf, write_pdf

__all__ = ["render_pdf", "write_pdf"]
