"""The reflector as a worker process (:mod:`probes.serving`).

Settings: ``{"host": "127.0.0.1", "port": 0, "key": null}``; the key is hexadecimal.
"""

from collections.abc import Callable, Sequence
from typing import Any, TextIO

from probes.pipe import CommandPipe
from probes.reflector.server import serve
from probes.reflector.sockets import Address
from probes.serving import run_server


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Reflect until ``stdin`` ends; gives the exit status."""
    return run_server("reflector", _serve, stdin, stdout)


def _serve(settings: dict[str, Any], ready: Callable[[Sequence[Address]], None], stop: CommandPipe) -> None:
    key = bytes.fromhex(settings["key"]) if settings.get("key") else None
    serve(settings.get("host"), settings.get("port"), key=key, on_ready=ready, stop=stop)
