"""The worker that watches this computer: facts at the start, then traffic and the link's state once a second.

Commands: ``{"cmd": "start", "epoch_ns": N, "address": A, "hops": true}``; ``A`` is the first target's address.
"""

import select
import socket
from typing import TextIO

from latencylab import clock
from latencylab.events import HopSeen, HostSeen, LinkChanged, TrafficSeen
from probes.host.generic import interface_bytes
from probes.host.metered import is_metered
from probes.host.system import Interface, Route, System, this_system
from probes.path.discovery import Discovery
from probes.path.exchange import Exchange
from probes.path.flow import open_any_flow
from probes.path.search import FoundHop
from probes.pipe import CommandPipe, EventPipe

NEAREST_HOPS = 6
"""Routers that are looked for: the home's and the provider's first are among them."""
_EVERY_NS = clock.NS_PER_S


class Worker:
    """Reports on the way to one address."""

    def __init__(self, system: System, events: EventPipe, epoch_ns: int, address: str) -> None:
        self._system = system
        self._events = events
        self._epoch_ns = epoch_ns
        self._address = address
        self._route: Route | None = None
        self._search: Discovery | None = None
        self._up = True
        self._bytes: tuple[int, int] | None = None
        self._bytes_ns = 0

    def describe(self) -> None:
        """Report interface, route and name servers."""
        self._route = route = self._system.route(self._address)
        if route is None:
            self._emit(HostSeen(self._now_ns(), dns=self._system.dns()))
            return
        seen = self._system.interface(route.interface) or Interface(
            route.interface, "unknown", None, None, None, up=True
        )
        self._up = seen.up
        below = self._system.carrier() if seen.kind == "vpn" else None
        carrier = self._system.interface(below.interface) if below is not None else None
        self._emit(
            HostSeen(
                self._now_ns(),
                interface=seen.name,
                interface_kind=seen.kind,
                link_mbps=seen.link_mbps,
                duplex=seen.duplex,
                mtu=seen.mtu,
                address=route.source,
                gateway=route.gateway if below is None else below.gateway,
                dns=self._system.dns(),
                vpn=seen.kind == "vpn",
                metered=is_metered(seen.name, seen.kind),
                carrier=carrier.name if carrier is not None else "",
                carrier_kind=carrier.kind if carrier is not None else "unknown",
            )
        )
        self._bytes, self._bytes_ns = interface_bytes(seen.name), clock.mono_ns()

    def begin_search(self) -> None:
        """Begin to look for the first routers on the way; there are none when the address is on the same link."""
        if self._route is not None and self._route.gateway is not None:
            ways = [lambda: Exchange(open_any_flow(self._address))]
            self._search = Discovery(ways, self._epoch_ns, self._found, NEAREST_HOPS)

    def wait(self, wakeup: socket.socket, until_ns: int) -> None:
        """Go on with the search, and wait until there is something to do."""
        search, now_ns = self._search, clock.mono_ns()
        if search is None:
            select.select([wakeup], [], [], max(0, until_ns - now_ns) / clock.NS_PER_S)
            return
        search.step(now_ns)
        if search.done or search.exchange is None:
            search.close()
            self._search = None
            return
        until_ns = min(until_ns, search.wake_ns)
        select.select([wakeup, search.exchange.flow.sock], [], [], max(0, until_ns - clock.mono_ns()) / clock.NS_PER_S)
        search.exchange.read()

    def look(self) -> None:
        """Report traffic and the link's state since the last look."""
        if self._route is None:
            return
        name = self._route.interface
        seen = self._system.interface(name)
        up = seen is not None and seen.up
        if up != self._up:
            self._up = up
            self._emit(LinkChanged(self._now_ns(), name, up))
        counted, now_ns = interface_bytes(name), clock.mono_ns()
        if counted and self._bytes and all(new >= old for new, old in zip(counted, self._bytes, strict=True)):
            down, sent = (new - old for new, old in zip(counted, self._bytes, strict=True))
            self._emit(TrafficSeen(now_ns - self._epoch_ns, now_ns - self._bytes_ns, down, sent))
        self._bytes, self._bytes_ns = counted, now_ns

    def _found(self, t_ns: int, hop: FoundHop) -> None:
        if not hop.is_target:
            self._emit(HopSeen(t_ns, hop.ttl, hop.address, hop.rtt_ns))

    def _now_ns(self) -> int:
        return clock.mono_ns() - self._epoch_ns

    def _emit(self, event: HostSeen | HopSeen | LinkChanged | TrafficSeen) -> None:
        self._events.emit(event)
        self._events.flush(clock.mono_ns())


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the worker on two pipes; gives the exit status."""
    commands, events = CommandPipe(stdin), EventPipe(stdout)
    worker: Worker | None = None
    look_ns = 0
    while not commands.closed:
        for command in commands.take():
            worker = Worker(this_system(), events, command["epoch_ns"], command["address"])
            worker.describe()
            look_ns = clock.mono_ns() + _EVERY_NS
            if command["hops"]:
                worker.begin_search()
        if worker is None:
            commands.wait()
            continue
        if clock.mono_ns() >= look_ns:
            worker.look()
            look_ns = clock.mono_ns() + _EVERY_NS
        worker.wait(commands.wakeup, look_ns)
        commands.acknowledge()
        events.flush(clock.mono_ns())
    return 0
