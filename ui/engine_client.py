"""The engine, a child process of the app: commands go in and events come out as lines of JSON.

The engine ends when its input closes, so an app that dies leaves nothing behind. An engine that dies is started again,
a few times, and the reason is told; one that is silent for longer than its heartbeat allows is told too.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from latencylab import codec
from latencylab.events import Event, UnknownEvent
from ui.i18n import tr

SILENT_MS = 5000
"""Five heartbeats."""
RESTARTS = 5
"""How often in a row a dying engine is started again."""
RESTART_MS = 500
END_MS = 3000


class EngineClient(QObject):
    """Starts the engine, keeps it going, speaks with it.

    Args:
        command: program and arguments of the engine.
        environment: variables in addition to the app's own.
        parent: owner.
    """

    said_hello = Signal(str)
    """The engine is there; its version."""
    received = Signal(list)
    """Events that came together, in order."""
    refused = Signal(str, str)
    """The plan cannot be carried out: why, and what to do."""
    died = Signal(str)
    """The engine ended by itself: the reason, as a sentence."""
    silent = Signal(bool)
    """The engine gives no sign of life, or does so again."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._environment = dict(environment)
        self._rest = b""
        self._words = ""
        self._deaths = 0
        self._closing = False
        self._is_silent = False
        self._process: QProcess | None = None
        self._watchdog = QTimer(self, singleShot=True, interval=SILENT_MS)
        self._watchdog.timeout.connect(self._on_silence)
        self._restart = QTimer(self, singleShot=True, interval=RESTART_MS)
        self._restart.timeout.connect(self.open)

    def open(self) -> None:
        """Start the engine, unless it is there."""
        if self._process is not None:
            return
        process = QProcess(self)
        variables = QProcessEnvironment.systemEnvironment()
        for name, value in self._environment.items():
            variables.insert(name, value)
        process.setProcessEnvironment(variables)
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_words)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process, self._rest, self._words = process, b"", ""
        process.start(self._command[0], self._command[1:])
        self._watchdog.start()

    @property
    def pid(self) -> int:
        """Process id of the engine; 0 while there is none."""
        return self._process.processId() if self._process is not None else 0

    @property
    def gave_up(self) -> bool:
        """Whether the engine died too often to be started again."""
        return self._process is None and not self._restart.isActive()

    def start(self, plan: Mapping[str, Any]) -> None:
        """Begin a session; fields of a plan (see :mod:`latencylab.engine.child`)."""
        if self.gave_up and not self._closing:
            self._deaths = 0
            self.open()
        self._tell({"cmd": "start", **plan})

    def stop(self) -> None:
        """End the session; what was measured stays."""
        self._tell({"cmd": "stop"})

    def mark(self, note: str) -> None:
        """Note in the session that it lagged just now."""
        self._tell({"cmd": "mark", "note": note})

    def close(self) -> None:
        """End the engine and wait until it is gone."""
        self._closing = True
        self._restart.stop()
        self._watchdog.stop()
        process, self._process = self._process, None
        if process is None:
            return
        process.closeWriteChannel()
        if not process.waitForFinished(END_MS):
            process.kill()
            process.waitForFinished(END_MS)

    def _tell(self, command: Mapping[str, Any]) -> None:
        if self._process is not None:
            self._process.write(json.dumps(command).encode() + b"\n")

    def _on_output(self) -> None:
        if self._process is None:
            return
        self._watchdog.start()
        if self._is_silent:
            self._is_silent = False
            self.silent.emit(False)
        *lines, self._rest = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        events: list[Event] = []
        for line in lines:
            self._take(line, events)
        if events:
            self.received.emit(events)

    def _take(self, line: bytes, events: list[Event]) -> None:
        try:
            event = codec.decode(line)
        except codec.CodecError:
            return
        if not isinstance(event, UnknownEvent):
            events.append(event)
            return
        match event.data.get("e"):
            case "hello":
                self.said_hello.emit(str(event.data.get("version", "")))
            case "refused":
                self.refused.emit(str(event.data.get("error", "")), str(event.data.get("hint", "")))
            case "beat":
                self._deaths = 0
            case _:
                events.append(event)

    def _on_words(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
            self._words = (self._words + text)[-4000:]

    def _on_silence(self) -> None:
        self._is_silent = True
        self.silent.emit(True)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._gone(self._process.errorString())

    def _on_finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._on_words()
        crashed = how == QProcess.ExitStatus.CrashExit
        last = next((line for line in reversed(self._words.splitlines()) if line.strip()), "")
        self._gone(last or (tr("it was killed") if crashed else tr("exit status {status}").format(status=status)))

    def _gone(self, reason: str) -> None:
        self._watchdog.stop()
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        if self._closing:
            return
        self._deaths += 1
        if self._deaths <= RESTARTS:
            self._restart.start()
        self.died.emit(reason)
