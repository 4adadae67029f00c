"""In which phase something was sent. Events of a probe come when its fate is known, up to seconds later."""

from bisect import bisect_right

from latencylab.bandwidth import LOADED
from latencylab.events import Phase, PhaseChanged


class Phases:
    """The phases of a session so far."""

    def __init__(self) -> None:
        self._starts_ns: list[int] = []
        self._phases: list[Phase] = []
        self._first_load_ns: int | None = None

    def add(self, event: PhaseChanged) -> None:
        """A phase begins; they come in order."""
        self._starts_ns.append(event.t_ns)
        self._phases.append(event.phase)
        if event.phase in LOADED and self._first_load_ns is None:
            self._first_load_ns = event.t_ns

    def at(self, t_ns: int) -> Phase:
        """The phase at an instant; before the first, idle."""
        index = bisect_right(self._starts_ns, t_ns)
        return self._phases[index - 1] if index else "idle"

    def is_clean(self, t_ns: int) -> bool:
        """Whether nothing of this program had loaded the line by then, so that headline figures may be taken."""
        return self._first_load_ns is None or t_ns < self._first_load_ns

    @property
    def current(self) -> Phase:
        """The phase that began last."""
        return self._phases[-1] if self._phases else "idle"

    @property
    def current_since_ns(self) -> int | None:
        """When it began; None before the first."""
        return self._starts_ns[-1] if self._starts_ns else None
