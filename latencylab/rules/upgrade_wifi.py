"""upgrade-wifi: router or adapter are of an old generation, and no channel or band of theirs helps."""

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, not_enough
from latencylab.rules.home_link import NEEDS, TROUBLE_LIMITS, HomeTrouble, home_trouble
from latencylab.rules.wifi_cases import HOME, QUICK, SLOW, network, wifi
from latencylab.thresholds import CHANNEL_BUSY, OFDMA_GENERATION, STREAM_GENERATION
from latencylab.wifi.examine import WifiFacts

_NAMES = {4: "802.11n", 5: "802.11ac", 6: "802.11ax", 7: "802.11be"}


def judge(facts: Facts) -> Finding:
    """Fires on a slow link of Wi-Fi 4 or less, and on one of Wi-Fi 5 in crowded air."""
    trouble = home_trouble(facts)
    if isinstance(trouble, Finding):
        return trouble
    wifi_facts = facts.wifi
    if wifi_facts is None or wifi_facts.link is None or wifi_facts.link.generation is None:
        return not_enough("The generation of the link is not known.")
    link_generation = wifi_facts.link.generation
    router_generation = _router_generation(wifi_facts)
    if link_generation < STREAM_GENERATION.value:
        if router_generation < STREAM_GENERATION.value:
            return _finding(trouble, link_generation, "router", "The router sends", "a router with Wi-Fi 6 or newer")
        if wifi_facts.link.band == "2.4" and "5" in wifi_facts.own and wifi_facts.can_use("5") is not False:
            return PASS  # on 2.4 GHz a newer adapter shows as an old one; 5 GHz costs nothing
        return _finding(
            trouble,
            link_generation,
            "adapter",
            "The router could do more, but the computer speaks",
            "a Wi-Fi 6 adapter",
        )
    busy_pct = 0.0 if wifi_facts.current is None else 100 * wifi_facts.current.busy
    if (
        link_generation < OFDMA_GENERATION.value
        and busy_pct >= CHANNEL_BUSY.value
        and wifi_facts.better_channel() is None
    ):
        which = "router" if router_generation < OFDMA_GENERATION.value else "adapter"
        both = "Wi-Fi 6 in both router and computer" if which == "router" else "a Wi-Fi 6 adapter"
        return _finding(trouble, link_generation, which, "In this crowded air the link speaks", both)
    return PASS


def _router_generation(wifi_facts: WifiFacts) -> int:
    """The newest that the router sends in any band; that of the link where its networks do not tell."""
    told = [bss.generation for bss in wifi_facts.own.values() if bss.generation is not None]
    link = wifi_facts.link
    return max([*told, (link.generation if link is not None else None) or 0])


def _finding(trouble: HomeTrouble, generation: int, which: str, who: str, what: str) -> Finding:
    limit = STREAM_GENERATION if generation < STREAM_GENERATION.value else OFDMA_GENERATION
    name = f"Wi-Fi {generation} ({_NAMES.get(generation, 'an early one')})"
    return Finding(
        trouble.verdict(),
        "advice" if trouble.severity == "advice" else "warning",
        summary=f"The Wi-Fi is of an old kind: {name}.",
        why=f"{who} {name}, which sends slowly and to one device at a time; it takes {what}.{trouble.why}",
        evidence=(Evidence("Wi-Fi generation", generation, limit.value, ""),),
        gain=trouble.gain(0.2, 0.45, 0.65),
        confidence=trouble.confidence(0.4 if generation == 5 else 0.5),
        title=f"Replace the {which} by one with Wi-Fi 6 or newer",
    )


_OLD = network("5", 36, -55, 40, name=HOME, generation=4)
_NEW = network("5", 36, -55, 80, name=HOME, generation=6)

RULE = Rule(
    id="upgrade-wifi",
    title="Replace the Wi-Fi by a newer one",
    about="Wi-Fi 6 serves several devices in one turn (OFDMA), which keeps waiting short; both ends must have it.",
    needs=NEEDS,
    judge=judge,
    steps=(
        "Try the cable first: it does more, and costs less.",
        "Look up what the computer can do before you buy a router: both ends must have Wi-Fi 6 to gain by it.",
        "Wi-Fi 6E and 7 add the 6 GHz band, which hardly anybody uses yet.",
    ),
    sources=("IEEE 802.11ax-2021 27: multi-user operation", "Wi-Fi Alliance, generations of Wi-Fi"),
    effort=3,
    yields_to=("use-5ghz", "use-6ghz", "change-channel", "move-closer", "wifi-background-scan", "wifi-power-save"),
    links=frozenset({"wifi"}),
    thresholds=(*TROUBLE_LIMITS, "STREAM_GENERATION", "OFDMA_GENERATION", "CHANNEL_BUSY", "CHANNEL_BUSY_GUESS"),
    examples=(
        Example(
            "A router with Wi-Fi 4 takes 10 ms, 26 ms more at times.",
            fires=True,
            changes=SLOW | {"wifi": wifi(_OLD, generation=4)},
        ),
        Example("The same router answers in 2 ms.", fires=False, changes=QUICK | {"wifi": wifi(_OLD, generation=4)}),
        Example("Slow, but with Wi-Fi 6.", fires=False, changes=SLOW | {"wifi": wifi(_NEW, generation=6)}),
    ),
)
