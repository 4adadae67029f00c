"""From the words of a command line to what is measured: catalogue ids, services and hosts become targets."""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from latencylab.catalogue.catalogue import Catalogue
from latencylab.catalogue.discovery import Store, refreshed, with_known_regions
from latencylab.catalogue.distance import Place, distance_km
from latencylab.catalogue.load import load
from latencylab.catalogue.model import Server, Service
from latencylab.engine import targets
from latencylab.engine.plan import DEFAULT_RATE_HZ
from latencylab.engine.targets import Target
from latencylab.errors import UserError
from latencylab.requirement import Requirement
from latencylab.settings import Settings, read_settings

PATIENCE_MS = 2000
"""How long one way may stay silent before the next is tried."""
ECHO_HZ = 5.0
"""Echo requests a second to a host that is not meant for them (ours)."""


Choose = Callable[[Service, Catalogue, Place | None, Settings], Server]
"""Finds the best server of a service."""


class Asked(NamedTuple):
    """What a command line asks for."""

    targets: tuple[Target, ...]
    wanted: Requirement | None
    tiers: tuple[Requirement, ...]


def open_catalogue(settings: Settings) -> Catalogue:
    """The catalogue with what services said of their regions before; nothing is sent.

    Raises:
        CatalogueError: a file of the user cannot be used.
    """
    catalogue = load()
    return with_known_regions(catalogue, Store()) if settings.fetch_regions else catalogue


def ask_regions(
    catalogue: Catalogue, service: Service, settings: Settings, complain: Callable[[str], None] = lambda _: None
) -> Catalogue:
    """The catalogue after asking the service for its regions, where that is due and permitted."""
    if not settings.fetch_regions:
        return catalogue
    catalogue, problem = refreshed(catalogue, service, Store())
    if problem:
        complain(f"{service.name}: {problem}")
    return catalogue


def by_distance(found: Sequence[Server], here: Place | None) -> list[Server]:
    """Nearest first; those whose place is not known come last, in the catalogue's order."""
    return sorted(found, key=lambda server: float("inf") if (km := server_km(server, here)) is None else km)


def asked(
    texts: Sequence[str],
    *,
    service: str | None = None,
    tier: str | None = None,
    place: Place | None = None,
    rate_hz: float = DEFAULT_RATE_HZ,
    choose: Choose | None = None,
) -> Asked:
    """Targets and tiers for the words of a user.

    Args:
        texts: targets; this computer's own reflector when there are none.
        service: what is played.
        tier: one of its tiers.
        place: where the user is; the settings' place when None.
        rate_hz: probes a second and target.
        choose: finds the best server of a service that is named as a target; without it such a name is refused.

    Raises:
        UserError: something is not known, or a file of the user cannot be used.
    """
    settings = read_settings()
    catalogue, here = open_catalogue(settings), place or settings.place
    found = []
    for text in texts or [targets.LOCAL]:
        named = catalogue.service(text)
        if named is None:
            found.append(target_of(text, catalogue, here, rate_hz))
        elif choose is None:
            raise UserError(f"{named.name} is a service, not a server.", f"Choose one of {named.id}/REGION.")
        else:
            found.append(server_target(choose(named, catalogue, here, settings), here, rate_hz))
    unique = {target.id: target for target in found}
    return Asked(tuple(unique.values()), *wanted_tiers(catalogue, service, tier, found[0]))


def server_km(server: Server, here: Place | None) -> float | None:
    """Distance from the user's place; None where one of the two is not known."""
    return None if here is None or server.at is None else round(distance_km(here, server.at))


def server_target(server: Server, here: Place | None, rate_hz: float) -> Target:
    """The target that a server of the catalogue is.

    Raises:
        UserError: no stream of probes may be sent there.
    """
    if not server.can_be_probed:
        raise UserError(f"{server.id} answers single questions only.", "Choose a server of a service one plays on.")
    if not server.transport:
        return targets.parse(server.host)
    return Target(
        id=server.id,
        host=server.host,
        port=server.port,
        label=server.label,
        service=server.service,
        region=server.region,
        distance_km=server_km(server, here),
        ways=tuple(_ways(server, rate_hz)),
    )


def own_server(text: str) -> Server:
    """A host of the user's own among the servers: it belongs to no service, and is measured as any target.

    Raises:
        UserError: it is no target.
    """
    targets.parse(text)
    return Server(service="", region=text, place=text, host=text, transport="", port=None, at=None, own=True)


def target_of(text: str, catalogue: Catalogue, here: Place | None, rate_hz: float) -> Target:
    """The target that ``text`` names: a catalogue id, else a host.

    Raises:
        UserError: it names none.
    """
    if "/" in text and "://" not in text:
        return server_target(catalogue.need_server(text), here, rate_hz)
    return targets.parse(text)


def _ways(server: Server, rate_hz: float) -> list[dict[str, Any]]:
    manners = server.manners
    rate_hz = min(rate_hz, manners.max_hz or rate_hz)
    limit = manners.max_probes
    if manners.longest_s is not None:
        longest = math.ceil(manners.longest_s * rate_hz)
        limit = longest if limit is None else min(limit, longest)
    main = {"transport": server.transport, "port": server.port, "max_hz": manners.max_hz, "max_probes": limit}
    main = {name: value for name, value in main.items() if value is not None}
    if server.transport == "icmp":
        return [main]
    echo = {"transport": "icmp", "max_hz": ECHO_HZ, "patience_ms": PATIENCE_MS}
    if server.also == "icmp":
        return [echo, main]
    return [{**main, "patience_ms": PATIENCE_MS}, echo] if server.transport == "beacon" else [main]


def wanted_tiers(
    catalogue: Catalogue, service_name: str | None, tier_name: str | None, target: Target | None
) -> tuple[Requirement | None, tuple[Requirement, ...]]:
    """The tier that the user wants to play, and those to judge.

    The service is the one that was named, else that of the target. Without a tier's name every tier is judged and none
    is what the user wants.

    Raises:
        UserError: no such service or tier.
    """
    service: Service | None = None
    if service_name is not None:
        service = catalogue.need_service(service_name)
    elif target is not None and target.service:
        found = catalogue.service(target.service)
        service = found if found is not None and found.tiers else None
    if tier_name is None:
        return None, catalogue.requirements(service)
    if service is None:
        raise UserError("A tier belongs to a service.", "Name it too, such as --service geforce-now --tier 1080p60.")
    tier = catalogue.need_tier(service, tier_name).requirement(service)
    return tier, catalogue.requirements(service)
