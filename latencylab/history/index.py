"""The index file itself."""

import sqlite3
from pathlib import Path

from latencylab.history.migrations import migrate

INDEX = "history.db"
RECORDINGS = "recordings"
_BUSY_S = 10.0


def open_index(path: Path) -> sqlite3.Connection:
    """The index at ``path``, made or migrated if need be.

    Raises:
        NewerIndexError: a newer program wrote it.
        sqlite3.Error: it cannot be opened.
    """
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection
