"""Errors that are meant for a person: one clear sentence, what to do about it, and the exit status."""

import errno
from enum import IntEnum
from pathlib import Path
from typing import Self


class Exit(IntEnum):
    """Exit statuses of the command line (public interface)."""

    HEALTHY = 0
    """Measured, nothing to fix."""
    FINDINGS = 1
    """Measured, something to fix."""
    USAGE = 2
    """Unusable arguments or input."""
    NO_ANSWER = 3
    """No target answered."""
    INTERRUPTED = 130
    """Ended by the user; what was measured is kept and written."""


class UserError(Exception):
    """Something that the user can mend.

    Args:
        message: what is wrong, as one sentence.
        hint: what to do about it, as one sentence.
    """

    status = Exit.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class OutputError(UserError):
    """A file could not be written."""

    @classmethod
    def writing(cls, path: Path, error: OSError) -> Self:
        """The error of writing ``path``, in plain words."""
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT:
                return cls(f"Cannot write {path}: the disk is full.", "Free some space or choose another place.")
            case errno.ENOENT | errno.ENOTDIR:
                return cls(f"Cannot write {path}: its folder does not exist.", "Make the folder or choose another.")
            case errno.EACCES | errno.EPERM | errno.EROFS:
                return cls(f"Cannot write {path}: not permitted.", "Choose a place that you may write to.")
            case errno.EISDIR:
                return cls(f"Cannot write {path}: it is a folder.", "Give the name of a file.")
        return cls(f"Cannot write {path}: {error.strerror or error}.", "Choose another place.")
