"""Writing files so that nothing is lost: found out before whether it is possible, and whole or not at all."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from latencylab.cli.main import complain
from latencylab.errors import OutputError

STDOUT = "-"


def write_json(where: str, body: Any, spare_name: str) -> bool:
    """Write ``body`` to a file, or to standard output for ``-``.

    When the disk is full, it goes to the folder for temporary files, and that is said; False then.
    """
    text = json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if where == STDOUT:
        sys.stdout.write(text)
        sys.stdout.flush()
        return True
    try:
        replace_file(Path(where), text.encode())
    except OutputError as error:
        spare = Path(tempfile.gettempdir()) / spare_name
        try:
            spare.write_text(text, encoding="utf-8")
        except OSError:
            complain(f"{error} The report follows on standard output.")
            sys.stdout.write(text)
            return False
        complain(f"{error} The report is in {spare} instead.")
        return False
    return True


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
