"""One direction of a wire: decides of each packet whether it comes out at the far side, and when.

A virtual clock does the work of a slow link: a packet leaves the queue at ``busy_until``, which each packet moves on by
its own length, so that how late the emulator happens to be woken does not add up. Packets then go onto a heap that is
ordered by the instant at which they are due; the wire writes them out.

Time is an argument, in ns of one monotonic clock; devices and sockets are elsewhere.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from latencylab.clock import NS_PER_MS as _NS_PER_MS
from tests.lab import packets
from tests.lab.aqm import FairQueue, Waiting
from tests.lab.impairment import PROTOCOLS, Impairment, Sampler, Stalls, jitter_sampler
from tests.lab.wirelog import LogWriter, Verdict

_FORWARDED, _DUPLICATED, _CORRUPTED = int(Verdict.FORWARDED), int(Verdict.DUPLICATED), int(Verdict.CORRUPTED)
_KEEP = {"dscp": 0x03, "ecn": 0xFC}


class Rule(NamedTuple):
    """Special treatment of ICMP messages of a router, for routers that answer late or not at all."""

    source: bytes
    """The router's address, as octets."""
    icmp_types: tuple[int, ...]
    """Types that the rule is about; empty: all of ICMP."""
    delay_ns: int | None
    """Added delay, without holding up other packets; None: dropped."""


class Due(NamedTuple):
    """A packet on its way, in the order in which packets come out."""

    due_ns: int
    number: int
    line: "Line"
    frame: bytes
    in_ns: int
    verdict: int


class Line:
    """One direction.

    Args:
        direction: 0 for up, 1 for down.
        settings: what to do to packets.
        heap: where packets on their way are put, shared with the other direction.
        log: where drops are recorded.
        rng: source of all chance here.
        rules: special treatment of routers' ICMP messages.
        now_ns: when it begins; stalls are counted from here.
    """

    def __init__(
        self,
        direction: int,
        settings: Impairment,
        heap: list[Due],
        log: LogWriter,
        rng: random.Random,
        rules: Sequence[Rule] = (),
        now_ns: int = 0,
    ) -> None:
        self.direction = direction
        self._heap = heap
        self._log = log
        self._rng = rng
        self._rules = tuple(rules)
        self._numbers = itertools.count(direction, 2)
        self._busy_until = self._last_due = self._redraw_at = self._jitter_ns = 0
        self._in_bad_state = False
        self._stalls: Stalls | None = None
        self._aqm: FairQueue | None = None
        self.settings = settings
        self.configure(settings, now_ns)

    def configure(self, settings: Impairment, now_ns: int) -> None:
        """Use other settings from now on; what waits in the queue of a discipline that goes leaves at once."""
        self._drain(now_ns)
        self.settings = settings
        self._delay_ns = int(settings.delay_ms * _NS_PER_MS)
        self._jitter: Sampler | None = jitter_sampler(settings.jitter, self._rng) if settings.jitter else None
        self._redraw_at = 0
        self._hold_ns = int(settings.jitter_hold_ms * _NS_PER_MS)
        self._ns_per_octet = 8000 / settings.rate_mbit if settings.rate_mbit else 0.0
        self._queue_ns = self._queue_limit_ns(settings)
        if settings.stalls != self._stalls:
            self._stalls = settings.stalls
            self._stall_epoch_ns = now_ns + int(settings.stalls.offset_s * 1e9) if settings.stalls else 0
        self._lose = self._loss_function(settings)
        self._blocked = frozenset(PROTOCOLS[name] for name in settings.block)
        self._keep = 0xFF
        for mark in settings.clear:
            self._keep &= _KEEP[mark]
        self._filters = bool(self._rules or self._blocked or settings.drop_above)
        self._alters = bool(settings.corrupt_pct or settings.clear)
        if settings.rate_mbit and settings.discipline != "fifo":
            key: Callable[[bytes], bytes] = packets.flow_key if settings.discipline == "sqm" else lambda _: b""
            self._aqm = FairQueue(key, 1 / self._ns_per_octet, self._aqm_dropped)

    def arrive(self, frame: bytes, now_ns: int) -> None:
        """Take a packet in: it is dropped, queued, or put on its way."""
        extra_ns = 0
        verdict = _FORWARDED
        if self._filters:
            refused, extra_ns = self._judge(frame)
            if refused is not None:
                return self._log.add(self.direction, refused, now_ns, 0, 0, frame)
        if self._lose is not None and self._lose():
            return self._log.add(self.direction, Verdict.LOST, now_ns, 0, 0, frame)
        if self._alters:
            frame, verdict = self._altered(frame)
        if extra_ns:
            return self._push(now_ns + self._delay_ns + extra_ns, frame, now_ns, verdict)
        if self._aqm is not None:
            self._aqm.offer(Waiting(frame, packets.extent(frame, len(frame))[1], now_ns, verdict))
            return self.serve(now_ns)
        departure = now_ns
        if self._ns_per_octet:
            start = max(self._busy_until, now_ns)
            if start - now_ns > self._queue_ns:
                return self._log.add(self.direction, Verdict.QUEUE_DROPPED, now_ns, 0, 0, frame)
            departure = start + int(packets.extent(frame, len(frame))[1] * self._ns_per_octet)
            self._busy_until = departure
        return self._launch(departure, frame, now_ns, verdict)

    def serve(self, now_ns: int) -> None:
        """Put on their way the packets whose turn in the managed queue has come."""
        while self._aqm and self._busy_until <= now_ns:
            packet = self._aqm.take(self._busy_until)
            if packet is None:
                return
            start = max(self._busy_until, packet.in_ns)
            self._busy_until = start + int(packet.size * self._ns_per_octet)
            self._launch(self._busy_until, packet.frame, packet.in_ns, packet.verdict)

    @property
    def serve_at_ns(self) -> int | None:
        """When :meth:`serve` has something to do next; None when nothing waits."""
        return self._busy_until if self._aqm else None

    def _judge(self, frame: bytes) -> tuple[Verdict | None, int]:
        """Why the packet may not pass (None: it may), and how much later than others it comes."""
        protocol = packets.protocol(frame)
        if protocol in self._blocked:
            return Verdict.BLOCKED, 0
        limit = self.settings.drop_above
        if limit is not None and len(frame) - packets.IP > limit and protocol and not _fits(frame, limit):
            return Verdict.TOO_BIG, 0
        if self._rules and protocol in (packets.ICMP, packets.ICMP6):
            return self._judge_icmp(frame)
        return None, 0

    def _judge_icmp(self, frame: bytes) -> tuple[Verdict | None, int]:
        source = packets.source_octets(frame)
        kind = frame[packets.transport_offset(frame)]
        for rule in self._rules:
            if source == rule.source and (not rule.icmp_types or kind in rule.icmp_types):
                return (Verdict.BLOCKED, 0) if rule.delay_ns is None else (None, rule.delay_ns)
        return None, 0

    def _altered(self, frame: bytes) -> tuple[bytes, int]:
        if self._keep != 0xFF:
            frame = packets.with_cleared_marks(frame, self._keep)
        if self._rng.random() * 100 < self.settings.corrupt_pct:
            return packets.with_flipped_bit(frame, self._rng.random()), _CORRUPTED
        return frame, _FORWARDED

    def _launch(self, departure_ns: int, frame: bytes, in_ns: int, verdict: int) -> None:
        """Put a packet that left the queue at ``departure_ns`` on its way."""
        due = departure_ns + self._delay_ns
        if self._jitter is not None:
            if departure_ns >= self._redraw_at:
                self._jitter_ns = int(self._jitter() * _NS_PER_MS)
                self._redraw_at = departure_ns + self._hold_ns
            due += self._jitter_ns
        if self._stalls is not None:
            due = self._after_stall(due)
        if not self.settings.reorder:
            due = self._last_due = max(due, self._last_due)
        self._push(due, frame, in_ns, verdict)
        if self.settings.duplicate_pct and self._rng.random() * 100 < self.settings.duplicate_pct:
            self._push(due, frame, in_ns, _DUPLICATED)

    def _push(self, due_ns: int, frame: bytes, in_ns: int, verdict: int) -> None:
        heapq.heappush(self._heap, Due(due_ns, next(self._numbers), self, frame, in_ns, verdict))

    def _after_stall(self, due_ns: int) -> int:
        assert self._stalls is not None
        since = due_ns - self._stall_epoch_ns
        into = since % int(self._stalls.every_s * 1e9)
        length = int(self._stalls.for_ms * _NS_PER_MS)
        return due_ns + length - into if since >= 0 and into < length else due_ns

    def _queue_limit_ns(self, settings: Impairment) -> int:
        if settings.queue_kb is None:
            return int(settings.queue_ms * _NS_PER_MS)
        return int(settings.queue_kb * 1000 * self._ns_per_octet)

    def _loss_function(self, settings: Impairment) -> Callable[[], bool] | None:
        if settings.gilbert is not None:
            p, r = settings.gilbert
            return lambda: self._gilbert(p, r)
        if settings.loss_pct:
            share, draw = settings.loss_pct / 100, self._rng.random
            return lambda: draw() < share
        return None

    def _gilbert(self, p: float, r: float) -> bool:
        """One step of the two-state chain; the packet meets the state that the step leads to."""
        bound = 1 - r if self._in_bad_state else p
        self._in_bad_state = self._rng.random() < bound
        return self._in_bad_state

    def _aqm_dropped(self, packet: Waiting) -> None:
        self._log.add(self.direction, Verdict.QUEUE_DROPPED, packet.in_ns, 0, 0, packet.frame)

    def _drain(self, now_ns: int) -> None:
        queue, self._aqm = self._aqm, None
        while queue and (packet := queue.take(now_ns)):
            self._launch(now_ns, packet.frame, packet.in_ns, packet.verdict)


def _fits(frame: bytes, limit: int) -> bool:
    """Whether each segment of a train of TCP segments is within ``limit`` octets of IP."""
    segments, size = packets.extent(frame, len(frame))
    return segments > 1 and -(-size // segments) <= limit
