"""Writing files so that nothing is lost: whole or not at all, and whether it is possible is found out before."""

from pathlib import Path

from latencylab.errors import OutputError


def replace_file(path: Path, body: bytes) -> None:
    """Write ``body`` to ``path``: all of it, or the old file stays. Devices and pipes are written to as they are.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(body)
            return
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_bytes(body)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError.writing(path, error) from error


def check_writable(path: Path) -> None:
    """Find out now whether ``path`` can be written later.

    Raises:
        OutputError: it cannot.
    """
    try:
        existed = path.exists()
        with path.open("ab"):
            pass
        if not existed:
            path.unlink()
    except OSError as error:
        raise OutputError.writing(path, error) from error
