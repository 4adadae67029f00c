"""``--wifi-from``: a saved scan or capture, read before anything is measured, so that reading disturbs no probe."""

import sys
from argparse import Namespace
from pathlib import Path

from latencylab.errors import UserError
from latencylab.wifi.bss import WifiSnapshot
from latencylab.wifi.imports.capture import NO_BEACONS
from latencylab.wifi.imports.detect import NOTHING_FOUND

_UNUSABLE = (NOTHING_FOUND, NO_BEACONS)


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
        snapshot = read_air_file(path, progress)
    finally:
        progress.clear()
    is_empty = snapshot.link is None and not snapshot.networks and not snapshot.survey
    reason = next((problem for problem in snapshot.problems if problem in _UNUSABLE), None)
    if reason is None and snapshot.source == "capture" and snapshot.problems:
        reason = snapshot.problems[0]
    if is_empty and reason is not None:
        raise UserError(f"{path}: {reason.error}", reason.hint)
    return snapshot


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
