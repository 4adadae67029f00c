"""Sending marked probes along a flow, to the far end and to the hops before it.

Whether a mark arrives shows in four ways. A STAMP reflector tells the TOS octet that it received (class of service TLV,
RFC 8972 4.4). A host copies the TOS octet of an echo request into its reply, so that what comes back unchanged passed
both ways. A router quotes the header of a packet whose TTL ended there as it received it. And many, Linux among them,
put some bits of what they received into the TOS octet of their own message: ``(received & 0x1e) | 0xc0``.
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from latencylab import clock, mark_evidence
from latencylab.events import Event, MarkMethod, MarkProbed, Sample
from probes.latency.book import Book
from probes.path.answers import Answer
from probes.path.exchange import ANY_TTL, Exchange

RATE_HZ = 25.0
SLOTS_A_TURN = 28
"""A router is asked every so many slots: less than once a second, since it may not answer more often."""


class MarkProber:
    """Asks along one flow.

    Args:
        exchange: the flow.
        quotes: whether routers' answers come with the header that they quote.
        epoch_ns: monotonic clock at ``t_ns`` 0.
        emit: takes the events.
    """

    def __init__(self, exchange: Exchange, *, quotes: bool, epoch_ns: int, emit: Callable[[Event], None]) -> None:
        self.book = Book("", epoch_ns=epoch_ns, timeout_ns=3 * clock.NS_PER_S, emit=self._told)
        self._exchange = exchange.hold()
        self._far: MarkMethod = "stamp" if exchange.flow.via == "udp" else "echo"
        self._near: MarkMethod = "quote" if quotes else "error"
        self._emit = emit
        self._seq = 0
        self._asked: dict[int, tuple[int, int]] = {}
        self._answers: dict[int, Answer] = {}

    def ask(self, tos: int, ttl: int = 0) -> None:
        """Send one probe: to the target, or to the hop where ``ttl`` ends."""
        self._seq += 1
        self._asked[self._seq] = tos, ttl
        self._exchange.ask(self, ttl or ANY_TTL, self._seq, self._seq, clock.mono_ns(), tos)

    def answered(self, ttl: int, seq: int, answer: Answer) -> bool:  # noqa: ARG002 - what was asked is known by seq
        """Believe the target about itself, and routers about their hop."""
        wanted = "exceeded" if self._asked[seq][1] else "reached"
        self._answers[seq] = answer
        return answer.kind == wanted

    def close(self) -> None:
        """Let go of the flow."""
        self._exchange.release()

    def _told(self, event: Event) -> None:
        if not isinstance(event, Sample) or event.status == "unsent":
            return
        tos, ttl = self._asked[event.seq]
        method = self._near if ttl else self._far
        answer = self._answers.get(event.seq) if event.rtt_ns is not None else None
        if answer is None:
            self._emit(MarkProbed(event.t_ns, method, tos, ttl))
            return
        self._emit(
            MarkProbed(
                event.t_ns,
                method,
                tos,
                ttl,
                answer.source,
                event.rtt_ns,
                answer.out_tos,
                answer.tos,
                answer.other_dscp,
            )
        )


class Due(NamedTuple):
    """A probe of the plan."""

    slot: int
    tos: int
    ttl: int
    """0 for the target."""


def plan(random: Random, *, hops: int, quotes: bool) -> list[Due]:
    """When to send what, in order.

    All marks take turns, in a new order each time, so that what changes meanwhile meets all of them alike.

    Args:
        random: where the order comes from.
        hops: how many routers to ask too.
        quotes: whether their answers come with the header that they quote.
    """
    far: list[Due] = []
    for _ in range(mark_evidence.PROBES_A_MARK):
        marks = [entry.tos for entry in mark_evidence.CLASSES]
        random.shuffle(marks)
        far += [Due(len(far) + place, tos, 0) for place, tos in enumerate(marks)]
    of_hops = mark_evidence.QUOTED_MARKS if quotes else mark_evidence.COPIED_MARKS
    near = [Due(turn * SLOTS_A_TURN, tos, ttl) for turn, tos in enumerate(of_hops) for ttl in range(1, hops + 1)]
    return sorted(far + near)
