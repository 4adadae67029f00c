"""The tray: how the connection is, and a quiet notice when it begins to lag."""

from bisect import bisect_left
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui.figures import ms, percent
from ui.i18n import tr
from ui.store import Store
from ui.theme import tokens

LOOK_MS = 2000
WINDOW_S = 30.0
"""The state is that of the last half minute."""
NOTICE_PAUSE_S = 600.0
"""At most one notice in ten minutes."""
RISE_MS, LOSSY_PCT = 20.0, 2.0
"""It lags when p95 rises this far above the usual median, or this much is lost (ours)."""
_LEAST = 10


class Monitor(QObject):
    """Looks at the session every few seconds and keeps the tray icon in step.

    Args:
        store: the session.
        show_window: brings the window up.
        menu: of the icon.
        parent: owner.
    """

    def __init__(
        self, store: Store, show_window: Callable[[], object], menu: QMenu, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._lagging = False
        self._noticed_s = -NOTICE_PAUSE_S
        self.notices: list[str] = []
        """What was said, for the curious."""
        self.icon = QSystemTrayIcon(state_icon("muted"), self)
        self.icon.setContextMenu(menu)
        self.icon.setToolTip("LatencyLab")
        self.icon.activated.connect(lambda *_: show_window())
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Show the icon and begin to look."""
        self._lagging, self._noticed_s = False, -NOTICE_PAUSE_S
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()
        self._timer.start()

    def stop(self) -> None:
        """Take the icon away."""
        self._timer.stop()
        self.icon.hide()

    def look(self) -> None:
        """Judge the last half minute against what is usual; say so when it begins to lag."""
        line = next((line for line in self._store.ordered() if line.leg.role == "target"), None)
        if line is None or line.samples.count < _LEAST:
            return
        now_s = self._store.now_s
        _, recent = line.samples.window(now_s - WINDOW_S, now_s)
        _, usual = line.samples.window(now_s - 100 * WINDOW_S, now_s)
        lost = len(line.losses) - bisect_left(line.losses, now_s - WINDOW_S)
        sent = lost + len(recent)
        loss_pct = 100.0 * lost / sent if sent else 0.0
        p95_ms = float(np.quantile(recent, 0.95)) if len(recent) else None
        usual_ms = float(np.median(usual))
        lags = loss_pct >= LOSSY_PCT or p95_ms is None or p95_ms > usual_ms + RISE_MS
        words = tr("p95 {p95}, usual {usual}, loss {loss}")
        text = words.format(p95=ms(p95_ms), usual=ms(usual_ms), loss=percent(loss_pct))
        state = tr("It lags") if lags else tr("All is well")
        self.icon.setIcon(state_icon("bad" if lags else "good"))
        self.icon.setToolTip(f"LatencyLab: {state}\n{text}")
        if lags and not self._lagging and now_s - self._noticed_s >= NOTICE_PAUSE_S:
            self._noticed_s = now_s
            self.notices.append(text)
            if self.icon.isVisible():
                self.icon.showMessage(tr("It begins to lag"), text, state_icon("bad"))
        self._lagging = lags


def state_icon(tone: str) -> QIcon:
    """A sign for a state: a full disc is well, a disc with a bar lags, a ring is not known yet."""
    made = QPixmap(32, 32)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(getattr(tokens(), tone))
        painter.setBrush(colour if tone != "muted" else Qt.BrushStyle.NoBrush)
        painter.setPen(colour)
        painter.drawEllipse(QRectF(3, 3, 26, 26))
        if tone == "bad":
            painter.fillRect(QRectF(14, 8, 4, 10), QColor("#ffffff"))
            painter.fillRect(QRectF(14, 20, 4, 4), QColor("#ffffff"))
    return QIcon(made)
