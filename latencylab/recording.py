"""Recordings (``.llrec``): the event stream as it was, one JSON line an event.

Every event is handed to the operating system as it comes, so that ``kill -9`` costs nothing that was told before.
Reading goes as far as it can: a torn or damaged line is passed over, said and counted, never fatal. Replaying a
recording gives the same session and the same report, byte for byte but for the times of writing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path

from latencylab import codec, events
from latencylab.errors import OutputError, UserError
from latencylab.events import Event

SUFFIX = ".llrec"
_LONGEST_LINE = 1 << 20


class Recorder:
    """Appends events to a file.

    Args:
        path: the file, made anew.

    Raises:
        OutputError: the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file: RawIOBase | None = path.open("wb", buffering=0)
        except OSError as error:
            raise OutputError.writing(path, error) from error

    def __call__(self, event: Event) -> None:
        """Write one event.

        Raises:
            OutputError: the disk is full or gone. The recorder is closed then; what was written stays readable.
        """
        if self._file is None:
            return
        try:
            line = memoryview(codec.encode(event).encode() + b"\n")
            while line:  # a disk that is nearly full takes a part, and says so at the next try
                line = line[self._file.write(line) or 0 :]
        except OSError as error:
            self._give_up()
            raise OutputError.writing(self.path, error) from error

    def close(self) -> None:
        """Write what is left.

        Raises:
            OutputError: the disk is full or gone.
        """
        if self._file is None:
            return
        try:
            self._file.close()
        except OSError as error:
            raise OutputError.writing(self.path, error) from error
        finally:
            self._give_up()

    def _give_up(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError:
                return


@dataclass(slots=True)
class Reading:
    """What was wrong with a recording, as sentences; empty when nothing was."""

    problems: list[str] = field(default_factory=list)


def read(path: Path, reading: Reading | None = None) -> Iterator[Event]:
    """The events of a recording, in order; what could not be read is said in ``reading.problems``.

    Raises:
        UserError: the file cannot be opened, or holds no session.
    """
    reading = reading if reading is not None else Reading()
    try:
        file = path.open("rb")
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.", "Give the path of a .llrec recording.") from error
    damaged = unknown = 0
    started = ended = False
    with file:
        while line := file.readline(_LONGEST_LINE):
            try:
                event = codec.decode(line)
            except (codec.CodecError, UnicodeDecodeError):
                damaged += 1
                continue
            started = started or _check_start(event, reading)
            ended = ended or isinstance(event, events.SessionEnded)
            unknown += isinstance(event, events.UnknownEvent)
            yield event
    if not started:
        raise UserError(f"{path} is not a LatencyLab recording.", "Recordings are made with --record FILE.")
    if damaged:
        reading.problems.append(f"{damaged} damaged line{'s' * (damaged > 1)} of the recording passed over.")
    if unknown:
        reading.problems.append(
            f"{unknown} event{'s' * (unknown > 1)} of a newer version passed over; update LatencyLab to see them."
        )
    if not ended:
        reading.problems.append("The recording ends early; everything before that is used.")


def _check_start(event: Event, reading: Reading) -> bool:
    if not isinstance(event, events.SessionStarted):
        return False
    if event.schema > events.SCHEMA:
        reading.problems.append(
            f"Recorded by LatencyLab {event.version}, which is newer than this one; read as far as it is known here."
        )
    return True
