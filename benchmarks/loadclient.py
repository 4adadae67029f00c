"""Drives the load worker as the engine does."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

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
    """The ``load`` event of each direction, with ``took_s`` from the command to its end."""
    worker = popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    results: dict[str, dict[str, Any]] = {}
    _say(worker, cmd="prepare", epoch_ns=time.perf_counter_ns(), backend="reflector", server=url)
    _until(worker, "load_plan")
    for direction in directions:
        begin = time.perf_counter()
        _say(worker, cmd="start", direction=direction, **options)
        results[direction] = _until(worker, "load")
        results[direction]["took_s"] = time.perf_counter() - begin
        _until(worker, "load_end")
    end(worker)
    return results


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
