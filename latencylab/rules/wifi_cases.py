"""Wi-Fi for the examples of the rules: an own network, and neighbours around it."""

from dataclasses import replace
from typing import Any

from latencylab.facts import Jitter, Level, Rtt
from latencylab.wifi.bss import Bss, Link
from latencylab.wifi.channels import Band, block_centre_mhz, frequency_mhz
from latencylab.wifi.examine import WifiFacts, examine
from latencylab.wifi.history import LinkHistory
from latencylab.wifi.snapshot import assemble

SLOW: dict[str, Any] = {
    "environment.interface.kind": "wifi",
    "gateway.rtt_ms": Rtt(1, 2, 10, 12, 27, 33, 60, 9),
    "gateway.jitter_ms": Jitter(6, 5, 26),
    "home.rtt_ms": Level(10, 27),
    "home.added_jitter_ms": 26.0,
    "access.rtt_ms": Rtt(7, 8, 16, 18, 33, 39, 66, 9),
    "main.rtt_ms": Rtt(19, 20, 28, 30, 45, 51, 78, 9),
    "main.jitter_ms": Jitter(6, 5, 26),
}
"""Over the Wi-Fi the router takes 10 ms, 26 ms more at times."""
QUICK: dict[str, Any] = {
    "environment.interface.kind": "wifi",
    "gateway.rtt_ms": Rtt(1.4, 1.5, 2, 2, 2.6, 4, 9, 0.5),
    "gateway.jitter_ms": Jitter(0.4, 0.4, 1.2),
    "home.rtt_ms": Level(2, 2.6),
    "home.added_jitter_ms": 1.2,
    "main.rtt_ms": Rtt(18.9, 19, 19.5, 19.5, 20.1, 21.5, 26.5, 0.5),
    "main.jitter_ms": Jitter(0.4, 0.4, 1.2),
}
"""2 ms, 1 ms more at times."""


def network(band: Band, channel: int, rssi_dbm: float, width_mhz: int = 20, name: bytes = b"Other", **more: Any) -> Bss:
    """A network; its address follows from the rest."""
    address = f"02:{len(name):02x}:{channel:02x}:{int(-rssi_dbm):02x}:{width_mhz // 20:02x}:00"
    bss = Bss(address, name, rssi_dbm, frequency_mhz(band, channel), band, channel, width_mhz)
    return replace(bss, centre_mhz=block_centre_mhz(band, channel, width_mhz), **more)


def wifi(
    own: Bss,
    *others: Bss,
    history: LinkHistory | None = None,
    country: str = "DE",
    bands: tuple[Band, ...] = ("2.4", "5", "6"),
    **link: Any,
) -> WifiFacts:
    """The Wi-Fi of a computer that is connected to ``own``; ``bands`` are what its adapter says that it can use."""
    own = replace(own, connected=True)
    connection = Link("example", own.ssid, own.bssid, **({"tx_mbps": 400.0} | link))
    return examine(
        assemble("example", links=[connection], networks=[own, *others], country=country, bands=bands), history=history
    )


HOME = b"Home"
BOTH_BANDS = (
    network("2.4", 6, -55, name=HOME, generation=6),
    network("5", 36, -60, 80, name=HOME, generation=6),
)
"""A router on both bands."""
