"""Finding things in the catalogue by the words that people use."""

import difflib
from collections.abc import Iterable
from dataclasses import replace

from latencylab.catalogue.model import Server, Service, Tier
from latencylab.errors import UserError
from latencylab.requirement import Requirement


class Catalogue:
    """All services.

    Args:
        services: in the order of their ids.
    """

    def __init__(self, services: Iterable[Service]) -> None:
        self.services = tuple(services)
        self._by_name = {name: service for service in self.services for name in service.names}

    def service(self, text: str) -> Service | None:
        """The service of that id, name or alias, in letters of any size."""
        return self._by_name.get(text.strip().lower())

    def server(self, text: str) -> Server | None:
        """The server of that id, such as ``geforce-now/eu-germany``; the service may go by any of its names."""
        name, slash, region = text.rpartition("/")
        service = self.service(name) if slash else None
        return (
            next((server for server in service.servers if server.region == region.lower()), None) if service else None
        )

    def need_service(self, text: str) -> Service:
        """Like :meth:`service`.

        Raises:
            UserError: there is none.
        """
        found = self.service(text)
        if found is None:
            near = difflib.get_close_matches(text.lower(), self._by_name, 1)
            hint = f"Did you mean {self._by_name[near[0]].id}?" if near else "See latencylab --servers."
            raise UserError(f"The service {text!r} is not in the catalogue.", hint)
        return found

    def need_server(self, text: str) -> Server:
        """Like :meth:`server`.

        Raises:
            UserError: there is no such service or server.
        """
        found = self.server(text)
        if found is None:
            service = self.need_service(text.rpartition("/")[0])
            raise UserError(
                f"{service.name} has no server {text.rpartition('/')[2]!r}.",
                f"See latencylab --servers --service {service.id}.",
            )
        return found

    def need_tier(self, service: Service, text: str) -> Tier:
        """The tier of that id or name.

        Raises:
            UserError: there is none.
        """
        wanted = text.strip().lower()
        found = next((tier for tier in service.tiers if wanted in (tier.id, tier.name.lower())), None)
        if found is None:
            ids = ", ".join(tier.id for tier in service.tiers)
            hint = f"It has {ids}." if ids else "It has no tiers."
            raise UserError(f"{service.name} has no tier {text!r}.", hint)
        return found

    def requirements(self, service: Service | None) -> tuple[Requirement, ...]:
        """The tiers of a service, or of all that one plays on."""
        chosen = [service] if service else [each for each in self.services if each.kind == "cloud gaming"]
        return tuple(tier.requirement(each) for each in chosen for tier in each.tiers)

    def with_servers(self, service: Service, servers: Iterable[Server]) -> "Catalogue":
        """The same with other servers of one service."""
        changed = replace(service, servers=tuple(servers))
        return Catalogue(changed if each.id == service.id else each for each in self.services)
