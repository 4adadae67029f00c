"""The two pipes of a worker process: commands in, events out, both as JSON lines.

Reading commands takes a small thread, since pipes cannot be waited for together with sockets on every system; it wakes
the main loop through a pair of sockets. Events are gathered and written every few milliseconds, so that a probe costs
no system call of its own; when the reader is slow they pile up in memory, never in the loop.
"""

import json
import os
import select
import socket
import sys
import threading
from collections import deque
from queue import SimpleQueue
from typing import Any, TextIO

from latencylab import clock, codec
from latencylab.events import Event

FLUSH_EVERY_NS = 40 * clock.NS_PER_MS


class CommandPipe:
    """JSON lines from the engine; the end of the pipe means that the engine is gone."""

    def __init__(self, stdin: TextIO) -> None:
        self._fd = stdin.fileno()
        self.wakeup, self._waker = socket.socketpair()
        self.wakeup.setblocking(False)
        self._lines: deque[bytes] = deque()
        self._ended = False
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def closed(self) -> bool:
        """Whether the engine is gone and everything it said was taken."""
        return self._ended and not self._lines

    def take(self) -> list[dict[str, Any]]:
        """The commands that have come, oldest first."""
        return [json.loads(self._lines.popleft()) for _ in range(len(self._lines))]

    def wait(self, seconds: float | None = None) -> None:
        """Sleep until something comes, or for ``seconds``."""
        select.select([self.wakeup], [], [], seconds)
        self.acknowledge()

    def acknowledge(self) -> None:
        """Empty the socket that :attr:`wakeup` offers for waiting."""
        try:
            self.wakeup.recv(4096)
        except BlockingIOError:
            return

    def _read(self) -> None:
        """Reads the descriptor itself: a thread inside a buffered reader would hold its lock at the program's end."""
        rest = b""
        while True:
            try:
                chunk = os.read(self._fd, 1 << 16)
            except OSError:
                chunk = b""
            if not chunk:
                break
            *lines, rest = (rest + chunk).split(b"\n")
            self._lines.extend(lines)
            self._waker.send(b"\0")
        self._ended = True
        self._waker.send(b"\0")


class EventPipe:
    """JSON lines to the engine."""

    def __init__(self, stdout: TextIO) -> None:
        self._writer = ThreadedWriter(stdout.fileno()) if sys.platform == "win32" else Writer(stdout.fileno())
        self._waiting = bytearray()
        self._last_ns = 0

    def emit(self, event: Event) -> None:
        """Have ``event`` written soon."""
        self._waiting += codec.encode(event).encode()
        self._waiting += b"\n"

    def flush_due_ns(self) -> int:
        """When to call :meth:`flush` next, monotonic."""
        return self._last_ns + FLUSH_EVERY_NS if self._waiting else clock.mono_ns() + clock.NS_PER_S

    def flush(self, now_ns: int) -> None:
        """Write what waits, if it is time to."""
        if not self._waiting or now_ns - self._last_ns < FLUSH_EVERY_NS:
            return
        self._last_ns = now_ns
        self._writer.write(self._waiting)

    def close(self) -> None:
        """Write everything that waits."""
        self._writer.finish(self._waiting)


class Writer:
    """Writes what a pipe takes and never waits for the rest."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._wait(wait=False)

    def write(self, waiting: bytearray) -> None:
        """Take from ``waiting`` what the pipe takes; everything, when nobody reads it any more."""
        try:
            written = os.write(self._fd, waiting)
        except BlockingIOError:
            return
        except OSError:
            written = len(waiting)
        del waiting[:written]

    def finish(self, waiting: bytearray) -> None:
        """Write everything, however long it takes."""
        self._wait(wait=True)
        while waiting:
            self.write(waiting)

    def _wait(self, *, wait: bool) -> None:
        if sys.platform != "win32":
            os.set_blocking(self._fd, wait)


class ThreadedWriter:
    """The same where pipes make their writer wait (Windows): another thread does the waiting."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._chunks: SimpleQueue[bytes] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def write(self, waiting: bytearray) -> None:
        """Take everything from ``waiting``."""
        self._chunks.put(bytes(waiting))
        waiting.clear()

    def finish(self, waiting: bytearray) -> None:
        """Write everything, however long it takes."""
        if waiting:
            self.write(waiting)
        self._chunks.put(b"")
        self._thread.join()

    def _work(self) -> None:
        while chunk := self._chunks.get():
            try:
                while chunk:
                    chunk = chunk[os.write(self._fd, chunk) :]
            except OSError:
                return
