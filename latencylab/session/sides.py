"""What surrounds the latency, each reduced by itself from the same stream."""

from latencylab import events
from latencylab.bandwidth import BandwidthReduction
from latencylab.events import Event
from latencylab.loaded import LoadedReduction
from latencylab.marking import MarkingReduction
from latencylab.path import PathReduction
from latencylab.reach import ReachReduction
from latencylab.talkers import TalkerReduction


class Sides:
    """The reductions beside the series."""

    def __init__(self) -> None:
        self.path = PathReduction()
        self.marking = MarkingReduction()
        self.reach = ReachReduction()
        self.talkers = TalkerReduction()
        self.bandwidth = BandwidthReduction()
        self.loaded = LoadedReduction()

    def on_sample(self, sample: events.Sample, main: str | None, *, clean: bool) -> None:
        """Take in a probe of a leg; ``clean`` when nothing had loaded the line by then."""
        self.loaded.add(sample, main)
        if clean:
            self.path.add(sample)

    def on_event(self, event: Event, main: str | None, *, clean: bool) -> None:
        """Take in anything else."""
        self.loaded.add(event, main)
        self.bandwidth.add(event)
        self.reach.add(event)
        if clean:
            self.path.add(event)
            self.marking.add(event)
            self.talkers.add(event)
