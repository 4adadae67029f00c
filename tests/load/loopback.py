"""Bandwidth servers on loopback, good and bad ones, and the load worker to measure with them."""

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Self

from probes.load.worker import Worker
from probes.loadserver.admission import Limits
from probes.loadserver.server import serve
from probes.pipe import CommandPipe, EventPipe
from probes.reflector.server import StopSwitch

PATIENCE_S = 30.0
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
JUNK = os.urandom(1 << 16)
PACE_S = 0.001
"""Pause after each 64 KiB, so that a load leaves the processor to the tests beside it."""


@contextlib.contextmanager
def running(limits: Limits | None = None) -> Iterator[int]:
    """Our bandwidth server; gives its port."""
    ready, ports = threading.Event(), []

    def on_ready(addresses) -> None:
        ports.append(addresses[0][1])
        ready.set()

    switch = StopSwitch()
    thread = threading.Thread(
        target=serve,
        args=("127.0.0.1", 0),
        kwargs={"on_ready": on_ready, "stop": switch, "limits": limits},
        daemon=True,
    )
    thread.start()
    try:
        assert ready.wait(PATIENCE_S)
        yield ports[0]
    finally:
        switch.press()
        thread.join(PATIENCE_S)
        switch.close()
    assert not thread.is_alive()


Answer = Callable[[socket.socket, bytes], None]
"""What a rogue server does with a connection when the head of a request has come."""


@contextlib.contextmanager
def rogue(answer: Answer, wrap: Callable[[socket.socket], socket.socket] = lambda sock: sock) -> Iterator[int]:
    """A server that does as the test says, request after request until ``answer`` closes; gives its port."""
    server = socket.create_server(("127.0.0.1", 0), backlog=64)

    def work(sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), wrap(sock) as wrapped:
            head = b""
            while data := wrapped.recv(4096):
                head += data
                if b"\r\n\r\n" in head or head.startswith(b"\x16"):  # the latter: somebody speaks TLS
                    answer(wrapped, head)
                    head = b""

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=work, args=(server.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(PATIENCE_S)


def saying(text: bytes) -> Answer:
    """Always the same answer, and the connection is closed."""

    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(text)
        sock.close()

    return answer


def pour(sock: socket.socket, octets: float = float("inf")) -> None:
    """Send data, without haste."""
    while octets > 0:
        octets -= sock.send(JUNK[: int(min(octets, len(JUNK)))])
        time.sleep(PACE_S)


def drain(sock: socket.socket, head: bytes) -> None:
    """Take the body of the request that begins with ``head``, without haste."""
    left = int(head.lower().split(b"content-length: ")[1].split()[0]) - len(head.split(b"\r\n\r\n", 1)[1])
    while left > 0 and (taken := len(sock.recv(min(left, 1 << 16)))):
        left -= taken
        time.sleep(PACE_S)


class Told(NamedTuple):
    """What the worker told of one command."""

    events: list[dict[str, Any]]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["e"] == kind]

    @property
    def plan(self) -> dict[str, Any]:
        return self.of("load_plan")[0]

    @property
    def results(self) -> dict[str, dict[str, Any]]:
        return {event["direction"]: event for event in self.of("load")}

    @property
    def trouble(self) -> str:
        return " ".join(f"{event['error']} {event.get('hint', '')}".strip() for event in self.of("failed"))


class Client:
    """A load worker in a thread of this process, with pipes as it has in its own."""

    def __init__(self) -> None:
        command_end, self._commands = os.pipe()
        self._events, event_end = os.pipe()
        self._stdin, self._stdout = os.fdopen(command_end), os.fdopen(event_end, "w")
        self._lines = os.fdopen(self._events)
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._commands)
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        for file in (self._stdin, self._lines):
            file.close()

    def send(self, command: str, **fields: Any) -> None:
        os.write(self._commands, json.dumps({"cmd": command, **fields}).encode() + b"\n")

    def prepare(self, **fields: Any) -> Told:
        self.send("prepare", epoch_ns=time.perf_counter_ns(), **fields)
        return self.until("load_plan", "load_end")

    def load(self, direction: str, **fields: Any) -> Told:
        self.send("start", direction=direction, **fields)
        return self.until("load_end")

    def load_some(self, direction: str, octets: int = 1, **fields: Any) -> Told:
        """Load until ``octets`` have moved and a rate can be told, however long this machine takes for that."""
        self.send("start", direction=direction, max_s=PATIENCE_S, **fields)
        told, enough = Told([]), 0
        while enough < 10 and (not told.events or told.events[-1]["e"] != "load_end"):
            told.events.extend(self.until("ls", "load_end").events)
            enough += told.events[-1].get("bytes", 0) >= octets
        if told.events[-1]["e"] != "load_end":
            self.send("stop")
            told.events.extend(self.until("load_end").events)
        return told

    def until(self, *kinds: str) -> Told:
        told = Told([])
        while line := self._lines.readline():
            told.events.append(json.loads(line))
            if told.events[-1]["e"] in kinds:
                return told
        raise AssertionError("the worker ended")

    def _work(self) -> None:
        events = EventPipe(self._stdout)
        others = set(threading.enumerate())
        commands = CommandPipe(self._stdin)
        readers = [thread for thread in set(threading.enumerate()) - others if "_read" in thread.name]
        try:
            Worker(commands, events).run()
        finally:
            events.close()
            self._stdout.close()
            for reader in readers:
                reader.join(PATIENCE_S)
            commands.wakeup.close()
            commands._waker.close()
