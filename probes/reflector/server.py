"""The reflector's loop: wait for datagrams, have them answered, until told to stop."""

import contextlib
import selectors
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

from latencylab.clock import NS_PER_S, mono_ns
from probes.reflector.core import Counters, Reflector
from probes.reflector.localclock import clockwork
from probes.reflector.sockets import Address, Socket, close_all, listen

_TICK_S: Final = 1.0
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)
_CLOCK_EVERY_NS = 60 * NS_PER_S


class Stop(Protocol):
    """What ends the loop: it is woken through a socket, and then looks whether it is to end."""

    @property
    def wakeup(self) -> socket.socket:
        """Becomes readable when there may be a reason to end."""

    @property
    def closed(self) -> bool:
        """Whether to end."""

    def acknowledge(self) -> None:
        """Empty :attr:`wakeup`."""


class StopSwitch:
    """A :class:`Stop` for a person or another thread to press."""

    def __init__(self) -> None:
        self.wakeup, self.waker = socket.socketpair()
        self.wakeup.setblocking(False)
        self.waker.setblocking(False)
        self.closed = False

    def press(self) -> None:
        """End the loop; may be called from any thread and more than once."""
        self.closed = True
        with contextlib.suppress(OSError):
            self.waker.send(b"\0")

    def acknowledge(self) -> None:
        """Empty :attr:`wakeup`."""
        with contextlib.suppress(BlockingIOError):
            self.wakeup.recv(4096)

    def close(self) -> None:
        """Close both ends."""
        close_all((self.wakeup, self.waker))


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[StopSwitch]:
    """A switch that Ctrl-C and SIGTERM press. Only in the main thread.

    The wakeup descriptor is what ends the wait on Windows too, where a signal does not interrupt it.
    """
    switch = StopSwitch()
    before = {number: signal.signal(number, lambda *_: switch.press()) for number in _ENDING}
    fd_before = signal.set_wakeup_fd(switch.waker.fileno(), warn_on_full_buffer=False)
    try:
        yield switch
    finally:
        signal.set_wakeup_fd(fd_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        switch.close()


def serve(
    host: str | None,
    port: int | None,
    *,
    key: bytes | None = None,
    on_ready: Callable[[Sequence[Address]], None],
    stop: Stop | None = None,
    on_tick: Callable[[Counters], None] | None = None,
) -> Counters:
    """Reflect until told to stop; gives what was done.

    Args:
        host: where to listen, None for everywhere.
        port: None for 862 or 18862, 0 for any free one.
        key: shared secret for authenticated mode; unauthenticated requests are then ignored.
        on_ready: called once with the addresses that are listened on.
        stop: ends the loop; None for Ctrl-C and SIGTERM, which takes the main thread.
        on_tick: called about once a second, for a status line.

    Raises:
        ReflectorError: it cannot listen there.
    """
    bound = listen(host, port)
    try:
        reflector = Reflector(key=key)
        reflector.clockwork = clockwork()
        sockets = [Socket(sock, reflector) for sock in bound]
        with contextlib.nullcontext(stop) if stop else stopping_on_signals() as end:
            on_ready([one.address for one in sockets])
            _loop(reflector, sockets, end, on_tick)
    finally:
        close_all(bound)
    return reflector.counters


def _loop(
    reflector: Reflector, sockets: Sequence[Socket], stop: Stop, on_tick: Callable[[Counters], None] | None
) -> None:
    with selectors.DefaultSelector() as selector:
        for one in sockets:
            selector.register(one.sock, selectors.EVENT_READ, one.work)
        selector.register(stop.wakeup, selectors.EVENT_READ, stop.acknowledge)
        tick_ns = clock_ns = mono_ns()
        while not stop.closed:
            for ready, _ in selector.select(_TICK_S):
                ready.data()
            now_ns = mono_ns()
            if now_ns - tick_ns < NS_PER_S:
                continue
            tick_ns = now_ns
            reflector.admission.forget_idle(now_ns)
            if on_tick is not None:
                on_tick(reflector.counters)
            if now_ns - clock_ns > _CLOCK_EVERY_NS:
                reflector.clockwork, clock_ns = clockwork(), now_ns
