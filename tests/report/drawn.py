"""Samples to go with the example report: quiet, a spike, a lost probe, a download and an upload."""

import math

from latencylab import events
from latencylab.report.timelines import Timelines

S = 1_000_000_000
PHASES = ((0, "idle"), (20, "download"), (26, "idle"), (28, "upload"), (34, "idle"))


def told(report):
    """The events of a session that could have given the report."""
    yield events.SessionStarted(0, report["id"], 1_795_292_100_250_000_000, report["version"])
    for target in report["targets"]:
        yield events.LegAdded(
            0, target["id"], target["role"], target["id"], target["host"], target["address"], "icmp",
            label=target["label"],
        )  # fmt: skip
    for number in range(700):
        at_s = number / 20
        for begin_s, phase in PHASES:
            if begin_s == at_s:
                yield events.PhaseChanged(round(at_s * S), phase)
        for target in report["targets"]:
            yield sample(target, number, at_s)
    yield events.SessionEnded(35 * S)


def sample(target, number, at_s):
    load_ms = 38.0 if 28 <= at_s < 34 else 6.0 if 20 <= at_s < 26 else 0.0
    noise_ms = 6 * abs(math.sin(number * 1.7) * math.sin(number * 0.31)) ** 3
    spike_ms = 60.0 if number in (84, 85, 311) else 0.0
    rtt_ms = target["rtt_ms"]["min"] + noise_ms + spike_ms + (load_ms if target["role"] != "gateway" else 0)
    if number % 233 == 50:
        return events.Sample(round(at_s * S), target["id"], number, number, status="lost")
    return events.Sample(round(at_s * S), target["id"], number, number, rtt_ns=round(rtt_ms * 1e6))


def drawn(report) -> Timelines:
    timelines = Timelines()
    for event in told(report):
        timelines(event)
    return timelines
