"""Puts together what happened to the legs in one slot, so that a delay can be placed on the way."""

from collections import OrderedDict

from latencylab import clock
from latencylab.events import Sample
from latencylab.stats.pairing import NOT_PROBED, Pairing

PATIENCE_NS = 4 * clock.NS_PER_S
"""After this a slot is judged without the legs that have not reported: longer than the loss threshold."""
ROLES = ("gateway", "access", "target")


class Slots:
    """Slots on their way to a :class:`~latencylab.stats.pairing.Pairing`, in order.

    Args:
        pairing: takes the complete slots; its legs are :data:`ROLES`.
    """

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing
        self._open: OrderedDict[int, tuple[int, list[int | None]]] = OrderedDict()
        self._expected: set[int] = set()

    def expect(self, role: str) -> None:
        """The leg of this role is probed in every slot from now on."""
        self._expected.add(ROLES.index(role))

    def add(self, role: str, sample: Sample) -> None:
        """A leg's result of a slot."""
        if sample.status == "unsent":
            return
        _, results = self._open.setdefault(sample.tick, (sample.t_ns, [NOT_PROBED] * len(ROLES)))
        results[ROLES.index(role)] = sample.rtt_ns
        self._hand_on(sample.t_ns)

    def flush(self) -> None:
        """Hand on everything that still waits: nothing more will come."""
        while self._open:
            self._pop()

    def _hand_on(self, now_ns: int) -> None:
        while self._open:
            sent_ns, results = next(iter(self._open.values()))
            complete = all(results[leg] != NOT_PROBED for leg in self._expected)
            if not complete and now_ns - sent_ns < PATIENCE_NS:
                return
            self._pop()

    def _pop(self) -> None:
        _, (sent_ns, results) = self._open.popitem(last=False)
        self._pairing.add(sent_ns, results)
