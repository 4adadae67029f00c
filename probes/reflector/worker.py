"""The reflector as a worker process: settings come in as one JSON line, ``ready`` goes out, it ends with its input.

Settings: ``{"host": "127.0.0.1", "port": 0, "key": null}``; the key is hexadecimal.
"""

import json
from collections.abc import Sequence
from typing import Any, TextIO

from latencylab.errors import Exit
from probes.pipe import CommandPipe
from probes.reflector.server import serve
from probes.reflector.sockets import Address, ReflectorError


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Serve until ``stdin`` ends; gives the exit status.

    Writes ``{"e": "ready", "address": ..., "port": ...}`` when it listens, or ``{"e": "failed", "probe": "reflector",
    "error": ..., "hint": ...}`` when it cannot.
    """

    def say(kind: str, **fields: Any) -> None:
        stdout.write(json.dumps({"e": kind, **fields}) + "\n")
        stdout.flush()

    def ready(addresses: Sequence[Address]) -> None:
        address, port = addresses[0]
        say("ready", address=address, port=port)

    commands = CommandPipe(stdin)
    while not (given := commands.take()):
        if commands.closed:
            return Exit.HEALTHY
        commands.wait()
    settings = given[0]
    key = bytes.fromhex(settings["key"]) if settings.get("key") else None
    try:
        serve(settings.get("host"), settings.get("port"), key=key, on_ready=ready, stop=commands)
    except ReflectorError as error:
        say("failed", t_ns=0, probe="reflector", error=error.message, hint=error.hint)
        return Exit.USAGE
    return Exit.HEALTHY
