"""What became of each probe of a leg: the one place where a status is decided.

A probe is under way until its reply comes, or until the loss threshold has passed; then it is told once. A reply after
the timeout is *late*, not lost (RFC 7680 2.5; RFC 6703: wait long, classify afterwards). A second reply is a duplicate.
A reply to a probe that was never sent, or is long forgotten, is stray and only counted.

The round-trip time is the difference of two kernel stamps where there are two, corrected by what the wall clock was
stepped in between; it is never longer than what this program saw by its own monotonic clock, and falls back to that
when the stamps cannot be right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from latencylab import clock
from latencylab.events import Duplicate, Event, Sample, Stamps

LOSS_THRESHOLD_NS = 3 * clock.NS_PER_S
"""A probe without a reply for this long is lost (ours, reported; RFC 7680 wants the threshold stated)."""
_STEP_NS = 20_000
"""A smaller change of wall clock against monotonic clock is reading noise, not a step."""
_SLACK_NS = 50_000
"""How much longer than the user-space reading a stamped RTT may be before the stamps are not believed."""


@dataclass(slots=True)
class Underway:
    """A probe that was sent."""

    seq: int
    tick: int
    due_ns: int
    mono_ns: int
    """Monotonic clock just before it was given to the system."""
    offset_ns: int
    """Wall clock minus monotonic clock at that time."""
    tx_wall_ns: int | None = None
    """Kernel TX stamp."""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What a transport knows of a reply."""

    seq: int
    rx_wall_ns: int | None = None
    """Kernel RX stamp."""
    rtt_ns: int | None = None
    """The RTT where the transport knows it itself."""
    rtt_by: Stamps = "kernel"
    """Who measured :attr:`rtt_ns`."""
    ttl: int | None = None
    far_seq: int | None = None
    far_rx_ns: int | None = None
    """Reflector's receive stamp, in its own wall clock."""
    far_tx_ns: int | None = None
    """Reflector's send stamp."""


class Arrival(NamedTuple):
    """When a reply came, by this computer's clocks."""

    mono_ns: int
    offset_ns: int
    """Wall clock minus monotonic clock."""


class Book:
    """The probes of one leg.

    Args:
        leg: its id.
        epoch_ns: monotonic clock at ``t_ns`` 0 of the session.
        timeout_ns: a reply after this is late.
        emit: takes the events.
        mono_ns, offset_ns: the clocks (see :mod:`latencylab.clock`).
    """

    def __init__(
        self,
        leg: str,
        *,
        epoch_ns: int,
        timeout_ns: int,
        emit: Callable[[Event], None],
        mono_ns: Callable[[], int] = clock.mono_ns,
        offset_ns: Callable[[], int] = clock.wall_offset_ns,
    ) -> None:
        self.leg = leg
        self.stray = 0
        self.received = 0
        self.refusals = 0
        self.stamps: Stamps = "user"
        """Which stamps the transport promises; a sample with others says so."""
        self._epoch_ns = epoch_ns
        self._timeout_ns = timeout_ns
        self._emit = emit
        self._mono_ns = mono_ns
        self._offset_ns = offset_ns
        self._probes: dict[int, Underway] = {}
        self._far_base_ns: int | None = None

    def sending(self, seq: int, tick: int, due_ns: int) -> Underway:
        """Note a probe just before it is given to the system."""
        probe = Underway(seq, tick, due_ns, self._mono_ns(), self._offset_ns())
        self._probes[seq] = probe
        return probe

    def refused(self, probe: Underway, error: str) -> None:
        """The system did not take it."""
        self.refusals += 1
        del self._probes[probe.seq]
        sent_ns = probe.mono_ns - self._epoch_ns
        self._emit(Sample(sent_ns, self.leg, probe.seq, probe.tick, status="unsent", error=error))

    def stamped(self, seq: int, tx_wall_ns: int) -> None:
        """The kernel's TX stamp of a probe has come."""
        probe = self._probes.get(seq)
        if probe is not None:
            probe.tx_wall_ns = tx_wall_ns

    def lost(self, seq: int) -> None:
        """The transport knows that this probe was lost (a TCP handshake that needed a retransmission)."""
        probe = self._probes.get(seq)
        if probe is not None and not probe.answered:
            self._tell(probe, Sample(self._sent_ns(probe), self.leg, seq, probe.tick, status="lost"))

    def arrival(self) -> Arrival:
        """The present, for a reply that has just come."""
        return Arrival(self._mono_ns(), self._offset_ns())

    def replied(self, reply: Reply, arrival: Arrival | None = None) -> None:
        """A reply has come: just now, or at ``arrival``."""
        now_ns, offset_ns = arrival or self.arrival()
        probe = self._probes.get(reply.seq)
        if probe is None:
            self.stray += 1
            return
        if probe.answered:
            self._emit(Duplicate(now_ns - self._epoch_ns, self.leg, reply.seq))
            return
        self.received += 1
        seen_ns = now_ns - probe.mono_ns
        gross_ns, stamps = self._round_trip(probe, reply, seen_ns, offset_ns)
        sent_ns = self._sent_ns(probe)
        rtt_ns, fwd_ns, back_ns = self._one_way(sent_ns, gross_ns, reply)
        sample = Sample(
            sent_ns,
            self.leg,
            reply.seq,
            probe.tick,
            rtt_ns=rtt_ns,
            status="received" if rtt_ns <= self._timeout_ns else "late",
            late_ns=max(0, sent_ns + self._epoch_ns - probe.due_ns),
            ttl=reply.ttl,
            stamps=stamps if stamps != self.stamps else None,
            far_seq=reply.far_seq,
            fwd_ns=fwd_ns,
            back_ns=back_ns,
        )
        self._tell(probe, sample)

    def expire(self, now_ns: int) -> None:
        """Tell the losses that are certain at ``now_ns``, and forget what is older."""
        over: list[int] = []
        for seq, probe in self._probes.items():
            if now_ns - probe.mono_ns < LOSS_THRESHOLD_NS:
                break
            over.append(seq)
        for seq in over:
            self.lost(seq)
            del self._probes[seq]

    def waits_for(self, seq: int) -> bool:
        """Whether probe ``seq`` still waits for what becomes of it."""
        probe = self._probes.get(seq)
        return probe is not None and not probe.answered

    def underway(self) -> int:
        """How many probes still wait for what becomes of them."""
        return sum(not probe.answered for probe in self._probes.values())

    def _tell(self, probe: Underway, sample: Sample) -> None:
        probe.answered = True
        self._emit(sample)

    def _sent_ns(self, probe: Underway) -> int:
        if probe.tx_wall_ns is None:
            return probe.mono_ns - self._epoch_ns
        sent_ns = probe.tx_wall_ns - probe.offset_ns
        if not 0 <= sent_ns - probe.mono_ns <= clock.NS_PER_S:
            return probe.mono_ns - self._epoch_ns
        return sent_ns - self._epoch_ns

    def _one_way(self, sent_ns: int, gross_ns: int, reply: Reply) -> tuple[int, int | None, int | None]:
        """RTT without the reflector's processing, and both directions, offset by the same unknown (in ns).

        Our side of both is the monotonic clock, so that a step of this computer's wall clock does not show in them. The
        difference of the two clocks at the first reply is taken off: it keeps the numbers small and means nothing.
        """
        if reply.far_rx_ns is None or reply.far_tx_ns is None:
            return gross_ns, None, None
        if self._far_base_ns is None:
            self._far_base_ns = reply.far_rx_ns - sent_ns
        fwd_ns = reply.far_rx_ns - sent_ns - self._far_base_ns
        back_ns = sent_ns + gross_ns - reply.far_tx_ns + self._far_base_ns
        held_ns = reply.far_tx_ns - reply.far_rx_ns
        return (gross_ns - held_ns if 0 <= held_ns <= gross_ns else gross_ns), fwd_ns, back_ns

    def _round_trip(self, probe: Underway, reply: Reply, seen_ns: int, offset_ns: int) -> tuple[int, Stamps]:
        """The RTT in ns and who measured it."""
        if reply.rtt_ns is not None:
            return (reply.rtt_ns, reply.rtt_by) if reply.rtt_ns <= seen_ns + _SLACK_NS else (seen_ns, "user")
        if reply.rx_wall_ns is None:
            return seen_ns, "user"
        step_ns = offset_ns - probe.offset_ns
        if abs(step_ns) < _STEP_NS:
            step_ns = 0
        if probe.tx_wall_ns is not None:
            stamps: Stamps = "kernel"
            rtt_ns = reply.rx_wall_ns - probe.tx_wall_ns - step_ns
        else:
            stamps = "kernel-rx"
            rtt_ns = reply.rx_wall_ns - (probe.mono_ns + probe.offset_ns) - step_ns
        if 0 < rtt_ns <= seen_ns + _SLACK_NS:
            return rtt_ns, stamps
        return seen_ns, "user"
