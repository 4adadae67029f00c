"""Reports that wait to be sent, on disk: they survive the network being away, and ``kill -9``.

A report leaves the queue only after its destination confirmed it, and a destination takes the same report twice as once
(its session's id is the key): so it arrives exactly once, whatever is cut off in between. One that the destination
refused is kept aside until somebody lets it wait again or discards it.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from latencylab.errors import OutputError, UserError

FILE = "push.db"
_TABLE = """CREATE TABLE IF NOT EXISTS waiting (
    number INTEGER PRIMARY KEY, destination TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    rejected TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', UNIQUE (destination, id))"""
_ADD_NAME = "ALTER TABLE waiting ADD COLUMN name TEXT NOT NULL DEFAULT ''"
"""For a queue of the first shape, whose rows did not tell the destination's name."""


class Queued(NamedTuple):
    """A report that is to be sent."""

    id: str
    """Of its session."""
    destination: str
    """Name for people, without passwords; empty where an earlier version did not note it."""
    rejected: str
    """Why the destination refused it; empty while it waits."""


class Queue:
    """The queue in a folder; several programs may use it at once.

    Args:
        folder: where the program keeps its data.

    Raises:
        OutputError: it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._path, timeout=10, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(_TABLE)
            with suppress(sqlite3.OperationalError):  # it has the column
                self._db.execute(_ADD_NAME)
        except (OSError, sqlite3.Error) as error:
            raise self._failure(error) from error

    def put(self, destination: str, report: dict[str, Any], name: str = "") -> None:
        """Let a report wait; one of the same session takes the place of an earlier one.

        Args:
            destination: key of the place to send it to.
            report: what to send.
            name: what to call that place.

        Raises:
            OutputError: the disk is full or gone.
        """
        query = """INSERT INTO waiting (destination, id, body, name) VALUES (?, ?, ?, ?)
            ON CONFLICT (destination, id) DO UPDATE SET body = excluded.body, rejected = '', name = excluded.name"""
        self._write(query, (destination, str(report["id"]), json.dumps(report, ensure_ascii=False), name))

    def entries(self) -> list[Queued]:
        """Everything that waits or was refused, for any destination, in order of arrival."""
        return [Queued(*row) for row in self._db.execute("SELECT id, name, rejected FROM waiting ORDER BY number")]

    def retry(self, wanted: str | None = None) -> int:
        """Let the refused report of a session wait again, or all of them; gives how many.

        Args:
            wanted: the session's id or its beginning; None: all.

        Raises:
            UserError: no such report was refused.
            OutputError: the disk is full or gone.
        """
        if wanted is None:
            return self._write("UPDATE waiting SET rejected = '' WHERE rejected != ''", ())
        session_id = self._one(wanted, "rejected != ''", "was refused")
        return self._write("UPDATE waiting SET rejected = '' WHERE rejected != '' AND id = ?", (session_id,))

    def discard(self, wanted: str) -> int:
        """Take a session's report out of the queue, refused or waiting, for all destinations; gives how many.

        Raises:
            UserError: there is none.
            OutputError: the disk is full or gone.
        """
        session_id = self._one(wanted, "1", "is in the queue")
        return self._write("DELETE FROM waiting WHERE id = ?", (session_id,))

    def waiting(self, destination: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """What waits for a destination, in order of arrival, each with its number."""
        last = 0
        query = """SELECT number, body FROM waiting WHERE destination = ? AND rejected = '' AND number > ?
            ORDER BY number LIMIT 1"""
        while row := self._db.execute(query, (destination, last)).fetchone():
            last = row[0]
            yield last, json.loads(row[1])

    def count(self, destination: str) -> int:
        """How many wait for a destination."""
        query = "SELECT count(*) FROM waiting WHERE destination = ? AND rejected = ''"
        found: int = self._db.execute(query, (destination,)).fetchone()[0]
        return found

    def arrived(self, number: int, body: dict[str, Any]) -> None:
        """The destination has this one; if it was replaced by a newer meanwhile, the newer goes on waiting."""
        text = json.dumps(body, ensure_ascii=False)
        self._db.execute("DELETE FROM waiting WHERE number = ? AND body = ?", (number, text))

    def reject(self, number: int, reason: str) -> None:
        """The destination does not want this one; it is kept, and not tried again."""
        self._db.execute("UPDATE waiting SET rejected = ? WHERE number = ?", (reason, number))

    def close(self) -> None:
        """Let go of the file."""
        with closing(self._db):
            return

    def _one(self, wanted: str, where: str, what: str) -> str:
        query = f"SELECT DISTINCT id FROM waiting WHERE {where} AND substr(id, 1, ?) = ? LIMIT 2"  # noqa: S608
        found = self._db.execute(query, (len(wanted), wanted)).fetchall() if wanted else []
        if len(found) > 1:
            raise UserError(f"More than one report that begins with {wanted!r} {what}.", "Give more of its id.")
        if not found:
            raise UserError(f"No report {wanted!r} {what}.", "List them with latencylab --queue.")
        session_id: str = found[0][0]
        return session_id

    def _write(self, query: str, values: tuple[str, ...]) -> int:
        try:
            return self._db.execute(query, values).rowcount
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> OutputError:
        hint = "Free some space or choose another folder with --data-dir."
        return OutputError(f"Cannot write the queue {self._path}: {error}.", hint)
