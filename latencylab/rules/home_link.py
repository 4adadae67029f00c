"""What the Wi-Fi rules share: how bad it is between computer and router, and what of it a remedy may take away.

Without trouble there is no advice, however crowded the air: a channel that costs nothing needs no change. Where the
Wi-Fi alone was looked at, nothing is known of the latency; then advice follows from the air, and no gain is promised.
"""

from dataclasses import dataclass

from latencylab.facts import Facts, Target
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
from latencylab.thresholds import CABLE_JITTER, HOME_P95, JITTER_PLAYABLE, LOSS_COMFORTABLE
from latencylab.wifi.bss import LoadSource
from latencylab.wifi.choice import ChannelScore

NEEDS = frozenset({"target", "targets", "wifi"})

CHANNEL_CONFIDENCE: dict[LoadSource, float] = {"survey": 0.75, "bss-load": 0.7, "estimate": 0.45}
SOURCE_WORDS: dict[LoadSource, str] = {
    "survey": "counted by the adapter",
    "bss-load": "as access points report",
    "estimate": "estimated from the signals",
}


@dataclass(frozen=True, slots=True)
class HomeTrouble:
    """What goes wrong between computer and router."""

    router: Target | None
    """None when no latency was measured."""

    @property
    def excess_ms(self) -> float:
        """Jitter above what a cable leaves: no remedy of the Wi-Fi takes away more."""
        jitter = self.router.jitter_ms if self.router is not None else None
        return max(0.0, ((jitter.pdv_p95 if jitter else None) or 0.0) - CABLE_JITTER.value)

    @property
    def severity(self) -> Severity:
        """How much it matters: without a measurement it is mere advice."""
        if self.router is None:
            return "advice"
        return "critical" if self.excess_ms + CABLE_JITTER.value > JITTER_PLAYABLE.value or self._lost else "warning"

    @property
    def why(self) -> str:
        """The trouble in a sentence with a blank before it; empty without a measurement."""
        router = self.router
        if router is None or router.rtt_ms is None:
            return ""
        lost = f" and loses {percent(router.loss_pct)}" if router.loss_pct else ""
        return f" The router takes {ms(router.rtt_ms.median)} (p95 {ms(router.rtt_ms.p95)}){lost}."

    def gain(self, low: float, expected: float, high: float) -> Gain | None:
        """What a remedy brings, as shares of the excess that was measured; None without a measurement."""
        if self.router is None:
            return None
        if self.excess_ms <= 0 and self.router.loss_pct:
            lost = self.router.loss_pct
            return rounded_gain("loss", lost * low, lost * expected, lost * high, "%")
        excess = self.excess_ms
        return rounded_gain("jitter p95", excess * low, excess * expected, excess * high, "ms")

    def confidence(self, value: float) -> float:
        """``value``, less where nothing shows that it matters."""
        return value if self.router is not None else round(0.7 * value, 2)

    def verdict(self) -> Verdict:
        """How the rule says it."""
        return Verdict.FAIL if self.severity == "critical" else Verdict.WARN

    @property
    def _lost(self) -> bool:
        return self.router is not None and is_lossy(self.router)


def home_trouble(facts: Facts) -> HomeTrouble | Finding:
    """The trouble, or the finding that there is none, or none that can be told."""
    if facts.wifi is None or facts.wifi.link is None:
        return not_applicable("Nothing is known of a Wi-Fi connection.")
    if not facts.targets:
        return HomeTrouble(None)
    router = facts.target("gateway")
    if router is None or router.rtt_ms is None:
        return not_enough("The router does not answer, so the Wi-Fi cannot be told from what lies behind it.")
    if router.rtt_ms.p95 <= HOME_P95.value and not is_lossy(router):
        return PASS
    return HomeTrouble(router)


def is_lossy(router: Target) -> bool:
    """Whether the router loses more than by bad luck."""
    return router.loss_interval_pct is not None and router.loss_interval_pct[0] > LOSS_COMFORTABLE.value


def place(score: ChannelScore) -> str:
    """A channel in words, such as ``channel 36 (80 MHz)``."""
    return f"channel {score.primary} ({score.block.width_mhz} MHz)"


def dbm(value: float) -> str:
    """A signal in words."""
    return f"{value:.0f} dBm".replace("-", "−")


def retries_words(retry_pct: float | None) -> str:
    """Retransmissions as a clause with a comma before it; empty when they are not known."""
    return "" if retry_pct is None else f", {percent(retry_pct)} of what is sent is sent again"
