"""Whom the reflector answers, how often, and what it remembers of them.

A reflector on the open internet is asked by strangers with forged addresses. So what it remembers is bounded, and what
it sends to one address is bounded: a bucket of packets and one of octets (:mod:`probes.sources`) per source (an IPv4
address, or an IPv6 /64, which is what one household or one attacker has).

When the table is full, somebody must go: a segmented LRU. Sources that have sent a few packets only ("newcomers") go
first, and regulars may fill no more than three quarters of the table. A flood of forged sources therefore pushes out
itself, not those who are being measured, and a newcomer still finds room to become a regular.
"""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from latencylab.clock import NS_PER_S
from probes.sources import charged, network_of


class Refusal(StrEnum):
    """Why a datagram was not answered."""

    SHORT = "shorter than a usable answer"
    OVERSIZE = "longer than any packet"
    PORT = "from a port that is no sender's"
    SOURCE = "from an address that is no host's"
    DESTINATION = "to a group or broadcast address"
    REPLY = "answers themselves"
    KEY = "not authenticated by our key"
    PACKET_RATE = "too many packets from this source"
    BYTE_RATE = "too many octets from this source"
    SEND = "the system would not send the answer"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may ask for, and how much is remembered.

    The rates leave room for 1000 packets a second of 1500 octets, which is what one of our own probes may send at most.
    Full tables take less than 3 MB.
    """

    packets_per_s: int = 1500
    bytes_per_s: int = 2_000_000
    burst_s: float = 1.0
    sources: int = 2048
    sessions: int = 4096
    sessions_per_source: int = 64
    newcomer_packets: int = 16
    idle_s: float = 300.0

    def __post_init__(self) -> None:
        """Refuse tables in which one source could fill everything."""
        if not 0 < self.sessions_per_source < self.sessions:
            raise ValueError("sessions_per_source must be between 0 and sessions")


class Session:
    """What the reflector keeps of a session: its own count, and when its last reply really left."""

    __slots__ = ("follow_up", "next_seq")

    def __init__(self) -> None:
        self.next_seq = 0
        self.follow_up: tuple[int, int] | None = None
        """Sequence number and kernel send stamp (Unix ns) of the last reply whose stamp is known."""


class _Source:
    __slots__ = ("bytes_due_ns", "heard", "heard_ns", "packets_due_ns", "sessions")

    def __init__(self) -> None:
        self.packets_due_ns = self.bytes_due_ns = self.heard = self.heard_ns = 0
        self.sessions: dict[tuple[str, int, int], Session] = {}


class Admission:
    """Sources and sessions, bounded in number. All times are nanoseconds of one monotonic clock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._packet_ns = NS_PER_S // limits.packets_per_s
        self._ns_per_kilobyte = 1000 * NS_PER_S // limits.bytes_per_s
        self._burst_ns = int(limits.burst_s * NS_PER_S)
        self._idle_ns = int(limits.idle_s * NS_PER_S)
        self._newcomers: OrderedDict[bytes, _Source] = OrderedDict()
        self._regulars: OrderedDict[bytes, _Source] = OrderedDict()
        self.session_count = 0

    @property
    def source_count(self) -> int:
        """How many sources are remembered."""
        return len(self._newcomers) + len(self._regulars)

    def admit(self, host: str, port: int, ssid: int, size: int, now_ns: int) -> Session | Refusal:
        """The session of a datagram of ``size`` octets, or why it must not be answered."""
        network = network_of(host)
        if network is None:
            return Refusal.SOURCE
        source = self._source(network, now_ns)
        refusal = self._charge(source, size, now_ns)
        return refusal or self._session(source, (host, port, ssid))

    def forget_idle(self, now_ns: int) -> None:
        """Drop the sources that have been silent for longer than the idle time."""
        for table in (self._newcomers, self._regulars):
            while table and now_ns - next(iter(table.values())).heard_ns > self._idle_ns:
                self._drop_oldest(table)

    def _source(self, network: bytes, now_ns: int) -> _Source:
        source = self._regulars.get(network)
        if source is not None:
            self._regulars.move_to_end(network)
        else:
            source = self._newcomers.get(network) or self._new_source(network)
            self._newcomers.move_to_end(network)
            if source.heard == self._limits.newcomer_packets:
                self._promote(network)
        source.heard += 1
        source.heard_ns = now_ns
        return source

    def _new_source(self, network: bytes) -> _Source:
        if self.source_count >= self._limits.sources:
            self._drop_oldest(self._newcomers or self._regulars)
        source = self._newcomers[network] = _Source()
        return source

    def _promote(self, network: bytes) -> None:
        self._regulars[network] = self._newcomers.pop(network)
        if len(self._regulars) > max(1, self._limits.sources * 3 // 4):
            demoted, source = self._regulars.popitem(last=False)
            source.heard = 0
            self._newcomers[demoted] = source

    def _drop_oldest(self, table: OrderedDict[bytes, _Source]) -> None:
        _, source = table.popitem(last=False)
        self.session_count -= len(source.sessions)

    def _charge(self, source: _Source, size: int, now_ns: int) -> Refusal | None:
        packets_due_ns = charged(source.packets_due_ns, now_ns, self._packet_ns)
        bytes_due_ns = charged(source.bytes_due_ns, now_ns, size * self._ns_per_kilobyte // 1000)
        latest_ns = now_ns + self._burst_ns
        if packets_due_ns > latest_ns:
            return Refusal.PACKET_RATE
        if bytes_due_ns > latest_ns:
            return Refusal.BYTE_RATE
        source.packets_due_ns, source.bytes_due_ns = packets_due_ns, bytes_due_ns
        return None

    def _session(self, source: _Source, key: tuple[str, int, int]) -> Session:
        session = source.sessions.pop(key, None)
        if session is None:
            self._make_room(source)
            self.session_count += 1
            session = Session()
        source.sessions[key] = session
        return session

    def _make_room(self, asking: _Source) -> None:
        """Drop sessions until one more fits: the asking source's own oldest, or whole sources, oldest first."""
        while asking.sessions and len(asking.sessions) >= self._limits.sessions_per_source:
            del asking.sessions[next(iter(asking.sessions))]
            self.session_count -= 1
        while self.session_count >= self._limits.sessions:
            newest_only = next(iter(self._newcomers.values()), asking) is asking
            self._drop_oldest(self._regulars if newest_only else self._newcomers)
