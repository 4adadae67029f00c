"""use-6ghz: router and computer both have 6 GHz, and the link is on a busier band."""

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, not_applicable
from latencylab.rules.home_link import NEEDS, TROUBLE_LIMITS, dbm, home_trouble
from latencylab.rules.wifi_cases import HOME, QUICK, SLOW, network, wifi
from latencylab.thresholds import CHANNEL_GAIN, SIGNAL_OTHER_BAND
from latencylab.wifi.bss import Bss
from latencylab.wifi.examine import WifiFacts
from latencylab.wifi.names import display_name


def judge(facts: Facts) -> Finding:
    """Fires on a slow link whose router is heard well on 6 GHz, where the air is freer."""
    trouble = home_trouble(facts)
    if isinstance(trouble, Finding):
        return trouble
    wifi_facts = facts.wifi
    if wifi_facts is None or wifi_facts.link is None or wifi_facts.link.band not in ("2.4", "5"):
        return not_applicable("The link is not on 2.4 or 5 GHz.")
    own = wifi_facts.own.get("6")
    if own is None or not wifi_facts.can_use("6"):
        return not_applicable("The own network was not heard on 6 GHz.")
    if own.rssi_dbm is not None and own.rssi_dbm < SIGNAL_OTHER_BAND.value:
        return PASS
    busy_pct, there_pct = _busy_pct(wifi_facts), _busy_there_pct(wifi_facts, own)
    if wifi_facts.link.band == "5" and busy_pct - there_pct < CHANNEL_GAIN.value:
        return PASS
    heard = "" if own.rssi_dbm is None else f" ({dbm(own.rssi_dbm)})"
    return Finding(
        trouble.verdict(),
        trouble.severity,
        summary=f"The Wi-Fi shares {wifi_facts.link.band} GHz with others, where 6 GHz is free and can be had.",
        why=f"Others keep the channel in use busy for {busy_pct:.0f} % of the time; on 6 GHz, where the same router is "
        f"heard as {display_name(own.ssid)!r}{heard}, {there_pct:.0f} %.{trouble.why}",
        evidence=(Evidence("channel busy with others", round(busy_pct, 1), round(there_pct, 1), "%"),),
        gain=trouble.gain(0.3, 0.6, 0.9),
        confidence=trouble.confidence(0.75),
    )


def _busy_pct(wifi_facts: WifiFacts) -> float:
    return 0.0 if wifi_facts.current is None else 100 * wifi_facts.current.busy


def _busy_there_pct(wifi_facts: WifiFacts, own: Bss) -> float:
    """How busy others keep the channel that the own network has on 6 GHz; free where nobody was heard."""
    there = [s for s in wifi_facts.channels if s.block.band == "6" and own.channel in s.block.channels]
    narrow = min(there, key=lambda score: score.block.width_mhz, default=None)
    return 0.0 if narrow is None else 100 * narrow.busy


_THREE_BANDS = (
    network("5", 36, -55, 80, name=HOME, generation=6),
    network("6", 37, -62, 160, name=HOME, generation=6),
    network("5", 36, -60, 80, utilisation_pct=70.0, load_source="bss-load"),
)

RULE = Rule(
    id="use-6ghz",
    title="Use the 6 GHz band",
    about="6 GHz is new and wide, and old devices do not reach it: hardly anybody else is there.",
    needs=NEEDS,
    judge=judge,
    steps=(
        "Choose the router's 6 GHz network on this computer; if all bands have one name, give 6 GHz its own.",
        "Stay in the router's room or the next one: walls dampen 6 GHz most.",
        "6 GHz needs WPA3; choose it for that network in the router.",
    ),
    sources=("Wi-Fi Alliance, Wi-Fi 6E", "Lifemote 2024: cloud gaming suffers more from congestion than video does"),
    effort=1,
    links=frozenset({"wifi"}),
    thresholds=(*TROUBLE_LIMITS, "SIGNAL_OTHER_BAND", "CHANNEL_GAIN"),
    examples=(
        Example(
            "On a 5 GHz channel that others keep busy the router takes 10 ms, 26 ms more at times; 6 GHz is free.",
            fires=True,
            changes=SLOW | {"wifi": wifi(*_THREE_BANDS)},
        ),
        Example(
            "The same air, but the router answers in 2 ms.", fires=False, changes=QUICK | {"wifi": wifi(*_THREE_BANDS)}
        ),
        Example(
            "Slow, but nobody is heard on the 5 GHz channel either.",
            fires=False,
            changes=SLOW | {"wifi": wifi(*_THREE_BANDS[:2])},
        ),
    ),
)
