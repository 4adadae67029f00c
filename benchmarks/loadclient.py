"""Drives the load worker as the engine does."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from latencylab.clock import mono_ns

WORKER = (sys.executable, "-m", "latencylab", "--worker", "load")
SERVER = (sys.executable, "-m", "latencylab", "--worker", "bandwidth")

Popen = Callable[..., "subprocess.Popen[str]"]


def start_server(popen: Popen, host: str, port: int) -> "subprocess.Popen[str]":
    """The bandwidth server, when it listens; it ends when its standard input is closed."""
    server = popen(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _say(server, host=host, port=port)
    told = json.loads(_line(server))
    assert told["e"] == "ready", told
    return server


def end(process: "subprocess.Popen[str]") -> None:
    """Close a worker's input and wait for its end."""
    assert process.stdin is not None
    process.stdin.close()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def measure(popen: Popen, url: str, directions: Sequence[str], **options: Any) -> dict[str, dict[str, Any]]:
    """The ``load`` event of each direction, with ``took_s`` from the command to its end and ``ended_ns``, monotonic."""
    worker = popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    results: dict[str, dict[str, Any]] = {}
    epoch_ns = mono_ns()
    _say(worker, cmd="prepare", epoch_ns=epoch_ns, backend="reflector", server=url)
    _until(worker, "load_plan")
    for direction in directions:
        begin = time.perf_counter()
        _say(worker, cmd="start", direction=direction, **options)
        _until(worker, "phase")
        ended_ns = epoch_ns + _until(worker, "phase")["t_ns"]
        results[direction] = {**_until(worker, "load"), "ended_ns": ended_ns}
        results[direction]["took_s"] = time.perf_counter() - begin
        _until(worker, "load_end")
    end(worker)
    return results


@contextmanager
def loading(popen: Popen, url: str, direction: str, seconds: float) -> Iterator[None]:
    """The line is loaded as far as it goes while the block runs, for at most ``seconds``."""
    worker = popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    most = {"max_s": seconds, "min_s": seconds}
    _say(worker, cmd="prepare", epoch_ns=mono_ns(), backend="reflector", server=url, max_bytes=1 << 50)
    _until(worker, "load_plan")
    _say(worker, cmd="start", direction=direction, **most)
    _until(worker, "ls")
    try:
        yield
    finally:
        _say(worker, cmd="stop")
        assert worker.stdin is not None
        worker.stdin.close()
        while line := _line(worker):
            event = json.loads(line)
            assert event["e"] != "load" or event["ended"] == "stopped", event  # else the block was not all under load
        worker.wait()


def _say(process: "subprocess.Popen[str]", **fields: Any) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(fields) + "\n")
    process.stdin.flush()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _until(process: "subprocess.Popen[str]", kind: str) -> dict[str, Any]:
    while line := _line(process):
        event: dict[str, Any] = json.loads(line)
        if event["e"] in ("failed", kind):
            assert event["e"] == kind, event
            return event
    raise AssertionError("the worker ended")
