"""Runs the command line beside the app, for what takes longer than a frame: its answers are public interface."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

OnDone = Callable[[int, Any, str], object]
"""Takes the exit status, what was printed (parsed where it is JSON, else text), and the last words."""

END_MS = 2000


class Tools(QObject):
    """Starts commands and hands over what they say.

    Args:
        command: the program and what comes before its options.
        environment: variables in addition to the app's own.
        parent: owner.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._environment = dict(environment)
        self._running: dict[str, QProcess] = {}

    def runs(self, name: str) -> bool:
        """Whether the command called ``name`` is at work."""
        return name in self._running

    def run(self, name: str, arguments: Sequence[str], on_done: OnDone) -> bool:
        """Run a command; gives False when one of that name is at work already."""
        if name in self._running:
            return False
        process = QProcess(self)
        variables = QProcessEnvironment.systemEnvironment()
        for key, value in self._environment.items():
            variables.insert(key, value)
        process.setProcessEnvironment(variables)
        process.finished.connect(lambda status, _how: self._done(name, status, on_done))
        process.errorOccurred.connect(lambda error: self._failed(name, error, on_done))
        self._running[name] = process
        process.start(self._command[0], [*self._command[1:], *arguments])
        process.closeWriteChannel()
        return True

    def stop(self, name: str) -> None:
        """End a command; what it found so far is handed over."""
        process = self._running.get(name)
        if process is not None:
            process.terminate()

    def close(self) -> None:
        """End everything that is at work."""
        for process in list(self._running.values()):
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(END_MS)
        self._running.clear()

    def _done(self, name: str, status: int, on_done: OnDone) -> None:
        process = self._running.pop(name, None)
        if process is None:
            return
        said = bytes(process.readAllStandardOutput().data()).decode("utf-8", "replace")
        words = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip()
        process.deleteLater()
        last = words.splitlines()[-1].removeprefix("latencylab: ") if words else ""
        on_done(status, _parsed(said), last)

    def _failed(self, name: str, error: QProcess.ProcessError, on_done: OnDone) -> None:
        if error == QProcess.ProcessError.FailedToStart and (process := self._running.pop(name, None)) is not None:
            process.deleteLater()
            on_done(-1, "", process.errorString())


def _parsed(said: str) -> Any:
    try:
        return json.loads(said)
    except ValueError:
        return said
