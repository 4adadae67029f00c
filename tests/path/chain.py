"""A client, some routers in a row and a server, each in a network namespace of its own, with IPv4 and IPv6.

    c --- r1 --- r2 --- r3 --- s        10.77.i.1 left and 10.77.i.2 right of link i, likewise fd77:0:0:i::1 and ::2

Each namespace lives as long as a process that waits for the end of its standard input, so nothing is left behind when
the tests end, however they end.
"""

import contextlib
import ipaddress
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from latencylab import clock, codec
from latencylab.events import Event
from tests.lab.support import TOOL_PATH, tool

HOME = Path(__file__).resolve().parents[2]
NOBODY = 65534
PATIENCE_S = 60.0
CLIENT, SERVER, _USERS = "c", "s", "users"
_BEGIN = "cd /proc/sys/net/ipv6/conf && echo 0 | tee all/accept_dad > default/accept_dad"
"""Addresses are of use at once, without a second of waiting for somebody who has the same."""
_IS_ROOT = not hasattr(os, "geteuid") or os.geteuid() == 0
_READ_ANYTHING = "-all,+dac_read_search"
"""All that is left to the unprivileged: the interpreter may stand where only root may look."""
_AS_NOBODY = [
    *("setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"),
    *("--inh-caps", _READ_ANYTHING, "--ambient-caps", _READ_ANYTHING, "--bounding-set", _READ_ANYTHING),
]
_WITHOUT_CAPABILITIES = ["setpriv", "--inh-caps", "-all", "--bounding-set", "-all"]
"""In a user namespace of an ordinary user there is no other user to become."""
_UNPRIVILEGED = _AS_NOBODY if _IS_ROOT else _WITHOUT_CAPABILITIES


def _give_up(reason: str) -> NoReturn:
    """Skip the test; where nothing may be skipped in silence, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def need_nft() -> None:
    """For tests whose routers filter."""
    if tool("nft") is None:
        _give_up("nft is missing (package nftables)")


class NotPermittedError(Exception):
    """No network namespaces here."""


class Chain:
    """The namespaces; made by :func:`chain`."""

    def __init__(self, routers: int, *, icmp: bool) -> None:
        self.names = [CLIENT, *(f"r{number}" for number in range(1, routers + 1)), SERVER]
        self._holders: dict[str, subprocess.Popen[bytes]] = {}
        try:
            if not _IS_ROOT:
                self._hold(_USERS, ["unshare", "--user", "--map-root-user"])
            for name in self.names:
                self._hold(name, [*self._as_owner(), "unshare", "--net"])
            for index in range(len(self.names) - 1):
                self._link(index)
            for index in range(len(self.names)):
                self._configure(index)
            if icmp:
                self.run(CLIENT, f"echo '0 {0x7FFFFFFF if _IS_ROOT else 0}' > /proc/sys/net/ipv4/ping_group_range")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        for holder in self._holders.values():
            holder.communicate()

    def address(self, name: str, *, v6: bool = False, right: bool = False) -> str:
        """The address towards the client (towards the server: ``right``)."""
        index = self.names.index(name)
        link, end = (index, 1) if right or index == 0 else (index - 1, 2)
        return str(ipaddress.ip_address(f"fd77:0:0:{link}::{end}" if v6 else f"10.77.{link}.{end}"))

    def server(self, *, v6: bool = False) -> str:
        return self.address(SERVER, v6=v6)

    def routers(self, *, v6: bool = False) -> list[str]:
        """As they answer towards the client, nearest first."""
        return [self.address(name, v6=v6) for name in self.names[1:-1]]

    def command(self, name: str, command: Sequence[str], *, privileged: bool = True) -> list[str]:
        """A command line that runs another in a namespace."""
        net = f"--net=/proc/{self._holders[name].pid}/ns/net"
        enter = ["nsenter", net] if _IS_ROOT else [*self._as_owner(), net]
        return [*enter, *([] if privileged else _UNPRIVILEGED), *command]

    def run(self, name: str, script: str) -> str:
        """Run a shell script in a namespace."""
        done = subprocess.run(
            self.command(name, ["sh", "-eu"]),
            input=script,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": TOOL_PATH},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def filter(self, name: str, hook: str, *rules: str) -> None:
        """Have these nftables rules, and no others, in one hook of a namespace."""
        need_nft()
        body = "\n".join(rules)
        table = f"table inet t {{\n chain x {{\n type filter hook {hook} priority 0;\n{body}\n }}\n}}\n"
        self.run(name, f"nft flush ruleset\nnft -f - <<'END'\n{table if rules else ''}END\n")

    def _as_owner(self) -> list[str]:
        """Enter the user namespace in which an ordinary user may make the others."""
        if _IS_ROOT:
            return []
        return ["nsenter", f"--user=/proc/{self._holders[_USERS].pid}/ns/user", "--preserve-credentials"]

    def _hold(self, name: str, command: Sequence[str]) -> None:
        begin = _BEGIN if "--net" in command else ""
        script = f"{begin}\necho ready\nexec cat"
        holder = subprocess.Popen([*command, "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._holders[name] = holder
        assert holder.stdout is not None
        if not holder.stdout.readline():
            raise NotPermittedError

    def _link(self, index: int) -> None:
        left, right = self.names[index : index + 2]
        self.run(left, f"ip link add right type veth peer name left netns {self._holders[right].pid}")

    def _configure(self, index: int) -> None:
        last = len(self.names) - 1
        lines = ["ip link set lo up"]
        for side, link, end, there in (("left", index - 1, 2, index > 0), ("right", index, 1, index < last)):
            if there:
                lines += [
                    f"ip addr add 10.77.{link}.{end}/24 dev {side}",
                    f"ip addr add fd77:0:0:{link}::{end}/64 dev {side} nodad",
                    f"ip link set {side} up",
                ]
        if 0 < index < last:
            lines += [
                "echo 1 > /proc/sys/net/ipv4/ip_forward",
                "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding",
                "echo 0 > /proc/sys/net/ipv4/icmp_ratelimit",
                "echo 0 > /proc/sys/net/ipv6/icmp/ratelimit",
            ]
        onward = (index, 2) if index < last else (index - 1, 1)
        lines += [f"ip route add default via 10.77.{onward[0]}.{onward[1]}"]
        lines += [f"ip -6 route add default via fd77:0:0:{onward[0]}::{onward[1]}"]
        for link in range(index - 1 if index < last else 0):
            lines += [f"ip route add 10.77.{link}.0/24 via 10.77.{index - 1}.1"]
            lines += [f"ip -6 route add fd77:0:0:{link}::/64 via fd77:0:0:{index - 1}::1"]
        self.run(self.names[index], "\n".join(lines))


@contextlib.contextmanager
def chain(routers: int = 3, *, icmp: bool = True) -> Iterator[Chain]:
    """A row of namespaces for as long as the block lasts.

    Args:
        routers: how many.
        icmp: whether users of the client may send echo requests.
    """
    if sys.platform != "linux" or tool("ip") is None:
        _give_up("network namespaces need Linux and the command ip (package iproute2)")
    try:
        one = Chain(routers, icmp=icmp)
    except NotPermittedError:
        _give_up("network namespaces are not permitted here")
    try:
        yield one
    finally:
        one.close()


@contextlib.contextmanager
def worker(
    one: Chain,
    kind: str,
    *commands: dict[str, object],
    node: str = CLIENT,
    privileged: bool = False,
    prefix: Sequence[str] = (),
) -> Iterator["RunningWorker"]:
    """A worker process in a namespace, its epoch being now; ended with the block."""
    argv = one.command(node, [sys.executable, "-m", "latencylab", "--worker", kind], privileged=privileged)
    process = subprocess.Popen([*prefix, *argv], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    running = RunningWorker(process)
    try:
        for command in commands:
            running.send(command)
        yield running
    finally:
        running.close()


class RunningWorker:
    """What a worker has told so far."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.events: list[Event] = []
        self.epoch_ns = clock.mono_ns()
        self._process = process
        self._news = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def send(self, command: dict[str, object]) -> None:
        epoch = {"epoch_ns": self.epoch_ns} if command["cmd"] == "start" else {}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command | epoch).encode() + b"\n")
        self._process.stdin.flush()

    def wait_for(self, enough: Callable[[list[Event]], object]) -> list[Event]:
        """The events once there are enough of them."""
        deadline = time.monotonic() + PATIENCE_S
        with self._news:
            while not enough(self.events):
                left = deadline - time.monotonic()
                assert left > 0, self.events[-20:]
                assert not self._ended, self.events[-20:]
                self._news.wait(left)
            return list(self.events)

    def finish(self) -> list[Event]:
        """Everything, once the worker has ended by itself; asked to, if it goes on for ever."""
        deadline = time.monotonic() + PATIENCE_S
        with self._news:
            while not self._ended:
                assert time.monotonic() < deadline
                self._news.wait(1)
        assert self._process.wait(PATIENCE_S) == 0
        return self.events

    def close(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._thread.join(PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self.events.append(codec.decode(line))
                self._news.notify()
        with self._news:
            self._ended = True
            self._news.notify()


def start(one: Chain, *, v6: bool = False, **fields: object) -> dict[str, object]:
    """The order to begin with the server as the target."""
    return {"cmd": "start", "target": "far", "address": one.server(v6=v6), **fields}
