"""The session-reflector without its sockets: a datagram and two clocks in, an answer or nothing out.

What keeps it from being a tool of attack (RFC 8762 section 7, RFC 8545 section 6, RFC 8085 section 3.1.5):

- An answer is never longer than its request. RFC 8762 section 4.6 would answer TWAMP-Light's short requests with 44
  octets; here an answer is cut to the request's length, and below 36 octets, where it could no longer hold the times it
  is made for, there is none.
- Answers, packets from reflectors' ports and from addresses that are no host's are not answered, so that no two
  reflectors, nor a reflector and an echo service, can be set upon each other.
- Each source has its rate, and all tables are bounded (:mod:`probes.reflector.admission`).
- With a key, what is not authenticated by it is ignored, before it could cost a session or anybody's rate.

Nothing here raises for any octets whatever.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from latencylab.clock import wall_ns
from probes.kernelstamps import Datagram
from probes.reflector import extensions
from probes.reflector.admission import Admission, Limits, Refusal, Session
from probes.wire import stamp
from probes.wire.ntp import to_ntp
from probes.wire.tlv import SYNC_FREE_RUNNING

LARGEST: Final = 9216
"""Octets of the longest request that is answered: a jumbo frame."""

REFLECTOR_PORTS: Final = frozenset({0, stamp.PORT, stamp.UNPRIVILEGED_PORT})
"""Ports that no sender sends from."""

_UNKNOWN_TTL = 255
_LOW32 = 0xFFFF_FFFF


@dataclass(slots=True)
class Counters:
    """What the reflector has done since its start."""

    received: int = 0
    replied: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)

    def __str__(self) -> str:
        """One sentence for a status line, the most frequent reasons first."""
        answered = f"Answered {self.replied} of {self.received} packets"
        reasons = ", ".join(f"{count} {reason}" for reason, count in self.refused.most_common())
        return f"{answered}; not answered: {reasons}." if reasons else f"{answered}."


class Clockwork(NamedTuple):
    """What the reflector claims of its clock."""

    error: int = stamp.UNKNOWN_ERROR
    """Error estimate, see :func:`probes.wire.stamp.error_estimate`."""
    sync_source: int = SYNC_FREE_RUNNING
    """``SYNC_*`` of :mod:`probes.wire.tlv`."""


class Answer(NamedTuple):
    """A packet to send back where the request came from."""

    data: bytes
    tos: int
    """TOS or traffic class octet to send it with."""
    session: Session
    seq: int
    t3_ns: int


class Reflector:
    """Answers session-senders, statefully.

    Args:
        key: shared secret; None serves unauthenticated senders.
        limits: rates and table sizes.
        wall: clock of T3, Unix nanoseconds; it is read as the last thing but authentication.
    """

    def __init__(
        self, *, key: bytes | None = None, limits: Limits | None = None, wall: Callable[[], int] = wall_ns
    ) -> None:
        self.counters = Counters()
        self.clockwork = Clockwork()
        self.admission = Admission(limits or Limits())
        self._key = key
        self._wall = wall
        self._shortest = stamp.SHORTEST_REPLY if key is None else stamp.AUTHENTICATED_SIZE

    def handle(self, datagram: Datagram, here: tuple[str | None, int], now_ns: int) -> Answer | None:
        """The answer to one datagram, or None when it gets none; ``counters`` tell why.

        Args:
            datagram: as received; its kernel receive stamp is T2 where there is one.
            here: the address and port it was sent to; the address is None where the system does not tell.
            now_ns: monotonic time.
        """
        t2_ns = datagram.rx_ns or self._wall()
        self.counters.received += 1
        outcome = self._examine(datagram, here[1], now_ns)
        if isinstance(outcome, Refusal):
            self.counters.refused[outcome] += 1
            return None
        request, session = outcome
        seq = session.next_seq
        session.next_seq = seq + 1 & _LOW32
        return self._answer(request, session, seq, datagram, here, t2_ns)

    def _examine(self, datagram: Datagram, own_port: int, now_ns: int) -> tuple[stamp.Request, Session] | Refusal:
        data, (host, port) = datagram.data, datagram.source
        size = len(data)
        if size < self._shortest:
            return Refusal.SHORT
        if size > LARGEST:
            return Refusal.OVERSIZE
        if port == own_port or port in REFLECTOR_PORTS:
            return Refusal.PORT
        if datagram.local is not None and not datagram.local.unicast:
            return Refusal.DESTINATION
        if stamp.is_reply(data, authenticated=self._key is not None):
            return Refusal.REPLY
        try:
            request = stamp.parse_request(data, key=self._key)
        except stamp.StampError:
            return Refusal.KEY
        admitted = self.admission.admit(host, port, request.ssid, size, now_ns)
        return admitted if isinstance(admitted, Refusal) else (request, admitted)

    def _answer(
        self,
        request: stamp.Request,
        session: Session,
        seq: int,
        datagram: Datagram,
        here: tuple[str | None, int],
        t2_ns: int,
    ) -> Answer:
        data, key = datagram.data, self._key
        tos = extensions.default_tos(datagram.tos)
        rest = b""
        base_size = stamp.BASE_SIZE if key is None else stamp.AUTHENTICATED_SIZE
        if len(data) > base_size:
            context = extensions.Context(
                source=datagram.source,
                destination=here,
                rx_tos=datagram.tos,
                follow_up=session.follow_up,
                sync_source=self.clockwork.sync_source,
                key=key,
                reply_tos=tos,
            )
            whole = bytearray(data)
            extensions.answer(whole, context, seq)
            rest, tos = bytes(whole[base_size:]), context.reply_tos
        ttl = _UNKNOWN_TTL if datagram.ttl is None else datagram.ttl
        t2, error = to_ntp(t2_ns), self.clockwork.error
        t3_ns = self._wall()
        base = stamp.pack_reply(request, seq=seq, t2=t2, t3=to_ntp(t3_ns), error=error, ttl=ttl, key=key)
        return Answer(base[: len(data)] + rest, tos, session, seq, t3_ns)
