"""wifi-background-scan: the Wi-Fi pauses in a rhythm, because the computer looks for other networks or devices.

To look around, a radio leaves its channel for some 50 to 400 ms, and everything waits. Who does so, and how often, is
known: Windows about every 30 s where it is told to, AirDrop and AirPlay (AWDL) every second or so, adapters and
NetworkManager every two to ten minutes, sooner where the signal is weak.
"""

from collections.abc import Sequence
from typing import NamedTuple

from latencylab.facts import Facts, Spike, Target
from latencylab.rules.base import (
    PASS,
    Evidence,
    Example,
    Finding,
    Rule,
    Verdict,
    ms,
    not_enough,
    rounded_gain,
)
from latencylab.rules.runner import system_of
from latencylab.rules.wifi_cases import BOTH_BANDS, wifi
from latencylab.thresholds import FEWEST_STALLS, HOME_SPIKE, OWN_STALLS, SPIKE_EXCESS
from latencylab.wifi.history import Cause, Happening, LinkHistory


class _Maker(NamedTuple):
    """Who pauses the Wi-Fi in a known rhythm."""

    system: str
    """Empty: on any."""
    low_s: float
    high_s: float
    words: str


_MAKERS = (
    _Maker("Darwin", 0.25, 6, "AirDrop, AirPlay and Handoff listen in such a rhythm (AWDL)."),
    _Maker("Windows", 20, 75, "Windows' automatic configuration of Wi-Fi scans in such a rhythm."),
    _Maker("Linux", 20, 75, "NetworkManager scans in such a rhythm where the signal is weak."),
    _Maker("", 100, 620, "Adapters scan in such a rhythm to find a better access point."),
    _Maker("", 0, 20, "A program that asks for scans again and again, or a device beside it, makes such a rhythm."),
)


class _Stalls(NamedTuple):
    leg: Target
    spikes: Sequence[Spike]
    period_s: float | None


def judge(facts: Facts) -> Finding:
    """Fires where stalls of the home segment have a rhythm, or come with scans that the system told of."""
    stalls = _stalls(facts)
    if stalls is None or stalls.leg.rtt_ms is None:
        return not_enough("Nothing was measured of the way to the router.")
    history = facts.wifi.history if facts.wifi is not None else None
    scans = history.cause("scan") if history is not None else None
    if len(stalls.spikes) < FEWEST_STALLS.value or (stalls.period_s is None and scans is None):
        return PASS
    height_ms = sum(spike.rtt_ms for spike in stalls.spikes) / len(stalls.spikes) - stalls.leg.rtt_ms.median
    if height_ms < SPIKE_EXCESS.value:
        return PASS
    bad = height_ms >= HOME_SPIKE.value
    maker = _maker(stalls.period_s or (history.scan_period_s if history is not None else None), system_of(facts))
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning",
        summary="The Wi-Fi pauses in a rhythm: this computer looks around for other networks or devices.",
        why=_why(stalls, scans, maker),
        evidence=(Evidence("stall of the Wi-Fi", round(height_ms, 1), SPIKE_EXCESS.value, "ms"),),
        gain=rounded_gain("spike height", height_ms * 0.5, height_ms * 0.8, height_ms, "ms"),
        confidence=0.9 if scans is not None else 0.75 if maker is not None and maker.system else 0.6,
        stands_alone=True,
    )


def _stalls(facts: Facts) -> _Stalls | None:
    """The stalls of the home segment: the router's, else those of the target's that arose there."""
    router, main = facts.target("gateway"), facts.main
    if router is not None and (router.spike_period_s is not None or main is None or not main.answered):
        return _Stalls(router, router.spikes, router.spike_period_s)
    if main is None or not main.answered:
        return None
    at_home = [spike for spike in main.spikes if spike.segment == "home"]
    if len(at_home) >= OWN_STALLS.value / 100 * max(1, len(main.spikes)) and at_home:
        return _Stalls(main, at_home, main.spike_period_s)
    return _Stalls(router, router.spikes, None) if router is not None else _Stalls(main, (), None)


def _maker(period_s: float | None, system: str) -> _Maker | None:
    """Who is known for that rhythm; None for none."""
    if period_s is None:
        return None
    known = (maker for maker in _MAKERS if maker.low_s <= period_s <= maker.high_s and maker.system in ("", system))
    return next(known, None)


def _why(stalls: _Stalls, scans: Cause | None, maker: _Maker | None) -> str:
    length_ms = sum(spike.length_ms for spike in stalls.spikes) / len(stalls.spikes)
    often = f"{len(stalls.spikes)} times" if stalls.period_s is None else f"every {stalls.period_s:.3g} s"
    sentences = [f"The way to the router stalls {often} for about {ms(length_ms)}."]
    if scans is not None:
        sentences.append(
            f"{scans.matched} of {scans.spikes} stalls came with a scan; by chance {scans.expected:.1f} would."
        )
    if maker is not None:
        sentences.append(maker.words)
    return " ".join(sentences)


_EVERY_30_S = tuple(Spike(30.0 * n + 12, 95.0, 85.0, "home") for n in range(5))
_AT_RANDOM = tuple(Spike(at_s, 95.0, 85.0, "home") for at_s in (3.1, 47.0, 59.5, 61.2, 118.0))
_SCANNED = LinkHistory(
    happenings=tuple(Happening("scan", spike.at_s - 1, spike.at_s + 0.2) for spike in _AT_RANDOM),
    causes=(Cause("scan", 5, 5, 5, 0.3),),
)

RULE = Rule(
    id="wifi-background-scan",
    title="Stop the Wi-Fi from looking around while you play",
    about="A radio that listens to other channels hears nothing on its own; a game stalls as long.",
    needs=frozenset({"environment", "target", "main", "wifi"}),
    judge=judge,
    steps=("Close programs that show nearby networks or devices while you play.", "Test again for two minutes."),
    sources=(
        "Moonlight, issues 739, 982, 1368 and 1839: stalls of game streams by the rhythm of scans",
        "NetworkManager 1.58: scans every 30 s below −70 dBm, every 300 s above, none with a fixed access point",
        "Microsoft, WlanSetInterface: background scan and media streaming mode",
    ),
    effort=1,
    links=frozenset({"wifi"}),
    steps_by_system={
        "Windows": (
            "Settings > Privacy & security > Location: off while you play; programs may not ask for scans then.",
            'As administrator, before playing: netsh wlan set autoconfig enabled=no interface="Wi-Fi"; afterwards yes.',
            "Intel adapters: Device Manager > the adapter > Advanced > Global BG Scan blocking: Always, if offered.",
        ),
        "Darwin": (
            "System Settings > General > AirDrop & Handoff: AirDrop to No One, Handoff and AirPlay Receiver off.",
            "System Settings > Privacy & Security > Location Services > System Services: Networking & Wireless off.",
        ),
        "Linux": (
            "Pin the access point, which ends the scans: nmcli connection modify NAME 802-11-wireless.bssid ADDRESS.",
            "Close the desktop's network menu and settings: they scan as long as they are open.",
        ),
    },
    thresholds=("SPIKE_EXCESS", "HOME_SPIKE", "FEWEST_STALLS", "OWN_STALLS"),
    examples=(
        Example(
            "On Windows the way to the router stalls for 85 ms every 30 s.",
            fires=True,
            changes={
                "environment.os": "Windows 11",
                "environment.interface.kind": "wifi",
                "gateway.spikes": _EVERY_30_S,
                "gateway.spike_period_s": 30.0,
            },
        ),
        Example(
            "The stalls have no rhythm, but each came with a scan of which the kernel told.",
            fires=True,
            changes={
                "environment.interface.kind": "wifi",
                "gateway.spikes": _AT_RANDOM,
                "main.spikes": _AT_RANDOM,
                "wifi": wifi(*BOTH_BANDS, history=_SCANNED),
            },
        ),
        Example(
            "Stalls without a rhythm, and without scans.",
            fires=False,
            changes={"environment.interface.kind": "wifi", "gateway.spikes": _AT_RANDOM, "main.spikes": _AT_RANDOM},
        ),
    ),
)
