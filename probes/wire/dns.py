"""As much of DNS as asking for texts takes (RFC 1035), as functions on bytes."""

import struct

TXT = 16
_INTERNET = 1
_RECURSION_DESIRED = 0x0100
_HEADER = struct.Struct("!HHHHHH")
_QUESTION_END = struct.Struct("!HH")
_RECORD = struct.Struct("!HHIH")
_POINTER = 0xC0


def pack_query(number: int, name: str, kind: int) -> bytes:
    """A question for the records of type ``kind`` under ``name``."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return _HEADER.pack(number, _RECURSION_DESIRED, 1, 0, 0, 0) + labels + b"\0" + _QUESTION_END.pack(kind, _INTERNET)


def parse_texts(data: bytes, number: int) -> list[str]:
    """The texts in the answer to question ``number``, as far as it can be read; never raises."""
    if len(data) < _HEADER.size:
        return []
    echoed, flags, questions, answers, _, _ = _HEADER.unpack_from(data)
    if echoed != number or not flags & 0x8000:
        return []
    at = _HEADER.size
    for _ in range(questions):
        at = _after_name(data, at) + _QUESTION_END.size
    found: list[str] = []
    for _ in range(answers):
        at = _after_name(data, at)
        if at + _RECORD.size > len(data):
            break
        kind, _, _, size = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        if kind == TXT:
            found.append(_strings(data[at : at + size]))
        at += size
    return found


def _after_name(data: bytes, at: int) -> int:
    """Where the name that begins at ``at`` ends; behind the data when it does not."""
    while at < len(data):
        size = data[at]
        if size >= _POINTER:
            return at + 2
        at += 1 + size
        if size == 0:
            return at
    return len(data)


def _strings(value: bytes) -> str:
    """The character strings of a TXT record, joined."""
    parts: list[bytes] = []
    at = 0
    while at < len(value):
        parts.append(value[at + 1 : at + 1 + value[at]])
        at += 1 + value[at]
    return b"".join(parts).decode("ascii", errors="replace")
