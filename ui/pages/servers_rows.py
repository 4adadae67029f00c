"""The rows of the servers page: what the catalogue knows of a server, and what the ranking found."""

from typing import Any, NamedTuple

from latencylab.catalogue.distance import floor_ms
from latencylab.catalogue.model import Server
from latencylab.catalogue.wish import own_server, server_km
from latencylab.errors import UserError
from ui import catalogue as known
from ui.figures import NONE, number, percent, plain, signed
from ui.i18n import tr
from ui.theme import tokens
from ui.widgets.tables import Column

OWN = "custom"
"""Stands for the user's own servers in the list of services."""


class Row(NamedTuple):
    """A server."""

    id: str
    label: str
    region: str
    distance_km: float | None
    floor_ms: float | None
    chosen: bool
    """Whether the user plays on it."""
    found: dict[str, Any] | None
    """Its entry in the ranking; None where it was not asked."""
    rank: int | None
    """From 1 on; those that cannot be told from the best share the first."""

    @property
    def median_ms(self) -> float | None:
        """The round trip that was measured."""
        value = (self.found or {}).get("median_ms")
        return None if value is None else float(value)

    @property
    def detour_ms(self) -> float | None:
        """What it takes beyond a usual way of that length."""
        value = (self.found or {}).get("above_usual_ms")
        return None if value is None else float(value)


def rows_of(service_id: str, custom: list[str], targets: list[str], ranking: dict[str, Any] | None) -> list[Row]:
    """The servers of a service, or the user's own, with what is known of each.

    Args:
        service_id: id in the catalogue, or :data:`OWN`.
        custom: the user's own servers.
        targets: what the user plays on.
        ranking: of these servers, schema ``latencylab.ranking/1``; None before there is one.
    """
    found = {entry["id"]: entry for entry in ranking["servers"]} if ranking else {}
    ranks = _ranks(ranking["servers"]) if ranking else {}

    def row(server: Server) -> Row:
        km = server_km(server, known.here())
        return Row(
            server.id,
            server.label,
            server.region if server.service else tr("your own"),
            km,
            None if km is None else floor_ms(km),
            server.id in targets,
            found.get(server.id),
            ranks.get(server.id),
        )

    return [row(server) for server in _servers(service_id, custom)]


def _servers(service_id: str, custom: list[str]) -> list[Server]:
    if service_id == OWN:
        return [server for text in custom if (server := _own(text)) is not None]
    service = known.catalogue().service(service_id)
    return list(service.servers) if service else []


def _own(text: str) -> Server | None:
    try:
        return own_server(text)
    except UserError:
        return None


def _ranks(entries: list[dict[str, Any]]) -> dict[str, int]:
    answered = [entry for entry in entries if entry["median_ms"] is not None]
    return {entry["id"]: 1 if entry["as_good_as_best"] else place for place, entry in enumerate(answered, 1)}


def columns() -> tuple[Column, ...]:
    """The columns of the table."""
    return (
        Column(tr("Server"), lambda row: row.label, colour=lambda row: tokens().accent if row.chosen else ""),
        Column(tr("Region"), lambda row: row.region, from_width=1000),
        Column(tr("Distance, km"), lambda row: plain(row.distance_km), lambda row: row.distance_km),
        Column(
            tr("Light, ms"),
            lambda row: number(row.floor_ms),
            lambda row: row.floor_ms,
            tr("The shortest round trip that physics permits"),
            from_width=820,
        ),
        Column(tr("Ping, ms"), _ping, lambda row: row.median_ms, tr("Median")),
        Column(tr("95 % interval"), _interval, lambda row: row.median_ms, tr("Where the median lies")),
        Column(
            tr("Detour, ms"),
            lambda row: signed(row.detour_ms),
            lambda row: row.detour_ms,
            tr("Beyond a usual way of that length: the access line, and any detour"),
        ),
        Column(tr("Loss"), lambda row: percent((row.found or {}).get("loss_pct")), _loss, from_width=820),
        Column(
            tr("Rank"),
            lambda row: NONE if row.rank is None else str(row.rank),
            lambda row: row.rank,
            tr("Servers that cannot be told apart from the best share the first rank"),
        ),
    )


RANK = 8
"""The column of the rank."""


def _ping(row: Row) -> str:
    return tr("no answer") if row.found is not None and row.median_ms is None else number(row.median_ms)


def _interval(row: Row) -> str:
    interval = (row.found or {}).get("interval_ms")
    return f"{number(interval[0])} – {number(interval[1])}" if interval else NONE


def _loss(row: Row) -> float | None:
    value = (row.found or {}).get("loss_pct")
    return None if value is None else float(value)
