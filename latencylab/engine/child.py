"""The engine as a child process of the app: commands come in as JSON lines, events go out as JSON lines.

Commands: ``{"cmd": "start", "targets": [...], ...}`` (targets as words, what is to be played as ``service``, ``tier``
and ``place``, a saved scan as ``wifi_from``, other fields of :class:`~latencylab.engine.plan.Plan`; one session at a
time, any number after one another), ``mark`` (``note``), ``stop``. The first line out is ``{"e": "hello", ...}``; a
``{"e": "beat"}`` follows each second even when nothing happens, so that the app can tell a busy engine from a dead one.
The process ends when its input does: an app that dies leaves nothing behind.
"""

import json
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

from latencylab import __version__, clock, codec, events
from latencylab.catalogue.wish import Choose, asked
from latencylab.engine.engine import Engine, Spawn
from latencylab.engine.plan import DEFAULT_RATE_HZ, Plan
from latencylab.engine.ranking import chooser
from latencylab.errors import UserError
from latencylab.events import Event
from latencylab.wifi.bss import WifiSnapshot

BEAT_S = 1.0
_PLAIN = frozenset(entry.name for entry in fields(Plan)) - {"targets", "key", "wanted", "tiers", "air"}

ReadAir = Callable[[Path], WifiSnapshot]


class Child:
    """Runs sessions as told.

    Args:
        spawn: starts a worker by name.
        stdout: where the lines go.
        read_air: reads a saved scan or capture.
    """

    def __init__(self, spawn: Spawn, stdout: TextIO, read_air: ReadAir | None = None) -> None:
        self._spawn = spawn
        self._read_air = read_air
        self._stdout = stdout
        self._commands: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._engine: Engine | None = None
        self._beat_ns = 0

    def run(self) -> None:
        """Obey until the input ends."""
        self._say({"e": "hello", "version": __version__, "schema": events.SCHEMA, "pid": os.getpid()})
        while True:
            try:
                command = self._commands.get(timeout=BEAT_S)
            except queue.Empty:
                self._beat()
                continue
            if command is None:
                return
            if command.get("cmd") == "start":
                self._session(command)

    def listen(self, stdin: TextIO) -> None:
        """Take commands until the input ends; for a thread of its own."""
        for line in stdin:
            try:
                command = json.loads(line)
            except ValueError:
                continue
            engine = self._engine
            if command.get("cmd") == "stop" and engine is not None:
                engine.stop()
            elif command.get("cmd") == "mark" and engine is not None:
                engine.mark(str(command.get("note", "")))
            else:
                self._commands.put(command)
        self._commands.put(None)
        if self._engine is not None:
            self._engine.stop()

    def _session(self, command: dict[str, Any]) -> None:
        try:
            plan = plan_from(command, self._read_air, chooser(self._spawn))
        except UserError as error:
            self._say({"e": "refused", "error": error.message, "hint": error.hint})
            return
        engine = Engine(plan, self._spawn, [self._tell])
        engine.on_idle = self._on_idle
        self._engine = engine
        try:
            engine.start()
            engine.run()
        finally:
            self._engine = None
            self._stdout.flush()

    def _tell(self, event: Event) -> None:
        self._stdout.write(codec.encode(event) + "\n")

    def _say(self, body: dict[str, Any]) -> None:
        self._stdout.write(json.dumps(body) + "\n")
        self._stdout.flush()

    def _on_idle(self) -> None:
        self._stdout.flush()
        self._beat()

    def _beat(self) -> None:
        now_ns = clock.mono_ns()
        if now_ns - self._beat_ns >= BEAT_S * clock.NS_PER_S:
            self._beat_ns = now_ns
            self._say({"e": "beat"})


def plan_from(command: dict[str, Any], read_air: ReadAir | None = None, choose: Choose | None = None) -> Plan:
    """The plan in a ``start`` command; fields that a plan does not have are passed over.

    Raises:
        UserError: a target, or the file of ``wifi_from``, cannot be used.
    """
    plain = {name: value for name, value in command.items() if name in _PLAIN}
    place = command.get("place")
    wish = asked(
        [str(text) for text in command.get("targets") or ()],
        service=command.get("service"),
        tier=command.get("tier"),
        place=(float(place[0]), float(place[1])) if place else None,
        rate_hz=float(plain.get("rate_hz", DEFAULT_RATE_HZ)),
        choose=choose,
    )
    key = bytes.fromhex(command["key"]) if command.get("key") else None
    air = read_air(Path(command["wifi_from"])) if command.get("wifi_from") and read_air is not None else None
    return Plan(targets=wish.targets, wanted=wish.wanted, tiers=wish.tiers, key=key, air=air, **plain)


def run_child(spawn: Spawn, stdin: TextIO, stdout: TextIO, read_air: ReadAir | None = None) -> int:
    """Be the engine on two pipes; gives the exit status."""
    child = Child(spawn, stdout, read_air)
    threading.Thread(target=child.listen, args=(stdin,), daemon=True).start()
    try:
        child.run()
    except BrokenPipeError:
        return 1
    return 0
