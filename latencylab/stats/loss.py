"""Loss: its ratio, how sure it is, and how it is spread.

RFC 7680 sections 2 and 4.1, RFC 6673 section 4 (round trip): a packet is lost if nothing came within the waiting time,
seconds and not the application's patience; the ratio is lost packets out of those whose fate is known. A reply that
comes after the probe's timeout but within the waiting time is *late*, not lost: it is received, and counted apart.

The interval is Wilson's with the effective number of probes, because losses come in bursts: 30 losses in one burst say
less about the ratio than 30 single ones. The effective number comes from the variance of block sums at block lengths 1,
2, 4, 8 ... (Flyvbjerg and Petersen, "Error estimates on averages of correlated data", 1989): where losses cluster, the
sums vary more than independent losses would let them. This sums all autocorrelations up to the block length, in
O(1) a probe and O(log n) memory. While bursts are few, blocks see too little of them; then the two-state model of
:mod:`latencylab.stats.bursts` speaks, whose autocorrelations ``(1 - P(g|b) - P(b|g)) ** lag`` sum up in closed form.
"""

from latencylab.stats.bursts import Bursts
from latencylab.stats.interval import Interval, wilson

_SLOTS = 4096
_AWAITED, _RECEIVED, _LOST, _NOT_SENT = range(4)
_MIN_BLOCKS = 24
"""Blocks below which the variance of their sums is too uncertain to believe."""


class BlockVariance:
    """Effective sample size of the mean of a series, by the variance of sums over longer and longer blocks."""

    __slots__ = ("_levels",)

    def __init__(self) -> None:
        # of each block length: blocks so far, their sum of squares, the sum of the block that waits for its partner
        self._levels: list[list[int]] = []
        self._levels.append([0, 0, 0])

    def add(self, value: int) -> None:
        """The next value; O(1) amortised."""
        index = 0
        while True:
            level = self._levels[index]
            level[0] += 1
            level[1] += value * value
            if level[0] % 2:
                level[2] = value
                return
            value += level[2]
            index += 1
            if index == len(self._levels):
                self._levels.append([0, 0, 0])

    def n_eff(self, total: int) -> float:
        """Effective number of values, ``total`` being their sum: at most their number."""
        count, squares, _ = self._levels[0]
        if count < 2:
            return float(count)
        mean = total / count
        variance = squares / count - mean * mean
        if variance <= 0:
            return float(count)
        inflation = 1.0
        for power, (blocks, block_squares, _) in enumerate(self._levels):
            if blocks < _MIN_BLOCKS:
                break
            length = 1 << power
            spread = block_squares / blocks - (mean * length) ** 2
            inflation = max(inflation, spread / (length * variance) * blocks / (blocks - 1))
        return count / inflation


class Loss:
    """Fates of probes: sent, received (late ones among them), lost, still awaited.

    Args:
        first: number of the first probe.
    """

    __slots__ = ("_fates", "_next", "_variance", "bursts", "late", "lost", "received", "sent")

    def __init__(self, first: int = 0) -> None:
        self.sent = 0
        self.received = 0
        self.late = 0
        """Of the received: after the timeout, within the waiting time."""
        self.lost = 0
        self.bursts = Bursts()
        self._variance = BlockVariance()
        self._fates = bytearray(_SLOTS)
        self._next = first

    def on_sent(self) -> None:
        """A probe went out."""
        self.sent += 1

    def on_received(self, sequence: int, *, late: bool = False) -> None:
        """The first reply to probe ``sequence`` (not wrapping) came."""
        self.received += 1
        self.late += late
        self._settle(sequence, _RECEIVED)

    def on_lost(self, sequence: int) -> None:
        """The waiting time for probe ``sequence`` is over."""
        self.lost += 1
        self._settle(sequence, _LOST)

    def on_not_sent(self, sequence: int) -> None:
        """Probe ``sequence`` never left: it is neither lost nor received, and its neighbours are neighbours."""
        self._settle(sequence, _NOT_SENT)

    @property
    def awaited(self) -> int:
        """Probes whose fate is open."""
        return self.sent - self.received - self.lost

    @property
    def ratio(self) -> float | None:
        """Lost out of those whose fate is known, 0 to 1; None before the first."""
        known = self.received + self.lost
        return self.lost / known if known else None

    @property
    def n_eff(self) -> float:
        """Independent probes that would tell the ratio as well as these do."""
        n_eff = self._variance.n_eff(self.bursts.lost)
        model = self.bursts.gilbert
        if model is None:
            return n_eff
        turnover = model.good_to_bad + model.bad_to_good
        return min(n_eff, (self.received + self.lost) * turnover / (2 - turnover)) if turnover < 1 else n_eff

    def interval(self, confidence: float = 0.95) -> Interval | None:
        """Interval of the loss ratio; for no loss at all, 0 to 3 / n (the rule of three)."""
        ratio = self.ratio
        return None if ratio is None else wilson(ratio, self.n_eff, confidence)

    def _settle(self, sequence: int, fate: int) -> None:
        """Note a fate, and hand on in the order of sending whatever is known without a gap."""
        if sequence < self._next:
            return
        while sequence >= self._next + _SLOTS:  # a probe never accounted for must not hold up the rest for ever
            self._hand_on()
        self._fates[sequence % _SLOTS] = fate
        while self._fates[self._next % _SLOTS] != _AWAITED:
            self._hand_on()

    def _hand_on(self) -> None:
        slot = self._next % _SLOTS
        fate = self._fates[slot]
        self._fates[slot] = _AWAITED
        self._next += 1
        if fate in (_RECEIVED, _LOST):
            lost = fate == _LOST
            self.bursts.add(lost)
            self._variance.add(int(lost))
