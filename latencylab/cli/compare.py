"""``--compare BEFORE AFTER``: two sessions held against each other."""

import sys
import textwrap
from argparse import Namespace
from pathlib import Path

from latencylab.cli.files import STDOUT, write_json
from latencylab.cli.terminal import style_of
from latencylab.comparison import Arm, Comparison, Promise, hold, runs_of
from latencylab.errors import Exit
from latencylab.history.load import load_session
from latencylab.history.store import remember_comparison
from latencylab.recording import read
from latencylab.report.figures import number
from latencylab.report.text import WIDTH, Style


def compare(options: Namespace) -> int:
    """Print what differs; gives the exit status: 0 when both could be read, whatever the answer.

    Raises:
        UserError: one of them is no session.
    """
    before, after = (_arm(text, options.data_dir) for text in options.compare)
    if not options.no_save:
        remember_comparison(str(before.report.get("id")), str(after.report.get("id")), options.data_dir)
    return show(options, hold(before, after))


def show(options: Namespace, found: Comparison) -> int:
    """Write a comparison where the options ask for it; gives the exit status."""
    if options.json is not None and not write_json(options.json, found.to_object(), "latencylab-comparison.json"):
        return Exit.USAGE
    if options.json != STDOUT and not options.quiet:
        sys.stdout.write(render(found, style_of(sys.stdout)))
    return Exit.HEALTHY


def _arm(text: str, folder: Path | None) -> Arm:
    loaded = load_session(text, folder)
    runs = (runs_of(read(loaded.recording)),) if loaded.recording is not None else ()
    return Arm(text, tuple(run for run in runs if run), loaded.report)


def render(found: Comparison, style: Style) -> str:
    """The answer first, then the figures behind it."""
    lines = [style.paint(line, "1") for line in textwrap.wrap(style.plain(found.answer.sentence), WIDTH)]
    lines += ["", style.paint(f" {'':<14}{'before':>10}{'after':>10}{'difference':>12}   95 % interval", "2")]
    for one in found.differences:
        interval = "" if one.low is None else f"{number(one.low)} to {number(one.high)} {one.unit}"
        figures = f"{number(one.before):>10}{number(one.after):>10}{number(one.difference):>12}"
        lines.append(style.plain(f" {one.metric:<14}{figures}   {interval}"))
    if found.promises:
        lines += ["", style.paint(" What was predicted, and what came", "2")]
        lines += [style.plain(_promise(promise)) for promise in found.promises]
    if found.caution:
        lines += ["", *textwrap.wrap(found.caution, WIDTH, initial_indent=" ", subsequent_indent=" ")]
    return "\n".join(lines) + "\n"


def _promise(promise: Promise) -> str:
    predicted = f"{number(promise.low)} to {number(promise.high)} {promise.unit}"
    return f" {promise.id:<24}{promise.metric:<24}{predicted:<20} {number(promise.realised)} {promise.unit}"
