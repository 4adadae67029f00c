"""The bandwidth server as a worker process (:mod:`probes.serving`).

Settings: ``{"host": "127.0.0.1", "port": 18862}``; with port 0 the system chooses one.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any, TextIO

from probes.loadserver.server import serve
from probes.pipe import CommandPipe
from probes.reflector.sockets import Address
from probes.serving import run_server

_NICENESS = 5
"""The reflector and the latency probes go first."""


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Serve until ``stdin`` ends; gives the exit status."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    return run_server("bandwidth server", _serve, stdin, stdout)


def _serve(settings: dict[str, Any], ready: Callable[[Sequence[Address]], None], stop: CommandPipe) -> None:
    serve(settings.get("host"), settings.get("port"), on_ready=ready, stop=stop)
