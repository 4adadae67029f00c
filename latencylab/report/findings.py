"""CSV of the findings (RFC 4180): one row a rule that found something, with what it rests on and what it brings."""

import csv
import io
from typing import Any

from latencylab.report.csv import defuse
from latencylab.report.words import evidence

COLUMNS = (
    "session", "started", "rank", "id", "severity", "title", "why", "evidence", "gain_metric", "gain_low",
    "gain_expected", "gain_high", "gain_unit", "confidence",
)  # fmt: skip


def render_findings(report: dict[str, Any]) -> str:
    """The recommendations as CSV, most useful first."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for entry in report.get("recommendations") or []:
        gain = entry.get("gain") or {}
        row = [
            report.get("id"),
            report.get("started"),
            entry.get("rank"),
            *(entry.get(name) for name in ("id", "severity", "title", "why")),
            "; ".join(evidence(entry)),
            *(gain.get(name) for name in ("metric", "low", "expected", "high", "unit")),
            entry.get("confidence"),
        ]
        writer.writerow([defuse(cell) if isinstance(cell, str) else cell for cell in row])
    return target.getvalue()
