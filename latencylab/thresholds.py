"""Every limit that a verdict or a rule uses, in one place, with its source; "ours" where no source publishes one."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit.

    Args:
        value: the number.
        unit: of the number.
        source: who says so.
    """

    value: float
    unit: str
    source: str


_NVIDIA: Final = "NVIDIA, GeForce NOW system requirements"

RTT_RECOMMENDED: Final = Threshold(40, "ms", _NVIDIA)
RTT_REQUIRED: Final = Threshold(80, "ms", _NVIDIA)
JITTER_COMFORTABLE: Final = Threshold(8, "ms", "ours: half a frame at 60 frames a second")
JITTER_PLAYABLE: Final = Threshold(16.7, "ms", "ours: a frame at 60 frames a second")
LOSS_COMFORTABLE: Final = Threshold(0.2, "%", "ours: below what forward error correction of 5 % repairs in bursts")
LOSS_PLAYABLE: Final = Threshold(1, "%", "Cloudflare AIM: the first step of its loss scale")
HOME_P95: Final = Threshold(5, "ms", "ours; Riot Games measured 7 to 12 ms more on Wi-Fi than on a cable")
HOME_MEDIAN_WIRED: Final = Threshold(5, "ms", "ours: a router answers in under 1 ms by cable")
CABLE_JITTER: Final = Threshold(1, "ms", "ours: what is left of the home's jitter by cable")
ACCESS_LOSS: Final = Threshold(0.5, "%", "M-Lab IQB, gaming")
LATE_P95: Final = Threshold(8, "ms", "ours: half a frame at 60 frames a second")
MISSED_SHARE: Final = Threshold(5, "%", "ours")
SERVER_GAIN: Final = Threshold(5, "ms", "ours: less than a third of a frame at 60 frames a second")
BUSY_MBPS: Final = Threshold(1, "Mbit/s", "ours: more than a computer at rest sends or receives")
SPIKE_EXCESS: Final = Threshold(5, "ms", "ours: a third of a frame at 60 frames a second")
CELLULAR_MEDIAN: Final = Threshold(
    60, "ms", "ours: LTE's radio answers within 30 to 50 ms where the cell is not crowded"
)
CELLULAR_JITTER: Final = Threshold(
    30, "ms", "ours: two frames at 60 frames a second; below it a cell behaves as cells do"
)
TAIL_PLAYABLE: Final = Threshold(40, "ms", "ours: p99 above the median by more than two frames at 60 frames a second")
