"""The Wi-Fi in a session: what a saved file tells, else what this computer's own adapter hears."""

from latencylab.engine.concern import Concern, Desk
from latencylab.wifi.stream import snapshot_events


class Air(Concern):
    """Begins with the session, and never asks for a scan: latency is measured.

    Args:
        desk: the engine.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._begun = False

    def on_time(self, now_ns: int) -> None:
        """Begin at once."""
        if self._begun:
            return
        self._begun = True
        plan = self.desk.plan
        if plan.air is not None:
            for event in snapshot_events(plan.air, now_ns, "file"):
                self.desk.emit(event)
        elif plan.wifi:
            self.desk.launch("wifi").send("start", epoch_ns=self.desk.epoch_ns)
