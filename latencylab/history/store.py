"""The index of the history. Several programs may use it at once; every change is one short transaction.

A file that SQLite cannot read any more is moved aside, said, and made anew from what can still be read of it and from
the recordings (:mod:`latencylab.history.mend`). Where the folder may not be written to, it is read as it stands.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from latencylab import clock, events
from latencylab.errors import OutputError, UserError
from latencylab.history import mend, writer
from latencylab.history.entry import COLUMNS, Entry, columns_of, entry_of, joined
from latencylab.history.folder import data_folder
from latencylab.history.index import INDEX, RECORDINGS, open_index
from latencylab.history.migrations import NewerIndexError
from latencylab.recording import SUFFIX

LATEST = "last"
"""Stands for the newest session wherever an id is asked for."""
_WORDS = ("servers", "summary", "advice", "note")


class HistoryError(UserError):
    """The history cannot be used, or holds no such session."""


class History:
    """The history in one folder.

    Args:
        folder: where it lives; made if need be. None: the platform's place (:func:`data_folder`).

    Raises:
        HistoryError: it can neither be written nor read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or data_folder()
        self.problems: list[str] = []
        """What was wrong and what was done about it, as sentences for the user."""
        self.writable = True
        """False where the folder is read-only: the history is shown as it stands."""
        self._db = self._connect()
        if self.writable:
            self._mark_dead()

    def close(self) -> None:
        """Let go of the index."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def entries(self, search: str = "", limit: int = -1) -> list[Entry]:
        """The sessions, newest first: those with each word of ``search`` in servers, note, verdict or advice."""
        words = search.casefold().split()
        where = " AND ".join(["instr(words, ?) > 0"] * len(words)) or "1"
        query = f"SELECT {COLUMNS} FROM session WHERE {where} ORDER BY started DESC, seq DESC LIMIT ?"  # noqa: S608
        return [entry_of(row) for row in self._rows(query, [*words, limit])]

    def entry(self, wanted: str) -> Entry:
        """The session whose id is or begins with ``wanted``; ``last`` is the newest.

        Raises:
            HistoryError: there is none, or more than one.
        """
        if wanted == LATEST:
            found = self.entries(limit=1)
        else:
            query = f"SELECT {COLUMNS} FROM session WHERE substr(id, 1, ?) = ? LIMIT 2"  # noqa: S608
            found = [entry_of(row) for row in self._rows(query, (len(wanted), wanted))] if wanted else []
        if len(found) > 1:
            raise HistoryError(f"More than one session begins with {wanted!r}.", "Give more of its id.")
        if not found:
            raise HistoryError(f"The history holds no session {wanted!r}.", "List them with latencylab --history.")
        return found[0]

    def report(self, session_id: str) -> dict[str, Any]:
        """The report of a session; made from the recording where the program was ended before it could write one.

        Raises:
            HistoryError: neither is there.
        """
        query = "SELECT body FROM report JOIN session USING (seq) WHERE id = ?"
        for row in self._rows(query, (session_id,)):
            stored: dict[str, Any] = json.loads(zlib.decompress(row["body"]))
            return stored
        return self._report_again(session_id)

    def recording(self, session_id: str) -> Path | None:
        """The recording of a session, if it is there."""
        path = self.recording_path(session_id)
        return path if path.is_file() else None

    def recording_path(self, session_id: str) -> Path:
        """Where the recording of a session belongs."""
        return self.folder / RECORDINGS / f"{mend.safe_id(session_id)}{SUFFIX}"

    def begin(self, started: events.SessionStarted) -> Path:
        """A session begins; gives the path of its recording.

        Raises:
            OutputError: the history cannot be written.
        """
        if not self.writable:
            raise OutputError(f"Cannot write the history in {self.folder}: it is read-only.", _hint())
        path = self.recording_path(started.id)
        targets = started.settings.get("targets", ())
        columns = {
            "id": started.id,
            "started": clock.iso_utc(started.started_wall_ns),
            "state": "recording",
            "writer": writer.this_process(),
            "servers": joined(targets),
        }
        with self._writing():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._put(columns)
        return path

    def finish(self, report: dict[str, Any], *, note: str = "") -> None:
        """Keep the report of a session, begun here or not (an import).

        Raises:
            OutputError: the history cannot be written.
        """
        recording = self.recording(str(report["id"]))
        columns = {
            "id": str(report["id"]),
            **columns_of(report),
            "state": "complete",
            "writer": "",
            "bytes": recording.stat().st_size if recording else 0,
        }
        body = zlib.compress(json.dumps(report, ensure_ascii=False, separators=(",", ":")).encode(), 6)
        with self._writing():
            seq = self._put(columns | ({"note": note} if note else {}))
            self._db.execute("INSERT OR REPLACE INTO report (seq, body) VALUES (?, ?)", (seq, body))

    def set_note(self, session_id: str, note: str) -> None:
        """Note something about a session; an empty note takes it away. A session with a note is never pruned.

        Raises:
            OutputError: the history cannot be written.
        """
        with self._writing():
            self._put({"id": session_id, "note": note})

    def delete(self, session_id: str) -> None:
        """Delete a session and its recording.

        Raises:
            OutputError: the history cannot be written.
        """
        with self._writing():
            self.recording_path(session_id).unlink(missing_ok=True)
            self._db.execute("DELETE FROM session WHERE id = ?", (session_id,))

    def add_comparison(self, before: str, after: str) -> None:
        """Note that two sessions were held against each other; such sessions are never pruned.

        Raises:
            OutputError: the history cannot be written.
        """
        query = (
            "INSERT OR IGNORE INTO comparison SELECT a.seq, b.seq FROM session a, session b WHERE a.id = ? AND b.id = ?"
        )
        with self._writing():
            self._db.execute(query, (before, after))

    def comparisons(self) -> list[tuple[str, str]]:
        """Ids of the sessions that were held against each other, the earlier one first."""
        query = "SELECT a.id, b.id FROM comparison JOIN session a ON a.seq = earlier JOIN session b ON b.seq = later"
        return [(row[0], row[1]) for row in self._rows(query, ())]

    def recorded_bytes(self) -> int:
        """How much the recordings take up."""
        return sum(int(row[0]) for row in self._rows("SELECT total(bytes) FROM session", ()))

    def prunable(self, before: str | None = None) -> list[Entry]:
        """Finished sessions without a note and in no comparison but for the newest, in the order in which they arrived.

        Not by their own clock: one that was set back would make the newest session look like the oldest.

        Args:
            before: only those that arrived before this instant, ISO 8601 in UTC. The clock of an earlier session tells
                the least that a later one's must have shown.
        """
        query = f"""WITH
            held AS (SELECT *, max(CASE WHEN started GLOB '20[0-9][0-9]-*' THEN started END) OVER (ORDER BY seq)
                AS arrived FROM session),
            free AS (SELECT * FROM held WHERE note = '' AND state != 'recording'
                AND seq NOT IN (SELECT earlier FROM comparison UNION SELECT later FROM comparison))
            SELECT {COLUMNS} FROM free WHERE seq < (SELECT max(seq) FROM free) AND (?1 IS NULL OR arrived < ?1)
            ORDER BY seq"""  # noqa: S608
        return [entry_of(row) for row in self._rows(query, (before,))]

    def _connect(self) -> sqlite3.Connection:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return self._open_or_mend()
        except NewerIndexError as error:
            hint = "Update this one, or name another folder with --data-dir."
            raise HistoryError(f"The history in {self.folder} was written by a newer LatencyLab.", hint) from error
        except (sqlite3.OperationalError, OSError) as error:
            return self._open_readonly(error)

    def _open_or_mend(self) -> sqlite3.Connection:
        try:
            return open_index(self.folder / INDEX)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self.problems += mend.mend(self.folder)
            return open_index(self.folder / INDEX)

    def _open_readonly(self, error: Exception) -> sqlite3.Connection:
        """The index as it stands, without the side files that WAL needs for reading."""
        self.writable = False
        path = self.folder / INDEX
        if not path.is_file() or "full" in str(error):
            raise HistoryError(f"Cannot write the history in {self.folder}: {error}.", _hint(error)) from error
        connection = sqlite3.connect(f"file:{quote(str(path))}?immutable=1", uri=True)
        connection.row_factory = sqlite3.Row
        return connection

    def _rows(self, query: str, values: Sequence[Any]) -> Iterator[sqlite3.Row]:
        try:
            yield from self._db.execute(query, values).fetchall()
        except sqlite3.OperationalError as error:
            raise HistoryError(f"The history in {self.folder} cannot be read ({error}).", "Try again.") from error
        except sqlite3.DatabaseError:
            self._db.close()
            self.problems += mend.mend(self.folder)
            self._db = open_index(self.folder / INDEX)
            yield from self._db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except OSError as error:
            raise OutputError.writing(self.folder, error) from error
        except sqlite3.Error as error:
            raise OutputError(f"Cannot write the history in {self.folder}: {error}.", _hint(error)) from error

    def _put(self, columns: dict[str, Any]) -> int:
        """Insert or update the row of ``columns["id"]``; gives its number."""
        names = list(columns)
        updates = ", ".join(f"{name} = excluded.{name}" for name in names)
        if "started" in columns:
            query = f"""INSERT INTO session ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})
                ON CONFLICT (id) DO UPDATE SET {updates}"""  # noqa: S608 - names of columns, from this module
            self._db.execute(query, list(columns.values()))
        else:
            sets = ", ".join(f"{name} = :{name}" for name in names)
            self._db.execute(f"UPDATE session SET {sets} WHERE id = :id", columns)  # noqa: S608
        query = f"SELECT seq, {', '.join(_WORDS)} FROM session WHERE id = ?"  # noqa: S608
        row = self._db.execute(query, (columns["id"],)).fetchone()
        if row is None:
            return 0
        words = " ".join(row[name] for name in _WORDS).casefold()
        self._db.execute("UPDATE session SET words = ? WHERE seq = ?", (words, row["seq"]))
        seq: int = row["seq"]
        return seq

    def _mark_dead(self) -> None:
        """Sessions whose program is gone are no longer being recorded."""
        for row in list(self._rows("SELECT id, writer FROM session WHERE state = 'recording'", ())):
            if writer.is_alive(row["writer"]):
                continue
            path = self.recording(row["id"])
            try:
                with self._writing():
                    self._put({"id": row["id"], "state": "cut off", "bytes": path.stat().st_size if path else 0})
            except OutputError as error:
                self.problems.append(str(error))
                return

    def _report_again(self, session_id: str) -> dict[str, Any]:
        path = self.recording(session_id)
        if path is None:
            raise HistoryError(
                f"Nothing is left of session {session_id}: neither a report nor a recording.",
                f"Remove it with latencylab --history --delete {session_id}.",
            )
        report = mend.report_of(path)
        if self.writable and self.entry(session_id).state != "recording":
            self.finish(report)
            with self._writing():
                self._put({"id": session_id, "state": "cut off"})
        return report


def remember_comparison(before: str, after: str, folder: Path | None = None) -> None:
    """Note in the history, if it holds both, that two sessions were held against each other; else do nothing."""
    folder = folder or data_folder()
    if not (folder / INDEX).is_file():
        return
    with suppress(UserError), History(folder) as history:
        history.add_comparison(before, after)


def _hint(error: Exception | None = None) -> str:
    if error is not None and "full" in str(error):
        return "Free some space, or keep nothing with --no-save."
    return "Choose another folder with --data-dir, or keep nothing with --no-save."
