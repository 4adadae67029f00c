"""Marks on their way: which are tried, and what probes that ended at a hop tell about them.

A header that a router quotes is what it received. Where headers cannot be read, the TOS octet of the router's own
message tells some of it: Linux and others set it to ``(received & 0x1e) | 0xc0``, so the answers to marked and unmarked
probes differ as the marks did when they came there. On the way back the answer itself may lose its DSCP, which shows in
the upper bits; then it tells nothing of the DSCP, but that somebody before this hop clears it.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

from latencylab.events import MarkProbed
from latencylab.stats.quantiles import Quantiles

DSCP, ECN = 0xFC, 0x03
"""Bits of the TOS octet."""

PROBES_A_MARK = 20
"""As many probes to the target carry each mark (ours)."""


class Class(NamedTuple):
    """A mark that is tried."""

    name: str
    tos: int

    @property
    def dscp(self) -> int:
        """The upper six bits."""
        return self.tos >> 2

    @property
    def ecn(self) -> int:
        """The lower two bits."""
        return self.tos & 3


CLASSES = (
    Class("best effort", 0),
    Class("AF41", 34 << 2),
    Class("CS5", 40 << 2),
    Class("EF", 46 << 2),
    Class("NQB", 45 << 2),
    Class("ECT(1)", 1),
    Class("CE", 3),
)
"""Interactive video (RFC 4594), broadcast video, telephony, non-queue-building (RFC 9956), L4S, and congestion seen."""

_EF, _ECT0, _ECT1 = 46 << 2, 2, 1
QUOTED_MARKS = (_EF | _ECT1, 34 << 2, _EF | _ECT1, 40 << 2 | _ECT1, 45 << 2, 3)
"""Marks for the hops, one a second, where routers' quotes can be read."""
COPIED_MARKS = (_EF | _ECT0, 0, _EF | _ECT0, 0, _EF | _ECT0, 0)
"""Marks for the hops where only copied bits can be read, which ECT(1) has none of."""

_COPIED, _OWN, _OWN_MASK = 0x1E, 0xC0, 0xE0
"""Bits of a TOS octet that Linux copies into its ICMP errors, and what it sets beside them."""

Verdict = Literal["intact", "changed"]


class Tally:
    """Probes with one mark to one place."""

    __slots__ = ("back", "out", "received", "recent", "rtts", "sent")

    def __init__(self) -> None:
        self.sent = 0
        self.received = 0
        self.out: Counter[int] = Counter()
        self.back: Counter[int] = Counter()
        self.rtts = Quantiles()
        self.recent: list[int] = []

    def add(self, probe: MarkProbed) -> None:
        """Take in one probe."""
        self.sent += 1
        if probe.rtt_ns is None:
            return
        self.received += 1
        self.rtts.add(probe.rtt_ns)
        self.recent.append(probe.rtt_ns)
        if probe.out_tos is not None:
            self.out[probe.out_tos] += 1
        if probe.back_tos is not None:
            self.back[probe.back_tos] += 1

    @property
    def arrived(self) -> int | None:
        """The TOS octet with which most probes arrived; None when no answer says it."""
        return self.out.most_common(1)[0][0] if self.out else None

    @property
    def returned(self) -> int | None:
        """The TOS octet of most answers."""
        return self.back.most_common(1)[0][0] if self.back else None


def verdict(tallies: Mapping[int, Tally], tos: int, mask: int) -> Verdict | None:
    """What came to a hop of the bits ``mask`` of probes with ``tos``; None when nothing tells.

    Args:
        tallies: the probes that ended at the hop, by their TOS octet.
        tos: the mark.
        mask: :data:`DSCP` or :data:`ECN`.
    """
    quoted = [
        seen for sent, tally in tallies.items() if (sent ^ tos) & mask == 0 and (seen := tally.arrived) is not None
    ]
    if quoted:
        return "changed" if any((seen ^ tos) & mask for seen in quoted) else "intact"
    return _copied_verdict(tallies, tos, mask)


def _copied_verdict(tallies: Mapping[int, Tally], tos: int, mask: int) -> Verdict | None:
    """The same by the bits that routers copy; ECT(0) stands in for ECT(1), of which no bit is copied."""
    plain, marked = (tallies[mark].returned if mark in tallies else None for mark in (0, COPIED_MARKS[0]))
    if plain is None or marked is None or (mask == DSCP and (tos ^ COPIED_MARKS[0]) & DSCP):
        return None
    differing = (plain ^ marked) & _COPIED
    if not differing:
        return None
    if mask == DSCP and plain & _OWN_MASK != _OWN:
        return "changed"
    return "intact" if differing & mask == COPIED_MARKS[0] & _COPIED & mask else "changed"


def keeps_own(tallies: Mapping[int, Tally]) -> bool | None:
    """Whether answers of a hop come with the upper bits that Linux and others give them; None without answers."""
    seen = [tally.returned for tally in tallies.values() if tally.returned is not None]
    return all(tos & _OWN_MASK == _OWN for tos in seen) if seen else None
