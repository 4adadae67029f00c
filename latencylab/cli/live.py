"""A live table of the targets on a terminal, drawn on standard error and gone when the report is printed."""

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from latencylab import clock
from latencylab.report.figures import number
from latencylab.report.network_text import load_allowance
from latencylab.session.session import Session

REDRAW_NS = 250 * clock.NS_PER_MS


class LiveTable:
    """Draws the session a few times a second, from the thread of the one who calls.

    Args:
        session: what is measured.
        duration_s: length of the measurement, for the progress bar; None without an end.
    """

    def __init__(self, session: Session, duration_s: float | None) -> None:
        self._session = session
        self._duration_s = duration_s
        self._next_ns = 0
        self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
        self._live.start()

    def draw(self) -> None:
        """Draw, if the last time is long enough ago."""
        now_ns = clock.mono_ns()
        if now_ns < self._next_ns:
            return
        self._live.update(self._table(), refresh=True)
        self._next_ns = clock.mono_ns() + REDRAW_NS

    def close(self) -> None:
        """Remove the table."""
        self._live.stop()

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, caption=self._caption(), caption_justify="left")
        for name in ("", "now ms", "median", "p95", "jitter", "loss"):
            table.add_column(name, justify="left" if not name else "right", min_width=26 if not name else 8)
        for series in self._session.live_series():
            table.add_row(
                series.label[:26],
                number(series.last_ms),
                number(series.median_ms),
                number(series.p95_ms),
                number(series.jitter_ms),
                "-" if series.loss_pct is None else f"{number(series.loss_pct)} %",
                style="dim" if series.median_ms is None else None,
            )
        outer = Table.grid()
        outer.add_row(table)
        outer.add_row(self._bar())
        return outer

    def _bar(self) -> ProgressBar | str:
        if self._duration_s is None or self._session.phases.current != "idle" or self._after_load():
            return ""
        return ProgressBar(total=self._duration_s, completed=min(self._duration_s, self._elapsed_s()), width=60)

    def _caption(self) -> str:
        if self._duration_s is None:
            return f"measuring for {self._elapsed_s():.0f} s, Ctrl-C ends it"
        phase = self._session.phases.current
        if phase != "idle":
            doing = "both directions at once" if phase == "both" else phase
            return f"loading the line: {doing}, {self._elapsed_s():.0f} s, Ctrl-C ends it and keeps what was measured"
        if self._after_load():
            return "the line comes to rest, Ctrl-C ends it and keeps what was measured"
        left_s = max(0.0, self._duration_s - self._elapsed_s())
        return f"measuring, {left_s:.0f} s left{self._budget()}, Ctrl-C ends it and keeps what was measured"

    def _budget(self) -> str:
        """What the load may use, before it begins."""
        plan, started = self._session.sides.bandwidth.plan, self._session.started
        if plan is None or started is None:
            return ""
        return f", then {load_allowance(plan, self._session.host, started.settings)} to and from {plan.server}"

    def _after_load(self) -> bool:
        return not self._session.phases.is_clean(self._session.now_ns)

    def _elapsed_s(self) -> float:
        return self._session.measuring_ns / clock.NS_PER_S
