"""Starts and ends measurements: turns the settings into a plan for the engine, and its events into the store."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from latencylab import events
from latencylab.events import Event
from ui.engine_client import EngineClient
from ui.i18n import tr
from ui.keeping import Keeper
from ui.settings import Settings
from ui.store import Store

Purpose = Literal["diagnosis", "watch", "experiment", "monitor", "block"]
"""``block``: of an experiment; its events go to the experiment alone."""
Take = Callable[[list[Event]], object]


class Runner(QObject):
    """The one measurement that may run at a time.

    Args:
        settings: what to measure and how.
        store: takes the events.
        client: speaks with the engine.
        history: folder of the history.
        parent: owner.
    """

    changed = Signal()
    """A measurement began, ended, or failed to."""
    trouble = Signal(str, str)
    """Something went wrong: a sentence, and the label of what can be done about it (may be empty)."""
    finished = Signal(str)
    """A measurement is complete; its purpose."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        client: EngineClient,
        history: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self.store = store
        self.client = client
        self.purpose: Purpose | None = None
        """What runs just now; None when nothing does."""
        self.engine_version = ""
        self._aside: Take | None = None
        self.plan: dict[str, Any] = {}
        """As it was sent to the engine."""
        self.keeper = Keeper(history, lambda sentence: self.trouble.emit(sentence, ""))
        client.received.connect(self._on_events)
        client.refused.connect(self._on_refused)
        client.died.connect(self._on_died)
        client.silent.connect(self._on_silent)
        client.said_hello.connect(self._on_hello)
        store.ended.connect(self._on_ended)

    @property
    def runs(self) -> bool:
        """Whether something is being measured."""
        return self.purpose is not None

    def diagnose(self) -> None:
        """The whole diagnosis, once."""
        self._start("diagnosis", watch=False)

    def watch(self) -> None:
        """Measure until told to stop."""
        self._start("watch", watch=True)

    def monitor(self) -> None:
        """Watch in the background, at a low rate and without any load."""
        rate_hz = self.settings.number("monitor_rate_hz")
        self._start("monitor", watch=True, rate_hz=rate_hz, bandwidth=None, path=False)

    def run(self, purpose: Purpose, **fields: Any) -> None:
        """Measure with ``fields`` of the plan other than the settings say."""
        self._start(purpose, **fields)

    def measure_aside(self, take: Take, **fields: Any) -> None:
        """Measure the latency alone, for ``take``: nothing of it enters the store or the history."""
        if not self.runs:
            self._aside = take
            self._begin("block", path=False, bandwidth=None, wifi=False, **fields)

    def stop(self) -> None:
        """End what runs; what was measured stays."""
        self.client.stop()

    def mark(self) -> None:
        """Note that it lagged just now."""
        self.client.mark("")

    def plan_of_settings(self) -> dict[str, Any]:
        """The fields of the plan, as the settings say; the engine passes over what it does not know."""
        settings = self.settings
        return {
            "targets": settings.targets(),
            "rate_hz": settings.number("rate_hz"),
            "duration_s": settings.number("duration_s"),
            "transport": settings.text("transport"),
            "path": settings.flag("path"),
            "wifi": settings.flag("wifi"),
            "names": settings.flag("names"),
            "bandwidth": "auto" if settings.flag("bandwidth") else None,
            "max_bytes": round(settings.number("budget_mb") * 1e6) or None,
            "service": settings.text("service") or None,
            "tier": (settings.text("tier") or None) if settings.text("service") else None,
            "country": settings.text("country") or None,
        }

    def _start(self, purpose: Purpose, **fields: Any) -> None:
        if self.runs:
            return
        self.store.expect()
        self.keeper.begin(in_history=self.settings.flag("save_history") and purpose != "monitor")
        self._begin(purpose, **fields)

    def _begin(self, purpose: Purpose, **fields: Any) -> None:
        self.purpose = purpose
        self.plan = self.plan_of_settings() | fields
        self.client.start(self.plan)
        self.changed.emit()

    def _on_events(self, batch: list[Event]) -> None:
        if self._aside is not None:
            self._aside(batch)
            if any(isinstance(event, events.SessionEnded) for event in batch):
                self._on_ended()
            return
        self.keeper.take(batch)
        self.store.apply(batch)

    def _on_ended(self) -> None:
        purpose, self.purpose, self._aside = self.purpose, None, None
        if purpose is not None:
            if purpose != "block" and self.store.session.started is not None:
                self.keeper.finish(self.store.report())
            self.changed.emit()
            self.finished.emit(purpose)

    def _on_refused(self, error: str, hint: str) -> None:
        self.purpose = self._aside = None
        self.store.abandon()
        self.changed.emit()
        self.trouble.emit(f"{error} {hint}".strip(), tr("Settings"))

    def _on_died(self, reason: str) -> None:
        ran = self.runs
        in_block = self.purpose == "block"
        self.store.abandon()
        self.purpose = self._aside = None
        self.changed.emit()
        if self.client.gave_up:
            text = tr("The measuring engine ends each time it is started ({reason}). What was measured is kept.")
        elif ran:
            text = tr("The measuring engine ended ({reason}) and was started again. What was measured is kept.")
        else:
            text = tr("The measuring engine ended ({reason}) and was started again.")
        self.trouble.emit(
            text.format(reason=reason), tr("Measure again") if (ran and not in_block) or self.client.gave_up else ""
        )

    def _on_silent(self, silent: bool) -> None:
        if silent:
            self.trouble.emit(tr("The measuring engine gives no sign of life; the computer may be very busy."), "")

    def _on_hello(self, version: str) -> None:
        self.engine_version = version
