"""From arguments to an exit status. Nothing that a person can cause ends in a traceback."""

import importlib
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from latencylab.cli.parser import build_parser
from latencylab.errors import Exit, UserError
from latencylab.rulesfile import take_in

_CALLS = {
    "serve": ("serve", "serve"),
    "replay": ("replay", "replay"),
    "servers": ("servers", "servers"),
    "history": ("history", "show_history"),
    "compare": ("compare", "compare"),
    "experiment": ("experiment", "experiment"),
    "queue": ("queue", "show_queue"),
    "export": ("history", "export"),
    "import_": ("history", "import_file"),
    "rules": ("rules", "list_rules"),
    "explain": ("rules", "explain"),
    "wifi": ("wifi", "wifi"),
    "doctor": ("doctor", "doctor"),
}
"""Option, and the module and function that do what it asks for: only what a call needs is imported."""


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for; gives the exit status."""
    try:
        return _dispatch(build_parser().parse_args(arguments))
    except UserError as error:
        complain(str(error))
        return error.status
    except BrokenPipeError:
        # The reader of standard output is gone (latencylab ... | head): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.HEALTHY
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def complain(sentence: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"latencylab: {sentence}\n")


def _dispatch(options: Namespace) -> int:
    take_in(options.rules_from)
    if options.probe is not None:
        return _probe(options)
    for name, (module, function) in _CALLS.items():
        if getattr(options, name) not in (None, False):
            call: Callable[[Namespace], int] = getattr(importlib.import_module(f"latencylab.cli.{module}"), function)
            return call(options)
    from latencylab.bootstrap import open_app

    return open_app([])


def _probe(options: Namespace) -> int:
    from latencylab.bootstrap import Spawner

    spawner = Spawner("latency")
    try:
        from latencylab.cli.probe import probe

        return probe(options, spawner)
    finally:
        spawner.close()
