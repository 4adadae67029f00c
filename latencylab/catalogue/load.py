"""Reads the catalogue: the program's files, and over them the user's own."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import platformdirs

from latencylab.catalogue.catalogue import Catalogue
from latencylab.catalogue.model import Discovery, Manners, Server, Service, Tier
from latencylab.catalogue.schema import CatalogueError, check

_MANNERS = ("max_hz", "max_probes", "longest_s")
_PLAIN = ("transport", "port", "own", "also", *_MANNERS)


def own_folder() -> Path:
    """Where the user's own files lie: ``catalogue/*.toml`` in the folder for settings."""
    return platformdirs.user_config_path("latencylab", appauthor=False) / "catalogue"


def load(own: Path | None = None) -> Catalogue:
    """The catalogue.

    Args:
        own: folder of the user's files; the usual one when None.

    Raises:
        CatalogueError: a file of the user cannot be used.
    """
    services: dict[str, Service] = {}
    for _, body in [*_built_in(), *_read_own(own or own_folder())]:
        service = _service(body)
        known = services.get(service.id)
        services[service.id] = service if known is None else _merged(known, service)
    return Catalogue(_resolved(services))


def _built_in() -> Iterable[tuple[str, Mapping[str, Any]]]:
    files = resources.files("latencylab.catalogue") / "data"
    for entry in sorted(files.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            yield entry.name, tomllib.loads(entry.read_text(encoding="utf-8"))


def _read_own(folder: Path) -> list[tuple[str, Mapping[str, Any]]]:
    found: list[tuple[str, Mapping[str, Any]]] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            body = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CatalogueError.at(str(path), "it", f"cannot be read ({error.strerror})") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CatalogueError.at(str(path), "it", f"is not TOML ({error})") from error
        check(body, str(path))
        found.append((str(path), body))
    return found


def _service(body: Mapping[str, Any]) -> Service:
    head, found = body["service"], body.get("discovery")
    return Service(
        id=head["id"],
        name=head["name"],
        aliases=tuple(head.get("aliases", ())),
        kind=head["kind"],
        chosen_by=head.get("chosen_by", "user"),
        note=head.get("note", ""),
        source=head["source"],
        read=head["read"].isoformat(),
        tiers=tuple(_tier(entry) for entry in body.get("tier", ())),
        servers=tuple(_server(head["id"], {**body.get("defaults", {}), **entry}) for entry in body.get("server", ())),
        discovery=None if found is None else Discovery(found["url"], found["host_suffix"]),
    )


def _tier(entry: Mapping[str, Any]) -> Tier:
    return Tier(
        id=entry["id"],
        name=entry["name"],
        width=entry["size"][0],
        height=entry["size"][1],
        fps=entry["fps"],
        mbps=float(entry["mbps"]),
        rtt_ms=float(entry["rtt_ms"]) if "rtt_ms" in entry else None,
        origin=entry["from"],
        source=entry["source"],
    )


def _server(service: str, entry: Mapping[str, Any]) -> Server:
    stand_in = entry.get("stand_in")
    return Server(
        service=service,
        region=entry["region"],
        place=entry["place"],
        host=stand_in or entry["host"],
        transport="stand-in" if stand_in else entry.get("transport", "icmp"),
        port=entry.get("port"),
        at=tuple(entry["at"]) if "at" in entry else None,
        own=False if stand_in else entry.get("own", True),
        manners=Manners(**{name: entry[name] for name in _MANNERS if name in entry}),
        also=entry.get("also"),
    )


def _merged(known: Service, mine: Service) -> Service:
    """The user's entries take the place of those with the same id, others are added."""
    tiers = {tier.id: tier for tier in (*known.tiers, *mine.tiers)}
    servers = {server.id: server for server in (*known.servers, *mine.servers)}
    return replace(
        mine,
        aliases=(*known.aliases, *mine.aliases),
        note=mine.note or known.note,
        tiers=tuple(tiers.values()),
        servers=tuple(servers.values()),
        discovery=mine.discovery or known.discovery,
    )


def _resolved(services: Mapping[str, Service]) -> tuple[Service, ...]:
    """Every stand-in with host, transport and manners of what it is."""
    real = {server.id: server for service in services.values() for server in service.servers}
    return tuple(
        replace(service, servers=tuple(_filled(server, real) for server in service.servers))
        for service in services.values()
    )


def _filled(server: Server, real: Mapping[str, Server]) -> Server:
    if server.transport != "stand-in":
        return server
    other = real.get(server.host)
    if other is None or other.transport == "stand-in":
        raise CatalogueError.at(server.service, f"server {server.region}", f"stands for {server.host}, which is none")
    return replace(
        server,
        host=other.host,
        transport=other.transport,
        port=other.port,
        at=server.at or other.at,
        manners=other.manners,
        also=other.also,
    )
