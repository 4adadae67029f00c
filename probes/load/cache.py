"""Lists of servers, kept for a day so that those who publish them are asked rarely."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path

from latencylab.clock import NS_PER_S, wall_ns
from probes.load.trouble import LoadError

_FRESH_NS = 86_400 * NS_PER_S

Parsed = TypeVar("Parsed")


def kept_a_day(
    name: str, fetch: Callable[[], bytes], parse: Callable[[bytes], Parsed], folder: Path | None = None
) -> Parsed:
    """What ``fetch`` gave less than a day ago, or gives now; an older copy where it fails.

    Args:
        name: of the file.
        fetch: gets a new copy.
        parse: makes sense of a copy.
        folder: where copies are kept; the user's cache when absent.

    Raises:
        LoadError: there is none. And whatever ``fetch`` and ``parse`` raise.
    """
    path = (folder or user_cache_path("latencylab")) / name
    with contextlib.suppress(OSError, ValueError, LoadError):
        if 0 <= wall_ns() - path.stat().st_mtime_ns < _FRESH_NS:
            return parse(path.read_bytes())
    try:
        data = fetch()
        parsed = parse(data)
    except (OSError, HTTPException, ValueError, LoadError):
        with contextlib.suppress(OSError, ValueError, LoadError):
            return parse(path.read_bytes())
        raise
    with contextlib.suppress(OSError):  # a cache that cannot be written costs a request tomorrow, nothing else
        _write(path, data)
    return parsed


def _write(path: Path, data: bytes) -> None:
    """Write so that nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
