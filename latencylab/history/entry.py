"""A session as the list of the history shows it."""

import sqlite3
from typing import Any, Literal, NamedTuple

State = Literal["recording", "complete", "cut off"]


class Entry(NamedTuple):
    """One row of the index."""

    id: str
    started: str
    """ISO 8601, UTC."""
    duration_s: float | None
    state: State
    """``recording``: by a program that still runs; ``cut off``: that program was ended before it could finish."""
    servers: tuple[str, ...]
    """Ids of the targets, the first one first."""
    connection: str
    """Kind of the interface."""
    score: int | None
    median_ms: float | None
    jitter_ms: float | None
    loss_pct: float | None
    """Of the first target; RTT median, PDV p95, and loss."""
    summary: str
    advice: tuple[str, ...]
    """Ids of the recommendations, most useful first."""
    note: str
    bytes: int
    """Size of the recording; 0 without one."""


COLUMNS = ", ".join(Entry._fields)


def entry_of(row: sqlite3.Row) -> Entry:
    """The entry in a row of :data:`COLUMNS`."""
    return Entry(*row)._replace(servers=tuple(row["servers"].split()), advice=tuple(row["advice"].split()))


def columns_of(report: dict[str, Any]) -> dict[str, Any]:
    """What the index keeps of a report; a part that the report lacks is left empty, never made up."""
    targets = [target for target in report.get("targets") or [] if target.get("role", "target") == "target"]
    main: dict[str, Any] = targets[0] if targets else {}
    verdict = report.get("verdict") or {}
    return {
        "started": str(report.get("started", "")),
        "duration_s": report.get("duration_s"),
        "servers": joined(target.get("id") for target in targets),
        "connection": str(((report.get("environment") or {}).get("interface") or {}).get("kind", "")),
        "score": verdict.get("score"),
        "median_ms": (main.get("rtt_ms") or {}).get("median"),
        "jitter_ms": (main.get("jitter_ms") or {}).get("pdv_p95"),
        "loss_pct": main.get("loss_pct"),
        "summary": str(verdict.get("summary", "")),
        "advice": joined(advice.get("id") for advice in report.get("recommendations") or []),
    }


def joined(ids: Any) -> str:
    """Ids with blanks between them; an id that holds blanks loses them."""
    return " ".join("".join(str(one).split()) for one in ids)
