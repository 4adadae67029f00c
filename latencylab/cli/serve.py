"""``--serve``: the reflector and the bandwidth server beside it, until Ctrl-C."""

import sys
from argparse import Namespace
from typing import Any

from latencylab.cli.keys import read_key
from latencylab.engine import targets
from latencylab.errors import UserError


def serve(options: Namespace) -> int:
    """Answer STAMP test packets and bandwidth tests until ended; gives the exit status."""
    from latencylab.bootstrap import serve_reflector

    host, port = _address(options.serve)
    key = read_key(options.key_file)

    def say(line: str) -> None:
        if not options.quiet:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    def announce(address: str, bound_port: int) -> None:
        say(f"Reflector on {address} port {bound_port} (UDP, STAMP). Ctrl-C ends it.")

    def announce_bandwidth(told: dict[str, Any]) -> None:
        if told["e"] == "ready":
            say(f"Bandwidth server on {told['address']} port {told['port']} (TCP, LibreSpeed's protocol).")
        else:
            sys.stderr.write(f"latencylab: No bandwidth server: {told['error']} {told['hint']}\n")

    # a stranger without the key shall get nothing, and HTTP has no place for it
    open_to_all = key is None and not options.no_bandwidth
    say(serve_reflector(host, port, key, announce, announce_bandwidth if open_to_all else None))
    return 0


def _address(text: str) -> tuple[str | None, int | None]:
    """Host and port to listen on, either None when not given.

    Raises:
        UserError: it is no ``HOST[:PORT]``.
    """
    if not text:
        return None, None
    if text.startswith(":"):
        return None, targets.parse_port(text[1:])
    if text == targets.LOCAL:
        raise UserError("'local' is not an address to listen on.", "Give HOST[:PORT], such as 0.0.0.0:18862.")
    target = targets.parse(text)
    return target.host, target.port
