"""Reports that wait to be sent, on disk: they survive the network being away, and ``kill -9``.

A report leaves the queue only after its destination confirmed it, and a destination takes the same report twice as once
(its session's id is the key): so it arrives exactly once, whatever is cut off in between.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from latencylab.errors import OutputError

FILE = "push.db"
_TABLE = """CREATE TABLE IF NOT EXISTS waiting (
    number INTEGER PRIMARY KEY, destination TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    rejected TEXT NOT NULL DEFAULT '', UNIQUE (destination, id))"""


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
        except (OSError, sqlite3.Error) as error:
            raise self._failure(error) from error

    def put(self, destination: str, report: dict[str, Any]) -> None:
        """Let a report wait; one of the same session takes the place of an earlier one.

        Raises:
            OutputError: the disk is full or gone.
        """
        query = """INSERT INTO waiting (destination, id, body) VALUES (?, ?, ?)
            ON CONFLICT (destination, id) DO UPDATE SET body = excluded.body, rejected = ''"""
        try:
            self._db.execute(query, (destination, str(report["id"]), json.dumps(report, ensure_ascii=False)))
        except sqlite3.Error as error:
            raise self._failure(error) from error

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

    def _failure(self, error: Exception) -> OutputError:
        hint = "Free some space or choose another folder with --data-dir."
        return OutputError(f"Cannot write the queue {self._path}: {error}.", hint)
