"""``--servers``: what the catalogue knows, with the distance from here."""

import sys
import textwrap
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from latencylab.catalogue.catalogue import Catalogue
from latencylab.catalogue.distance import Place, floor_ms
from latencylab.catalogue.model import Server, Service, Tier
from latencylab.catalogue.wish import ask_regions, by_distance, open_catalogue, server_km
from latencylab.cli.files import STDOUT, write_json
from latencylab.cli.main import complain
from latencylab.cli.terminal import style_of
from latencylab.errors import Exit
from latencylab.report.figures import number
from latencylab.report.text import WIDTH, shorten
from latencylab.settings import Settings, read_settings

SCHEMA = "latencylab.servers/1"


def servers(options: Namespace) -> int:
    """Print the catalogue, or one service of it; gives the exit status.

    Raises:
        UserError: no such service, or a file of the user cannot be used.
    """
    if options.rank is not None:
        from latencylab.cli.rank import rank_servers

        return rank_servers(options)
    settings = read_settings()
    here = options.place or settings.place
    catalogue = open_catalogue(settings)
    chosen = [catalogue.need_service(options.service)] if options.service else list(catalogue.services)
    if options.refresh:
        catalogue, chosen = _refresh(catalogue, chosen, settings)
    body = to_object(chosen, here)
    if options.json is not None and not write_json(options.json, body, "latencylab-servers.json"):
        return Exit.USAGE
    if options.json != STDOUT and not options.quiet:
        style = style_of(sys.stdout)
        lines = _service_lines(chosen[0], here) if options.service else _overview(chosen)
        sys.stdout.write("".join(f"{style.plain(line).rstrip()}\n" for line in lines))
    return Exit.HEALTHY


def to_object(services: Sequence[Service], here: Place | None) -> dict[str, Any]:
    """The services as plain data, schema ``latencylab.servers/1``."""
    return {
        "schema": SCHEMA,
        "place": None if here is None else {"latitude": here[0], "longitude": here[1]},
        "services": [_service_object(service, here) for service in services],
    }


def _refresh(catalogue: Catalogue, chosen: Sequence[Service], settings: Settings) -> tuple[Catalogue, list[Service]]:
    if not settings.fetch_regions:
        complain("Your settings forbid asking services for their regions.")
    for service in chosen:
        catalogue = ask_regions(catalogue, service, settings, complain)
    return catalogue, [catalogue.need_service(service.id) for service in chosen]


def _service_object(service: Service, here: Place | None) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "aliases": list(service.aliases),
        "kind": service.kind,
        "chosen_by": service.chosen_by,
        "note": service.note,
        "source": service.source,
        "read": service.read,
        "tiers": [_tier_object(tier) for tier in service.tiers],
        "servers": [_server_object(server, here) for server in by_distance(service.servers, here)],
    }


def _tier_object(tier: Tier) -> dict[str, Any]:
    return {
        "id": tier.id,
        "name": tier.name,
        "width": tier.width,
        "height": tier.height,
        "fps": tier.fps,
        "mbps": tier.mbps,
        "rtt_ms": tier.rtt_ms,
        "from": tier.origin,
        "source": tier.source,
    }


def _server_object(server: Server, here: Place | None) -> dict[str, Any]:
    km = server_km(server, here)
    return {
        "id": server.id,
        "label": server.label,
        "region": server.region,
        "place": server.place,
        "latitude": server.at[0] if server.at else None,
        "longitude": server.at[1] if server.at else None,
        "own": server.own,
        "host": server.host,
        "port": server.port,
        "transport": server.transport,
        "max_hz": server.manners.max_hz,
        "max_probes": server.manners.max_probes,
        "longest_s": server.manners.longest_s,
        "distance_km": km,
        "floor_ms": None if km is None else round(floor_ms(km), 1),
    }


def _overview(services: Sequence[Service]) -> list[str]:
    lines: list[str] = []
    for title, kind in (("Play on", "cloud gaming"), ("Clouds", "cloud"), ("Tests", "test")):
        lines += ["", f"{title}:"] if lines else [f"{title}:"]
        for service in services:
            if service.kind == kind:
                lines.append(_overview_line(service))
    return [*lines, "", "Servers and tiers of one: latencylab --servers --service NAME"]


def _overview_line(service: Service) -> str:
    count = len(service.servers)
    sign = "" if all(server.own for server in service.servers) else "≈"
    tiers = " ".join(tier.id for tier in service.tiers)
    return f"  {service.id:<14}{service.name[:26]:<28}{f'{sign}{count}' if count else '-':>4}  {shorten(tiers, 30)}"


def _service_lines(service: Service, here: Place | None) -> list[str]:
    lines = [f"{service.name} ({service.id})", *textwrap.wrap(service.note, WIDTH), ""]
    for tier in service.tiers:
        limit = f"RTT to {number(tier.rtt_ms)} ms" if tier.rtt_ms else ""
        lines.append(f"  {tier.id:<16}{tier.name[:36]:<38}{tier.mbps:>4g} Mbit/s  {limit}")
    lines += [""] if service.tiers else []
    for server in by_distance(service.servers, here):
        km = server_km(server, here)
        far = "" if km is None else f"{km:>6.0f} km"
        lines.append(f"  {server.id:<34}{shorten(server.label, 28):<29}{far:>9}  {server.transport}")
    where = "Distances are from your place." if here else "With --place LAT,LON the nearest come first."
    return [*lines, "", f"Source: {service.source} (read {service.read}).", where]
