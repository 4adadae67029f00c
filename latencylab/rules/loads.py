"""What rules about a loaded line share: words for it, and the measurements of their examples."""

from latencylab.bandwidth import Bandwidth, Rate
from latencylab.facts import Facts
from latencylab.loaded import Loaded, LoadedLevel, Where, grade
from latencylab.talkers import Talker

BUSY_TOP = (Talker("backup", 0.4, 18.0), Talker("browser", 0.6, 0.1))
"""Programs of an example in which this computer uploads."""


def direction_of(loaded: Loaded, level: LoadedLevel | None = None) -> str:
    """What made the delay worst, or that level."""
    level = level or loaded.worst
    if level is loaded.download:
        return "downloading"
    return "uploading" if level is loaded.upload else "loading both directions"


def home_queue(facts: Facts) -> LoadedLevel | None:
    """The worst level whose queue stands before the router of a home with cable or Wi-Fi; None where none does.

    Then something between computer and router is slower than the line: the Wi-Fi, a port, a switch, a powerline
    adapter.
    """
    if facts.loaded is None or facts.environment.link not in ("ethernet", "wifi"):
        return None
    levels = [level for level in (facts.loaded.download, facts.loaded.upload) if level and level.where == "home"]
    return max(levels, key=lambda level: level.added_ms, default=None)


def example_level(added_ms: float, where: Where | None) -> LoadedLevel:
    """A load that adds so much, towards a server that is 18 ms away."""
    return LoadedLevel(
        median=18.0 + added_ms,
        p95=20.0 + 1.1 * added_ms,
        added_ms=added_ms,
        added_interval_ms=(0.9 * added_ms, 1.1 * added_ms),
        added_p95_ms=1.1 * added_ms,
        loss_pct=0.0,
        samples=100,
        grade=grade(added_ms),
        where=where,
        rpm=round(60_000 / (18.0 + added_ms)),
        rpm_parts=("foreign",),
        added_by_leg_ms={},
    )


def example_loaded(added_down_ms: float, where: Where | None) -> Loaded:
    """A line whose way down adds so much, and whose way up adds 2 ms."""
    down, up = example_level(added_down_ms, where), example_level(2.0, None)
    return Loaded(18.0, 18.1, down, up, None, down.rpm, down.grade, where)


def example_bandwidth(down_mbps: float, up_mbps: float) -> Bandwidth:
    """A line of these rates, each known to 1 %."""
    down, up = (
        Rate(
            mbps,
            (0.99 * mbps, 1.01 * mbps),
            round(mbps * 625_000),
            5.0,
            stable=True,
            ended="certain",
            flows=4,
            congestion="cubic",
        )
        for mbps in (down_mbps, up_mbps)
    )
    return Bandwidth("reflector", "play.example", down, up)


FULL_QUEUE = example_loaded(380.0, "access")
EMPTY_QUEUE = example_loaded(3.0, None)
