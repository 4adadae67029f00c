"""A kernel of our own behind a netlink socket: one that replays a recording, and one that makes its answers up."""

import socket
import struct
import threading
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"
NLMSG_ERROR, NLMSG_DONE, CONTROL, FAMILY = 2, 3, 0x10, 0x1C


def recorded():
    """The datagrams of the recording: each question with the answers to it."""
    exchanges = []
    for line in (FIXTURES / "nl80211.txt").read_text().splitlines():
        if line.startswith(">"):
            exchanges.append((bytes.fromhex(line[2:]), []))
        elif line.startswith("<"):
            exchanges[-1][1].append(bytes.fromhex(line[2:]))
    return exchanges


class Kernel:
    """Stands at the other end of a socket and answers each question by ``answer``, which gives datagrams."""

    def __init__(self, answer):
        self.ours, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ours.settimeout(5)
        self.asked = []
        self._answer = answer
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while question := self._theirs.recv(65536):
            self.asked.append(question)
            for datagram in self._answer(question):
                self._theirs.send(datagram)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ours.send(b"")
        self._thread.join(5)
        self.ours.close()
        self._theirs.close()


def attribute(kind, value):
    if isinstance(value, int):
        value = struct.pack("=I", value)
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def message(kind, sequence, body, flags=2, pid=77):
    return struct.pack("=IHHII", 16 + len(body), kind, flags, sequence, pid) + body


def generic(command, *attributes):
    return struct.pack("=BBH", command, 1, 0) + b"".join(attributes)


def error(sequence, code):
    return message(NLMSG_ERROR, sequence, struct.pack("=i", -code) + bytes(16))


def done(sequence):
    return message(NLMSG_DONE, sequence, bytes(4))


def replay(question):
    """Answer as the recording does; the sequence numbers are those of the same questions, so they agree."""
    wanted = parsed(question)
    return next(answers for asked, answers in recorded() if parsed(asked) == wanted)


def parsed(question):
    size, kind, flags, sequence, _ = struct.unpack_from("=IHHII", question)
    return kind, flags, sequence, question[16:size]


def home(question, *, answers):
    """A kernel with the family and whatever ``answers`` has for each command, each item a list of attributes."""
    _, kind, flags, sequence, _ = struct.unpack_from("=IHHII", question)
    command = question[16]
    if kind == CONTROL:
        family = generic(1, attribute(2, b"nl80211\0"), attribute(1, struct.pack("=H", FAMILY)))
        return [message(CONTROL, sequence, family, 0), error(sequence, 0)]
    found = answers.get(command, [])
    if isinstance(found, int):
        return [error(sequence, found)]
    assert flags & 0x300 == 0x300
    parts = [message(FAMILY, sequence, generic(command, *attributes)) for attributes in found]
    return [*parts, done(sequence)]
