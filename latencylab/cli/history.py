"""``--history``, ``--export`` and ``--import``: what was measured earlier."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from latencylab import clock
from latencylab.cli.files import STDOUT, write_json
from latencylab.cli.main import complain
from latencylab.cli.outputs import Outputs
from latencylab.cli.probe import print_report
from latencylab.cli.replay import played
from latencylab.cli.terminal import style_of
from latencylab.errors import Exit
from latencylab.history import Entry, History
from latencylab.history.load import load_file
from latencylab.history.pruning import prune
from latencylab.history.taking import take_in
from latencylab.report.figures import number, plural
from latencylab.report.text import Style, shorten
from latencylab.settings import read_settings
from latencylab.wifi.names import safe_text

SCHEMA = "latencylab.history/1"
_SHOWN = 40


def show_history(options: Namespace) -> int:
    """List, note, delete or prune; gives the exit status.

    Raises:
        UserError: no such session, or the history cannot be used.
    """
    with _opened(options) as history:
        for wanted in options.delete or ():
            history.delete(history.entry(wanted).id)
        if options.note is not None:
            wanted, note = options.note
            history.set_note(history.entry(wanted).id, note)
        if options.prune is not None:
            _prune(history, options)
        entries = history.entries(" ".join(options.history))
    if options.json is not None:
        body = {"schema": SCHEMA, "sessions": [_plain(entry) for entry in entries]}
        if not write_json(options.json, body, "latencylab-history.json"):
            return Exit.USAGE
    if options.json != STDOUT and not options.quiet:
        sys.stdout.write(render_list(entries, style_of(sys.stdout)))
    return Exit.HEALTHY


def _prune(history: History, options: Namespace) -> None:
    limits = replace(read_settings().history, age_s=options.prune)
    removed = prune(history, limits, clock.wall_ns())
    if options.json != STDOUT and not options.quiet:
        sys.stdout.write(f"{plural(len(removed), 'session')} deleted.\n")


def export(options: Namespace) -> int:
    """Write a stored session out again; gives the exit status.

    Raises:
        UserError: no such session, or an output cannot be written.
    """
    outputs = Outputs(options)
    with _opened(options) as history:
        entry = history.entry(options.export)
        report, recording = history.report(entry.id), history.recording(entry.id)
    again = played(recording, outputs.sinks) if recording is not None else None
    written = outputs.finish(report)
    if again is not None and not options.quiet and not outputs.takes_stdout:
        print_report(again, outputs.shown)
    return Exit.HEALTHY if written else Exit.USAGE


def import_file(options: Namespace) -> int:
    """Take a report or a recording into the history; gives the exit status.

    Raises:
        UserError: the file is neither, or the history cannot be written.
    """
    loaded = load_file(options.import_)
    with _opened(options) as history:
        session_id = take_in(history, loaded)
    if not options.quiet:
        sys.stdout.write(f"Session {session_id} is in the history.\n")
    return Exit.HEALTHY


def render_list(entries: Sequence[Entry], style: Style) -> str:
    """The sessions as a table of 80 columns, with their notes."""
    if not entries:
        return "The history holds no such session.\n"
    head = f" {'id':<9}{'when (UTC)':<17}{'server':<22}{'median':>7}{'jitter':>7}{'loss':>7}{'score':>6}"
    lines = [style.paint(head, "2")]
    for entry in entries[:_SHOWN]:
        lines += [style.plain(line) for line in _lines(entry)]
    if len(entries) > _SHOWN:
        lines.append(f" and {len(entries) - _SHOWN} older ones; search with latencylab --history WORD")
    return "\n".join(lines) + "\n"


def _lines(entry: Entry) -> list[str]:
    server = shorten(safe_text(entry.servers[0]) if entry.servers else "-", 21)
    loss = "-" if entry.loss_pct is None else f"{number(entry.loss_pct)} %"
    score = "-" if entry.score is None else str(entry.score)
    figures = f"{number(entry.median_ms):>7}{number(entry.jitter_ms):>7}{loss:>7}{score:>6}"
    when = entry.started[:16].replace("T", " ")
    lines = [f" {safe_text(entry.id[:8]):<9}{when:<17}{server:<22}{figures}"]
    if entry.state != "complete":
        lines.append(f"          {'being measured now' if entry.state == 'recording' else 'cut off while measuring'}")
    if entry.note:
        lines.append(f"          {shorten(safe_text(entry.note), 69)}")
    return lines


def _plain(entry: Entry) -> dict[str, Any]:
    return {**entry._asdict(), "servers": list(entry.servers), "advice": list(entry.advice)}


@contextmanager
def _opened(options: Namespace) -> Iterator[History]:
    with History(options.data_dir) as history:
        yield history
        for problem in history.problems:
            complain(problem)
        if not history.writable:
            complain(f"The history in {history.folder} is read-only; it is shown as it stands.")
