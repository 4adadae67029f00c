"""A service's own list of its regions, asked for at most once a day and kept; the built-in list is the fallback.

What comes back is a stranger's text: only names and hosts of the expected form are taken, only hosts under the suffix
that the catalogue names, and only as many as a service can have.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from latencylab import __version__, clock
from latencylab.catalogue.catalogue import Catalogue
from latencylab.catalogue.model import Discovery, Server, Service

KEEP_NS = 24 * 3600 * clock.NS_PER_S
"""How long an answer is good for, and how long no further request is made."""
RETRY_NS = 3600 * clock.NS_PER_S
"""After a failure."""
_PATIENCE_S = 5.0
_LARGEST = 262_144
_MOST_REGIONS = 200
_REGION = re.compile(r"[a-z0-9][a-z0-9-]{1,40}\Z")

Regions = dict[str, str]
"""Region and its host."""


class DiscoveryError(Exception):
    """The list could not be had; the message is a sentence."""


def read_regions(body: bytes, suffix: str) -> Regions:
    """The regions in an answer of the form that GeForce NOW's ``v2/serverInfo`` gives.

    Args:
        body: JSON with ``metaData``, a list of keys and values: ``gfn-regions`` holds the names, separated by commas,
            and each name is the key of its address.
        suffix: end of the host names to accept.

    Raises:
        DiscoveryError: it has another form, or holds no usable region.
    """
    try:
        pairs = {str(entry["key"]): str(entry["value"]) for entry in json.loads(body)["metaData"]}
    except (ValueError, KeyError, TypeError) as error:
        raise DiscoveryError("The list of regions has an unknown form.") from error
    found: Regions = {}
    for name in pairs.get("gfn-regions", "").split(",")[:_MOST_REGIONS]:
        region, host = name.strip().lower(), urlsplit(pairs.get(name.strip(), "")).hostname or ""
        if _REGION.match(region) and f".{host}".endswith(suffix if suffix.startswith(".") else f".{suffix}"):
            found[region] = host
    if not found:
        raise DiscoveryError("The list of regions holds none.")
    return found


def fetch(discovery: Discovery) -> Regions:
    """Ask the service.

    Raises:
        DiscoveryError: it does not answer, or not so that it can be read.
    """
    import http.client
    import urllib.request

    agent = f"LatencyLab/{__version__} (latency diagnosis)"
    request = urllib.request.Request(discovery.url, headers={"User-Agent": agent, "Accept": "application/json"})  # noqa: S310 - the catalogue's form permits only https and this computer
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:  # noqa: S310
            body = answer.read(_LARGEST + 1)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise DiscoveryError(f"The list of regions could not be fetched: {reason}.") from error
    if len(body) > _LARGEST:
        raise DiscoveryError("The list of regions is too long to be one.")
    return read_regions(body, discovery.host_suffix)


def apply(service: Service, regions: Regions) -> Service:
    """The service with the regions of the list: known ones keep their place, new ones have none, others go."""
    known = {server.region: server for server in service.servers}
    pattern = next(iter(service.servers), None)
    if pattern is None:
        return service
    servers = [
        replace(known[region], host=host)
        if region in known
        else replace(pattern, region=region, place=_words(region), host=host, at=None)
        for region, host in regions.items()
    ]
    return replace(service, servers=tuple(servers))


def _words(region: str) -> str:
    return region.replace("-", " ").title()


class Store:
    """The answers that are kept.

    Args:
        folder: where; the usual one for caches when None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_cache_path("latencylab", appauthor=False) / "regions"

    def regions(self, service: Service) -> Regions:
        """What the service said last; empty when it said nothing yet."""
        kept = self._read(service).get("regions", {})
        if not isinstance(kept, dict):
            return {}
        return {region: host for region, host in kept.items() if _REGION.match(region) and isinstance(host, str)}

    def is_due(self, service: Service, now_ns: int) -> bool:
        """Whether the service may be asked now (``now_ns`` of the wall clock)."""
        kept = self._read(service)
        asked_ns = kept.get("asked_ns")
        if service.discovery is None:
            return False
        if not isinstance(asked_ns, int) or asked_ns > now_ns:
            return True
        return now_ns - asked_ns >= (KEEP_NS if kept.get("answered") else RETRY_NS)

    def keep(self, service: Service, regions: Regions | None, now_ns: int) -> None:
        """Keep an answer, or with None that there was none; a disk that is full costs only the next request."""
        body = {"asked_ns": now_ns, "answered": regions is not None, "regions": regions or self.regions(service)}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path(service).write_text(json.dumps(body), encoding="utf-8")
        except OSError:
            return

    def _read(self, service: Service) -> dict[str, Any]:
        try:
            body = json.loads(self._path(service).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return body if isinstance(body, dict) else {}

    def _path(self, service: Service) -> Path:
        return self._folder / f"{service.id}.json"


def with_known_regions(catalogue: Catalogue, store: Store) -> Catalogue:
    """The catalogue with what the services said of themselves before; nothing is sent."""
    for service in catalogue.services:
        if service.discovery is not None and (regions := store.regions(service)):
            catalogue = catalogue.with_servers(service, _hosts_under(apply(service, regions), service.discovery))
    return catalogue


def _hosts_under(service: Service, discovery: Discovery) -> Sequence[Server]:
    suffix = discovery.host_suffix
    return [server for server in service.servers if f".{server.host}".endswith(f".{suffix.lstrip('.')}")]


def refreshed(catalogue: Catalogue, service: Service, store: Store) -> tuple[Catalogue, str]:
    """Ask the service for its regions if that is due; gives the catalogue then, and a sentence when it failed."""
    if service.discovery is None or not store.is_due(service, clock.wall_ns()):
        return catalogue, ""
    try:
        regions = fetch(service.discovery)
    except DiscoveryError as error:
        store.keep(service, None, clock.wall_ns())
        return catalogue, f"{error} The list that is known is used."
    store.keep(service, regions, clock.wall_ns())
    return catalogue.with_servers(service, apply(service, regions).servers), ""
