"""The border to Windows' system libraries: nothing is loaded before it is called for."""

import ctypes
import sys
from typing import Any


def load(name: str) -> Any:
    """The system library ``name``, its error codes kept for :func:`last_error`.

    Raises:
        OSError: this is not Windows, or there is no such library.
    """
    if sys.platform == "win32":
        return ctypes.WinDLL(name, use_last_error=True)
    else:  # noqa: RET505 - mypy follows the platform only through both branches
        raise OSError(f"{name}.dll is a part of Windows")


def last_error() -> int:
    """``GetLastError`` of this thread's last call into a library that :func:`load` gave."""
    if sys.platform == "win32":
        return ctypes.get_last_error()
    else:  # noqa: RET505
        return 0
