"""What every page may use, and what a page is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui.runner import Runner
from ui.settings import Settings
from ui.store import Store
from ui.tools import Tools

if TYPE_CHECKING:
    from ui.experiment import Experiment


@dataclass(slots=True)
class Services:
    """What lies outside the app, handed in by the composition root."""

    command: Sequence[str]
    """The program's own command line."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What its children need in their environment."""
    history: Path | None = None
    """Folder of the history; the system's usual place when None."""

    @property
    def engine_command(self) -> list[str]:
        """The measuring engine."""
        return [*self.command, "--worker", "engine"]


@dataclass(slots=True)
class Context:
    """The app's one store, its settings, and what pages may ask of the window."""

    settings: Settings
    store: Store
    runner: Runner
    services: Services
    tools: Tools
    actions: dict[str, QAction] = field(default_factory=dict)
    go_to: Callable[[str], None] = lambda _page: None
    """Show another page."""
    tell: Callable[[str], None] = lambda _sentence: None
    """Show a sentence over the page."""
    open_file: Callable[[Path], bool] = lambda _path: False
    """Show a recording on all pages; gives whether that worked."""
    test_again: Callable[[dict[str, Any], bool], None] = lambda _advice, _once: None
    """Start the experiment that shows whether a piece of advice helped; before and after only, when told so."""
    experiment: "Experiment | None" = None
    """What is under test, or was last."""
    shown_report: dict[str, Any] | None = None
    """A stored report that is looked at in place of the present session's."""

    def report(self) -> dict[str, Any] | None:
        """The report that the pages show; None when nothing was measured yet."""
        if self.shown_report is not None:
            return self.shown_report
        return self.store.report() if self.store.session.started is not None else None


class Page(QWidget):
    """One page. It is told to refresh only while it is visible and there is something new.

    Args:
        context: what it may use.
    """

    name = ""
    """Of the page, as in its file."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setProperty("kind", "page")

    def frame(self) -> None:
        """Draw what moves; called on the frame timer when there are new events, at most 30 times a second."""

    def refresh(self) -> None:
        """Show the figures anew; called when they changed, once a second at most, and when the page comes up."""

    def picture_of(self) -> QWidget:
        """What "copy as picture" copies."""
        return self
