"""``--serve``: the reflector, until Ctrl-C."""

import sys
from argparse import Namespace

from latencylab.cli.keys import read_key
from latencylab.engine import targets
from latencylab.errors import UserError


def serve(options: Namespace) -> int:
    """Answer STAMP test packets until ended; gives the exit status."""
    from latencylab.bootstrap import serve_reflector

    host, port = _address(options.serve)

    def announce(address: str, bound_port: int) -> None:
        if not options.quiet:
            sys.stdout.write(f"Reflector on {address} port {bound_port} (UDP, STAMP). Ctrl-C ends it.\n")
            sys.stdout.flush()

    counted = serve_reflector(host, port, read_key(options.key_file), announce)
    if not options.quiet:
        sys.stdout.write(f"{counted}\n")
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
