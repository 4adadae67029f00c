"""move-closer: the router is heard too weakly here."""

from latencylab.facts import Facts
from latencylab.rules.base import Evidence, Example, Finding, Rule
from latencylab.rules.home_link import NEEDS, TROUBLE_LIMITS, dbm, retries_words
from latencylab.rules.weak_signal import weak_signal
from latencylab.rules.wifi_cases import HOME, QUICK, SLOW, network, wifi
from latencylab.thresholds import RETRY_HIGH, SIGNAL_FAR, SIGNAL_WEAK
from latencylab.wifi.bss import Bss
from latencylab.wifi.names import display_name


def judge(facts: Facts) -> Finding:
    """Fires on a slow link whose signal is weak; a nearer access point of the own network is named."""
    weak = weak_signal(facts, SIGNAL_WEAK)
    if isinstance(weak, Finding):
        return weak
    trouble, rssi_dbm, nearer = weak.trouble, weak.rssi_dbm, weak.nearer
    retry_pct = weak.wifi.retry_pct
    high_retries = retry_pct is not None and retry_pct >= RETRY_HIGH.value
    evidence = [Evidence("Wi-Fi signal", round(rssi_dbm), SIGNAL_WEAK.value, "dBm")]
    if retry_pct is not None and high_retries:
        evidence.append(Evidence("Wi-Fi retransmissions", round(retry_pct, 1), RETRY_HIGH.value, "%"))
    return Finding(
        trouble.verdict(),
        trouble.severity,
        summary="The Wi-Fi is weak here: the router is too far away, or too much is in between.",
        why=f"The router is heard with {dbm(rssi_dbm)}{retries_words(retry_pct if high_retries else None)}; "
        f"from {dbm(SIGNAL_WEAK.value)} on it is well.{_nearer_words(nearer)}{trouble.why}",
        evidence=tuple(evidence),
        gain=trouble.gain(0.3, 0.6, 0.9),
        confidence=trouble.confidence(0.8 if rssi_dbm < SIGNAL_FAR.value or high_retries else 0.65),
        steps=_steps(nearer),
    )


def _nearer_words(nearer: Bss | None) -> str:
    if nearer is None or nearer.rssi_dbm is None:
        return ""
    return f" Another access point of {display_name(nearer.ssid)!r} is heard with {dbm(nearer.rssi_dbm)}."


def _steps(nearer: Bss | None) -> tuple[str, ...]:
    if nearer is None:
        return ()
    return ("Turn this computer's Wi-Fi off and on once, so that it joins the nearer access point.",)


_WEAK = network("5", 36, -74, 80, name=HOME, generation=6)

RULE = Rule(
    id="move-closer",
    title="Bring computer and router closer together",
    about="A weak signal is sent slowly and often again; each repetition delays what comes after it.",
    needs=NEEDS,
    judge=judge,
    steps=(
        "Play in the router's room or the one beside it, with a free line of sight if that can be had.",
        "Put the router up high and in the open, not in a cupboard, behind a television or on the floor.",
        "Turning antennas or shifting the router a little brings nothing that you would notice.",
    ),
    sources=("Apple, Wi-Fi roaming support: cells are designed for −67 dBm", "IEEE 802.11-2020: 3 dB for each width"),
    effort=2,
    links=frozenset({"wifi"}),
    thresholds=(*TROUBLE_LIMITS, "SIGNAL_WEAK", "SIGNAL_FAR", "RETRY_HIGH", "POINT_BETTER"),
    examples=(
        Example(
            "A signal of −74 dBm, and the router takes 10 ms, 26 ms more at times.",
            fires=True,
            changes=SLOW | {"wifi": wifi(_WEAK)},
        ),
        Example("The same signal, but the router answers in 2 ms.", fires=False, changes=QUICK | {"wifi": wifi(_WEAK)}),
        Example(
            "Slow, but with a signal of −52 dBm.",
            fires=False,
            changes=SLOW | {"wifi": wifi(network("5", 36, -52, 80, name=HOME))},
        ),
    ),
)
