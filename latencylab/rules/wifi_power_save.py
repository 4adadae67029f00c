"""wifi-power-save: the adapter sleeps between the access point's beacons, and packets wait for it to wake."""

from dataclasses import replace

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, Verdict, not_enough
from latencylab.rules.home_link import NEEDS, TROUBLE_LIMITS, HomeTrouble
from latencylab.rules.router_leg import router_leg
from latencylab.rules.wifi_cases import BOTH_BANDS, QUICK, SLOW, wifi
from latencylab.thresholds import BEACON_INTERVAL, POWER_SAVE_LOCKED
from latencylab.wifi.history import LinkHistory


def judge(facts: Facts) -> Finding:
    """Fires where replies of the router that are held up all arrive with the beacons, unless it is off for sure."""
    leg = router_leg(facts)
    if leg is None:
        return not_enough("The router does not answer.")
    history = facts.wifi.history if facts.wifi is not None else None
    power_save = history.power_save if history is not None else None
    locked = _locked(facts)
    if leg.quick or locked is None or locked < POWER_SAVE_LOCKED.value:
        return PASS
    if power_save is False:
        return PASS
    trouble = HomeTrouble(leg)
    told = " The adapter says that power saving is on." if power_save else ""
    return Finding(
        Verdict.FAIL if trouble.severity == "critical" else Verdict.WARN,
        trouble.severity,
        summary="The Wi-Fi adapter sleeps between the router's beacons, and packets wait for it.",
        why=f"Replies that are held up arrive together with the beacons, every {BEACON_INTERVAL.value} ms, whenever "
        f"they were sent.{told}{trouble.why}",
        evidence=(Evidence("late replies on the beacons' grid", locked, POWER_SAVE_LOCKED.value, ""),),
        gain=trouble.gain(0.5, 0.8, 1.0),
        confidence=0.9 if power_save else 0.75,
        stands_alone=True,
    )


def _locked(facts: Facts) -> float | None:
    """By the router's replies, else by the target's: where the router began to be probed late, those are more."""
    router, main = facts.target("gateway"), facts.main
    locked = router.beacon_locked if router is not None else None
    return locked if locked is not None or main is None else main.beacon_locked


_ON = LinkHistory(power_save=True)
_LOCKED = {"gateway.beacon_locked": 0.9}

RULE = Rule(
    id="wifi-power-save",
    title="Turn off the Wi-Fi adapter's power saving",
    about="An adapter that sleeps fetches its packets at a beacon, ten times a second: up to 100 ms late.",
    needs=NEEDS,
    judge=judge,
    steps=("Plug a laptop into the mains while you play, and test again.",),
    sources=("IEEE 802.11-2020 11.2.3: power management in an infrastructure network",),
    effort=1,
    links=frozenset({"wifi"}),
    steps_by_system={
        "Windows": (
            "Power plan > Advanced settings > Wireless Adapter Settings > Power Saving Mode: Maximum Performance.",
            "Device Manager > the Wi-Fi adapter > Power Management: do not let the computer turn it off.",
        ),
        "Darwin": ("System Settings > Battery: Low Power Mode never.",),
        "Linux": (
            "Until the next start: iw dev INTERFACE set power_save off (as administrator).",
            "For good: nmcli connection modify NAME 802-11-wireless.powersave 2.",
        ),
    },
    thresholds=(*TROUBLE_LIMITS, "POWER_SAVE_LOCKED", "BEACON_INTERVAL"),
    examples=(
        Example(
            "Late replies of the router arrive with the beacons; p95 is 27 ms.",
            fires=True,
            changes=SLOW | _LOCKED | {"wifi": wifi(*BOTH_BANDS, history=_ON)},
        ),
        Example("The router takes as long, but its late replies come at any time.", fires=False, changes=SLOW),
        Example("The router answers in 2 ms.", fires=False, changes=QUICK | _LOCKED),
        Example(
            "The same rhythm, but the adapter says that power saving is off.",
            fires=False,
            changes=SLOW | _LOCKED | {"wifi": wifi(*BOTH_BANDS, history=replace(_ON, power_save=False))},
        ),
    ),
)
