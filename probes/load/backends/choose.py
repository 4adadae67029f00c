"""Which server to use: the one that was wished for, or the first that is willing."""

from collections.abc import Callable
from http.client import HTTPException
from typing import Any, NamedTuple, Self

from probes.load.backends import cloudflare, librespeed, ookla
from probes.load.http import Site
from probes.load.server import Server
from probes.load.trouble import LoadError, explain, printable

BACKENDS = ("reflector", "librespeed", "cloudflare", "ookla", "ndt7")
_NAMES = {
    "librespeed": "LibreSpeed's list of servers",
    "cloudflare": "speed.cloudflare.com",
    "ookla": "Ookla's server",
    "ndt7": "M-Lab's locator",
}


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
    names = _order(wish) if wish.backend == "auto" else [wish.backend]
    for name in names[:-1]:
        try:
            return _try(name, wish)
        except LoadError as error:
            tell(error)
    return _try(names[-1], wish)


def _order(wish: Wish) -> list[str]:
    """What ``auto`` tries; a server that was named is tried as what it may be."""
    if wish.server:
        return ["reflector", "librespeed"]
    own = ["reflector"] if wish.port is not None else []
    return own or ["reflector"] if wish.local else [*own, "librespeed", "cloudflare", "ookla"]


def _try(backend: str, wish: Wish) -> Server:
    try:
        return _find(backend, wish)
    except (OSError, HTTPException, ValueError) as error:
        raise explain(error, _place(backend, wish)) from error


def _place(backend: str, wish: Wish) -> str:
    """What to call the server that failed."""
    if wish.server:
        return Site.of(_url(wish.server, "http"))[0].place
    return f"{wish.address}:{wish.port}" if backend == "reflector" else _NAMES[backend]


def _find(backend: str, wish: Wish) -> Server:
    match backend:
        case "reflector":
            return librespeed.reflector(_url(wish.server, "http") or _beside_reflector(wish))
        case "librespeed":
            return librespeed.named(_url(wish.server, "https")) if wish.server else librespeed.nearest()
        case "cloudflare":
            return cloudflare.find(*filter(None, [_url(wish.server, "https")]))
        case "ookla":
            return ookla.find(_url(wish.server, "http"))
        case "ndt7":
            if not wish.publish:
                raise LoadError(
                    "M-Lab publishes this computer's address with the result, so ndt7 was not used.",
                    "Allow that with --yes-publish, or use another backend.",
                )
            from probes.load.backends import ndt7

            return ndt7.find(wish.server)
    raise LoadError(f"There is no bandwidth backend called {printable(backend)}.", f"There are {', '.join(BACKENDS)}.")


def _beside_reflector(wish: Wish) -> str:
    if wish.port is None:
        raise LoadError(
            "No reflector with a bandwidth server is known.", "Give HOST:PORT of one, or use another backend."
        )
    host = f"[{wish.address}]" if ":" in wish.address else wish.address
    return f"http://{host}:{wish.port}/"


def _url(server: str, scheme: str) -> str:
    return server if not server or "://" in server else f"{scheme}://{server}"
