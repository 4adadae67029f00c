"""use-5ghz: the link is on 2.4 GHz, and the own network can be had on 5 GHz."""

from dataclasses import replace

from latencylab.facts import Facts
from latencylab.rules.base import Evidence, Example, Finding, Rule, informative, not_applicable
from latencylab.rules.home_link import NEEDS, TROUBLE_LIMITS, HomeTrouble, dbm, home_trouble
from latencylab.rules.wifi_cases import BOTH_BANDS, QUICK, SLOW, network, wifi
from latencylab.thresholds import BAND_WEAKER, FEWEST_HEARD, SIGNAL_OTHER_BAND
from latencylab.wifi.examine import WifiFacts
from latencylab.wifi.names import display_name


def judge(facts: Facts) -> Finding:
    """Fires on a slow 2.4 GHz link whose router is heard well on 5 GHz, or may be there."""
    trouble = home_trouble(facts)
    if isinstance(trouble, Finding):
        return trouble
    wifi_facts = facts.wifi
    if wifi_facts is None or wifi_facts.link is None or wifi_facts.link.band != "2.4":
        return not_applicable("The link is not on 2.4 GHz.")
    if wifi_facts.can_use("5") is False:
        return not_applicable("This computer's adapter does not hear 5 GHz.")
    own = wifi_facts.own.get("5")
    if own is None:
        return _unheard(trouble, wifi_facts)
    if own.rssi_dbm is not None and own.rssi_dbm < SIGNAL_OTHER_BAND.value:
        return informative(f"The own network reaches here with {dbm(own.rssi_dbm)} only on 5 GHz.")
    heard = "" if own.rssi_dbm is None else f" with {dbm(own.rssi_dbm)}"
    words = f"The same router is heard on 5 GHz as {display_name(own.ssid)!r}{heard}."
    return _finding(trouble, wifi_facts, words, 0.8)


def _unheard(trouble: HomeTrouble, wifi_facts: WifiFacts) -> Finding:
    """A guess, where the air was hardly looked at: nearly every router has 5 GHz too."""
    heard, rssi_dbm = wifi_facts.snapshot.networks, wifi_facts.rssi_dbm
    if wifi_facts.can_use("5"):
        return informative("The own network was not heard on 5 GHz.")
    if len(heard) >= FEWEST_HEARD.value:
        return informative(f"Of {len(heard)} networks none was heard on 5 GHz.")
    if rssi_dbm is not None and rssi_dbm - BAND_WEAKER.value < SIGNAL_OTHER_BAND.value:
        return informative(f"With {dbm(rssi_dbm)} on 2.4 GHz, 5 GHz would be too weak here.")
    return replace(_finding(trouble, wifi_facts, "Nearly every router has 5 GHz too.", 0.4), severity="advice")


def _finding(trouble: HomeTrouble, wifi_facts: WifiFacts, heard: str, confidence: float) -> Finding:
    current = wifi_facts.current
    busy = "" if current is None else f", which others keep busy for {100 * current.busy:.0f} % of the time"
    return Finding(
        trouble.verdict(),
        trouble.severity,
        summary="The Wi-Fi runs in the crowded 2.4 GHz band, where 5 GHz could be had.",
        why=f"The link is on 2.4 GHz{busy}. {heard}{trouble.why}",
        evidence=(Evidence("Wi-Fi band", 2.4, 5, "GHz"),),
        gain=trouble.gain(0.3, 0.6, 0.9),
        confidence=trouble.confidence(confidence),
    )


_NEIGHBOURS = tuple(network("2.4", channel, rssi) for channel, rssi in ((1, -60), (6, -70), (11, -66), (11, -80)))

RULE = Rule(
    id="use-5ghz",
    title="Use the 5 GHz band for the game and leave 2.4 GHz to the other devices",
    about="2.4 GHz has three channels that do not overlap, shared with neighbours, Bluetooth and microwave ovens; "
    "5 GHz has many, and wider ones.",
    needs=NEEDS,
    judge=judge,
    steps=(
        "Choose the router's 5 GHz network on this computer; it is often called the same with -5G at its end.",
        "If both bands have one name, give 5 GHz a name of its own in the router's settings, and use that.",
        "Keep televisions, phones and smart devices on 2.4 GHz, so that they do not take turns with the game.",
    ),
    sources=(
        "IEEE 802.11-2020 annex E: channels of both bands",
        "Pei et al., INFOCOM 2016: median delay of the Wi-Fi hop from 50 to 10 ms by better conditions on the air",
    ),
    effort=1,
    links=frozenset({"wifi"}),
    thresholds=(*TROUBLE_LIMITS, "SIGNAL_OTHER_BAND", "BAND_WEAKER", "FEWEST_HEARD"),
    examples=(
        Example(
            "On 2.4 GHz the router takes 10 ms, 26 ms more at times; it is heard on 5 GHz with −60 dBm.",
            fires=True,
            changes=SLOW | {"wifi": wifi(*BOTH_BANDS)},
        ),
        Example("On 2.4 GHz too, but it answers in 2 ms.", fires=False, changes=QUICK | {"wifi": wifi(*BOTH_BANDS)}),
        Example(
            "Slow on 2.4 GHz, and of five networks that are heard none is on 5 GHz.",
            fires=False,
            changes=SLOW | {"wifi": wifi(*BOTH_BANDS[:1], *_NEIGHBOURS, bands=())},
        ),
        Example("Slow, but on 5 GHz already.", fires=False, changes=SLOW | {"wifi": wifi(*reversed(BOTH_BANDS))}),
    ),
)
