"""A database as destination, through SQLAlchemy: PostgreSQL, or any other that it speaks.

One row a session in ``latencylab_report`` (figures as columns, the whole report as JSON), one a host in
``latencylab_target`` and one a recommendation in ``latencylab_recommendation``, all keyed by the session's id. A report
is written in one transaction that first takes away what is there of the same session, so sending it again changes
nothing.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from latencylab.errors import UserError
from latencylab.push.destination import RejectedError, UnreachableError
from latencylab.report.words import dig, main_target

METADATA = sa.MetaData()
_KEY = sa.String(64)
_Columns = dict[str, tuple[Any, tuple[str, ...]]]
"""By name: the type, and where in the report, target or recommendation the value stands."""
_REPORT: _Columns = {
    "started": (sa.String(32), ("started",)),
    "version": (sa.String(32), ("version",)),
    "duration_s": (sa.Float, ("duration_s",)),
    "system": (sa.String(120), ("environment", "os")),
    "connection": (sa.String(16), ("environment", "interface", "kind")),
    "target": (sa.String(255), ("main", "id")),
    "score": (sa.Integer, ("verdict", "score")),
    "summary": (sa.Text, ("verdict", "summary")),
    "median_ms": (sa.Float, ("main", "rtt_ms", "median")),
    "jitter_p95_ms": (sa.Float, ("main", "jitter_ms", "pdv_p95")),
    "loss_pct": (sa.Float, ("main", "loss_pct")),
    "download_mbps": (sa.Float, ("bandwidth", "download_mbps")),
    "upload_mbps": (sa.Float, ("bandwidth", "upload_mbps")),
    "grade": (sa.String(2), ("loaded", "grade")),
}
_TARGET: _Columns = {
    "role": (sa.String(16), ("role",)),
    "transport": (sa.String(8), ("transport",)),
    "sent": (sa.Integer, ("sent",)),
    "received": (sa.Integer, ("received",)),
    "loss_pct": (sa.Float, ("loss_pct",)),
    "min_ms": (sa.Float, ("rtt_ms", "min")),
    "median_ms": (sa.Float, ("rtt_ms", "median")),
    "p95_ms": (sa.Float, ("rtt_ms", "p95")),
    "p99_ms": (sa.Float, ("rtt_ms", "p99")),
    "jitter_p95_ms": (sa.Float, ("jitter_ms", "pdv_p95")),
}
_RECOMMENDATION: _Columns = {
    "rank": (sa.Integer, ("rank",)),
    "severity": (sa.String(16), ("severity",)),
    "title": (sa.Text, ("title",)),
    "why": (sa.Text, ("why",)),
    "confidence": (sa.Float, ("confidence",)),
}


def _columns(columns: _Columns) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, index=name == "started") for name, (kind, _) in columns.items()]


def _part(name: str, id_length: int, columns: _Columns) -> sa.Table:
    """A table with several rows a session."""
    session = sa.ForeignKey("latencylab_report.session", ondelete="CASCADE")
    return sa.Table(
        name,
        METADATA,
        sa.Column("session", _KEY, session, primary_key=True),
        sa.Column("id", sa.String(id_length), primary_key=True),
        *_columns(columns),
    )


REPORT = sa.Table(
    "latencylab_report",
    METADATA,
    sa.Column("session", _KEY, primary_key=True),
    *_columns(_REPORT),
    sa.Column("body", sa.JSON),
)
TARGET = _part("latencylab_target", 255, _TARGET)
RECOMMENDATION = _part("latencylab_recommendation", 64, _RECOMMENDATION)
_PARTS = ((TARGET, "targets", _TARGET), (RECOMMENDATION, "recommendations", _RECOMMENDATION))
_UPSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class SqlDestination:
    """A database.

    Args:
        url: as SQLAlchemy takes it; ``postgresql://`` means psycopg.

    Raises:
        UserError: no such kind of database is known here.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = sa.make_url(url)
            if parsed.drivername in ("postgresql", "postgres"):
                parsed = parsed.set(drivername="postgresql+psycopg")
            self.name = parsed.render_as_string(hide_password=True)
            self._engine = sa.create_engine(parsed, poolclass=sa.pool.NullPool, connect_args=_patience(parsed))
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise UserError(f"Cannot push to that database: {error}.", "Check the URL and its driver.") from error
        self._connection: sa.Connection | None = None

    def send(self, report: dict[str, Any]) -> None:
        """Write one report (see :meth:`Destination.send <latencylab.push.destination.Destination.send>`)."""
        try:
            connection = self._connected()
            with connection.begin():
                _write(connection, without_nul(report))
        except DBAPIError as error:
            self.close()
            if isinstance(error, sa.exc.DataError | sa.exc.IntegrityError):
                raise RejectedError(_sentence(error)) from error
            raise UnreachableError(_sentence(error)) from error
        except SQLAlchemyError as error:
            self.close()
            raise UnreachableError(_sentence(error)) from error

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _connected(self) -> sa.Connection:
        if self._connection is None:
            connection = self._engine.connect()
            try:
                with connection.begin():
                    METADATA.create_all(connection, checkfirst=True)
            except SQLAlchemyError:
                connection.close()
                raise
            self._connection = connection
        return self._connection


def _write(connection: sa.Connection, report: dict[str, Any]) -> None:
    session = str(report["id"])
    source = {**report, "main": main_target(report)}
    row = {"session": session, **_row(_REPORT, source), "body": report}
    for table, _, _ in _PARTS:
        connection.execute(sa.delete(table).where(table.c.session == session))
    upsert = _UPSERTS.get(connection.dialect.name)
    if upsert is None:
        connection.execute(sa.delete(REPORT).where(REPORT.c.session == session))
        connection.execute(sa.insert(REPORT).values(row))
    else:
        connection.execute(upsert(REPORT).values(row).on_conflict_do_update(index_elements=["session"], set_=row))
    for table, name, columns in _PARTS:
        rows = [{"session": session, "id": e.get("id"), **_row(columns, e)} for e in report.get(name) or []]
        if rows:
            connection.execute(sa.insert(table), rows)


def _row(columns: _Columns, source: dict[str, Any]) -> dict[str, Any]:
    return {name: _fitting(dig(source, *path), kind) for name, (kind, path) in columns.items()}


def _fitting(value: Any, kind: Any) -> Any:
    """The value, cut where it is longer than its column."""
    return value[: kind.length] if isinstance(value, str) and getattr(kind, "length", None) else value


def without_nul(body: Any) -> Any:
    """The same without NUL characters, which PostgreSQL cannot store in text."""
    if isinstance(body, dict):
        return {key: without_nul(value) for key, value in body.items()}
    if isinstance(body, list | tuple):
        return [without_nul(value) for value in body]
    return body.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(body, str) else body


def _patience(url: sa.URL) -> dict[str, Any]:
    return {"connect_timeout": 10} if url.get_backend_name() in ("postgresql", "mysql", "mariadb") else {}


def _sentence(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())[:200]
