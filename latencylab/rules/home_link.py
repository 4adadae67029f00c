"""What the Wi-Fi rules share: how bad it is between computer and router, and what of it a remedy may take away.

Without trouble there is no advice, however crowded the air: a channel that costs nothing needs no change. Where the
Wi-Fi alone was looked at, nothing is known of the latency; then advice follows from the air, and no gain is promised.
"""

from dataclasses import dataclass

from latencylab.facts import Facts
from latencylab.rules.base import (
    PASS,
    Finding,
    Gain,
    Severity,
    Verdict,
    ms,
    not_applicable,
    not_enough,
    percent,
    rounded_gain,
)
from latencylab.rules.router_leg import RouterLeg, router_leg
from latencylab.thresholds import CABLE_JITTER
from latencylab.wifi.bss import LoadSource
from latencylab.wifi.choice import ChannelScore

NEEDS = frozenset({"target", "targets", "main", "segment", "wifi"})
TROUBLE_LIMITS = (
    "HOME_P95",
    "HOME_FELT",
    "HOME_WORTH",
    "LOSS_COMFORTABLE",
    "BORDER_BLAMED",
    "FEWEST_SENDS",
    "CABLE_JITTER",
    "JITTER_COMFORTABLE",
    "JITTER_PLAYABLE",
)
"""The limits that decide whether there is trouble, and how grave."""

CHANNEL_CONFIDENCE: dict[LoadSource, float] = {"survey": 0.75, "bss-load": 0.7, "estimate": 0.45}
SOURCE_WORDS: dict[LoadSource, str] = {
    "survey": "counted by the adapter",
    "bss-load": "as access points report",
    "estimate": "estimated from the signals",
}


@dataclass(frozen=True, slots=True)
class HomeTrouble:
    """What goes wrong between computer and router."""

    leg: RouterLeg | None
    """None when no latency was measured."""

    @property
    def excess_ms(self) -> float:
        """Jitter above what a cable leaves: no remedy of the Wi-Fi takes away more."""
        return max(0.0, self.leg.jitter_ms - CABLE_JITTER.value) if self.leg is not None else 0.0

    @property
    def severity(self) -> Severity:
        """How much it matters: without a measurement it is mere advice."""
        return "advice" if self.leg is None else self.leg.severity

    @property
    def why(self) -> str:
        """The trouble in a sentence with a blank before it; empty without a measurement."""
        if self.leg is None:
            return ""
        lost = f" and loses {percent(self.leg.loss_pct)}" if self.leg.loss_pct else ""
        return f" The router takes {ms(self.leg.median_ms)} (p95 {ms(self.leg.p95_ms)}){lost}."

    def gain(self, low: float, expected: float, high: float) -> Gain | None:
        """What a remedy brings, as shares of the excess that was measured; None without a measurement."""
        if self.leg is None:
            return None
        if self.excess_ms <= 0 and self.leg.loss_pct:
            lost = self.leg.loss_pct
            return rounded_gain("loss", lost * low, lost * expected, lost * high, "%")
        excess = self.excess_ms
        return rounded_gain("jitter p95", excess * low, excess * expected, excess * high, "ms")

    def confidence(self, value: float) -> float:
        """``value``, less where nothing shows that it matters."""
        return value if self.leg is not None else round(0.7 * value, 2)

    def verdict(self) -> Verdict:
        """How the rule says it."""
        return Verdict.FAIL if self.severity == "critical" else Verdict.WARN


def home_trouble(facts: Facts) -> HomeTrouble | Finding:
    """The trouble, or the finding that there is none, or none that can be told."""
    if facts.wifi is None or facts.wifi.link is None:
        return not_applicable("Nothing is known of a Wi-Fi connection.")
    if not facts.targets:
        return HomeTrouble(None)
    leg = router_leg(facts)
    if leg is None:
        return not_enough("The router does not answer, so the Wi-Fi cannot be told from what lies behind it.")
    if leg.quick:
        return PASS
    return HomeTrouble(leg)


def place(score: ChannelScore) -> str:
    """A channel in words, such as ``channel 36 (80 MHz)``."""
    return f"channel {score.primary} ({score.block.width_mhz} MHz)"


def dbm(value: float) -> str:
    """A signal in words."""
    return f"{value:.0f} dBm".replace("-", "−")


def retries_words(retry_pct: float | None) -> str:
    """Retransmissions as a clause with a comma before it; empty when they are not known."""
    return "" if retry_pct is None else f", {percent(retry_pct)} of what is sent is sent again"
