"""The catalogue of services for the app: read once, when it is first needed."""

from functools import cache

from latencylab.catalogue.catalogue import Catalogue
from latencylab.catalogue.model import Service
from latencylab.catalogue.wish import open_catalogue
from latencylab.errors import UserError
from latencylab.settings import Place, Settings, keep_place, read_settings


@cache
def user_settings() -> Settings:
    """The settings that the command line shares; the usual ones where the file cannot be used."""
    try:
        return read_settings()
    except UserError:
        return Settings()


@cache
def catalogue() -> Catalogue:
    """All services; nothing is sent."""
    try:
        return open_catalogue(user_settings())
    except UserError:
        return Catalogue(())


def playable_services() -> list[Service]:
    """What one plays on."""
    return [service for service in catalogue().services if service.kind == "cloud gaming"]


def here() -> Place | None:
    """Where the user is, if that was told."""
    return user_settings().place


def stay_at(place: Place | None) -> None:
    """Keep where the user is, for the command line too.

    Raises:
        UserError: the settings cannot be written.
    """
    keep_place(place)
    user_settings.cache_clear()
    catalogue.cache_clear()


def tier_ids(service_id: str) -> list[tuple[str, str]]:
    """Id and name of each tier of a service; none when there is no such service."""
    service = catalogue().service(service_id) if service_id else None
    return [(tier.id, tier.name) for tier in service.tiers] if service else []
