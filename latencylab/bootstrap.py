"""The one composition root: the only module of the core that knows the probes and the app, and only when asked.

Every probe runs in a process of its own, started as ``python -m latencylab --worker NAME``: a probe that shares a
process with anything busy measures that process, not the network.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latencylab.engine.process import WorkerProcess
from latencylab.errors import UserError

if TYPE_CHECKING:
    from latencylab.wifi.bss import WifiSnapshot

WORKERS = {
    "bandwidth": "probes.loadserver.worker",
    "capture": "probes.wifi.capture_worker",
    "host": "probes.host.worker",
    "latency": "probes.latency.worker",
    "load": "probes.load.worker",
    "marks": "probes.marks.worker",
    "path": "probes.path.worker",
    "processes": "probes.host.processes",
    "reach": "probes.reach.worker",
    "reflector": "probes.reflector.worker",
    "scapy-path": "probes.scapy_path",
    "wifi": "probes.wifi.worker",
}
"""Name of a worker and the module whose ``run_worker(stdin, stdout)`` does its work."""


def run_worker(name: str) -> int:
    """Be the worker ``name``; gives the exit status."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the engine ends its workers itself
    if name == "engine":
        from latencylab.engine.child import run_child

        return run_child(spawn_worker, sys.stdin, sys.stdout, read_air_file)
    module = importlib.import_module(WORKERS[name])
    status: int = module.run_worker(sys.stdin, sys.stdout)
    return status


def spawn_worker(name: str) -> WorkerProcess:
    """Start the worker ``name`` as a child process."""
    return WorkerProcess(
        name,
        [sys.executable, "-m", "latencylab", "--worker", name],
        env={**os.environ, **_environment()},
    )


def _environment() -> dict[str, str]:
    """What a child of this program needs in its environment, wherever it is started from."""
    package_home = str(Path(__file__).resolve().parent.parent)
    search = os.pathsep.join(filter(None, (package_home, os.environ.get("PYTHONPATH", ""))))
    return {"PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"}


class Spawner:
    """Starts workers, some of them ahead of time: a worker's own start takes longer than parsing a command line.

    Args:
        ahead: names of the workers to start now.
    """

    def __init__(self, *ahead: str) -> None:
        self._ahead = {name: spawn_worker(name) for name in ahead}

    def __call__(self, name: str) -> WorkerProcess:
        """The worker ``name``: the one started ahead, or a new one."""
        return self._ahead.pop(name, None) or spawn_worker(name)

    def close(self) -> None:
        """End the workers that nobody took."""
        for worker in self._ahead.values():
            worker.kill()
        self._ahead.clear()


def open_app(arguments: list[str]) -> int:
    """Open the desktop app; gives the exit status.

    Raises:
        UserError: Qt is not installed, lacks a library of the system, or there is no screen.
    """
    try:
        from ui.app import run
        from ui.context import Services
    except ImportError as error:
        raise UserError(f"The desktop app cannot be opened: {error}.", "Use latencylab --probe TARGET.") from error
    return run(Services([sys.executable, "-m", "latencylab"], _environment()), arguments)


def doctor_checks() -> list[dict[str, Any]]:
    """What this computer lets the program measure, as plain data."""
    from probes.doctor import checks

    return [check._asdict() for check in checks()]


def read_air_file(path: Path, on_progress: Callable[[int, int], None] = lambda _done, _total: None) -> "WifiSnapshot":
    """What a saved scan or capture tells of the Wi-Fi; captures are read in a process of their own.

    Raises:
        UserError: the file cannot be read, or holds nothing of a Wi-Fi.
    """
    from latencylab.wifi.imports.usable import usable
    from probes.wifi.capture import read_wifi_file

    return usable(read_wifi_file(path, spawn_worker, on_progress), path)


def scan_air() -> "WifiSnapshot":
    """What this computer's adapter hears, after a fresh scan where one is granted; only while nothing measures."""
    from probes.wifi.source import scan_and_read

    return scan_and_read()


def serve_reflector(
    host: str | None,
    port: int | None,
    key: bytes | None,
    on_ready: Callable[[str, int], None],
    on_bandwidth: Callable[[dict[str, Any]], None] | None = None,
) -> str:
    """Run the reflector until it is ended by a signal; gives a sentence about what it did.

    Args:
        host: where to listen, None for everywhere.
        port: None for 862 or 18862.
        key: shared secret of authenticated mode.
        on_ready: called with the reflector's address and port.
        on_bandwidth: called, from another thread, with what the bandwidth server says: ``{"e": "ready", ...}`` or
            ``{"e": "failed", "error": ..., ...}``; None when there shall be none. It has the reflector's port, by TCP.

    Raises:
        UserError: it cannot listen there.
    """
    from probes.reflector import server

    beside: list[WorkerProcess] = []

    def ready(addresses: Sequence[tuple[str, int]]) -> None:
        on_ready(*addresses[0])
        if on_bandwidth is not None:
            beside.append(spawn_worker("bandwidth"))
            beside[0].start_reading(lambda _, lines: on_bandwidth(json.loads(lines[0])), lambda _: None)
            beside[0].send_line(json.dumps({"host": host, "port": addresses[0][1]}).encode() + b"\n")

    try:
        return str(server.serve(host, port, key=key, on_ready=ready))
    finally:
        for worker in beside:
            worker.kill()
