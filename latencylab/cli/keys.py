"""Shared secrets come from files: an option would show them in the list of processes."""

from pathlib import Path

from latencylab.errors import UserError

SHORTEST_KEY = 8


def read_key(path: Path | None) -> bytes | None:
    """The shared secret in a file, without the white space around it.

    Raises:
        UserError: no such file, or too short a secret.
    """
    if path is None:
        return None
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise UserError(f"Cannot read the key file {path}: {error.strerror}.", "Check its path.") from error
    if len(key) < SHORTEST_KEY:
        raise UserError(f"The key in {path} is too short.", f"Use {SHORTEST_KEY} characters or more.")
    return key
