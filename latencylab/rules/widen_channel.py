"""widen-channel: the channel is narrow, the link slow, and the space beside it is free."""

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, not_enough
from latencylab.rules.home_link import NEEDS, TROUBLE_LIMITS, home_trouble
from latencylab.rules.wifi_cases import HOME, QUICK, SLOW, network, wifi
from latencylab.thresholds import LINK_RESERVE, MAC_EFFICIENCY, WIFI_NEEDED

_WIDTHS = {4: 40, 5: 160, 6: 160, 7: 320}
"""The widest channel of each generation."""


def judge(facts: Facts) -> Finding:
    """Fires on a slow 5 or 6 GHz link that could have a wider channel around the same primary."""
    trouble = home_trouble(facts)
    if isinstance(trouble, Finding):
        return trouble
    wifi_facts = facts.wifi
    if wifi_facts is None or wifi_facts.link is None or wifi_facts.wider is None or wifi_facts.better_channel():
        return PASS
    link, wider = wifi_facts.link, wifi_facts.wider
    if link.width_mhz is None or link.tx_mbps is None:
        return not_enough("Width or rate of the link are not known.")
    if _WIDTHS.get(link.generation or 0, 80) < wider.block.width_mhz:
        return PASS
    needed = WIFI_NEEDED.value
    if facts.wanted is not None:
        needed = max(needed, LINK_RESERVE.value * facts.wanted.mbps)
    busy = 0.0 if wifi_facts.current is None else wifi_facts.current.busy
    usable_mbps = MAC_EFFICIENCY.value * link.tx_mbps * (1 - busy)
    if usable_mbps >= needed:
        return PASS
    return Finding(
        trouble.verdict(),
        trouble.severity,
        summary=f"The Wi-Fi's channel is narrow: its {link.width_mhz} MHz leave no room for bursts.",
        why=(
            f"At {link.tx_mbps:.0f} Mbit/s on {link.width_mhz} MHz about {usable_mbps:.0f} Mbit/s are left for data, "
            f"where {needed:.0f} keep a stream free of queues; the {wider.block.width_mhz} MHz around the channel are "
            f"free {100 * wider.all_free:.0f} % of the time.{trouble.why}"
        ),
        evidence=(Evidence("usable Wi-Fi rate", round(usable_mbps), round(needed), "Mbit/s"),),
        gain=trouble.gain(0.2, 0.4, 0.6),
        confidence=trouble.confidence(0.5),
        title=f"Widen the router's {wider.block.band} GHz channel to {wider.block.width_mhz} MHz",
    )


_NARROW = (network("5", 36, -55, 20, name=HOME, generation=6), network("5", 100, -80, 80))

RULE = Rule(
    id="widen-channel",
    title="Widen the router's Wi-Fi channel",
    about="Twice the width sends the same packet in half the time; 80 MHz in 5 GHz without neighbours is the ideal.",
    needs=NEEDS | {"wanted"},
    judge=judge,
    steps=(
        "In the router's Wi-Fi settings choose a channel width of 80 MHz (on 6 GHz up to 160) for that band.",
        "Leave 2.4 GHz at 20 MHz: wider channels only collect neighbours there.",
    ),
    sources=("IEEE 802.11-2020 21: VHT channels", "Sharma et al., arXiv 2311.05499: where Wi-Fi is the bottleneck"),
    effort=2,
    yields_to=("use-5ghz", "use-6ghz", "change-channel", "wifi-background-scan", "wifi-power-save"),
    links=frozenset({"wifi"}),
    thresholds=(*TROUBLE_LIMITS, "CHANNEL_BUSY", "CHANNEL_BUSY_GUESS", "WIFI_NEEDED", "LINK_RESERVE", "MAC_EFFICIENCY"),
    examples=(
        Example(
            "A channel of 20 MHz at 144 Mbit/s with free space beside it; the router takes 10 ms, 26 ms more at times.",
            fires=True,
            changes=SLOW | {"wifi": wifi(*_NARROW, tx_mbps=144.4)},
        ),
        Example(
            "The same channel, but the router answers in 2 ms.",
            fires=False,
            changes=QUICK | {"wifi": wifi(*_NARROW, tx_mbps=144.4)},
        ),
        Example(
            "Slow, but on 80 MHz at 866 Mbit/s.",
            fires=False,
            changes=SLOW | {"wifi": wifi(network("5", 36, -55, 80, name=HOME, generation=6), tx_mbps=866.7)},
        ),
    ),
)
