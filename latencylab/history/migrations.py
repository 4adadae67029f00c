"""The index's tables, and how an older index becomes a present one.

``PRAGMA user_version`` counts the steps that a file has taken. A step is never changed after it was shipped; a new one
is added. Each runs in one transaction: a program that is killed in the middle leaves the file as it was before.
"""

import sqlite3

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE session (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        started TEXT NOT NULL,
        duration_s REAL,
        state TEXT NOT NULL,
        writer TEXT NOT NULL DEFAULT '',
        servers TEXT NOT NULL DEFAULT '',
        connection TEXT NOT NULL DEFAULT '',
        score INTEGER,
        median_ms REAL,
        jitter_ms REAL,
        loss_pct REAL,
        summary TEXT NOT NULL DEFAULT '',
        advice TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        bytes INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX session_by_start ON session (started);
    CREATE TABLE report (
        seq INTEGER PRIMARY KEY REFERENCES session ON DELETE CASCADE,
        body BLOB NOT NULL
    );
    """,
    """
    CREATE TABLE comparison (
        earlier INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        later INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        PRIMARY KEY (earlier, later)
    );
    CREATE INDEX comparison_by_later ON comparison (later);
    ALTER TABLE session ADD COLUMN words TEXT NOT NULL DEFAULT '';
    UPDATE session SET words = lower(servers || ' ' || summary || ' ' || advice || ' ' || note);
    """,
)
"""``session.state`` is ``recording``, ``complete`` or ``cut off``; ``writer`` names the process that records;
``servers`` and ``advice`` hold ids with blanks between; ``report.body`` is the JSON, compressed by zlib; ``words`` is
what a search looks in."""


class NewerIndexError(Exception):
    """The index was made by a newer program."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the index to the present shape.

    Raises:
        NewerIndexError: it is of a newer shape; nothing was changed.
        sqlite3.Error: it cannot be read or written.
    """
    if _version(connection) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")  # two programs may start at once: the second finds the work done
        try:
            for number in range(_version(connection), len(STEPS)):
                for statement in filter(str.strip, STEPS[number].split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    if _version(connection) > len(STEPS):
        raise NewerIndexError


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
