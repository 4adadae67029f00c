"""Every limit that a verdict or a rule uses, in one place, with its source; "ours" where no source publishes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


class ThresholdError(ValueError):
    """A limit that does not exist, or cannot be what it shall be."""


@dataclass(slots=True)
class Threshold:
    """A limit. Only :func:`adjust` changes one, when the program starts.

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
JITTER_FELT: Final = Threshold(12.5, "ms", "ours: three quarters of a frame at 60 frames a second")
JITTER_PLAYABLE: Final = Threshold(16.7, "ms", "ours: a frame at 60 frames a second")
LOSS_COMFORTABLE: Final = Threshold(0.2, "%", "ours: below what forward error correction of 5 % repairs in bursts")
LOSS_PLAYABLE: Final = Threshold(1, "%", "Cloudflare AIM: the first step of its loss scale")
HOME_P95: Final = Threshold(5, "ms", "ours; Riot Games measured 7 to 12 ms more on Wi-Fi than on a cable")
HOME_FELT: Final = Threshold(10, "ms", "ours, amid the 7 to 12 ms more on Wi-Fi that Riot Games measured")
HOME_WORTH: Final = Threshold(3, "ms", "ours: less than a fifth of a frame at 60 frames a second is not worth a cable")
HOME_MEDIAN_WIRED: Final = Threshold(5, "ms", "ours: a router answers in under 1 ms by cable")
CABLE_JITTER: Final = Threshold(1, "ms", "ours: what is left of the home's jitter by cable")
ACCESS_LOSS: Final = Threshold(0.5, "%", "M-Lab IQB, gaming")
LATE_P95: Final = Threshold(8, "ms", "ours: half a frame at 60 frames a second")
MISSED_SHARE: Final = Threshold(5, "%", "ours: an overslept slot in twenty shows as a stutter every second at 20 Hz")
MISSED_BAD: Final = Threshold(20, "%", "ours: four times the share that is felt")
FEWEST_SENDS: Final = Threshold(50, "probes", "ours: of fewer, one in twenty is one or two")
SERVER_FELT: Final = Threshold(16.7, "ms", "ours: a frame at 60 frames a second")
SERVER_GAIN: Final = Threshold(5, "ms", "ours: less than a third of a frame at 60 frames a second")
BUSY_MBPS: Final = Threshold(1, "Mbit/s", "ours: more than a computer at rest sends or receives")
SPIKE_EXCESS: Final = Threshold(5, "ms", "ours: a third of a frame at 60 frames a second")
CELLULAR_MEDIAN: Final = Threshold(
    60, "ms", "ours: LTE's radio answers within 30 to 50 ms where the cell is not crowded"
)
CELLULAR_JITTER: Final = Threshold(
    20, "ms", "ours: above a frame at 60 frames a second; below it a cell behaves as cells do"
)

CELLULAR_JITTER_BAD: Final = Threshold(60, "ms", "ours: four frames at 60 frames a second")

_APPLE_ROAMING: Final = "Apple, Wi-Fi roaming support: cells are designed for −67 dBm and kept until −75 dBm"
SIGNAL_WEAK: Final = Threshold(-67, "dBm", _APPLE_ROAMING)
SIGNAL_FAR: Final = Threshold(-75, "dBm", _APPLE_ROAMING)
SIGNAL_OTHER_BAND: Final = Threshold(-70, "dBm", "ours: a Wi-Fi 7 adapter was seen to fall to one stream below it")
BAND_WEAKER: Final = Threshold(7, "dB", "free-space loss: 20 log of 5.5 GHz over 2.44 GHz")
FEWEST_HEARD: Final = Threshold(
    5, "networks", "ours: where so many are heard on 2.4 GHz and none on 5 GHz, the adapter or the place has none"
)
POINT_BETTER: Final = Threshold(12, "dB", "Apple, Wi-Fi roaming support: a candidate must be 12 dB better")
RETRY_HIGH: Final = Threshold(15, "%", "practice in Wi-Fi controllers: warn above 15 % retransmissions")
RETRY_BURST: Final = Threshold(30, "%", "ours: twice what controllers warn of, within a second")
CHANNEL_BUSY: Final = Threshold(30, "%", "Grandstream GWN7610 manual: above 30 % voice over Wi-Fi suffers")
CHANNEL_BUSY_GUESS: Final = Threshold(
    15, "%", "ours: half of that where it is estimated from the signals, which is right within a factor of three"
)
CHANNEL_GAIN: Final = Threshold(10, "%", "ours: airtime that a move of the channel must free")
FEWEST_STALLS: Final = Threshold(3, "stalls", "ours: two may be chance")
OWN_STALLS: Final = Threshold(50, "%", "ours: share of the server's spikes that arose on that part of the way")
STALL_SHAPE: Final = Threshold(
    1.5, "times", "ours: length of a stall over its height, which is 1 where all that waited arrives at once"
)
HOME_SPIKE: Final = Threshold(20, "ms", "ours: more than a frame at 60 frames a second, held up at home")
POWER_SAVE_LOCKED: Final = Threshold(0.5, "", "ours: mean resultant length of delayed replies on the beacon's grid")
BEACON_INTERVAL: Final = Threshold(102.4, "ms", "IEEE 802.11-2020 9.4.1.3: 100 time units, what access points send")
TAIL_PLAYABLE: Final = Threshold(40, "ms", "ours: p99 above the median by more than two frames at 60 frames a second")
_DSLREPORTS: Final = "DSLReports, FAQ 17930"
LOADED_ADDED: Final = Threshold(30, "ms", f"{_DSLREPORTS}: where its grade A ends")
LOADED_FELT: Final = Threshold(60, "ms", f"{_DSLREPORTS}: where its grade B ends")
LOADED_BAD: Final = Threshold(200, "ms", f"{_DSLREPORTS}: where its grade C ends")
QUEUE_OUTWEIGHS: Final = Threshold(
    2, "times", "ours: a home that adds less than half of a delay does not explain it, though it is not quite in order"
)
QUEUE_SMOOTH: Final = Threshold(
    20, "%", "ours: IPDV over PDV p95; in a queue one packet waits about as long as the next, chance gives 25 and more"
)
QUEUE_FITS: Final = Threshold(
    1.5, "times", "ours: how much more than under a load others may make wait, whose packets are of other sizes"
)
QUEUE_SHARE: Final = Threshold(
    50, "%", "ours: the line's part of the delay, above which the server swings with the line"
)
QUEUE_MANAGED: Final = Threshold(
    30, "ms", "Comcast, arXiv 2107.13968: 250 ms became 15 to 30 ms with active queue management"
)
QUEUE_MANAGED_BEST: Final = Threshold(15, "ms", "Comcast, arXiv 2107.13968, the lower end")
LOW_LATENCY_LEFT: Final = Threshold(
    22, "ms", "Light Reading, 29 January 2025: low-latency DOCSIS against 45 ms with AQM"
)
MBPS_720P: Final = Threshold(15, "Mbit/s", _NVIDIA)
MBPS_1080P: Final = Threshold(25, "Mbit/s", _NVIDIA)
TIER_SHARE: Final = Threshold(75, "%", "ours: a stream of at most this share of the line leaves no standing queue")
RATE_ROUND_TRIPS: Final = Threshold(
    20, "round trips", "ours: TCP doubles its rate in each, and takes as many again to share the line among connections"
)
RATE_SETTLED: Final = Threshold(1.5, "times", "ours: how far the interval of an unstable rate may reach above it")
LINK_USED: Final = Threshold(85, "%", "ours: TCP over 100 Mbit/s Ethernet reaches 94 %")
SLOW_PORT: Final = Threshold(100, "Mbit/s", "ours: since 1999 ports and Cat 5e cables carry 1000")
LOSS_CERTAIN: Final = Threshold(0.2, "%", "ours: lower end of the interval; below it error correction repairs it")
FEWEST_LOSSES: Final = Threshold(3, "probes", "ours: one or two lost probes are no pattern")
FEWEST_ON_ONE_LEG: Final = Threshold(
    2, "probes", "ours: one instant may cost every leg a probe; one leg must have lost more"
)
BORDER_BLAMED: Final = Threshold(
    2, "%", "ours: how often a border between two segments may be blamed for losses by chance (Fisher's exact test)"
)
BORDER_BLAMED_TOO: Final = Threshold(
    0.3, "%", "ours: the same where the leg before the border loses packets, which explains losses already"
)
BORDER_LIKELY: Final = Threshold(
    20, "%", "ours: up to that the border is blamed with less confidence, where nothing before it lost anything"
)
BORDER_LIKELY_WIFI: Final = Threshold(
    10, "%", "ours: the same behind a Wi-Fi, which loses more often than lines do: ten times as likely outweighs that"
)
ROUTE_EXCESS: Final = Threshold(15, "ms", "ours: published distances and city coordinates are no better than that")
ROUTE_STRETCH: Final = Threshold(
    1.7, "times", "ours: AWS's own backbone lies between 1.1 and 2.8 times the light's floor"
)
ROUTE_SHARE: Final = Threshold(
    33, "%", "ours: of what varies before it; less cannot be told from that within ten seconds"
)
FIBRE_FLOOR: Final = Threshold(9.8e-3, "ms/km", "Bozkurt et al., PAM 2017: the round trip of light in fibre")
STRETCH_NEAR: Final = Threshold(2.1, "times", "Bozkurt et al., PAM 2017: the median over the straight line")
STRETCH_FAR: Final = Threshold(1.6, "times", "AWS inter-region matrix of 2017: its median; long cables run straighter")
STRETCH_BORDER: Final = Threshold(3000, "km", "ours: over more, cables run straighter")
MTU_USUAL: Final = Threshold(1400, "octets", "ours: WireGuard and DS-Lite over PPPoE still carry 1420 and more")
TUNNEL_DETOUR: Final = Threshold(5, "ms", "ours: less than a third of a frame at 60 frames a second")
TUNNEL_BAD: Final = Threshold(20, "ms", "ours: more than a frame at 60 frames a second")
WIFI_NEEDED: Final = Threshold(150, "Mbit/s", "ours: what keeps a stream and its bursts free of queues on the Wi-Fi")
LINK_RESERVE: Final = Threshold(4, "", "ours: rate of the Wi-Fi over that of the stream")
MAC_EFFICIENCY: Final = Threshold(0.6, "", "ours: share of the Wi-Fi's bit rate that is left for data")
OFDMA_GENERATION: Final = Threshold(6, "", "IEEE 802.11ax-2021 27: the first that serves several devices in one turn")
STREAM_GENERATION: Final = Threshold(5, "", "ours: Wi-Fi 5 is the first with 80 MHz, so that a packet is soon sent")


def every() -> dict[str, Threshold]:
    """All limits by name."""
    return {name: value for name, value in globals().items() if isinstance(value, Threshold)}


def adjust(values: Mapping[str, Any], source: str) -> None:
    """Put the user's limits in the place of the program's.

    Raises:
        ThresholdError: there is no limit of that name, or the value is no number; nothing is changed then.
    """
    known = every()
    for name, value in values.items():
        if name not in known:
            raise ThresholdError(f"there is no limit {name}")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ThresholdError(f"{name} is not a number")
    for name, value in values.items():
        known[name].value, known[name].source = value, source
