"""Queues that keep delay low: CoDel (RFC 8289) and a fair queue of CoDel queues (RFC 8290), the "SQM" of home routers.

CoDel looks at how long the packet at the head has waited (its sojourn). When that stayed above a target for a whole
interval, it drops one, and further ones ever faster (interval / sqrt(count)) until the wait is below the target again.
The fair queue gives each flow a queue of its own, serves them in turn by octets (deficit round robin) and lets a flow
that has just begun go first: a game's thin stream then never waits behind a download.

Time is an argument everywhere; nothing here knows of sockets or clocks.
"""

import math
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

TARGET_NS = 5_000_000
INTERVAL_NS = 100_000_000
QUANTUM = 1514
_LIMIT_OCTETS = 16_000_000


class Waiting(NamedTuple):
    """A packet in a queue."""

    frame: bytes
    size: int
    in_ns: int
    verdict: int


Drop = Callable[[Waiting], None]


class CoDelQueue:
    """One queue under CoDel's control, with the deficit that the round robin keeps of it."""

    def __init__(self, target_ns: int) -> None:
        self.packets: deque[Waiting] = deque()
        self.octets = 0
        self.deficit = 0
        self._target_ns = target_ns
        self._first_above_ns = 0
        self._drop_next_ns = 0
        self._count = self._last_count = 0
        self._dropping = False

    def take(self, now_ns: int, drop: Drop) -> Waiting | None:
        """The next packet to send, after those that CoDel drops first (RFC 8289 section 5.5); None when empty."""
        packet, may_drop = self._head(now_ns)
        if self._dropping:
            if not may_drop:
                self._dropping = False
            while packet and self._dropping and now_ns >= self._drop_next_ns:
                drop(packet)
                self._count += 1
                packet, may_drop = self._head(now_ns)
                if may_drop:
                    self._drop_next_ns = self._control(self._drop_next_ns)
                else:
                    self._dropping = False
        elif packet and may_drop:
            drop(packet)
            packet, _ = self._head(now_ns)
            self._start_dropping(now_ns)
        return packet

    def _start_dropping(self, now_ns: int) -> None:
        self._dropping = True
        recent = now_ns - self._drop_next_ns < 16 * INTERVAL_NS
        delta = self._count - self._last_count
        self._count = delta if delta > 1 and recent else 1
        self._drop_next_ns = self._control(now_ns)
        self._last_count = self._count

    def _head(self, now_ns: int) -> tuple[Waiting | None, bool]:
        """Take the packet at the head, and say whether its wait has been too long for a whole interval."""
        if not self.packets:
            self._first_above_ns = 0
            return None, False
        packet = self.packets.popleft()
        self.octets -= packet.size
        if now_ns - packet.in_ns < self._target_ns or self.octets <= QUANTUM:
            self._first_above_ns = 0
            return packet, False
        if self._first_above_ns == 0:
            self._first_above_ns = now_ns + INTERVAL_NS
            return packet, False
        return packet, now_ns >= self._first_above_ns

    def _control(self, from_ns: int) -> int:
        return from_ns + int(INTERVAL_NS / math.sqrt(self._count))


class FairQueue:
    """Flows served in turn, each with a CoDel queue.

    Args:
        key: gives the flow of a frame; a constant makes all of it one CoDel queue.
        octets_per_ns: rate of what follows; below 2.4 Mbit/s the target grows to one and a half packets' time.
        drop: told of each packet that is dropped.
    """

    def __init__(self, key: Callable[[bytes], bytes], octets_per_ns: float, drop: Drop) -> None:
        self._key = key
        self._drop = drop
        self._target_ns = max(TARGET_NS, int(1.5 * QUANTUM / octets_per_ns))
        self._flows: dict[bytes, CoDelQueue] = {}
        self._fresh: deque[bytes] = deque()
        self._old: deque[bytes] = deque()
        self._octets = 0

    def __len__(self) -> int:
        return len(self._fresh) + len(self._old)

    def offer(self, packet: Waiting) -> None:
        """Queue a packet; above 16 MB in all, the longest queue loses its oldest one."""
        key = self._key(packet.frame)
        flow = self._flows.get(key)
        if flow is None:
            flow = self._flows[key] = CoDelQueue(self._target_ns)
            flow.deficit = QUANTUM
            self._fresh.append(key)
        flow.packets.append(packet)
        flow.octets += packet.size
        self._octets += packet.size
        if self._octets > _LIMIT_OCTETS:
            longest = max(self._flows.values(), key=lambda queue: queue.octets)
            oldest = longest.packets.popleft()
            longest.octets -= oldest.size
            self._dropped(oldest)

    def take(self, now_ns: int) -> Waiting | None:
        """The next packet to send at ``now_ns`` (RFC 8290 section 4.2), or None when nothing waits."""
        while self._fresh or self._old:
            flows = self._fresh or self._old
            key = flows[0]
            flow = self._flows[key]
            if flow.deficit <= 0:
                flow.deficit += QUANTUM
                flows.popleft()
                self._old.append(key)
                continue
            packet = flow.take(now_ns, self._dropped)
            if packet is not None:
                flow.deficit -= packet.size
                self._octets -= packet.size
                return packet
            flows.popleft()
            if flows is self._fresh and self._old:
                self._old.append(key)
            else:
                del self._flows[key]
        return None

    def _dropped(self, packet: Waiting) -> None:
        self._octets -= packet.size
        self._drop(packet)
