"""A worker process: JSON lines in, JSON lines out, ends when its standard input closes."""

import json
import os
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_KEEP_STDERR_LINES = 20

LinesTaken = Callable[["WorkerProcess", list[bytes]], None]
Ended = Callable[["WorkerProcess"], None]


class WorkerProcess:
    """One worker.

    Args:
        name: what it is called in messages.
        argv: the command.
        env: its environment.
    """

    def __init__(self, name: str, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self.name = name
        self._process = subprocess.Popen(
            argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._stderr: deque[str] = deque(maxlen=_KEEP_STDERR_LINES)
        self._threads: list[threading.Thread] = []

    def start_reading(self, take: LinesTaken, ended: Ended) -> None:
        """Hand whole lines to ``take`` as they come, and call ``ended`` once when it is gone; from other threads."""
        self._threads = [
            threading.Thread(target=self._read_events, args=(take, ended), daemon=True),
            threading.Thread(target=self._read_stderr, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, command: str, **fields: Any) -> bool:
        """Send a command; False when the worker is gone."""
        line = json.dumps({"cmd": command, **fields}).encode() + b"\n"
        return self.send_line(line)

    def send_line(self, line: bytes) -> bool:
        """Send one line as it is; False when the worker is gone."""
        if self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def close(self) -> None:
        """Ask the worker to end, by closing its standard input."""
        if self._process.stdin is not None:
            try:
                self._process.stdin.close()
            except OSError:
                return

    def kill(self, patience_s: float = 1.0) -> None:
        """Have the worker gone: politely first, then not."""
        self.close()
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join(patience_s)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.poll()

    @property
    def last_words(self) -> str:
        """The last line that it wrote to standard error."""
        return self._stderr[-1] if self._stderr else ""

    def _read_events(self, take: LinesTaken, ended: Ended) -> None:
        stdout = self._process.stdout
        rest = b""
        while stdout is not None and (chunk := os.read(stdout.fileno(), 1 << 16)):
            *lines, rest = (rest + chunk).split(b"\n")
            if lines:
                take(self, lines)
        self._process.wait()
        ended(self)

    def _read_stderr(self) -> None:
        for line in self._process.stderr or ():
            self._stderr.append(line.decode(errors="replace").rstrip())
