"""``--queue``: the reports that wait to be sent by ``--push``, and those that were refused."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import closing

from latencylab.cli.files import STDOUT, write_json
from latencylab.cli.main import complain
from latencylab.cli.outputs import make_pusher
from latencylab.errors import Exit
from latencylab.history.folder import data_folder
from latencylab.push.queue import Queue, Queued
from latencylab.report.figures import plural
from latencylab.wifi.names import safe_text

SCHEMA = "latencylab.queue/1"


def show_queue(options: Namespace) -> int:
    """List the queue, let refused reports wait again, discard some, or send what waits; gives the exit status.

    Raises:
        UserError: no such report, a URL cannot be used, or the queue cannot be written.
    """
    with closing(Queue(options.data_dir or data_folder())) as queue:
        told = list(_changed(queue, options))
        for url in options.push or ():
            with closing(make_pusher(url, options.data_dir)) as pusher:
                outcome = pusher.send()
            told.append(f"{plural(outcome.sent, 'report')} sent.")
            if outcome.problem:
                complain(outcome.problem)
        entries = queue.entries()
    if options.json is not None:
        body = {"schema": SCHEMA, "reports": [entry._asdict() for entry in entries]}
        if not write_json(options.json, body, "latencylab-queue.json"):
            return Exit.USAGE
    if options.json != STDOUT and not options.quiet:
        sys.stdout.write("\n".join([*told, render_queue(entries)]))
    return Exit.HEALTHY


def _changed(queue: Queue, options: Namespace) -> Iterator[str]:
    """Do what the options ask for; gives what was done."""
    for wanted in options.discard or ():
        yield f"{plural(queue.discard(wanted), 'report')} discarded."
    if options.retry is not None:
        count = sum(queue.retry(wanted) for wanted in options.retry) if options.retry else queue.retry()
        yield f"{plural(count, 'refused report')} will be sent again with the next --push to the same URL."


def render_queue(entries: Sequence[Queued]) -> str:
    """What waits and what was refused, with the reasons."""
    if not entries:
        return "No report waits to be sent, and none was refused.\n"
    lines = [f" {entry.id:<18}{_fate(entry)}" for entry in entries]
    if any(entry.rejected for entry in entries):
        lines.append(" Refused reports are kept until --queue --retry [ID ...] or --queue --discard ID ...")
    return "\n".join(map(safe_line, lines)) + "\n"


def _fate(entry: Queued) -> str:
    to = entry.destination or "a destination whose name is not known"
    return f"refused by {to}: {entry.rejected}" if entry.rejected else f"waits for {to}"


def safe_line(line: str) -> str:
    """A line without anything that a terminal would obey: ids and reasons come from elsewhere."""
    return safe_text(line, 500)
