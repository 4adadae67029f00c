"""What a wire did to each packet: written in binary while packets run, read as named tuples afterwards.

A record has a fixed size: when the packet came in and went out (``CLOCK_REALTIME`` ns, so that it can be held against
kernel stamps and captures), how late the wire itself was, the frame's length, direction, verdict, and the frame's
beginning as it was. Parsing waits until somebody reads.
"""

import os
import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from latencylab import clock
from tests.lab import packets

SNAP = 90
_RECORD = struct.Struct(f"<qqqIBB{SNAP}s")
_FLUSH_RECORDS = 256
_OFFSET_AGE_NS = clock.NS_PER_S
DIRECTIONS = ("up", "down")


class Verdict(IntEnum):
    """What became of a packet."""

    FORWARDED = 0
    LOST = 1
    """Dropped at random, as the loss settings say."""
    QUEUE_DROPPED = 2
    DUPLICATED = 3
    """The second copy of a packet whose first copy has its own record."""
    CORRUPTED = 4
    """Forwarded with one bit turned over."""
    BLOCKED = 5
    TOO_BIG = 6
    UNPLUGGED = 7
    """On the way when the cable was pulled."""
    UNDELIVERED = 8
    """The interface at the far side was down."""


class Record(NamedTuple):
    """One packet's passage, or its end."""

    in_ns: int
    """When it came to the wire, ``CLOCK_REALTIME``; good to some 10 us, since a TAP device stamps nothing."""
    out_ns: int | None
    """When the wire gave it to the interface at the far side; None when it did not."""
    late_ns: int
    """How much later than meant that was: the emulator's own error."""
    direction: str
    """``up`` (away from the device) or ``down``."""
    verdict: Verdict
    size: int
    """Octets of IP, of all segments together with their headers."""
    segments: int
    """How many packets it counts for: more than 1 for a train of TCP segments."""
    protocol: int
    source: str
    destination: str
    sport: int
    dport: int
    icmp_type: int
    icmp_code: int
    icmp_id: int
    icmp_seq: int
    payload: bytes
    """The first 16 octets behind the transport header."""

    @property
    def delay_ns(self) -> int | None:
        """How long the packet was in the wire."""
        return None if self.out_ns is None else self.out_ns - self.in_ns


class LogWriter:
    """Collects records and writes them to ``fd`` in blocks."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._waiting: list[bytes] = []
        self._offset_ns = clock.wall_offset_ns()
        self._offset_until = 0

    def add(self, direction: int, verdict: int, in_ns: int, out_ns: int, due_ns: int, frame: bytes) -> None:
        """Record a packet; times on the monotonic clock, ``out_ns`` 0 when it did not come out."""
        if in_ns > self._offset_until:
            self._offset_ns = clock.wall_offset_ns()
            self._offset_until = in_ns + _OFFSET_AGE_NS
        offset = self._offset_ns
        out, late = (out_ns + offset, out_ns - due_ns) if out_ns else (0, 0)
        self._waiting.append(_RECORD.pack(in_ns + offset, out, late, len(frame), direction, verdict, frame[:SNAP]))
        if len(self._waiting) >= _FLUSH_RECORDS:
            self.flush()

    def flush(self) -> None:
        """Write out what waits."""
        if self._waiting:
            os.write(self._fd, b"".join(self._waiting))
            self._waiting.clear()


def read(fd: int) -> list[Record]:
    """All records of the file ``fd``, in the order in which the packets' fates were settled."""
    data = os.pread(fd, os.fstat(fd).st_size, 0)
    return list(_parse(data[: len(data) - len(data) % _RECORD.size]))


def lateness_ns(fd: int) -> list[int]:
    """How late the wire itself was with each packet that it delivered, in rising order."""
    data = os.pread(fd, os.fstat(fd).st_size, 0)
    return sorted(late for _, out, late, *_ in _RECORD.iter_unpack(data[: len(data) - len(data) % _RECORD.size]) if out)


def _parse(data: bytes) -> Iterator[Record]:
    for in_ns, out_ns, late_ns, length, direction, verdict, head in _RECORD.iter_unpack(data):
        frame = head[:length]
        segments, size = packets.extent(frame, length)
        yield Record(
            in_ns, out_ns or None, late_ns, DIRECTIONS[direction], Verdict(verdict), size, segments,
            *packets.identify(frame),
        )  # fmt: skip
