"""A home, built from a scenario, for as long as a ``with`` block lasts."""

import contextlib
import shlex
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.lab import configure
from tests.lab.channel import LabError
from tests.lab.rooms import Rooms
from tests.lab.scenario import Event, Scenario, Service, Traffic
from tests.lab.support import PYTHON, ROOT, available, tool
from tests.lab.topology import TUNNEL_PORT, Topology
from tests.lab.wirecontrol import WireControl, longest_trains

__all__ = ["Lab", "LabError"]

_LISTEN_TIMEOUT_S = 10
_TRAFFIC_PORT = 5201
_TCP_LISTEN = "0A"


class Lab(Rooms):
    """A home that stands while the ``with`` block lasts.

    The thread that enters the block must live as long as the block: the kernel ends the home with it.

    Args:
        scenario: what it is like.

    Raises:
        LabError: on entering, when it cannot be built here.
        ScenarioError: the scenario contradicts itself.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.topology = Topology(scenario)
        super().__init__(list(self.topology.nodes))
        self.scenario = scenario
        self.nat = False
        """Whether its routers translate addresses; without nft they only route."""
        self.services: dict[str, subprocess.Popen[Any]] = {}
        """Running services and traffic, by name."""
        self._wires = {name: WireControl(plan, self._set_trains) for name, plan in self.topology.wires.items()}
        self._trains: tuple[int, int] | None = None
        self._closing = threading.Event()
        self._timeline: threading.Thread | None = None

    @classmethod
    def from_file(cls, name: str | Path) -> Self:
        """A home from ``tests/lab/homes`` by name, or from a file by path; raises ScenarioError."""
        return cls(Scenario.from_file(name))

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException as error:
            words = self.last_words()
            self.close()
            if isinstance(error, LabError):
                raise LabError("\n".join(filter(None, (str(error), available(), words)))) from error
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the home down; returns when all its processes have ended."""
        self._closing.set()
        if self._timeline is not None:
            self._timeline.join()
        super().close()
        for service in self.services.values():
            service.wait()
        for wire in self._wires.values():
            wire.close()

    # What tests use

    def wire(self, name: str) -> WireControl:
        """The wire called ``name``; raises LabError when there is none."""
        if name not in self._wires:
            raise LabError(f"no wire called {name!r}; there are {', '.join(self._wires)}")
        return self._wires[name]

    @property
    def wires(self) -> dict[str, WireControl]:
        """All wires by name, from the device outward."""
        return dict(self._wires)

    def address(self, node: str, family: int = 4) -> str:
        """A node's address of family 4 or 6, as others reach it; raises KeyError where it has none."""
        return self.topology.address(node, family)

    def set_link(self, node: str, interface: str, up: bool) -> None:
        """Take an interface down or up as its user would; coming up, it gets its addresses and routes again."""
        found = self.topology.nodes[node]
        this = next((each for each in found.interfaces if each.name == interface), None)
        if this is None:
            raise LabError(f"{node} has no interface {interface!r}")
        lines = [f"link set {interface} down"]
        if up:
            lines = list(configure.interface_lines(this))
            lines += [f"route replace {net} via {gateway}" for net, gateway in found.routes if gateway in this.peers]
        self._configure(node, "\n".join(lines))

    def sysctl(self, node: str, name: str, value: str | int) -> None:
        """Write a kernel setting of a node's namespace, such as ``net.ipv4.ping_group_range``; raises LabError."""
        self.agent(node).ask(write=[(f"/proc/sys/{name.replace('.', '/')}", str(value))])

    def apply(self, remedy: str) -> None:
        """Make the changes to wires that the scenario names under ``[remedy.NAME]``; raises KeyError for others."""
        for name, changes in self.scenario.remedy[remedy].items():
            for direction in ("up", "down"):
                self.wire(name).set(direction, **getattr(changes, direction))

    def stop(self, service: str) -> None:
        """End a service or traffic; raises KeyError for an unknown name."""
        process = self.services.pop(service)
        process.terminate()
        process.wait()

    def overruns(self) -> int:
        """Packets that no wire saw, since the computer was too slow to carry them: not 0 means a test says nothing."""
        counts = []
        for name, node in self.topology.nodes.items():
            for interface in node.interfaces:
                path = f"/sys/class/net/{interface.name}/statistics/tx_dropped"
                counts.append(int(self.agent(name).ask(read=path)[0]["text"]))
        return sum(counts)

    def start_timeline(self) -> None:
        """Let the scenario's timeline run from now on, beside the caller."""
        self._timeline = threading.Thread(target=self._run_timeline, name="timeline", daemon=True)
        self._timeline.start()

    # Building

    def _start(self) -> None:
        files = {
            "/etc/hosts": self.topology.hosts(),
            "/etc/resolv.conf": f"nameserver {self.scenario.device.nameserver}\noptions timeout:1 attempts:1\n",
        }
        wires = self._wires.values()
        plans = {wire.name: wire.keeper_plan(self.scenario.seed) for wire in wires}
        self.open(files, plans, [fd for wire in wires for fd in (wire.channel.far.fileno(), wire.log_fd)])
        for wire in wires:
            wire.channel.far.close()
        nodes = self.topology.nodes
        for name, node in nodes.items():
            self.agent(name).tell(write=configure.sysctls(node, self.scenario.ipv6, self.owns_user_namespace))
        for wire in wires:
            wire.channel.greeting()
        for name, node in nodes.items():
            self.agent(name).heed()
            self.agent(name).tell(run=[(["ip", "-batch", "-"], configure.node_text(node))])
        for name in nodes:
            self.agent(name).heed()
        self._translate_addresses()
        self._set_trains()
        if self.scenario.device.vpn is not None:
            self._start_tunnel(self.scenario.device.vpn)
        for number, service in enumerate(self.scenario.service):
            self._start_service(service, service.name or f"service{number + 1}")
        self._start_traffic()

    def _configure(self, node: str, text: str) -> None:
        self.agent(node).ask(run=[(["ip", "-batch", "-"], text + "\n")])

    def _translate_addresses(self) -> None:
        """Set up NAT; where nft is missing or refuses, everything is routed plainly, for which routes exist."""
        if tool("nft") is None:
            return
        names = [name for name, node in self.topology.nodes.items() if node.nat]
        with contextlib.suppress(LabError):
            for name in names:
                self.agent(name).ask(run=[(["nft", "-f", "-"], configure.nat_text())])
            self.nat = bool(names)

    def _set_trains(self) -> None:
        """Let TCP segments travel in trains where that cannot be seen: it saves most of the work."""
        trains = longest_trains([wire.settings for wire in self._wires.values()])
        if trains != self._trains:
            for wire in self._wires.values():
                wire.channel.ask(segments=trains)
            self._trains = trains

    def _start_tunnel(self, server: str) -> None:
        address, gateway = self.address(server), self.topology.nodes["device"].interfaces[0].peers[0]
        for node, peer in ((server, ""), ("device", address)):
            argv = [*PYTHON, "tests.lab.tunnel", str(TUNNEL_PORT), *([peer] if peer else [])]
            self.services[f"tunnel-{node}"] = self._start_process(node, argv)
            self._wait_listening(node, "udp", TUNNEL_PORT)
            self._configure(node, configure.tunnel_text(address, gateway if peer else None))

    def _start_service(self, service: Service, name: str) -> None:
        words = {node: self.topology.nodes[node].first_address(4) for node in self.topology.nodes}
        argv = []
        for word in shlex.split(service.command):
            if word == "{latencylab}":
                argv += [sys.executable, "-m", "latencylab"]
            else:
                argv.append(word.format_map({**words, "python": sys.executable}))
        self.services[name] = self._start_process(service.node, argv)
        if service.listens is not None:
            protocol, _, port = service.listens.partition(":")
            self._wait_listening(service.node, protocol, int(port))

    def _start_traffic(self) -> None:
        for target in {each.target for each in self.scenario.traffic}:
            argv = [*PYTHON, "tests.lab.traffic", "serve", str(_TRAFFIC_PORT)]
            self.services[f"traffic-{target}"] = self._start_process(target, argv)
            self._wait_listening(target, "tcp", _TRAFFIC_PORT)
        for number, each in enumerate(self.scenario.traffic):
            self.services[each.name or f"traffic{number + 1}"] = self._start_process(each.source, self._load(each))

    def _load(self, traffic: Traffic) -> list[str]:
        what = [traffic.kind, self.address(traffic.target), str(_TRAFFIC_PORT), str(traffic.flows)]
        return [*PYTHON, "tests.lab.traffic", *what, str(traffic.rate_mbit or 0)]

    def _start_process(self, node: str, argv: list[str]) -> subprocess.Popen[Any]:
        return self.popen(
            node, argv, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=self.messages, stderr=self.messages,
            start_new_session=True,
        )  # fmt: skip

    def _wait_listening(self, node: str, protocol: str, port: int) -> None:
        """Wait until a socket of ``node`` is bound to ``port``, as /proc/net tells."""
        deadline = time.monotonic() + _LISTEN_TIMEOUT_S
        state = _TCP_LISTEN if protocol == "tcp" else None
        while time.monotonic() < deadline:
            rows = [line.split() for line in self._socket_table(node, protocol)]
            if any(row[1].endswith(f":{port:04X}") and state in (None, row[3]) for row in rows):
                return
            time.sleep(0.01)
        raise LabError(f"nothing listens on {protocol} port {port} in {node}")

    def _socket_table(self, node: str, protocol: str) -> list[str]:
        lines = []
        for table in (protocol, f"{protocol}6"):
            with contextlib.suppress(LabError):  # a kernel without IPv6
                answer, _ = self.agent(node).ask(read=f"/proc/net/{table}")
                lines += answer["text"].splitlines()[1:]
        return lines

    # Running

    def _run_timeline(self) -> None:
        start = time.monotonic()
        for event in sorted(self.scenario.timeline, key=lambda each: each.at_s):
            if self._closing.wait(max(0, start + event.at_s - time.monotonic())):
                return
            self._happen(event)

    def _happen(self, event: Event) -> None:
        if event.wire is not None:
            wire = self.wire(event.wire)
            for direction, settings in (("up", event.up), ("down", event.down)):
                if settings:
                    wire.set(direction, **settings)
            if event.plugged is not None:
                wire.plug(event.plugged)
        if event.node is not None and event.interface is not None and event.enabled is not None:
            self.set_link(event.node, event.interface, event.enabled)
