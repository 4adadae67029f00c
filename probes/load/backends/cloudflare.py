"""Cloudflare's speed test: the nearest of its sites, found by its own routing.

``GET /__down?bytes=N`` and ``POST /__up``, over TLS. It limits how much an address may ask for (HTTP 429), so requests
are kept to the sizes that its own page uses. Results are not sent to it.
"""

import random
from typing import Final

from probes.load.http import HttpPlan, Site
from probes.load.server import GB, Decency, Server

_URL: Final = "https://speed.cloudflare.com/"
_DECENCY: Final = Decency(3 * GB // 2, 6, 4)
_OCTETS = 25_000_000


def find(url: str = _URL) -> Server:
    """The server; raises LoadError when it refuses, and whatever the network raises."""
    site, _ = Site.of(url)
    plan = HttpPlan(
        site,
        lambda: f"/__down?bytes={_OCTETS}&r={random.random()}",
        lambda: f"/__up?r={random.random()}",
        _OCTETS,
    )
    congestion = plan.taste()
    return Server("cloudflare", site.place, plan.flow, _DECENCY, site.secure, "Cloudflare", congestion)
