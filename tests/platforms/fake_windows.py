"""Windows' libraries as far as the probes call them, at the ctypes border: raw addresses, error codes, events."""

import ctypes
import struct
import threading
from collections.abc import Callable
from typing import NamedTuple

from probes.host.windows_layouts import AdapterAddresses, ForwardRow, ListedAddress
from probes.latency.windows_layouts import EchoReplyV4, EchoReplyV6
from probes.wire import sockaddr

BUFFER_OVERFLOW, NOT_FOUND, IO_PENDING = 111, 1168, 997
UNKNOWN_SPEED = 0xFFFFFFFFFFFFFFFF


class Card(NamedTuple):
    """An adapter to be described."""

    name: str
    description: str = "Intel(R) Ethernet Connection"
    if_type: int = 6
    number: int = 7
    up: bool = True
    mtu: int = 1500
    bps: int = 1_000_000_000
    metric: int = 25
    gateways: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()


class Memory:
    """A buffer that is filled with structures which point at one another by absolute addresses."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.data = bytearray()

    def add(self, chunk: bytes) -> int:
        """Append something, aligned; gives its address."""
        self.data += bytes(-len(self.data) % 8)
        address = self.base + len(self.data)
        self.data += chunk
        return address

    def add_text(self, text: str) -> int:
        return self.add(text.encode("utf-16-le") + b"\0\0")

    def add_addresses(self, addresses: tuple[str, ...]) -> int | None:
        following = None
        for address in reversed(addresses):
            entry = ListedAddress(Length=ctypes.sizeof(ListedAddress), Next=following)
            packed = sockaddr.pack(address)
            entry.Address.lpSockaddr = self.add(packed)
            entry.Address.iSockaddrLength = 28 if ":" in address else 16
            following = self.add(bytes(entry))
        return following


def describe(cards: list[Card], base: int) -> bytes:
    """What GetAdaptersAddresses writes into a buffer at ``base``: the first adapter first."""
    size = ctypes.sizeof(AdapterAddresses)
    memory = Memory(base)
    places = [memory.add(bytes(size)) for _ in cards]
    for place, following, card in zip(places, [*places[1:], None], cards, strict=True):
        entry = AdapterAddresses(
            Length=size,
            IfIndex=card.number,
            Ipv6IfIndex=card.number,
            Next=following,
            Description=memory.add_text(card.description),
            FriendlyName=memory.add_text(card.name),
            IfType=card.if_type,
            OperStatus=1 if card.up else 2,
            Mtu=card.mtu,
            TransmitLinkSpeed=card.bps,
            ReceiveLinkSpeed=card.bps,
            Ipv4Metric=card.metric,
            Ipv6Metric=card.metric + 5,
            FirstGatewayAddress=memory.add_addresses(card.gateways),
            FirstDnsServerAddress=memory.add_addresses(card.dns),
        )
        memory.data[place - base : place - base + size] = bytes(entry)
    return bytes(memory.data)


class FakeRoutes:
    """iphlpapi.dll for the host probe."""

    def __init__(self, cards: list[Card], hops: dict[str, tuple[int, str, str]] | None = None) -> None:
        self.cards = cards
        self.hops = hops or {}
        self.calls = 0

    def GetAdaptersAddresses(self, family, flags, reserved, buffer, size):  # noqa: N802
        self.calls += 1
        data = describe(self.cards, ctypes.addressof(buffer))
        given, size._obj.value = size._obj.value, len(data)
        if len(data) > given:
            return BUFFER_OVERFLOW
        ctypes.memmove(buffer, data, len(data))
        return 0

    def GetBestRoute2(self, luid, number, source, destination, options, row, best_source):  # noqa: N802
        found = self.hops.get(sockaddr.unpack(destination.raw) or "")
        if found is None:
            return NOT_FOUND
        number, next_hop, own = found
        written = ForwardRow(InterfaceIndex=number)
        ctypes.memmove(written.NextHop, sockaddr.pack(next_hop), 28)
        ctypes.memmove(ctypes.addressof(row._obj), bytes(written), ctypes.sizeof(ForwardRow))
        ctypes.memmove(ctypes.addressof(best_source._obj), sockaddr.pack(own), 28)
        return 0


class FakeKernel:
    """kernel32.dll's events, which one waiting resets."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._signalled: dict[int, bool] = {}
        self._last = 0x40
        self.priorities: list[tuple[int, int]] = []
        for name in ("CreateEventW", "SetEvent", "ResetEvent", "CloseHandle", "WaitForMultipleObjects"):
            setattr(self, name, _function(getattr(self, f"_{name}")))

    @property
    def open_handles(self) -> int:
        with self._changed:
            return len(self._signalled)

    def SetThreadPriority(self, thread, priority):  # noqa: N802
        self.priorities.append((thread.value, priority))
        return 1

    def _CreateEventW(self, security, manual_reset, initially, name):  # noqa: N802
        assert manual_reset == initially == 0
        with self._changed:
            self._last += 4
            self._signalled[self._last] = False
            return self._last

    def _SetEvent(self, event):  # noqa: N802
        with self._changed:
            self._signalled[event.value] = True
            self._changed.notify_all()
        return 1

    def _ResetEvent(self, event):  # noqa: N802
        with self._changed:
            self._signalled[event.value] = False
        return 1

    def _CloseHandle(self, event):  # noqa: N802
        with self._changed:
            del self._signalled[event.value]
        return 1

    def _WaitForMultipleObjects(self, count, events, wait_all, timeout):  # noqa: N802
        assert count <= 64
        assert timeout.value == 0xFFFFFFFF
        with self._changed:
            while True:
                for place in range(count):
                    if self._signalled[events[place]]:
                        self._signalled[events[place]] = False
                        return place
                self._changed.wait()


def _function(method):
    """A plain function, which takes a restype as a foreign one does."""

    def call(*arguments):
        return method(*arguments)

    return call


class Echo(NamedTuple):
    """What becomes of a request."""

    after_s: float | None = 0.0
    """None: nothing, ever."""
    status: int = 0
    rtt_ms: int = 0
    ttl: int = 57
    payload: bytes | None = None
    """None: as it was sent."""
    refuse: int = 0
    """The error that the call itself gives."""


class FakeEchoes:
    """iphlpapi.dll's echo requests: replies are written to raw addresses later, as the kernel does."""

    def __init__(self, kernel: FakeKernel, answer: Callable[[int], Echo]) -> None:
        self._kernel = kernel
        self._answer = answer
        self._error = threading.local()
        self.requests: list[tuple[str, bytes, int]] = []
        """Destination, payload and TTL."""
        self.handles: set[int] = set()
        self.timers: list[threading.Timer] = []
        for name in ("IcmpCreateFile", "Icmp6CreateFile"):
            setattr(self, name, _function(self._open))
        self.refuse_handles = False

    def last_error(self) -> int:
        return getattr(self._error, "code", 0)

    def IcmpCloseHandle(self, handle):  # noqa: N802
        self.handles.remove(handle.value)
        return 1

    def IcmpSendEcho2(self, handle, event, apc, context, to, *rest):  # noqa: N802
        return self._send(handle, event, ".".join(map(str, struct.pack("<I", to.value))), *rest)

    def Icmp6SendEcho2(self, handle, event, apc, context, source, to, *rest):  # noqa: N802
        assert len(source) == len(to) == 28
        return self._send(handle, event, sockaddr.unpack(to.raw), *rest, v6=True)

    def _open(self):
        if self.refuse_handles:
            self._error.code = 5
            return ctypes.c_void_p(-1).value
        self.handles.add(0x1000 + 8 * len(self.handles))
        return max(self.handles)

    def _send(self, handle, event, to, request, size, options, reply, reply_size, timeout, *, v6=False):
        assert handle.value in self.handles
        assert timeout.value == 3000
        payload = request.raw[: size.value]
        echo = self._answer(len(self.requests))
        self.requests.append((to, payload, options._obj.Ttl))
        self._error.code = echo.refuse or IO_PENDING
        if not echo.refuse and echo.after_s is not None:
            write = (ctypes.addressof(reply), reply_size.value, echo, payload, event.value, v6)
            timer = threading.Timer(echo.after_s, self._reply, write)
            self.timers.append(timer)
            timer.start()
        return 0

    def _reply(self, address, size, echo, payload, event, v6):
        if v6:
            head = bytes(EchoReplyV6(Status=echo.status, RoundTripTime=echo.rtt_ms))
        else:
            reply = EchoReplyV4(Status=echo.status, RoundTripTime=echo.rtt_ms, DataSize=len(payload))
            reply.Data = address + ctypes.sizeof(EchoReplyV4)
            reply.Options.Ttl = echo.ttl
            head = bytes(reply)
        written = head + (payload if echo.payload is None else echo.payload)
        assert len(written) <= size
        ctypes.memmove(address, written, len(written))
        self._kernel.SetEvent(ctypes.c_void_p(event))
