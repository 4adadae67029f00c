"""A reflector on loopback in a thread, and a session-sender to ask it."""

import contextlib
import select
import socket
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple, Self

from latencylab.clock import wall_ns
from probes import kernelstamps
from probes.kernelstamps import Datagram, TxStamp
from probes.reflector.core import Counters
from probes.reflector.server import StopSwitch, serve
from probes.wire import stamp
from probes.wire.tlv import Tlv

PATIENCE_S = 10.0


class Running(NamedTuple):
    addresses: list[tuple[str, int]]
    counters: list[Counters]
    """Filled when it has ended."""

    @property
    def port(self) -> int:
        return self.addresses[0][1]


@contextlib.contextmanager
def running(host: str | None = "127.0.0.1", port: int | None = 0, **settings) -> Iterator[Running]:
    """A reflector that serves until the block ends, and must then end by itself."""
    ready = threading.Event()
    one = Running([], [])

    def on_ready(addresses) -> None:
        one.addresses.extend(addresses)
        ready.set()

    def work() -> None:
        one.counters.append(serve(host, port, on_ready=on_ready, stop=switch, **settings))

    switch = StopSwitch()
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        assert ready.wait(PATIENCE_S)
        yield one
    finally:
        switch.press()
        thread.join(PATIENCE_S)
        switch.close()
    assert not thread.is_alive()


class Exchange(NamedTuple):
    reply: stamp.Reply
    datagram: Datagram
    tx_ns: int | None
    """Kernel stamp of the request."""

    @property
    def rtt_ns(self) -> int:
        """By kernel stamps, without what the reflector took."""
        return self.datagram.rx_ns - self.tx_ns - (self.reply.t3_ns - self.reply.t2_ns)


class Sender:
    """Asks one question after the other."""

    def __init__(self, address: tuple[str, int], *, key: bytes | None = None, ssid: int = 7) -> None:
        self.address = address
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        kernelstamps.want_ttl_and_tos(self.sock)
        self.stamps = kernelstamps.enable(self.sock)
        self._key = key
        self._ssid = ssid
        self._tx: list[TxStamp] = []
        self.seq = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def set_tos(self, tos: int) -> None:
        if self.sock.family == socket.AF_INET6:
            self.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, tos)
        else:
            self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)

    def send(self, tlvs: tuple[Tlv, ...] = ()) -> None:
        self.sock.sendto(
            stamp.pack_request(self.seq, wall_ns(), ssid=self._ssid, key=self._key, tlvs=tlvs), self.address
        )
        self.seq += 1

    def receive(self, patience_s: float = PATIENCE_S) -> Datagram | None:
        deadline = time.monotonic() + patience_s
        while (left := deadline - time.monotonic()) > 0:
            datagram = kernelstamps.receive(self.sock, 1 << 16)
            self._read_stamps()
            if datagram is not None:
                return datagram
            select.select([self.sock], [], [], left)
        return None

    def ask(self, *tlvs: Tlv) -> Exchange:
        self._tx.clear()
        self.send(tlvs)
        datagram = self.receive()
        assert datagram is not None
        reply = stamp.parse_reply(datagram.data, key=self._key)
        return Exchange(reply, datagram, self._tx[-1].tx_ns if self._tx else None)

    def _read_stamps(self) -> None:
        self._tx += [entry for entry in kernelstamps.error_queue(self.sock) if isinstance(entry, TxStamp)]
