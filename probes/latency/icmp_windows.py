"""ICMP echo on Windows without privilege, by the IP helper library.

A raw socket needs an administrator there, the firewall may keep replies from it, and it does not see what this computer
answers itself; the library's echo requests need and suffer none of that. Their price: Windows numbers the packets, so
that the checksum varies (see :mod:`probes.wire.icmp`), gives one reply a request, so that duplicates are not seen, and
measures in whole ms of a coarse clock.

So each request is timed by the performance counter: in the sender's thread just before the call, which returns at once,
and in a second thread, which does nothing but sleep outside the interpreter's lock until one of the requests' events is
set. Windows lets a thread wait for 64 objects: one tells it to end, and 63 requests can be under way before the next
such group is opened. The sender's loop learns of a reply through a pair of sockets, since it can wait for nothing else.

The kernel writes the reply into the request's buffer whenever it comes: a group that is closed therefore lives on until
all its requests have come to their end, by the time-out at the latest.
"""

import ctypes
import socket
import threading
from collections import deque
from collections.abc import Callable, Sequence
from ctypes import byref, c_uint16, c_uint32, c_void_p
from typing import Any

from latencylab import clock
from latencylab.events import Stamps
from probes import windll
from probes.latency.book import LOSS_THRESHOLD_NS, Book, Reply, Underway
from probes.latency.transports import TransportError, family_of, peer
from probes.latency.windows_layouts import SUCCESS, OptionInformation, own_failure, parse_answer
from probes.wire import icmp, sockaddr

SLOTS = 63
_INFINITE = 0xFFFFFFFF
_INVALID_HANDLE = c_void_p(-1).value
_IO_PENDING = 997
_THIS_THREAD = -2
_TIME_CRITICAL = 15
_TTL = 128
"""Windows' own."""
_REPLY_SIZE = 256
"""Octets: more than a reply, its payload, an ICMP error (8) and an ``IO_STATUS_BLOCK`` (16) need."""
_TIMEOUT_MS = LOSS_THRESHOLD_NS // clock.NS_PER_MS
_TICK_NS = 16 * clock.NS_PER_MS
"""The system's reading is too short by this at most: its clock ticks every 15.6 ms."""


class Slot:
    """One request under way: its buffers, which the kernel uses until the event is set."""

    def __init__(self, event: int) -> None:
        self.event = event
        self.request = ctypes.create_string_buffer(icmp.PACKET_SIZE)
        self.reply = ctypes.create_string_buffer(_REPLY_SIZE)
        self.options = OptionInformation(Ttl=_TTL)
        self.payload = b""
        self.probe: Underway | None = None
        self.sent_ns = 0
        self.is_underway = False


class Calls:
    """The few calls into ``iphlpapi.dll`` and ``kernel32.dll``.

    Args:
        iphlpapi: the library, when it is not the system's own; ``kernel32`` too.
        last_error: gives the error code of this thread's last call.

    Raises:
        OSError: this is not Windows.
    """

    def __init__(
        self, iphlpapi: Any = None, kernel32: Any = None, last_error: Callable[[], int] = windll.last_error
    ) -> None:
        self._ip = windll.load("iphlpapi") if iphlpapi is None else iphlpapi
        self._kernel = windll.load("kernel32") if kernel32 is None else kernel32
        self._last_error = last_error
        for function in (self._ip.IcmpCreateFile, self._ip.Icmp6CreateFile, self._kernel.CreateEventW):
            function.restype = c_void_p
        self._kernel.WaitForMultipleObjects.restype = c_uint32

    def open(self, *, v6: bool) -> int:
        """A handle for echo requests.

        Raises:
            TransportError: Windows gives none.
        """
        handle = self._ip.Icmp6CreateFile() if v6 else self._ip.IcmpCreateFile()
        if handle in (None, _INVALID_HANDLE):
            raise TransportError(f"Windows refuses echo requests (error {self._last_error()}).")
        return int(handle)

    def event(self) -> int:
        """An event that one waiting resets.

        Raises:
            TransportError: Windows gives none.
        """
        handle = self._kernel.CreateEventW(None, 0, 0, None)
        if handle is None:
            raise TransportError(f"Windows gives no event (error {self._last_error()}).")
        return int(handle)

    def signal(self, event: int) -> None:
        """Set an event."""
        self._kernel.SetEvent(c_void_p(event))

    def wait(self, events: "ctypes.Array[c_void_p]") -> int:
        """Sleep until one of at most 64 events is set; gives its place, or more where Windows cannot wait."""
        return int(self._kernel.WaitForMultipleObjects(len(events), events, 0, c_uint32(_INFINITE)))

    def hurry(self) -> None:
        """Let this thread run before any other program's, short of the real-time ones that only administrators have."""
        self._kernel.SetThreadPriority(c_void_p(_THIS_THREAD), _TIME_CRITICAL)

    def send(self, handle: int, slot: Slot, destination: bytes, *, v6: bool) -> int:
        """Send the slot's payload; gives 0, or the error code of what kept it from being sent.

        Args:
            handle: of :meth:`open`.
            slot: where the reply goes to.
            destination: ``SOCKADDR_INET``.
            v6: by ICMPv6.
        """
        to: tuple[Any, ...] = (c_uint32(int.from_bytes(destination[4:8], "little")),)
        if v6:
            to = (ctypes.create_string_buffer(sockaddr.SIZE), ctypes.create_string_buffer(destination, sockaddr.SIZE))
        request = (slot.request, c_uint16(len(slot.payload)), byref(slot.options))
        reply = (slot.reply, c_uint32(_REPLY_SIZE), c_uint32(_TIMEOUT_MS))
        function = self._ip.Icmp6SendEcho2 if v6 else self._ip.IcmpSendEcho2
        if function(c_void_p(handle), c_void_p(slot.event), None, None, *to, *request, *reply):
            return 0
        code = self._last_error()
        if code == _IO_PENDING:
            return 0
        self._kernel.ResetEvent(c_void_p(slot.event))
        return code or -1

    def close(self, handle: int, events: Sequence[int]) -> None:
        """Give back a handle of :meth:`open` and events."""
        self._ip.IcmpCloseHandle(c_void_p(handle))
        for event in events:
            self._kernel.CloseHandle(c_void_p(event))


class Group:
    """Up to :data:`SLOTS` requests and the thread that waits for them.

    Args:
        calls: into Windows.
        v6: ICMPv6.
        ended: told of a request that came to its end, and when (monotonic, ns); from the thread.
    """

    def __init__(self, calls: Calls, *, v6: bool, ended: Callable[["Group", Slot, int], None]) -> None:
        self._calls = calls
        self._ended = ended
        self.handle = calls.open(v6=v6)
        self._end = calls.event()
        self._slots = [Slot(calls.event()) for _ in range(SLOTS)]
        self.free = list(self._slots)
        self.thread = threading.Thread(target=self._wait, daemon=True)
        self.thread.start()

    def tend(self, now_ns: int) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Let the thread end as soon as nothing is under way."""
        self._calls.signal(self._end)

    def _wait(self) -> None:
        self._calls.hurry()
        events = [self._end, *(slot.event for slot in self._slots)]
        array = (c_void_p * len(events))(*events)
        is_closing = False
        while not is_closing or any(slot.is_underway for slot in self._slots):
            place = self._calls.wait(array)
            now_ns = clock.mono_ns()
            if place == 0:
                is_closing = True
            elif place > SLOTS:
                return
            elif self._slots[place - 1].is_underway:
                slot = self._slots[place - 1]
                slot.is_underway = False
                self._ended(self, slot, now_ns)
        self._calls.close(self.handle, events)


class HelperTransport:
    """Echo requests to one address by the IP helper library.

    Raises:
        TransportError: Windows refuses.
    """

    name = "icmp"
    via = "IP helper"
    stamps: Stamps = "user"

    def __init__(self, address: str, book: Book, calls: Calls | None = None) -> None:
        self.book = book
        self._calls = calls or Calls()
        self._v6 = family_of(address) == socket.AF_INET6
        self._destination = _destination(address)
        self._token = icmp.new_token()
        self._groups = [self._open_group()]
        self._done: deque[tuple[Group, Slot, int]] = deque()
        self._wakeup, self._waker = socket.socketpair()
        self._wakeup.setblocking(False)
        self._waker.setblocking(False)

    def send(self, seq: int, tick: int, due_ns: int) -> None:
        """Send one echo request."""
        group = next((group for group in self._groups if group.free), None)
        if group is None:
            group = self._open_group()
            self._groups.append(group)
        slot = group.free.pop()
        slot.payload = slot.request.raw = icmp.pack_payload(seq, self._token)
        ctypes.memset(slot.reply, 0, _REPLY_SIZE)
        slot.is_underway = True
        slot.probe = self.book.sending(seq, tick, due_ns)
        slot.sent_ns = clock.mono_ns()
        code = self._calls.send(group.handle, slot, self._destination, v6=self._v6)
        if code:
            slot.is_underway = False
            group.free.append(slot)
            self.book.refused(slot.probe, own_failure(code) or f"IP status {code}")

    def readable(self) -> Sequence[socket.socket]:
        """What the waiting threads wake the loop by."""
        return (self._wakeup,)

    def writable(self) -> Sequence[socket.socket]:
        """Nothing to wait for."""
        return ()

    def ready(self, sock: socket.socket) -> None:
        """Tell the book of what came to its end."""
        try:
            while sock.recv(4096):
                pass
        except BlockingIOError:
            pass
        while self._done:
            group, slot, ended_ns = self._done.popleft()
            self._finish(slot, ended_ns)
            group.free.append(slot)

    def tend(self, now_ns: int) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Send no more; what is under way is not told any more."""
        for group in self._groups:
            group.close()
        self._wakeup.close()
        self._waker.close()

    def _open_group(self) -> Group:
        return Group(self._calls, v6=self._v6, ended=self._note)

    def _note(self, group: Group, slot: Slot, ended_ns: int) -> None:
        """From a waiting thread: a full or closed socket needs no further byte."""
        self._done.append((group, slot, ended_ns))
        try:
            self._waker.send(b"\0")
        except OSError:
            return

    def _finish(self, slot: Slot, ended_ns: int) -> None:
        probe = slot.probe
        if probe is None or not self.book.waits_for(probe.seq):
            return
        answer = parse_answer(slot.reply.raw, slot.payload, v6=self._v6)
        failure = own_failure(answer.status)
        if failure:
            self.book.refused(probe, failure)
        elif answer.status == SUCCESS and answer.echoed:
            longest_ns = answer.rtt_ms * clock.NS_PER_MS + _TICK_NS
            rtt_ns = min(ended_ns - slot.sent_ns, longest_ns)
            self.book.replied(Reply(probe.seq, rtt_ns=rtt_ns, rtt_by="user", ttl=answer.ttl))
        elif answer.status == SUCCESS:
            self.book.stray += 1


def _destination(address: str) -> bytes:
    """``SOCKADDR_INET`` of a numeric address, the name of its scope made a number."""
    found = peer(address, 0)
    return sockaddr.pack(f"{found[0]}%{found[3]}" if len(found) == 4 else found[0])
