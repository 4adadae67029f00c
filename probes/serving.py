"""A server as a worker process: settings come in as one JSON line, ``ready`` goes out, it ends with its input."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TextIO

from latencylab.errors import Exit, UserError
from probes.pipe import CommandPipe

Address = tuple[str, int]
Serve = Callable[[dict[str, Any], Callable[[Sequence[Address]], None], CommandPipe], object]


def run_server(name: str, serve: Serve, stdin: TextIO, stdout: TextIO) -> int:
    """Serve until ``stdin`` ends; gives the exit status.

    Writes ``{"e": "ready", "address": ..., "port": ...}`` when it listens, or ``{"e": "failed", "probe": NAME,
    "error": ..., "hint": ...}`` when it cannot.

    Args:
        name: of the probe in messages.
        serve: given the settings, what to call with the addresses that it listens on, and what ends it.
        stdin: where the settings come from.
        stdout: where to write.
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
    try:
        serve(given[0], ready, commands)
    except UserError as error:
        say("failed", t_ns=0, probe=name, error=error.message, hint=error.hint)
        return Exit.USAGE
    return Exit.HEALTHY
