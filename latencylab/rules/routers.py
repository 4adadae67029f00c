"""Families of home routers, and how each keeps its queue short (SQM, fq_codel, CAKE).

Active queue management is the remedy for a line whose delay rises under load: RFC 7567 recommends it everywhere, RFC
8290 is fq_codel, CAKE (arXiv 1804.07617) adds a shaper and fairness between hosts. Its shaper must be a little slower
than the line, or the queue forms in a modem that nobody manages: 90 % to 95 % of what the line reaches is the usual
advice of the SQM project.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

SHAPER_SHARE = 0.9
"""Share of the measured rate at which to set the shaper, at first."""

_MARKS: tuple[tuple[str, str], ...] = (
    ("fritz!box", "FRITZ!Box"),
    ("fritz", "FRITZ!Box"),
    ("openwrt", "OpenWrt"),
    ("asus", "ASUS"),
    ("eero", "eero"),
    ("unifi", "UniFi"),
    ("ubnt", "UniFi"),
    ("mikrotik", "MikroTik"),
    ("netgear", "NETGEAR"),
    ("orbi", "NETGEAR"),
    ("tp-link", "TP-Link"),
    ("deco", "TP-Link"),
    ("archer", "TP-Link"),
)
"""What a default network name or model begins with, and the family."""

QUEUE_STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "OpenWrt": ("install luci-app-sqm; in Network > SQM QoS choose cake and piece_of_cake for the WAN port.",),
        "pfSense and OPNsense": (
            "Firewall > Traffic Shaper: a limiter for each direction, scheduler FQ_CODEL, in a floating rule.",
        ),
        "ASUS": ("Adaptive QoS, or CAKE where the firmware (Asuswrt-Merlin) offers it; enter the rates by hand.",),
        "eero": ("Discover > eero Labs: turn on 'Optimize for conferencing and gaming', which is CAKE.",),
        "UniFi": ("Settings > Internet > Smart Queues: on, with the rates of both directions; it is fq_codel.",),
        "MikroTik": (
            "RouterOS 7: Queues > Queue Types: a cake type for each direction, in a simple queue on the WAN.",
        ),
        "FRITZ!Box": (
            "Internet > Filters > Prioritization: add this computer to the real-time applications; there is no AQM.",
        ),
        "NETGEAR": ("Advanced > Setup > QoS: on, enter the rates by hand; put this computer first.",),
        "TP-Link": ("Advanced > QoS: on, enter the rates by hand; put this computer into the high priority.",),
    }
)
"""Where each family keeps it, in a line. Menus differ between versions; the names of the settings do not."""


def family_of(names: Iterable[str]) -> str:
    """The family that one of the names betrays; empty when none does."""
    for name in names:
        lowered = name.lower()
        for mark, family in _MARKS:
            if lowered.startswith(mark):
                return family
    return ""
