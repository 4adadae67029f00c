"""The path and what happens to marks on it, by raw packets: for systems that hide routers' answers from other sockets.

It needs the right to send and capture packets (Linux: ``CAP_NET_RAW``, Windows: Npcap and administrator). In return it
sees the IP header that each router quotes, and so which mark the packet had when it came there. scapy's licence is the
GPL, version 2: this is a program of its own that talks to the engine by pipes, and nothing else imports it.

All packets have the same addresses and ports; their length tells which TTL they were sent with ("Dublin traceroute").
Every hop is asked once a second, with a new mark each time.

Order: ``{"cmd": "start", "epoch_ns": N, "target": ID, "address": A}`` with any of ``port`` and ``max_ttl``; it goes on
until ``finish``, ``stop`` or the end of its input.
"""

import queue
import secrets
from collections.abc import Callable
from typing import Any, NamedTuple, TextIO

from latencylab import clock, mark_evidence
from latencylab.events import (
    Event,
    HopSeen,
    MarkProbed,
    PathChanged,
    PathEnd,
    PathHop,
    PathTraced,
    ProbeFailed,
)
from probes.pipe import CommandPipe, EventPipe
from probes.wire import icmp_error

_PORT = 33434
_MAX_TTL, _SILENT_LIMIT = 30, 5
_UDP_HEADER, _SHORTEST = 8, 24
_ROUND_NS = 1_050 * clock.NS_PER_MS
_UDP = 17


class Answered(NamedTuple):
    """A router's or the target's answer."""

    ttl: int
    source: str
    is_target: bool
    out_tos: int
    back_tos: int
    at_s: float
    """Wall clock, as captured."""


def read(message: bytes, *, v6: bool, port: int) -> tuple[int, icmp_error.Quote] | None:
    """The TTL of the probe that an ICMP message answers, and what it quotes; None when it is about something else."""
    quote = icmp_error.parse(message, v6=v6)
    if quote is None or quote.protocol != _UDP or len(quote.payload) < _UDP_HEADER:
        return None
    if int.from_bytes(quote.payload[2:4]) != port:
        return None
    return int.from_bytes(quote.payload[4:6]) - _UDP_HEADER - _SHORTEST, quote


class Tracer:
    """Asks all hops once a second.

    Args:
        order: see above.
        emit: takes the events.

    Raises:
        OSError: not permitted here.
        ImportError: scapy is not installed.
    """

    def __init__(self, order: dict[str, Any], emit: Callable[[Event], None]) -> None:
        from scapy.layers import inet, inet6

        self._order = order
        self._emit = emit
        self._inet, self._inet6 = inet, inet6
        self._address: str = order["address"]
        self._v6 = ":" in self._address
        self._port = int(order.get("port") or _PORT)
        self._source_port = 49152 + secrets.randbelow(16384)
        self._max_ttl = int(order.get("max_ttl") or _MAX_TTL)
        self._answers: queue.SimpleQueue[Answered] = queue.SimpleQueue()
        self._known: dict[int, str] = {}
        self._target_ttl: int | None = None
        self._told = (0, "")
        self._round = 0
        self._socket, self._capture = _open(self._address)
        self._sniffer = _sniffer(self._capture, self._on_packet)

    @property
    def length(self) -> int:
        """TTL of the farthest hop that answered."""
        return self._target_ttl or max(self._known, default=0)

    def round(self, pause: Callable[[], None]) -> None:
        """Ask every hop once, and a few beyond the last that answered; tell what came of it after the pause."""
        marks = mark_evidence.QUOTED_MARKS
        tos = marks[self._round % len(marks)]
        before = self.length
        last = self._target_ttl or min(self._max_ttl, before + _SILENT_LIMIT)
        start_ns = clock.mono_ns() - int(self._order["epoch_ns"])
        sent_s = {ttl: self._send(ttl, tos) for ttl in range(1, last + 1)}
        pause()
        answers = self._take_answers()
        for ttl in range(1, self.length + 1):
            self._tell(ttl, answers.get(ttl), tos, start_ns, sent_s)
        if self._target_ttl is not None or (self._round and self.length == before):
            self._tell_path("target" if self._target_ttl is not None else "silent")
        self._round += 1

    def close(self) -> None:
        """Let go of the sockets."""
        self._sniffer.stop()
        self._capture.close()
        self._socket.close()

    def _send(self, ttl: int, tos: int) -> float:
        """Send one probe; gives the time."""
        head: Any
        if self._v6:
            head = self._inet6.IPv6(dst=self._address, hlim=ttl, tc=tos)
        else:
            head = self._inet.IP(dst=self._address, ttl=ttl, tos=tos, flags="DF")
        packet = head / self._inet.UDP(sport=self._source_port, dport=self._port) / bytes(_SHORTEST + ttl)
        self._socket.send(packet)
        return float(packet.sent_time or 0.0)

    def _on_packet(self, packet: Any) -> None:
        """Called by the capturing thread."""
        layer = packet.getlayer(self._inet6.IPv6 if self._v6 else self._inet.IP)
        if layer is None:
            return
        octets = bytes(layer)
        message = octets[40:] if self._v6 else octets[(octets[0] & 0x0F) * 4 :]
        found = read(message, v6=self._v6, port=self._port)
        if found is None or found[1].destination != self._address:
            return
        ttl, quote = found
        meaning = icmp_error.meaning(quote.kind, quote.code, v6=self._v6)
        is_target = meaning == "unreachable" and layer.src == self._address
        back_tos = layer.tc if self._v6 else layer.tos
        if is_target or meaning == "exceeded":
            self._answers.put(Answered(ttl, layer.src, is_target, quote.tos, back_tos, float(packet.time)))

    def _take_answers(self) -> dict[int, Answered]:
        found: dict[int, Answered] = {}
        while not self._answers.empty():
            answer = self._answers.get()
            found.setdefault(answer.ttl, answer)
            if answer.is_target:
                self._target_ttl = min(answer.ttl, self._target_ttl or answer.ttl)
        for ttl, answer in found.items():
            if self._known.get(ttl) != answer.source and ttl <= (self._target_ttl or ttl):
                before, self._known[ttl] = self._known.get(ttl), answer.source
                if before is not None:
                    self._emit(PathChanged(self._now_ns(), ttl, before, answer.source))
                if not answer.is_target:
                    self._emit(HopSeen(self._now_ns(), ttl, answer.source))
        return found

    def _tell(self, ttl: int, answer: Answered | None, tos: int, start_ns: int, sent_s: dict[int, float]) -> None:
        if ttl not in self._known:
            return
        t_ns = start_ns + round((sent_s[ttl] - sent_s[1]) * clock.NS_PER_S)
        address = self._known[ttl]
        if answer is None:
            self._emit(PathHop(t_ns, ttl, self._round, address, via="ttl", status="lost"))
            return
        rtt_ns = max(0, round((answer.at_s - sent_s[ttl]) * clock.NS_PER_S))
        self._emit(PathHop(t_ns, ttl, self._round, address, rtt_ns, "ttl"))
        if not answer.is_target:
            self._emit(MarkProbed(t_ns, "quote", tos, ttl, address, rtt_ns, answer.out_tos, answer.back_tos))

    def _tell_path(self, end: PathEnd) -> None:
        if self._told != (self.length, end):
            self._told = (self.length, end)
            target = self._order["target"]
            self._emit(PathTraced(self._now_ns(), target, self._address, "udp", self._port, self.length, end))

    def _now_ns(self) -> int:
        return clock.mono_ns() - int(self._order["epoch_ns"])


def _open(address: str) -> tuple[Any, Any]:
    """A socket to send by, and one to capture ICMP by, on the interface towards ``address``."""
    from scapy.config import conf
    from scapy.error import Scapy_Exception

    v6 = ":" in address
    interface = (conf.route6 if v6 else conf.route).route(address)[0]
    try:
        sender = conf.L3socket6() if v6 else conf.L3socket()
        return sender, conf.L2listen(iface=interface, filter="icmp6" if v6 else "icmp")
    except (Scapy_Exception, ImportError):  # without libpcap nothing compiles a filter, not even scapy's own for IPv6
        sender = conf.L3socket6(filter=None) if v6 else conf.L3socket()
        return sender, conf.L2listen(iface=interface)


def _sniffer(capture: Any, take: Callable[[Any], None]) -> Any:
    from scapy.sendrecv import AsyncSniffer

    sniffer = AsyncSniffer(opened_socket=capture, prn=take, store=False)
    sniffer.start()
    return sniffer


def _explain(error: Exception, now_ns: int) -> ProbeFailed:
    if isinstance(error, ImportError):
        return ProbeFailed(now_ns, "scapy-path", "scapy is not installed.", "Install it with: pip install scapy")
    return ProbeFailed(
        now_ns,
        "scapy-path",
        "This system does not permit this program to send raw packets.",
        "Run LatencyLab as administrator, on Windows with Npcap installed.",
    )


def _pause(commands: CommandPipe) -> None:
    """Wait for the length of a round, or until the engine is gone."""
    end_ns = clock.mono_ns() + _ROUND_NS
    while (left_ns := end_ns - clock.mono_ns()) > 0 and not commands.closed:
        commands.wait(left_ns / clock.NS_PER_S)


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the worker on two pipes; gives the exit status."""
    commands, events = CommandPipe(stdin), EventPipe(stdout)
    while not (orders := commands.take()):
        if commands.closed:
            return 0
        commands.wait()
    try:
        tracer = Tracer(orders[0], events.emit)
    except (ImportError, OSError) as error:
        events.emit(_explain(error, clock.mono_ns() - int(orders[0]["epoch_ns"])))
        events.close()
        return 0
    try:
        while not commands.closed and not commands.take():
            tracer.round(lambda: _pause(commands))
            events.flush(clock.mono_ns())
    finally:
        tracer.close()
        events.close()
    return 0
