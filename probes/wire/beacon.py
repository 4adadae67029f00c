"""The body of a UDP echo beacon probe: what is sent comes back unchanged.

At most 300 octets by the beacons' own rules (AWS, "UDP ping beacons"); ours are 24: a magic, the leg's secret token and
the sequence number.
"""

import struct

_BODY = struct.Struct("!8s8sII")
_MAGIC = b"LatncLab"
SIZE = _BODY.size


def pack(seq: int, token: bytes) -> bytes:
    """The body of probe ``seq``."""
    return _BODY.pack(_MAGIC, token, seq & 0xFFFFFFFF, ~seq & 0xFFFFFFFF)


def parse(data: bytes, token: bytes) -> int | None:
    """The sequence number that ``data`` echoes, or None when it is not an echo of this leg."""
    if len(data) != _BODY.size:
        return None
    magic, echoed, seq, mirrored = _BODY.unpack(data)
    if magic != _MAGIC or echoed != token or seq ^ mirrored != 0xFFFFFFFF:
        return None
    return int(seq)
