"""The main window: side bar, pages, menu, and the timers on which the pages pull what is new."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QWidget

from latencylab.errors import UserError
from latencylab.tokens import SPACE
from ui import actions, commands
from ui.context import Context, Page
from ui.i18n import tr
from ui.sidebar import SideBar
from ui.widgets.basics import column, row
from ui.widgets.parts import Banner

if TYPE_CHECKING:
    from ui.tray import Monitor

FRAME_MS = 33
REFRESH_MS = 1000
SMALLEST = (1024, 640)


def page_factories() -> dict[str, Callable[[Context], Page]]:
    """Each page and what makes it; a page's module is imported when it is first shown."""

    def lazily(module: str, name: str) -> Callable[[Context], Page]:
        def make(context: Context) -> Page:
            from importlib import import_module

            made: Page = getattr(import_module(f"ui.pages.{module}"), name)(context)
            return made

        return make

    return {
        "play": lazily("play", "PlayPage"),
        "live": lazily("live", "LivePage"),
        "wifi": lazily("wifi", "WifiPage"),
        "path": lazily("path", "PathPage"),
        "bandwidth": lazily("bandwidth", "BandwidthPage"),
        "servers": lazily("servers", "ServersPage"),
        "history": lazily("history", "HistoryPage"),
        "settings": lazily("settings", "SettingsPage"),
    }


class Window(QMainWindow):
    """The main window.

    Args:
        context: of the app.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setWindowTitle("LatencyLab")
        self.setMinimumSize(*SMALLEST)
        self.pages: dict[str, Page] = {}
        self._factories = page_factories()
        self._seen: dict[str, int] = {}
        self._framed = -1
        self._stack = QStackedWidget()
        self.banner = Banner()
        self.side = SideBar(list(self._factories), self.open_menu)
        self.side.chosen.connect(self.show_page)
        context.actions = actions.make(self, self._does())
        self.menu = QMenu(self)
        actions.fill(self.menu, context.actions)
        body = column(self.banner, self._stack, space=3)
        body.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        inner = QWidget()
        inner.setLayout(row(self.side, body, space=0))
        self.setCentralWidget(inner)
        context.go_to = self.show_page
        context.tell = self.banner.say
        context.test_again = self.test_again
        context.open_file = partial(commands.open_recording, self)
        context.runner.trouble.connect(self._on_trouble)
        context.runner.changed.connect(self._on_runner)
        context.runner.finished.connect(self._on_finished)
        self.monitor: Monitor | None = None
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self.frame)
        self._refreshes = QTimer(self, interval=REFRESH_MS)
        self._refreshes.timeout.connect(self.refresh)
        self._restore()
        self._on_runner()
        self.show_page("play")

    @property
    def page(self) -> Page:
        """The page in view."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def show_page(self, name: str) -> None:
        """Show a page, made now if need be."""
        if name not in self.pages:
            self.pages[name] = self._factories[name](self.context)
            self._stack.addWidget(self.pages[name])
        self._stack.setCurrentWidget(self.pages[name])
        self.side.show_page(name)
        self._framed = -1
        self._seen.pop(name, None)
        self.frame()
        self.refresh()

    def frame(self) -> None:
        """Let the page draw, where there is something new to be seen."""
        revision = self.context.store.revision
        if revision != self._framed and self.isVisible() and not self.isMinimized():
            self._framed = revision
            self.page.frame()

    def refresh(self) -> None:
        """Let the page show its figures anew, where they changed and it can be seen."""
        revision = self.context.store.revision
        name = self.page.name
        if self._seen.get(name) != revision and self.isVisible() and not self.isMinimized():
            self._seen[name] = revision
            self.page.refresh()

    def open_menu(self) -> None:
        """Open the menu beside its button."""
        at = self.side.menu_button
        self.menu.popup(at.mapToGlobal(QPoint(at.width(), at.height() - self.menu.sizeHint().height())))

    def _does(self) -> dict[str, Callable[[], Any]]:
        runner = self.context.runner
        does: dict[str, Callable[[], Any]] = {
            "diagnose": self._diagnose,
            "watch": self._watch,
            "stop": runner.stop,
            "mark": runner.mark,
            "pause": lambda: self._on_live("toggle_follow"),
            "zoom_in": lambda: self._on_live("zoom_in"),
            "zoom_out": lambda: self._on_live("zoom_out"),
            "menu": self.open_menu,
            "quit": self._quit,
        }
        does |= {f"page_{name}": partial(self.show_page, name) for name in actions.PAGES if name in self._factories}
        return does | commands.table(self)

    def test_again(self, advice: dict[str, Any], once: bool = False) -> None:
        """Find out whether following ``advice`` helped."""
        from ui.turns import experiment_for

        context, report = self.context, self.context.report()
        if context.runner.runs or report is None:
            self.banner.say(tr("Stop the measurement first; then the test can begin."))
            return
        before = context.experiment
        if before is not None and not before.done and not once:
            self.banner.say(tr("Another test is under way; end it first."))
            return
        recording = None if context.shown_report is not None else context.runner.keeper.path
        try:
            made = experiment_for(advice, report, recording, context.runner, self, once=once)
        except UserError as error:
            self.banner.say(str(error))
            return
        self.drop_experiment()
        context.experiment = made
        made.changed.connect(self._seen.clear)
        if not made.asks:
            context.shown_report = None
            made.go_on()
        self.page.refresh()

    def drop_experiment(self) -> None:
        """Forget what was under test."""
        gone, self.context.experiment = self.context.experiment, None
        if gone is not None:
            gone.deleteLater()

    def toggle_monitor(self) -> None:
        """Watch in the background, or stop doing so."""
        if self.context.runner.purpose == "monitor":
            self.context.runner.stop()
            return
        if self.context.runner.runs:
            self.banner.say(tr("Stop the measurement first; then the background watch can begin."))
            return
        if self.monitor is None:
            from ui.tray import Monitor

            self.monitor = Monitor(self.context.store, self.come_up, self.menu, self)
        self.monitor.start()
        self.context.runner.monitor()

    def come_up(self) -> None:
        """Show the window above the others."""
        self.show()
        self.raise_()
        self.activateWindow()

    def _on_finished(self, purpose: str) -> None:
        if purpose == "monitor" and self.monitor is not None:
            self.monitor.stop()

    def _diagnose(self) -> None:
        self.context.shown_report = None
        self.show_page("play")
        self.context.runner.diagnose()

    def _quit(self) -> None:
        if self.monitor is not None:
            self.monitor.stop()
        self.close()
        QApplication.quit()

    def _watch(self) -> None:
        self.show_page("live")
        self.context.runner.watch()

    def _on_live(self, what: str) -> None:
        page = self.pages.get("live")
        if page is not None and self.page is page:
            getattr(page, what)()

    def _on_trouble(self, sentence: str, action: str) -> None:
        does: dict[str, Callable[[], object]] = {
            tr("Settings"): lambda: self.show_page("settings"),
            tr("Measure again"): self._diagnose,
        }
        self.banner.say(sentence, action, does.get(action))

    def _on_runner(self) -> None:
        runs = self.context.runner.runs
        if self.context.runner.purpose in ("diagnosis", "watch", "monitor"):
            self.drop_experiment()
        for name in ("diagnose", "watch"):
            self.context.actions[name].setEnabled(not runs)
        for name in ("stop", "mark"):
            self.context.actions[name].setEnabled(runs)
        if runs:
            self.banner.hide()
        if self.pages:
            self._framed = -1
            self._seen.clear()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        super().showEvent(event)
        self._frames.start()
        self._refreshes.start()
        self._framed = -1
        self._seen.clear()
        self.setFocus()  # so that the first Tab goes to the first control, and none is ringed before

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Override of QWidget: the state is kept; while it watches in the background, the app goes on in the tray."""
        settings = self.context.settings
        settings.keep_state("window", self.saveGeometry())
        settings.save()
        self._frames.stop()
        self._refreshes.stop()
        super().closeEvent(event)
        if self.monitor is None or not self.monitor.icon.isVisible():
            QApplication.quit()

    def _restore(self) -> None:
        state = self.context.settings.state("window")
        if state is None or not self.restoreGeometry(state):
            screen = self.screen().availableGeometry()
            self.resize(min(1280, screen.width()), min(820, screen.height()))
