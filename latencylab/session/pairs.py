"""Puts together what happened to the legs in one slot, so that a delay can be placed on the way."""

from collections import OrderedDict
from collections.abc import Mapping

from latencylab import clock
from latencylab.events import Sample
from latencylab.stats.pairing import NOT_PROBED, Pairing

PATIENCE_NS = 4 * clock.NS_PER_S
"""After this a slot is judged without the legs that have not reported: longer than the loss threshold."""
ROLES = ("gateway", "access", "target")
TOGETHER_NS = 5 * clock.NS_PER_MS
"""Probes of a slot that left within this are of one instant: a stall that one of them met, the others met."""


class Slots:
    """Slots on their way to a :class:`~latencylab.stats.pairing.Pairing`, in order.

    Args:
        pairing: takes the complete slots; its legs are :data:`ROLES`.
    """

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing
        self._open: OrderedDict[int, dict[str, Sample]] = OrderedDict()
        self._expected: set[str] = set()

    def expect(self, role: str) -> None:
        """The leg of this role is probed in every slot from now on."""
        self._expected.add(role)

    def add(self, role: str, sample: Sample) -> None:
        """A leg's result of a slot."""
        if sample.status == "unsent":
            return
        self._open.setdefault(sample.tick, {})[role] = sample
        self._hand_on(sample.t_ns)

    def flush(self) -> None:
        """Hand on everything that still waits: nothing more will come."""
        while self._open:
            self._pop()

    def _hand_on(self, now_ns: int) -> None:
        while self._open:
            samples = next(iter(self._open.values()))
            complete = samples.keys() >= self._expected
            if not complete and now_ns - _sent_ns(samples) < PATIENCE_NS:
                return
            self._pop()

    def _pop(self) -> None:
        _, samples = self._open.popitem(last=False)
        sent_ns = _sent_ns(samples)
        self._pairing.add(
            sent_ns,
            [samples[role].rtt_ns if role in samples else NOT_PROBED for role in ROLES],
            [n for n, role in enumerate(ROLES) if role in samples and abs(samples[role].t_ns - sent_ns) > TOGETHER_NS],
        )


def _sent_ns(samples: Mapping[str, Sample]) -> int:
    """When the slot's probes left: a busy computer sends them milliseconds apart, and the target's is what counts."""
    return (samples.get(ROLES[-1]) or next(iter(samples.values()))).t_ns
