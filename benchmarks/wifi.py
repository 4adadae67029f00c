"""How many beacons a second the decoder reads, beside scapy's full dissection of the same bytes."""

import struct
import subprocess
import sys
import time

from latencylab.wifi.decode import read_bss
from latencylab.wifi.frames import PLAIN, read_beacon

_GOAL_PER_S = 50_000
_SECONDS = 2.0


def _element(ident: int, payload: bytes) -> bytes:
    if ident >= 256:
        payload, ident = bytes([ident - 256]) + payload, 255
    return bytes([ident, len(payload)]) + payload


def beacon() -> bytes:
    """A beacon as a Wi-Fi 7 access point on 5 GHz sends it: 24 elements, some 350 bytes."""
    elements = [
        (0, b"Benchmark-5G"),
        (1, bytes.fromhex("8c129824b048606c")),
        (5, bytes.fromhex("00030000")),
        (7, bytes.fromhex("444520240417340417640b1e95051e00")),
        (32, b"\x00"),
        (35, b"\x14\x00"),
        (48, bytes.fromhex("0100000fac040100000fac040100000fac088c00")),
        (11, struct.pack("<HBH", 12, 77, 31250)),
        (70, bytes.fromhex("73da00000c")),
        (45, bytes.fromhex("ef0917ffff") + bytes(21)),
        (61, bytes([44, 5]) + bytes(20)),
        (127, bytes.fromhex("0400080000000040000020")),
        (191, bytes.fromhex("b2598933faff0000faff0000")),
        (192, bytes.fromhex("012a00fcff")),
        (195, bytes.fromhex("022e2e2e")),
        (201, bytes.fromhex("000d8325ffa0d8ad73b8f7fe9d01664a16")),
        (291, bytes.fromhex("0d1a081830042263c0ff41f99c10120001faff")),
        (292, bytes.fromhex("f43f001bfcff")),
        (295, b"\x03"),
        (294, bytes.fromhex("0a03a4ff27a4ff424343ff6232ff")),
        (364, bytes.fromhex("0017e00301e01877801200222222")),
        (362, bytes.fromhex("0411000000")),
        (363, bytes.fromhex("100008020304050607") + b"\x01"),
        (221, bytes.fromhex("0050f2020101800003a4000027a4000042435e0062322f00")),
    ]
    body = b"".join(_element(ident, payload) for ident, payload in elements)
    address = bytes.fromhex("020304050607")
    head = b"\x80\0\0\0" + b"\xff" * 6 + address + address + b"\x10\x20"
    return head + struct.pack("<QHH", 123456789, 100, 0x1111) + body


def _decode(frame: bytes) -> None:
    found = read_beacon(PLAIN, frame)
    if found is None or read_bss(found.elements, found.bssid, 5220, -60).width_mhz != 80:
        raise AssertionError("the benchmark's beacon is not read as it was meant")


def rate_per_s(decode: object, frame: bytes, seconds: float = _SECONDS) -> float:
    """How often in a second of one core's time ``decode`` takes ``frame``."""
    assert callable(decode)
    count, start = 0, time.process_time()
    while (elapsed := time.process_time() - start) < seconds:
        for _ in range(50):
            decode(frame)
        count += 50
    return count / elapsed


def _scapy() -> None:
    """Run in a process of its own: prints scapy's rate."""
    from scapy.layers.dot11 import Dot11

    print(rate_per_s(Dot11, beacon()))


def main() -> None:
    """Print the rates."""
    frame = beacon()
    ours = rate_per_s(_decode, frame)
    command = [sys.executable, "-c", "from benchmarks.wifi import _scapy; _scapy()"]
    theirs = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"Wi-Fi beacons a second on one core ({len(frame)} bytes, frame to network record):")
    print(f"  latencylab  {ours:>10,.0f}   goal {_GOAL_PER_S:,}: {'met' if ours >= _GOAL_PER_S else 'MISSED'}")
    print(f"  scapy       {theirs:>10,.0f}   full dissection, {ours / theirs:,.0f} times slower")


if __name__ == "__main__":
    main()
