"""change-channel: others keep the Wi-Fi's channel busy, and a clearly freer one is permitted here."""

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule
from latencylab.rules.home_link import CHANNEL_CONFIDENCE, NEEDS, SOURCE_WORDS, TROUBLE_LIMITS, home_trouble, place
from latencylab.rules.wifi_cases import HOME, QUICK, SLOW, network, wifi
from latencylab.thresholds import CHANNEL_GAIN
from latencylab.wifi.choice import ChannelScore


def judge(facts: Facts) -> Finding:
    """Fires where a move gains enough in the band in use, and the home segment shows that it is needed."""
    trouble = home_trouble(facts)
    if isinstance(trouble, Finding):
        return trouble
    wifi_facts = facts.wifi
    if wifi_facts is None or wifi_facts.current is None:
        return PASS
    current, better = wifi_facts.current, wifi_facts.better_channel()
    if better is None:
        return PASS
    busy_pct, then_pct = 100 * current.busy, 100 * better.busy
    freed = (busy_pct - then_pct) / busy_pct
    return Finding(
        trouble.verdict(),
        trouble.severity,
        summary="The Wi-Fi waits for others: its channel is crowded, and a freer one is at hand.",
        why=(
            f"Others keep {place(current)} busy for {busy_pct:.0f} % of the time ({SOURCE_WORDS[current.source]}), "
            f"{place(better)} for {then_pct:.0f} % ({SOURCE_WORDS[better.source]}).{trouble.why}"
        ),
        evidence=(
            Evidence("channel busy with others", round(busy_pct, 1), round(then_pct + CHANNEL_GAIN.value, 1), "%"),
        ),
        gain=trouble.gain(0.3 * freed, 0.6 * freed, 0.9 * freed),
        confidence=trouble.confidence(min(CHANNEL_CONFIDENCE[current.source], CHANNEL_CONFIDENCE[better.source])),
        title=f"Set the router's {better.block.band} GHz to {place(better)}",
        steps=_steps(better),
    )


def _steps(better: ChannelScore) -> tuple[str, ...]:
    band, width = better.block.band, better.block.width_mhz
    where = f"channel {better.primary} and a width of {width} MHz for {band} GHz"
    setting = f"In the router's Wi-Fi settings choose {where}, in place of automatic."
    if not better.block.dfs:
        return (setting,)
    return setting, "Radar may use this channel too: the router then moves by itself, which interrupts once."


_CROWDED = (
    network("5", 36, -58, 80, name=HOME, generation=6),
    network("5", 36, -55, 80, utilisation_pct=75.0, load_source="bss-load", generation=6),
    network("5", 100, -80, 80, name=b"Far", utilisation_pct=4.0, load_source="bss-load"),
)
_USED = network("5", 36, -55, 80, utilisation_pct=20.0, load_source="bss-load", generation=6)

RULE = Rule(
    id="change-channel",
    title="Move the router to a freer Wi-Fi channel",
    about="On one channel one transmitter speaks at a time, and everybody else waits.",
    needs=NEEDS,
    judge=judge,
    steps=("Test again at the hour at which you play; neighbours differ in the evening.",),
    sources=(
        "Pei et al., ICCCN 2017: the choice of the channel changes the median Wi-Fi delay up to five times",
        "hostapd, automatic channel selection; IEEE 802.11-2020 9.4.2.27 (BSS Load)",
        "wireless-regdb: what is permitted in the country",
    ),
    effort=2,
    yields_to=("use-5ghz", "use-6ghz", "wifi-background-scan", "wifi-power-save"),
    links=frozenset({"wifi"}),
    thresholds=(*TROUBLE_LIMITS, "CHANNEL_BUSY", "CHANNEL_BUSY_GUESS", "CHANNEL_GAIN"),
    examples=(
        Example(
            "A neighbour keeps the channel busy for 75 % of the time, and the router takes 10 ms, 26 ms more at times.",
            fires=True,
            changes=SLOW | {"wifi": wifi(*_CROWDED)},
        ),
        Example(
            "The same air, but the router answers in 2 ms.", fires=False, changes=QUICK | {"wifi": wifi(*_CROWDED)}
        ),
        Example(
            "As slow, but others use the channel for 20 % of the time only: that does not explain it.",
            fires=False,
            changes=SLOW | {"wifi": wifi(_CROWDED[0], _USED, _CROWDED[2])},
        ),
        Example("Slow, but the channel is free.", fires=False, changes=SLOW | {"wifi": wifi(*_CROWDED[::2])}),
    ),
)
