"""Reading a saved file, whatever it is: a text is read here, a capture by the capture worker."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from latencylab.engine.process import WorkerProcess
from latencylab.errors import UserError
from latencylab.wifi.bss import Problem, WifiSnapshot
from latencylab.wifi.imports.capture import Heard, snapshot
from latencylab.wifi.imports.detect import MAX_TEXT_BYTES, is_capture, read_wifi_text
from latencylab.wifi.snapshot import MAX_NETWORKS

Progress = Callable[[int, int], None]
"""Takes the bytes that were read and the size of the file."""

_OVERFLOW = Problem(f"The capture holds more networks than any place has; the first {MAX_NETWORKS} count.")


def read_wifi_file(
    path: Path, spawn: Callable[[str], WorkerProcess], on_progress: Progress = lambda _done, _total: None
) -> WifiSnapshot:
    """What a saved scan or capture tells of the air.

    Args:
        path: the file; its name does not matter.
        spawn: starts a worker by its name (``latencylab.bootstrap.spawn_worker``).
        on_progress: is told how far a capture was read.

    Raises:
        UserError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
            if not is_capture(head):
                return read_wifi_text(head + file.read(MAX_TEXT_BYTES))
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror or error}.") from error
    return read_capture(path, spawn("capture"), on_progress)


def read_capture(path: Path, worker: WorkerProcess, on_progress: Progress) -> WifiSnapshot:
    """What a capture tells of the air, read by ``worker``, which is gone afterwards."""
    answers = _Answers(on_progress)
    gone = threading.Event()
    try:
        worker.start_reading(answers.take, lambda _: gone.set())
        worker.send_line(json.dumps({"path": str(path)}).encode() + b"\n")
        while not gone.wait(0.2):
            pass  # on Windows a wait without end cannot be interrupted
    finally:
        worker.kill()
    if not answers.is_complete:
        reason = f": {worker.last_words}" if worker.last_words else ""
        answers.problems.append(Problem(f"The capture could not be read to its end{reason}."))
    return snapshot(answers.heard, answers.problems)


class _Answers:
    """What the worker said."""

    def __init__(self, on_progress: Progress) -> None:
        self.heard: list[Heard] = []
        self.problems: list[Problem] = []
        self.is_complete = False
        self._on_progress = on_progress

    def take(self, _worker: WorkerProcess, lines: list[bytes]) -> None:
        """Take whole lines, from another thread."""
        for line in lines:
            self._take(json.loads(line))

    def _take(self, item: dict[str, Any]) -> None:
        if "progress" in item:
            self._on_progress(item["progress"], item["total"])
        elif "heard" in item:
            self.heard.append(Heard.from_object(item["heard"]))
        elif "error" in item:
            self.is_complete = True
            self.problems.append(Problem(item["error"], item["hint"]))
        elif "done" in item:
            self.is_complete = True
            if item["done"]["overflow"]:
                self.problems.append(_OVERFLOW)
            if item["done"]["damaged"]:
                self.problems.append(
                    Problem(f"The capture is damaged; it was read up to there ({item['done']['damaged']}).")
                )
