"""The verdict in lines for a terminal: what plays, what the score hangs on, how late frames come."""

from itertools import groupby

from latencylab.playable import Cause, Playable
from latencylab.report.model import Report

_CAUSES: dict[Cause, str] = {
    "bandwidth": "bandwidth",
    "rtt": "too far",
    "jitter": "jitter",
    "loss": "loss",
    "loaded": "delay under load",
}


def verdict_lines(report: Report) -> list[str]:
    """A few lines; none when there was no answer."""
    if report.score is None:
        return []
    return [*_tiers(report.playable), *_score(report), *_feel(report)]


def _tiers(playable: tuple[Playable, ...]) -> list[str]:
    """Of one service each of its tiers; of all of them, how many play of each."""
    services = {entry.service for entry in playable}
    if len(services) == 1:
        return [f" {playable[0].service}: {_one_service(list(playable))}"]
    words = []
    for service, group in groupby(playable, key=lambda entry: entry.service):
        entries = list(group)
        good = sum(entry.ok for entry in entries)
        words.append(service if good == len(entries) else f"{service} {good} of {len(entries)} tiers")
    return [f" Plays: {', '.join(words)}"] if words else []


def _one_service(entries: list[Playable]) -> str:
    good = ", ".join(entry.tier for entry in entries if entry.ok)
    bad = [
        f"{entry.tier} ({', '.join(_CAUSES[cause] for cause in entry.blocked_by)})" for entry in entries if not entry.ok
    ]
    unknown = {cause for entry in entries for cause in entry.not_measured}
    parts = [f"plays {good}" if good else "plays no tier"]
    if bad and good:
        parts.append(f"not {', '.join(bad)}")
    elif bad:
        parts = [f"does not play {', '.join(bad)}"]
    if "bandwidth" in unknown:
        parts.append("bandwidth not measured")
    return "; ".join(parts)


def _score(report: Report) -> list[str]:
    if report.score is None or report.score.value == 100:
        return []
    part = report.score.weakest
    return [f" The score hangs on {part.metric}: {part.value:.3g} {part.unit}"]


def _feel(report: Report) -> list[str]:
    photon, main = report.photon, report.facts.main
    words = []
    if photon is not None:
        words.append(f"From hand to eye about {photon.low_ms:.0f} to {photon.high_ms:.0f} ms")
    if main is not None and main.frames_late is not None and main.frames_late.at_60_hz >= 0.5:
        late = main.frames_late
        words.append(f"{late.at_60_hz:.0f} frames a minute late at 60 Hz, {late.at_120_hz:.0f} at 120 Hz")
    return [f" {'; '.join(words)}"] if words else []
