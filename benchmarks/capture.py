"""Captures echo requests, echo replies and UDP packets of ``eth0`` with the kernel's stamps: the truth to compare with.

Run in the namespace: ``python benchmarks/capture.py SECONDS``; prints ``ready``, then one line a packet at the end:
direction (``out`` or ``in``), protocol, key (ICMP identifier and sequence, or ports), stamp in ns, the far address.
"""

import ctypes
import os
import select
import socket
import struct
import sys
import time

_SO_TIMESTAMPNS, _SO_RCVBUFFORCE, _OUTGOING = 35, 33, 4
_ALL, _IPV4 = 0x0003, 0x0800  # only a socket for all protocols sees what goes out
_TIMESPEC = struct.Struct("@qq")
_SO_ATTACH_FILTER, _PROTOCOL_AT = 26, 9
_LOAD_OCTET, _IF_EQUAL, _RETURN, _WHOLE = 0x30, 0x15, 0x06, 0xFFFF


def _filter() -> ctypes.Array[ctypes.c_char]:
    """A classic BPF program that keeps ICMP and UDP: a load of TCP beside them would drown the rest."""
    program = [
        (_LOAD_OCTET, 0, 0, _PROTOCOL_AT),
        (_IF_EQUAL, 1, 0, socket.IPPROTO_ICMP),
        (_IF_EQUAL, 0, 1, socket.IPPROTO_UDP),
        (_RETURN, 0, 0, _WHOLE),
        (_RETURN, 0, 0, 0),
    ]
    return ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))


def main() -> None:
    """Capture until standard input closes or the time is over."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL))
    sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, 64 << 20)
    sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    code = _filter()
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("@HP", 5, ctypes.addressof(code)))
    sock.bind(("eth0", _ALL))
    sock.setblocking(False)
    os.write(1, b"ready\n")
    deadline = time.monotonic() + float(sys.argv[1])
    rows: list[str] = []
    while (left := deadline - time.monotonic()) > 0:
        readable = select.select([sock, 0], [], [], left)[0]
        if 0 in readable and not os.read(0, 1):
            break
        if sock in readable:
            rows.extend(_take(sock))
    rows.extend(_take(sock))
    sys.stdout.write("\n".join(rows) + "\n")


def _take(sock: socket.socket) -> list[str]:
    rows = []
    while True:
        try:
            data, ancillary, _, address = sock.recvmsg(256, 256)
        except BlockingIOError:
            return rows
        if address[1] != _IPV4:
            continue
        seconds, nanoseconds = _TIMESPEC.unpack_from(ancillary[0][2])
        head = (data[0] & 15) * 4
        direction = "out" if address[2] == _OUTGOING else "in"
        if data[9] == socket.IPPROTO_ICMP:
            key = "{}:{}".format(*struct.unpack_from("!HH", data, head + 4))
        elif data[9] == socket.IPPROTO_UDP:
            key = "{}:{}".format(*sorted(struct.unpack_from("!HH", data, head)))
        else:
            continue
        far = socket.inet_ntoa(data[16:20] if direction == "out" else data[12:16])
        rows.append(f"{direction} {data[9]} {key} {seconds * 1_000_000_000 + nanoseconds} {far}")


if __name__ == "__main__":
    main()
