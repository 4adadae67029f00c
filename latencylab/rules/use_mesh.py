"""use-mesh: the router is hardly heard here, and no other access point of the own network is."""

from latencylab.facts import Facts
from latencylab.rules.base import Evidence, Example, Finding, Rule, not_applicable
from latencylab.rules.home_link import NEEDS, TROUBLE_LIMITS, dbm
from latencylab.rules.weak_signal import weak_signal
from latencylab.rules.wifi_cases import HOME, QUICK, SLOW, network, wifi
from latencylab.thresholds import SIGNAL_FAR


def judge(facts: Facts) -> Finding:
    """Fires on a slow link at the edge of what the router reaches."""
    weak = weak_signal(facts, SIGNAL_FAR)
    if isinstance(weak, Finding):
        return weak
    trouble, rssi_dbm = weak.trouble, weak.rssi_dbm
    if weak.nearer is not None:
        return not_applicable("A nearer access point of the own network is there already.")
    return Finding(
        trouble.verdict(),
        "advice" if trouble.severity == "advice" else "warning",
        summary="The router's Wi-Fi hardly reaches this place.",
        why=f"The router is heard with {dbm(rssi_dbm)}; below {dbm(SIGNAL_FAR.value)} computers look for another "
        f"access point, and none of this network is nearer.{trouble.why}",
        evidence=(Evidence("Wi-Fi signal", round(rssi_dbm), SIGNAL_FAR.value, "dBm"),),
        gain=trouble.gain(0.3, 0.6, 0.9),
        confidence=trouble.confidence(0.55),
    )


_FAR = network("5", 36, -79, 80, name=HOME, generation=6)

RULE = Rule(
    id="use-mesh",
    title="Add a mesh node near this place, joined by cable",
    about="A node half-way brings the signal back; joined by radio it takes airtime for each packet twice.",
    needs=NEEDS,
    judge=judge,
    steps=(
        "Try first whether computer or router can move: a node costs money and adds a hop.",
        "Buy a mesh node of the router's own make, and put it where the signal is still good, a room away at most.",
        "Join node and router by a network cable; a node joined by radio adds some milliseconds and their jitter.",
        "Where there is a television socket near both, MoCA adapters do as well as a cable.",
    ),
    sources=("Apple, Wi-Fi roaming support: an access point is kept until −75 dBm",),
    effort=3,
    yields_to=("wifi-power-save",),
    links=frozenset({"wifi"}),
    thresholds=(*TROUBLE_LIMITS, "SIGNAL_FAR", "POINT_BETTER"),
    examples=(
        Example(
            "A signal of −79 dBm, and the router takes 10 ms, 26 ms more at times.",
            fires=True,
            changes=SLOW | {"wifi": wifi(_FAR)},
        ),
        Example("The same signal, but the router answers in 2 ms.", fires=False, changes=QUICK | {"wifi": wifi(_FAR)}),
        Example(
            "Slow and weak, but a node of the same network is heard with −50 dBm.",
            fires=False,
            changes=SLOW | {"wifi": wifi(_FAR, network("5", 100, -50, 80, name=HOME, generation=6))},
        ),
    ),
)
