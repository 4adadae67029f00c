"""CSV of the samples (RFC 4180): one row a probe, written while it happens, decimals with a point everywhere.

Cells of text that a spreadsheet could take for a formula get an apostrophe in front (OWASP, "CSV Injection"), also
where white space stands before the sign or it is the full-width form; control characters are shown as escapes.
"""

import csv
from pathlib import Path
from typing import Any

from latencylab import clock, events
from latencylab.errors import OutputError
from latencylab.events import Event
from latencylab.session.phases import Phases
from latencylab.wifi.names import safe_text

COLUMNS = ("time", "target", "transport", "sequence", "rtt_ms", "lost", "ttl", "phase")
_FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "−")


class SampleCsv:
    """A sink that writes every probe that was put on the wire.

    Args:
        path: the file, made anew.

    Raises:
        OutputError: the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise OutputError.writing(path, error) from error
        self._writer = csv.writer(self._file)
        self._anchor_ns = 0
        self._phases = Phases()
        self._transports: dict[str, str] = {}
        self._writer.writerow(COLUMNS)

    def __call__(self, event: Event) -> None:
        """Write the event if it is a sample.

        Raises:
            OutputError: the disk is full or gone.
        """
        match event:
            case events.Sample() if event.status != "unsent":
                self._write(event)
            case events.SessionStarted():
                self._anchor_ns = event.started_wall_ns
            case events.LegAdded():
                self._transports[event.leg] = event.transport
            case events.PhaseChanged():
                self._phases.add(event)
            case _:
                pass

    def close(self) -> None:
        """Write what is left.

        Raises:
            OutputError: the disk is full or gone.
        """
        try:
            self._file.close()
        except OSError as error:
            raise OutputError.writing(self.path, error) from error

    def _write(self, sample: events.Sample) -> None:
        row: tuple[Any, ...] = (
            clock.iso_utc(self._anchor_ns + sample.t_ns),
            defuse(sample.leg),
            transport_name(self._transports.get(sample.leg, "")),
            sample.seq,
            "" if sample.rtt_ns is None else f"{sample.rtt_ns / clock.NS_PER_MS:.6f}",
            int(sample.status == "lost"),
            "" if sample.ttl is None else sample.ttl,
            self._phases.at(sample.t_ns),
        )
        try:
            self._writer.writerow(row)
        except OSError as error:
            raise OutputError.writing(self.path, error) from error


def defuse(cell: str) -> str:
    """The cell, safe for a spreadsheet, a terminal and a person."""
    shown = safe_text(cell, len(cell))
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def transport_name(transport: str) -> str:
    """``icmp``, ``tcp`` or ``udp``, as the report names it."""
    return "udp" if transport in ("stamp", "beacon") else transport
