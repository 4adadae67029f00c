"""From the queue to the destination."""

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latencylab.errors import UserError
from latencylab.history.folder import data_folder
from latencylab.push.destination import Destination, RejectedError, UnreachableError
from latencylab.push.queue import Queue


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt to send what waits."""

    sent: int
    waiting: int
    problem: str = ""
    """Why not all arrived, as a sentence."""


class Pusher:
    """Sends reports to one destination, those that wait first.

    Args:
        url: of a database or web server, or ``@FILE`` with the URL in a file (a command line can be seen by others).
        folder: where the queue lives; None: the platform's place.

    Raises:
        UserError: the URL cannot be used, or the queue cannot be written.
    """

    def __init__(self, url: str, folder: Path | None = None) -> None:
        url = _from_file(url)
        self._key = hashlib.sha256(url.encode()).hexdigest()  # the queue must not hold passwords
        self._destination = destination(url)
        self._queue = Queue(folder or data_folder())

    def put(self, report: dict[str, Any]) -> None:
        """Let a report wait to be sent.

        Raises:
            OutputError: the disk is full or gone.
        """
        self._queue.put(self._key, report, self._destination.name)

    def send(self) -> Outcome:
        """Send what waits, oldest first, until all has arrived or the destination is away."""
        sent, refused, problem = 0, 0, ""
        try:
            for number, report in self._queue.waiting(self._key):
                try:
                    self._destination.send(report)
                except RejectedError as error:
                    self._queue.reject(number, str(error))
                    refused += 1
                    problem = self._refusal(refused, report, error)
                    continue
                self._queue.arrived(number, report)
                sent += 1
        except UnreachableError as error:
            problem = f"{self._destination.name} cannot be reached ({error}); what is left is sent next time."
        except sqlite3.Error as error:
            problem = f"The queue of reports to send cannot be used ({error})."
        return Outcome(sent, self._queue.count(self._key), problem)

    def _refusal(self, refused: int, report: dict[str, Any], error: RejectedError) -> str:
        what = f"the report {report['id']}" if refused == 1 else f"{refused} reports, the last one {report['id']}"
        return f"{self._destination.name} does not take {what} ({error}); kept aside, see latencylab --queue."

    def close(self) -> None:
        """Let go of queue and connections."""
        self._destination.close()
        self._queue.close()


def destination(url: str) -> Destination:
    """The destination that a URL names.

    Raises:
        UserError: it cannot be used.
    """
    if url.startswith(("http://", "https://")):
        from latencylab.push.web import WebDestination

        return WebDestination(url)
    if "://" not in url:
        raise UserError(
            "Cannot push there: it is not a URL.", "Give one like https://host/path or postgresql://host/db."
        )
    try:
        from latencylab.push.sql import SqlDestination
    except ImportError as error:
        raise UserError("Pushing to a database needs SQLAlchemy.", "pip install 'latencylab[push]'") from error
    return SqlDestination(url)


def _from_file(url: str) -> str:
    if not url.startswith("@"):
        return url
    try:
        return Path(url[1:]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"Cannot read {url[1:]}.", "It should hold the URL to push to.") from error
