"""What the tests of the emulated homes send through them: numbered datagrams, and echo requests."""

import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

from latencylab.clock import NS_PER_MS
from probes import kernelstamps
from tests.lab import Lab, Scenario
from tests.lab.wirelog import Record

PORT = 9000
ALONE = """
    [wire.access]
    rate_mbit = 1000
    delay_ms = 0
    [server.frankfurt]
    rtt_ms = 0
"""
"""A home whose only delay is what a test sets."""


def home(text: str = "") -> Lab:
    return Lab(Scenario.from_text(text))


class Beam:
    """Numbered datagrams from one node to another, stamped by the kernel where they leave and where they arrive."""

    def __init__(self, lab: Lab, source: str = "device", target: str = "frankfurt") -> None:
        self.tx_ns: dict[int, int] = {}
        self.rx_ns: dict[int, int] = {}
        self.out, self.into = lab.socket(source), lab.socket(target)
        self.into.bind(("0.0.0.0", PORT))
        self.out.connect((lab.address(target), PORT))
        for sock in (self.out, self.into):
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            assert kernelstamps.enable(sock) == "kernel"
        self.sent = 0
        while not self._stamps():  # the kernel begins to stamp some time after the first socket asked for it
            pass

    def _stamps(self) -> bool:
        self.into.sendto(b"now?", ("127.0.0.1", PORT))
        select.select([self.into], [], [], 1)
        datagram = kernelstamps.receive(self.into)
        return datagram is not None and datagram.rx_ns is not None

    def send(self, count: int, gap_s: float) -> None:
        """Send ``count`` datagrams ``gap_s`` apart, taking in whatever arrives meanwhile."""
        start = time.monotonic()
        for number in range(count):
            self.out.send(struct.pack("!I", self.sent) + bytes(60))
            self.sent += 1
            self.take(start + (number + 1) * gap_s - time.monotonic())

    def take(self, for_s: float) -> None:
        """Take in what arrives within ``for_s`` seconds."""
        until = time.monotonic() + for_s
        while (left := until - time.monotonic()) > 0:
            select.select([self.into], [], [], left)
            self._collect()
        self._collect()

    def _collect(self) -> None:
        while datagram := kernelstamps.receive(self.into):
            assert datagram.rx_ns is not None
            self.rx_ns[struct.unpack_from("!I", datagram.data)[0]] = datagram.rx_ns
        for stamp in kernelstamps.error_queue(self.out):
            assert isinstance(stamp, kernelstamps.TxStamp)
            self.tx_ns[stamp.key] = stamp.tx_ns

    @property
    def delays_ms(self) -> list[float]:
        return [(self.rx_ns[key] - self.tx_ns[key]) / NS_PER_MS for key in sorted(self.rx_ns)]


@contextmanager
def beam(lab: Lab, source: str = "device", target: str = "frankfurt") -> Iterator[Beam]:
    made = Beam(lab, source, target)
    with made.out, made.into:
        yield made


def numbered(lab: Lab, wire: str, direction: str = "up") -> list[Record]:
    """The beam's datagrams in a wire's log."""
    return [each for each in lab.wire(wire).log() if each.dport == PORT and each.direction == direction]


def number_of(record: Record) -> int:
    return int(struct.unpack_from("!I", record.payload)[0])


def ping(lab: Lab, target: str, node: str = "device", family: int = 4, ttl: int = 64) -> tuple[int, float] | None:
    """Type of the ICMP message that an echo request brings back, and after how many ms; None without an answer."""
    v6 = family == 6
    protocol = socket.IPPROTO_ICMPV6 if v6 else socket.IPPROTO_ICMP
    with lab.socket(node, socket.AF_INET6 if v6 else socket.AF_INET, socket.SOCK_RAW, protocol) as sock:
        sock.settimeout(0.4)
        level, option = (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS) if v6 else (socket.IPPROTO_IP, socket.IP_TTL)
        sock.setsockopt(level, option, ttl)
        request = struct.pack("!BBHHH", 128 if v6 else 8, 0, 0 if v6 else 0xF7FF, 0, 0)  # IPv6 sums by itself
        start = time.perf_counter()
        sock.sendto(request, (lab.address(target, family), 0))
        while True:
            try:
                data = sock.recv(2048)
            except TimeoutError:
                return None
            kind = data[0 if v6 else 20]
            if kind not in (8, 128, 133, 134, 135, 136, 143):
                return kind, (time.perf_counter() - start) * 1000


def best_ping_ms(lab: Lab, target: str) -> float:
    """The quickest of five answers: a loaded computer adds to some."""
    return min(answer[1] for _ in range(5) if (answer := ping(lab, target)))
