"""``--wifi-from``: a saved scan or capture, read before anything is measured, so that reading disturbs no probe."""

import sys
from argparse import Namespace
from pathlib import Path

from latencylab.wifi.bss import WifiSnapshot


def read_air(options: Namespace) -> WifiSnapshot | None:
    """What the saved file tells; None when none is named.

    Raises:
        UserError: the file cannot be read, or tells nothing of a Wi-Fi.
    """
    path: Path | None = options.wifi_from
    if path is None:
        return None
    from latencylab.bootstrap import read_air_file

    progress = _Progress(path, is_shown=sys.stderr.isatty() and not options.quiet)
    try:
        return read_air_file(path, progress)
    finally:
        progress.clear()


class _Progress:
    """One line on the terminal while a long file is read."""

    def __init__(self, path: Path, *, is_shown: bool) -> None:
        self._name = path.name
        self._is_shown = is_shown
        self._drawn = False

    def __call__(self, done: int, total: int) -> None:
        if self._is_shown and total > 0:
            self._drawn = True
            sys.stderr.write(f"\rreading {self._name!r}: {100 * min(done, total) // total} %")
            sys.stderr.flush()

    def clear(self) -> None:
        """Wipe the line."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
