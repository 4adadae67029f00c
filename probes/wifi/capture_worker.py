"""The capture worker: reads one capture file by scapy's readers and says which beacons are in it.

A process of its own, because scapy is slow to import and under the GPL 2.0 only, which does not go together with the
other parts of the program in one process. One JSON line comes in, ``{"path": ...}``; out go lines ``{"progress": bytes,
"total": bytes}``, one ``{"heard": ...}`` for each network and kind of frame
(:class:`latencylab.wifi.imports.capture.Heard`), and at the end ``{"done": ...}`` or ``{"error": ..., "hint": ...}``.
Files are streamed, so their size does not matter; lengths in them are not believed.
"""

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TextIO, cast

from latencylab.wifi.frames import read_beacon
from latencylab.wifi.imports.capture import Gatherer

_PROGRESS_BYTES = 1 << 20
_MAX_READ = 4 << 20
"""No packet is longer; a longer read is asked for by a damaged length alone."""
_MAX_UNPACKED = 8 << 30
_LINK_TYPE_BITS = 0xFFFF
"""The upper bits of the field say how long the frame check sequence is."""
_NOT_A_CAPTURE = "The file is not a capture that can be read (pcap or pcapng, also gzipped)."


class _Bounded:
    """A file that gives no more at once than a packet can need, and ends after so many bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = _MAX_UNPACKED
        self.name = "capture"

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; fewer where that is beyond all reason."""
        size = min(_MAX_READ if size < 0 else size, _MAX_READ, self._left)
        self._left -= size
        return self._file.read(size)

    def seek(self, position: int) -> int:
        """Back to the beginning, as far as a reader looks for its format."""
        return self._file.seek(position)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Read the capture that the first line of ``stdin`` names; gives the exit status."""

    def say(**fields: Any) -> None:
        stdout.write(json.dumps(fields) + "\n")
        stdout.flush()

    try:
        path = Path(json.loads(stdin.readline())["path"])
        total = path.stat().st_size
        with path.open("rb") as raw:
            _read(raw, total, say)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        say(error=f"The capture cannot be read: {reason}.", hint="")
        return 1
    return 0


def _read(raw: IO[bytes], total: int, say: Any) -> None:
    gatherer, packets, next_progress = Gatherer(), 0, 0
    problem = None
    try:
        for link_type, packet in _packets(raw):
            packets += 1
            beacon = read_beacon(link_type, packet)
            if beacon is not None:
                gatherer.add(beacon)
            if not packets & 0xFF and raw.tell() >= next_progress:
                next_progress = raw.tell() + _PROGRESS_BYTES
                say(progress=raw.tell(), total=total)
    except _UnreadableError as error:
        problem = str(error)
    for heard in gatherer.heard():
        say(heard=heard.to_object())
    if problem is not None and not packets:
        say(error=_NOT_A_CAPTURE, hint=problem)
        return
    say(done={"packets": packets, "beacons": gatherer.beacons, "damaged": problem, "overflow": gatherer.overflow})


class _UnreadableError(Exception):
    """The reader gave up."""


def _packets(raw: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Link type and bytes of each packet.

    Raises:
        _UnreadableError: it is no capture, or is damaged from here on.
    """
    logging.getLogger("scapy").setLevel(logging.CRITICAL)
    from scapy.error import Scapy_Exception
    from scapy.utils import RawPcapReader

    try:
        reader: Any = RawPcapReader(cast("Any", _unpacked(raw)))
        for packet, metadata in reader:
            yield getattr(metadata, "linktype", None) or reader.linktype & _LINK_TYPE_BITS, packet
    except (Scapy_Exception, ArithmeticError, LookupError, ValueError, EOFError, OSError) as error:
        raise _UnreadableError(str(error) or type(error).__name__) from error


def _unpacked(raw: IO[bytes]) -> _Bounded:
    import gzip

    is_gzip = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return _Bounded(gzip.GzipFile(fileobj=raw) if is_gzip else raw)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(run_worker(sys.stdin, sys.stdout))
