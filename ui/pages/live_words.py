"""The sentences of the live page, and the columns of its figures."""

from collections.abc import Callable, Sequence
from typing import Any

from ui.figures import ms, number, percent
from ui.i18n import tr
from ui.plots.ranges import RangeStats
from ui.store import Note
from ui.widgets.tables import Column


def phase_word(phase: str) -> str:
    """The word on a band."""
    return {"download": tr("download"), "upload": tr("upload"), "both": tr("download and upload")}.get(phase, phase)


def mark_word(note: Note) -> str:
    """The word at a mark."""
    match note.kind:
        case "mark":
            return tr("you marked: {note}").format(note=note.text) if note.text else tr("you marked: lag")
        case "link":
            return tr("connection back") if note.text == "up" else tr("connection lost")
        case "path":
            return tr("path changed")
    return note.text


def summary(rows: Sequence[RangeStats]) -> str:
    """A plot in words, for those who cannot see it."""
    if not rows:
        return tr("No samples yet")
    sentence = tr("{name}: median {median}, 99th percentile {p99}, loss {loss}")
    return "; ".join(
        sentence.format(name=row.name, median=ms(row.median_ms), p99=ms(row.p99_ms), loss=percent(row.loss_pct))
        for row in rows
    )


def stall(report: dict[str, Any]) -> str:
    """A sentence about spikes that come at even intervals; empty when there are none."""
    main = next((target for target in report["targets"] if target["role"] == "target"), None)
    if main is None or not main["spike_period_s"]:
        return ""
    places = [spike["segment"] for spike in main["spikes"] if spike["segment"]]
    usual = max(set(places), key=places.count) if places else ""
    text = {
        "home": tr("A stall every {period} s, between this computer and the router (%n seen).", main["spike_count"]),
        "access": tr("A stall every {period} s, on the access line (%n seen).", main["spike_count"]),
        "route": tr("A stall every {period} s, on the route to the server (%n seen).", main["spike_count"]),
    }.get(usual, tr("A stall every {period} s (%n seen).", main["spike_count"]))
    return text.format(period=number(main["spike_period_s"]))


def certainty(report: dict[str, Any]) -> str:
    """How sure the figures are."""
    main = next((target for target in report["targets"] if target["role"] == "target"), None)
    device = report["device"]
    stamps = {
        "kernel": tr("time stamps by the kernel"),
        "kernel-rx": tr("receive stamps by the kernel"),
        "user": tr("time stamps by this program"),
    }.get(main["stamps"] if main else "", "")
    late = tr("%n probe(s) sent late", device["late_sends"])
    left_out = tr("%n left out", device["missed_slots"])
    return " · ".join(part for part in (stamps, late, left_out) if part)


def figure_columns(ink: Callable[[str], str]) -> tuple[Column, ...]:
    """The columns of the figures of a time span.

    Args:
        ink: colour of a leg.
    """
    return (
        Column(tr("Target"), lambda r: r.name, colour=lambda r: ink(r.leg)),
        Column(
            tr("Median"),
            lambda r: number(r.median_ms),
            lambda r: r.median_ms,
            tr("Half of the replies came within this, ms"),
        ),
        Column("p95", lambda r: number(r.p95_ms), lambda r: r.p95_ms, tr("95 of 100 replies came within this, ms")),
        Column(
            "p99",
            lambda r: number(r.p99_ms),
            lambda r: r.p99_ms,
            tr("99 of 100 replies came within this, ms"),
            from_width=560,
        ),
        Column(
            tr("Max"),
            lambda r: number(r.max_ms),
            lambda r: r.max_ms,
            tr("The slowest reply, ms"),
            from_width=560,
        ),
        Column(
            tr("Jitter"),
            lambda r: number(r.jitter_ms),
            lambda r: r.jitter_ms,
            tr("95th percentile above the shortest, ms (PDV, RFC 5481)"),
        ),
        Column(
            tr("Loss"),
            lambda r: percent(r.loss_pct),
            lambda r: r.loss_pct,
            tr("Share of the probes without a reply"),
        ),
        Column(
            tr("Spikes"),
            lambda r: str(r.spikes),
            lambda r: r.spikes,
            tr("Times of far more than usual"),
            from_width=560,
        ),
    )
