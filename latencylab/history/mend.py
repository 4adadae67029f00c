"""When the index is damaged: moved aside, and made anew from what is still readable and from the recordings."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from latencylab import clock, events
from latencylab.errors import UserError
from latencylab.history.entry import joined
from latencylab.history.index import INDEX, RECORDINGS, open_index
from latencylab.recording import SUFFIX, read

_SIDE_FILES = ("-wal", "-shm")
_UNSAFE = re.compile(r"[^0-9A-Za-z_-]")


def safe_id(session_id: str) -> str:
    """A session's id as the name of a file: an imported one may hold anything."""
    return _UNSAFE.sub("_", session_id)[:64] or "_"


def mend(folder: Path) -> list[str]:
    """Move a damaged index aside and make it anew; gives what to tell the user.

    Two programs may find the damage at once: the second finds the index mended.

    Raises:
        OSError: the folder cannot be written.
        sqlite3.Error: the same.
    """
    path = folder / INDEX
    with _alone(folder):
        if _is_readable(path):
            return []
        aside = _copy_aside(path)
        part = folder / f"{INDEX}.new"
        part.unlink(missing_ok=True)
        with closing(open_index(part)) as fresh:
            rescued = _rescue(aside, fresh)
            adopted = _adopt(folder, fresh)
        for side in _SIDE_FILES:
            path.with_name(path.name + side).unlink(missing_ok=True)
        part.replace(path)
    told = f"The history's index was damaged. It is kept as {aside.name}; "
    return [f"{told}{rescued} sessions were read from it and {adopted} made again from their recordings."]


def report_of(path: Path) -> dict[str, Any]:
    """The report of a recording, as far as it goes, as its JSON would be read.

    Raises:
        UserError: the file holds no session.
    """
    from latencylab.report.build import build_report
    from latencylab.session.session import Session

    session = Session()
    for event in read(path):
        session.apply(event)
    report: dict[str, Any] = json.loads(json.dumps(build_report(session).to_object()))
    return report


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other programs out; a program that is killed lets go of the lock."""
    with closing(sqlite3.connect(folder / "mend.lock", timeout=60, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _is_readable(path: Path) -> bool:
    try:
        with closing(open_index(path)) as connection:
            found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError:
        return False
    return found == "ok"


def _copy_aside(path: Path) -> Path:
    """The damaged one stays in its place until the new one is whole: nobody may find an empty history meanwhile."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    for side in ("", *_SIDE_FILES):
        part = path.with_name(path.name + side)
        if part.exists():
            shutil.copyfile(part, aside.with_name(aside.name + side))
    return aside


def _rescue(aside: Path, fresh: sqlite3.Connection) -> int:
    """Copy what can be read, from both ends of the tables towards the damage."""
    with closing(sqlite3.connect(f"file:{quote(str(aside))}?mode=rw", uri=True, isolation_level=None)) as old:
        for table in ("session", "report", "comparison"):
            for order in ("", "ORDER BY rowid DESC"):
                _copy(old, fresh, table, order)
    count: int = fresh.execute("SELECT count(*) FROM session").fetchone()[0]
    return count


def _copy(old: sqlite3.Connection, fresh: sqlite3.Connection, table: str, order: str) -> None:
    known = [row[1] for row in fresh.execute(f"PRAGMA table_info({table})")]
    try:
        found = old.execute(f"SELECT * FROM {table} {order}")  # noqa: S608 - names from this module
        names = [entry[0] for entry in found.description]
        wanted = [name for name in names if name in known]
        places = [names.index(name) for name in wanted]
        marks = ", ".join("?" * len(wanted))
        for row in found:
            values = [row[place] for place in places]
            query = f"INSERT OR IGNORE INTO {table} ({', '.join(wanted)}) VALUES ({marks})"  # noqa: S608
            _try(fresh, query, values)
    except sqlite3.DatabaseError:
        return  # the damage; what lies behind it is reached from the other end


def _try(fresh: sqlite3.Connection, query: str, values: list[Any]) -> None:
    try:
        fresh.execute(query, values)
    except sqlite3.IntegrityError:
        return  # a report whose session was lost


def _adopt(folder: Path, fresh: sqlite3.Connection) -> int:
    """Enter recordings that no row names; their reports are made when they are asked for."""
    known = {safe_id(row[0]) for row in fresh.execute("SELECT id FROM session")}
    adopted = 0
    for path in sorted((folder / RECORDINGS).glob(f"*{SUFFIX}")):
        if path.stem in known or (started := _first_event(path)) is None:
            continue
        servers = joined(started.settings.get("targets", ()))
        fresh.execute(
            "INSERT OR IGNORE INTO session (id, started, state, servers, words, bytes)"
            " VALUES (?, ?, 'cut off', ?, ?, ?)",
            (started.id, clock.iso_utc(started.started_wall_ns), servers, servers.casefold(), path.stat().st_size),
        )
        adopted += 1
    return adopted


def _first_event(path: Path) -> events.SessionStarted | None:
    try:
        return next((event for event in read(path) if isinstance(event, events.SessionStarted)), None)
    except UserError:
        return None
