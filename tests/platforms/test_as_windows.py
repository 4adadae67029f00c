"""The workers at work on what looks like Windows to them."""

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.platforms.as_windows import RTT_US

HOME = Path(__file__).parents[2]
LEGS = ("echo", "echo6", "web")


class Worker:
    """A worker process and what it has said."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.said: list[dict[str, Any]] = []

    def tell(self, **command: Any) -> None:
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        self._process.stdin.flush()

    def listen_until(self, enough: Callable[[list[dict[str, Any]]], bool]) -> None:
        while not enough(self.said):
            line = self._process.stdout.readline()
            assert line, self._process.stderr.read().decode()
            self.said.append(json.loads(line))


@contextmanager
def worker(name: str) -> Iterator[Worker]:
    """Gives a worker; its input is closed at the end, and it ends well."""
    argv = [sys.executable, "-m", "tests.platforms.as_windows", name]
    with subprocess.Popen(
        argv, cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            yield Worker(process)
            _, errors = process.communicate(timeout=60)
            assert (process.returncode, errors.decode()) == (0, "")
        finally:
            process.kill()


def leg(name: str, address: str, **candidate: Any) -> dict[str, Any]:
    return {
        "cmd": "add",
        "leg": name,
        "role": "target",
        "target": name,
        "host": name,
        "address": address,
        "rate_hz": 100.0,
        "candidates": [candidate],
        "details": {},
    }


def leg_of(event: dict[str, Any]) -> str | None:
    return event.get("leg")


def test_latency_is_measured_by_the_ip_helper_and_by_winsock():
    with socket.create_server(("127.0.0.1", 0)) as server, worker("latency") as latency:
        latency.tell(cmd="start", epoch_ns=time.perf_counter_ns(), rate_hz=100.0)
        latency.tell(**leg("echo", "192.0.2.1", transport="icmp"))
        latency.tell(**leg("echo6", "2001:db8::1", transport="icmp"))
        latency.tell(**leg("web", "127.0.0.1", transport="tcp", port=server.getsockname()[1]))
        latency.listen_until(lambda said: all(Counter(map(leg_of, said))[name] > 5 for name in LEGS))
        latency.tell(cmd="finish")
    vias = {event["leg"]: event["via"] for event in latency.said if event["e"] == "leg"}
    assert vias == {"echo": "IP helper", "echo6": "IP helper", "web": "TCP handshake"}
    samples = [event for event in latency.said if event["e"] == "s"]
    assert {event.get("status", "received") for event in samples} == {"received"}
    assert all(event["rtt_ns"] >= 5_000_000 for event in samples if event["leg"] != "web")
    assert {event["ttl"] for event in samples if event["leg"] == "echo"} == {57}
    assert {event["rtt_ns"] for event in samples if event["leg"] == "web"} == {RTT_US * 1000}


def test_the_host_is_described_by_the_ip_helper():
    with worker("host") as host:
        host.tell(cmd="start", epoch_ns=time.perf_counter_ns(), address="127.0.0.1", hops=True)
        host.listen_until(lambda said: any(event["e"] == "host" for event in said))
    (seen,) = (event for event in host.said if event["e"] == "host")
    assert seen["interface"] == "lo"
    assert seen["interface_kind"] == "loopback"
    assert seen["gateway"] == "127.0.0.2"
    assert seen["dns"] == ["127.0.0.53"]
