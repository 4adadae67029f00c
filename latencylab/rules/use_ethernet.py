"""use-ethernet: the Wi-Fi delays or loses packets between computer and router."""

from collections.abc import Iterator

from latencylab.facts import Facts, Jitter, Rtt
from latencylab.rules.base import (
    PASS,
    Evidence,
    Example,
    Finding,
    Gain,
    Rule,
    Verdict,
    ms,
    not_applicable,
    not_enough,
    percent,
    rounded_gain,
)
from latencylab.rules.home_link import TROUBLE_LIMITS
from latencylab.rules.loads import direction_of, example_loaded, home_queue
from latencylab.rules.losses import LOSS_LIMITS, blames, certain_loss, example_losses, pooled_loss_pct
from latencylab.rules.router_leg import RouterLeg, router_leg
from latencylab.rules.stalls import STALL_LIMITS, example_stalls, height_ms, stalls_of, stalls_words
from latencylab.rules.wifi_cases import QUICK, SLOW
from latencylab.thresholds import (
    BORDER_LIKELY_WIFI,
    CABLE_JITTER,
    CHANNEL_BUSY,
    FEWEST_SENDS,
    HOME_P95,
    JITTER_COMFORTABLE,
    LOADED_ADDED,
    LOADED_BAD,
    LOSS_COMFORTABLE,
    RETRY_HIGH,
    SIGNAL_WEAK,
    TAIL_PLAYABLE,
)
from latencylab.wifi.examine import WifiFacts

_NOT_ITS_OWN = 1.5
"""Ours: losses of more than so many times the router's are not taken for the Wi-Fi's."""
_BY_CHANCE = 1.25
"""p95 of 200 samples of one heavy-tailed delay differs by so much from leg to leg (ours, simulated)."""


def judge(facts: Facts) -> Finding:
    """Fires on Wi-Fi whose router answers late or not at all."""
    if facts.environment.link != "wifi":
        return not_applicable("The computer is not connected by Wi-Fi.")
    leg = router_leg(facts)
    quick = leg is None or leg.quick
    if quick and (found := _unseen(facts) or _stalling(facts)) is not None:
        return found
    if leg is None:
        return _UNKNOWN
    if leg.severity == "advice" and (bottleneck := _bottleneck(facts)).fires:
        return bottleneck
    if quick:
        return PASS
    return Finding(
        Verdict.FAIL if leg.severity == "critical" else Verdict.WARN,
        leg.severity,
        summary=_LITTLE if leg.severity == "advice" else _MUCH,
        summary_of_many="" if leg.severity == "advice" else _MUCH_OF_IT,
        why=_why(leg),
        evidence=(
            Evidence("router RTT, p95", leg.p95_ms, HOME_P95.value, "ms"),
            Evidence("router loss", leg.loss_pct, LOSS_COMFORTABLE.value, "%"),
            *(_air_evidence(facts.wifi) if facts.wifi is not None else ()),
        ),
        gain=_gain(facts, leg),
        confidence=0.6 if leg.lossy and leg.own_loss else 0.9,
    )


_MUCH = "It stutters because of the Wi-Fi, not the line or the server."
_MUCH_OF_IT = "It stutters because of the Wi-Fi, and something behind it is not in order either."
_LITTLE = "The Wi-Fi takes a few milliseconds that a cable would not take."
_UNKNOWN = not_enough("The router does not answer, so the Wi-Fi cannot be told from what lies behind it.")


def _unseen(facts: Facts) -> Finding | None:
    """Losses of which nothing tells whether they are the Wi-Fi's; None where there are none, or the line is bad."""
    router = facts.target("gateway")
    beyond = ("access", "target", "twin")
    behind = [part for part in (facts.segment("access"), facts.segment("route")) if part is not None]
    unsteady = any(part.added_jitter_ms > JITTER_COMFORTABLE.value for part in behind)
    if unsteady or not certain_loss(facts, *beyond):
        return None
    silent = router is None or router.sent < FEWEST_SENDS.value
    if not silent and (
        blames(facts, *beyond, than="gateway", likely=BORDER_LIKELY_WIFI)
        or blames(facts, "target", "twin", than="access")
    ):
        return None
    lost_pct = pooled_loss_pct(facts, *beyond)
    told = "the router hardly answers" if silent else "they are too few to tell where"
    return Finding(
        Verdict.WARN,
        "warning",
        summary="Packets are lost, and the router does not tell whether it is the Wi-Fi or the line.",
        why=f"{percent(lost_pct)} of the packets are lost; {told}, so only a test by cable tells.",
        evidence=(Evidence("loss", round(lost_pct, 4), LOSS_COMFORTABLE.value, "%"),),
        gain=rounded_gain("loss", 0.3 * lost_pct, 0.7 * lost_pct, lost_pct, "%"),
        confidence=0.4,
    )


def _stalling(facts: Facts) -> Finding | None:
    """On time but for rare stalls, each of which stops a stream; None where there are none."""
    stalls = stalls_of(facts, "home")
    if not stalls:
        return None
    most_ms = height_ms(facts, stalls)
    return Finding(
        Verdict.FAIL,
        "critical",
        summary="The Wi-Fi stops now and then, and a stream stops with it.",
        why=f"On the way to the router, which is reached by Wi-Fi, {stalls_words(facts, stalls)}.",
        evidence=(Evidence("stall of the Wi-Fi", round(most_ms, 1), TAIL_PLAYABLE.value, "ms"),),
        gain=rounded_gain("spike height", most_ms * 0.5, most_ms * 0.8, most_ms, "ms"),
        confidence=0.8,
    )


def _bottleneck(facts: Facts) -> Finding:
    """On time while nothing is sent, but slower than the line, so that packets queue for the Wi-Fi."""
    queue, loaded = home_queue(facts), facts.loaded
    if queue is None or loaded is None or queue.added_ms <= LOADED_ADDED.value:
        return PASS
    bad = queue.added_ms > LOADED_BAD.value
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning",
        summary="The Wi-Fi is slower than the line: as soon as it is busy, packets wait for it.",
        why=f"While {direction_of(loaded, queue)}, packets wait {ms(queue.added_ms)} on the way to the router.",
        evidence=(Evidence("delay added before the router", queue.added_ms, LOADED_ADDED.value, "ms"),),
        gain=rounded_gain("added delay under load", 0.5 * queue.added_ms, 0.8 * queue.added_ms, queue.added_ms, "ms"),
        confidence=0.8,
    )


def _air_evidence(wifi: WifiFacts) -> Iterator[Evidence]:
    """What of the Wi-Fi is bad, beside what it costs."""
    if wifi.rssi_dbm is not None and wifi.rssi_dbm < SIGNAL_WEAK.value:
        yield Evidence("Wi-Fi signal", round(wifi.rssi_dbm), SIGNAL_WEAK.value, "dBm")
    if wifi.current is not None and 100 * wifi.current.busy > CHANNEL_BUSY.value:
        yield Evidence("channel busy with others", round(100 * wifi.current.busy), CHANNEL_BUSY.value, "%")
    if wifi.retry_pct is not None and wifi.retry_pct > RETRY_HIGH.value:
        yield Evidence("Wi-Fi retransmissions", round(wifi.retry_pct, 1), RETRY_HIGH.value, "%")


def _why(leg: RouterLeg) -> str:
    lost = f" and loses {percent(leg.loss_pct)}" if leg.loss_pct else ""
    return (
        f"The router takes {ms(leg.median_ms)} (p95 {ms(leg.p95_ms)}) over this Wi-Fi{lost}; "
        f"by cable it answers within {ms(CABLE_JITTER.value)}."
    )


def _gain(facts: Facts, leg: RouterLeg) -> Gain:
    """What the cable takes away of the server's jitter: that of the Wi-Fi, which both legs drew by chance.

    The server's own reading may lie above the router's; as far as chance goes (a quarter of it) it may all go. Every
    leg loses on the Wi-Fi what it loses there, so that all of them together tell it best.
    """
    main = facts.main
    excess_ms = leg.jitter_ms - CABLE_JITTER.value
    if excess_ms <= 0 and leg.loss_pct:
        legs = ("access", "target", "twin") if leg.own_loss else ("gateway", "access", "target", "twin")
        lost_pct = min(pooled_loss_pct(facts, *legs), _NOT_ITS_OWN * leg.loss_pct)
        return rounded_gain("loss", lost_pct * 0.6, lost_pct, lost_pct * 1.4, "%")
    served = main.jitter_ms.pdv_p95 if main is not None and main.jitter_ms is not None else None
    high_ms = max(excess_ms, min(_BY_CHANCE * excess_ms, (served or 0.0) - CABLE_JITTER.value))
    return rounded_gain("jitter p95", excess_ms * 0.65, (0.85 * excess_ms + high_ms) / 2, high_ms, "ms")


RULE = Rule(
    id="use-ethernet",
    title="Connect the computer to the router by cable",
    about="A cable has no neighbours, no retries and no pauses: what the Wi-Fi adds between computer and router goes.",
    needs=frozenset({"environment", "loaded", "main", "segment", "target", "targets", "wifi"}),
    judge=judge,
    steps=(
        "Plug a network cable (Cat 5e or better) into the router and the computer.",
        "Without a network port, use a USB adapter for Gigabit Ethernet.",
        "Where no cable can go, try the nearest room or a mesh node that is wired itself; avoid powerline adapters.",
        "Turn the Wi-Fi of this computer off while you play, so that it does not go back to it.",
    ),
    sources=(
        "Riot Games, network study: players on Wi-Fi see 7 to 12 ms more, mostly as spikes",
        "Pei et al., INFOCOM 2016: over half of the packets spend more than 20 ms on the Wi-Fi hop",
        "NVIDIA, GeForce NOW system requirements: wired connection recommended",
    ),
    effort=2,
    links=frozenset({"wifi"}),
    thresholds=(
        *TROUBLE_LIMITS,
        *LOSS_LIMITS,
        *STALL_LIMITS,
        "LOADED_ADDED",
        "LOADED_BAD",
        "SIGNAL_WEAK",
        "CHANNEL_BUSY",
        "RETRY_HIGH",
    ),
    examples=(
        Example(
            "The router takes 3 ms, 5 ms more at times: advice, for a stream does not suffer from that.",
            fires=True,
            changes=QUICK
            | {
                "gateway.rtt_ms": Rtt(2.2, 2.3, 3, 3.4, 8, 9, 10, 1.5),
                "gateway.jitter_ms": Jitter(1.5, 1.4, 5.8),
                "home.added_jitter_ms": 5.8,
                "access.rtt_ms": Rtt(7.2, 7.3, 8, 8.4, 13, 14, 15, 1.5),
                "main.rtt_ms": Rtt(18.2, 18.3, 19, 19.4, 24, 25, 26, 1.5),
                "main.jitter_ms": Jitter(1.5, 1.4, 5.8),
            },
        ),
        Example(
            "3 % of the packets are lost, and the router answers nothing.",
            fires=True,
            changes=example_losses("access", "main") | {"environment.interface.kind": "wifi", "gateway": None},
        ),
        Example(
            "The router answers in 2 ms, but four times in ten seconds everything comes 100 ms late.",
            fires=True,
            changes=QUICK | example_stalls("home"),
        ),
        Example(
            "3 % of 200 packets are lost behind a router that lost one itself: it may be the Wi-Fi or the line.",
            fires=True,
            changes=QUICK | example_losses("access", "main") | {"gateway.received": 199, "gateway.loss_pct": 0.5},
        ),
        Example(
            "The router answers in 2 ms, but 90 ms later while the Wi-Fi is busy with a download.",
            fires=True,
            changes=QUICK | {"loaded": example_loaded(90.0, "home")},
        ),
        Example(
            "The router answers pings late, but what it forwards is on time.",
            fires=False,
            changes=QUICK | {"gateway.rtt_ms": Rtt(1, 2, 10, 12, 27, 33, 60, 9), "gateway.jitter_ms": Jitter(6, 5, 26)},
        ),
        Example(
            "Over the Wi-Fi the router takes 10 ms, 26 ms more at times.",
            fires=True,
            changes=SLOW,
        ),
        Example(
            "A Wi-Fi 6 network of its own: 2 ms, 1 ms more at times.",
            fires=False,
            changes=QUICK,
        ),
    ),
)
