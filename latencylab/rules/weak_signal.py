"""A slow Wi-Fi link with a weak signal: what move-closer and use-mesh look at."""

from typing import NamedTuple

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Finding, not_enough
from latencylab.rules.home_link import HomeTrouble, home_trouble
from latencylab.thresholds import POINT_BETTER, Threshold
from latencylab.wifi.bss import Bss
from latencylab.wifi.examine import WifiFacts


class WeakSignal(NamedTuple):
    """Trouble on a Wi-Fi link whose signal is below a limit."""

    trouble: HomeTrouble
    wifi: WifiFacts
    rssi_dbm: float
    nearer: Bss | None
    """An access point of the own network that is heard so much better that the computer should be on it."""


def weak_signal(facts: Facts, limit: Threshold) -> WeakSignal | Finding:
    """The weak signal, or the finding that there is none below ``limit``."""
    trouble = home_trouble(facts)
    if isinstance(trouble, Finding):
        return trouble
    wifi = facts.wifi
    rssi_dbm = None if wifi is None else wifi.rssi_dbm
    if wifi is None or rssi_dbm is None:
        return not_enough("The strength of the signal is not known.")
    if rssi_dbm >= limit.value:
        return PASS
    return WeakSignal(trouble, wifi, rssi_dbm, _nearer_point(wifi, rssi_dbm))


def _nearer_point(wifi: WifiFacts, rssi_dbm: float) -> Bss | None:
    point = wifi.better_point
    if point is None or point.rssi_dbm is None or point.rssi_dbm < rssi_dbm + POINT_BETTER.value:
        return None
    return point
