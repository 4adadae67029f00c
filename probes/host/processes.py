"""The worker that tells which process of this computer uses the network, once a second while it is asked to (Linux).

The kernel counts the payload of every TCP socket. Who holds a socket is looked up for those that moved something and
are not known yet, among the processes that this user may look into. UDP, and so video calls and QUIC, is not counted by
process anywhere; it shows in the interface's counters only.

Order: ``{"cmd": "start", "epoch_ns": N}``. Processes of this program itself are left out.
"""

import os
import socket
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from latencylab import clock
from latencylab.events import ProbeFailed, ProcessTraffic
from probes import kernelstamps
from probes.pipe import CommandPipe, EventPipe
from probes.wire import inetdiag
from probes.wire.inetdiag import TcpSocket

EVERY_S = 1.0
LEAST_BYTES = 1500
"""A process that moved less than a packet in a second is not worth a line."""
_AF_NETLINK = 16
_LOOPBACK = ("127.", "::1")
_BUFFER = 1 << 16


class Watcher:
    """Counts from one look to the next."""

    def __init__(self, epoch_ns: int) -> None:
        self._epoch_ns = epoch_ns
        self._own = own_processes()
        self._before: dict[int, tuple[int, int]] = {}
        self._owners: dict[int, int] = {}
        self._last_ns: int | None = None

    def look(self) -> Iterator[ProcessTraffic]:
        """What every process moved since the last look, the first of which only counts.

        Raises:
            OSError: the kernel does not tell.
        """
        sockets, now_ns = list(tcp_sockets()), clock.mono_ns()
        moved = [(entry, *self._growth(entry)) for entry in sockets if not entry.remote.startswith(_LOOPBACK)]
        self._before = {entry.cookie: (entry.received, entry.sent) for entry in sockets}
        last_ns, self._last_ns = self._last_ns, now_ns
        if last_ns is None:
            return
        totals = self._by_process([change for change in moved if change[1] or change[2]])
        for pid, (down, up) in totals.items():
            if down + up >= LEAST_BYTES and pid not in self._own:
                yield ProcessTraffic(now_ns - self._epoch_ns, now_ns - last_ns, _name(pid), pid, down, up)

    def _growth(self, entry: TcpSocket) -> tuple[int, int]:
        down, up = self._before.get(entry.cookie, (0, 0))
        return max(0, entry.received - down), max(0, entry.sent - up)

    def _by_process(self, moved: list[tuple[TcpSocket, int, int]]) -> dict[int, tuple[int, int]]:
        if any(entry.inode not in self._owners for entry, _, _ in moved):
            self._owners, self._own = socket_owners(), own_processes()
            for entry, _, _ in moved:
                self._owners.setdefault(entry.inode, 0)
        totals: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for entry, down, up in moved:
            pid = self._owners[entry.inode]
            before = totals[pid]
            totals[pid] = before[0] + down, before[1] + up
        totals.pop(0, None)
        return totals


def tcp_sockets() -> Iterator[TcpSocket]:
    """All connected TCP sockets of this network namespace.

    Raises:
        OSError: the kernel does not tell.
    """
    for family in (socket.AF_INET, socket.AF_INET6):
        with socket.socket(_AF_NETLINK, socket.SOCK_RAW, inetdiag.NETLINK_SOCK_DIAG) as netlink:
            netlink.settimeout(EVERY_S)
            netlink.sendto(inetdiag.pack_query(family), (0, 0))
            done = False
            while not done:
                found, done = inetdiag.parse(netlink.recv(_BUFFER))
                yield from found


def socket_owners() -> dict[int, int]:
    """The process that holds each socket, by the socket's inode; of processes that this user may look into."""
    owners: dict[int, int] = {}
    for process in Path("/proc").glob("[0-9]*"):
        for link in _open_files(process):
            if link.startswith("socket:["):
                owners.setdefault(int(link[8:-1]), int(process.name))
    return owners


def _open_files(process: Path) -> Iterator[str]:
    """What the descriptors of a process stand for; those that close meanwhile are passed over."""
    try:
        entries = list((process / "fd").iterdir())
    except OSError:
        return
    for entry in entries:
        try:
            yield str(entry.readlink())
        except OSError:
            continue


def own_processes() -> frozenset[int]:
    """This program: the engine that started this worker, and everything that it started."""
    import psutil

    engine = os.getppid()
    try:
        children = psutil.Process(engine).children(recursive=True)
    except psutil.Error:
        children = []
    return frozenset({engine, os.getpid(), *(child.pid for child in children)})


def _name(pid: int) -> str:
    import psutil

    try:
        return psutil.Process(pid).name()
    except psutil.Error:
        return f"process {pid}"


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the worker on two pipes; gives the exit status."""
    commands, events = CommandPipe(stdin), EventPipe(stdout)
    watcher: Watcher | None = None
    while not commands.closed:
        for command in commands.take():
            watcher = _start(events, command["epoch_ns"]) if command["cmd"] == "start" else None
        for event in watcher.look() if watcher is not None else ():
            events.emit(event)
        events.flush(clock.mono_ns())
        commands.wait(EVERY_S if watcher is not None else None)
    events.close()
    return 0


def _start(events: EventPipe, epoch_ns: int) -> Watcher | None:
    """A watcher, if the kernel answers it."""
    try:
        if kernelstamps.IS_LINUX:
            next(tcp_sockets(), None)
            return Watcher(epoch_ns)
    except OSError:
        pass
    now_ns = clock.mono_ns() - epoch_ns
    events.emit(ProbeFailed(now_ns, "processes", "This system does not tell which process uses the network."))
    return None
