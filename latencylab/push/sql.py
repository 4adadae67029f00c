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
REPORT = sa.Table(
    "latencylab_report",
    METADATA,
    sa.Column("session", _KEY, primary_key=True),
    sa.Column("started", sa.String(32), index=True),
    sa.Column("version", sa.String(32)),
    sa.Column("duration_s", sa.Float),
    sa.Column("system", sa.String(120)),
    sa.Column("connection", sa.String(16)),
    sa.Column("target", sa.String(255)),
    sa.Column("score", sa.Integer),
    sa.Column("summary", sa.Text),
    sa.Column("median_ms", sa.Float),
    sa.Column("jitter_p95_ms", sa.Float),
    sa.Column("loss_pct", sa.Float),
    sa.Column("download_mbps", sa.Float),
    sa.Column("upload_mbps", sa.Float),
    sa.Column("grade", sa.String(2)),
    sa.Column("body", sa.JSON),
)
TARGET = sa.Table(
    "latencylab_target",
    METADATA,
    sa.Column("session", _KEY, sa.ForeignKey("latencylab_report.session", ondelete="CASCADE"), primary_key=True),
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("role", sa.String(16)),
    sa.Column("transport", sa.String(8)),
    sa.Column("sent", sa.Integer),
    sa.Column("received", sa.Integer),
    sa.Column("loss_pct", sa.Float),
    sa.Column("min_ms", sa.Float),
    sa.Column("median_ms", sa.Float),
    sa.Column("p95_ms", sa.Float),
    sa.Column("p99_ms", sa.Float),
    sa.Column("jitter_p95_ms", sa.Float),
)
RECOMMENDATION = sa.Table(
    "latencylab_recommendation",
    METADATA,
    sa.Column("session", _KEY, sa.ForeignKey("latencylab_report.session", ondelete="CASCADE"), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("rank", sa.Integer),
    sa.Column("severity", sa.String(16)),
    sa.Column("title", sa.Text),
    sa.Column("why", sa.Text),
    sa.Column("confidence", sa.Float),
)
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
    row = _report_row(report)
    for table in (TARGET, RECOMMENDATION):
        connection.execute(sa.delete(table).where(table.c.session == session))
    upsert = _UPSERTS.get(connection.dialect.name)
    if upsert is None:
        connection.execute(sa.delete(REPORT).where(REPORT.c.session == session))
        connection.execute(sa.insert(REPORT).values(row))
    else:
        connection.execute(upsert(REPORT).values(row).on_conflict_do_update(index_elements=["session"], set_=row))
    for table, rows in ((TARGET, _target_rows(report)), (RECOMMENDATION, _advice_rows(report))):
        if rows:
            connection.execute(sa.insert(table), rows)


def _report_row(report: dict[str, Any]) -> dict[str, Any]:
    main = main_target(report)
    return {
        "session": str(report["id"]),
        **{name: report.get(name) for name in ("started", "version", "duration_s")},
        "system": str(dig(report, "environment", "os") or "")[:120],
        "connection": dig(report, "environment", "interface", "kind"),
        "target": main.get("id"),
        **{name: dig(report, "verdict", name) for name in ("score", "summary")},
        "median_ms": dig(main, "rtt_ms", "median"),
        "jitter_p95_ms": dig(main, "jitter_ms", "pdv_p95"),
        "loss_pct": main.get("loss_pct"),
        **{name: dig(report, "bandwidth", name) for name in ("download_mbps", "upload_mbps")},
        "grade": dig(report, "loaded", "grade"),
        "body": report,
    }


def _target_rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "session": str(report["id"]),
            **{name: target.get(name) for name in ("id", "role", "transport", "sent", "received", "loss_pct")},
            **{f"{name}_ms": dig(target, "rtt_ms", name) for name in ("min", "median", "p95", "p99")},
            "jitter_p95_ms": dig(target, "jitter_ms", "pdv_p95"),
        }
        for target in report.get("targets") or []
    ]


def _advice_rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("id", "rank", "severity", "title", "why", "confidence")
    return [
        {"session": str(report["id"]), **{name: entry.get(name) for name in names}}
        for entry in report.get("recommendations") or []
    ]


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
