"""A dissector that is not ours, Wireshark's for TWAMP-Test, reads every field of our packets as meant.

It shows the session identifier as the "must be zero" field that it was in TWAMP, and extensions as padding.
"""

import os
import shutil
import struct
import subprocess
from datetime import UTC, datetime

import pytest

from probes.reflector.core import Clockwork
from probes.wire import stamp, tlv
from tests.reflector.packets import T1_NS, T2_NS, T3_NS, arriving, reflector

pytestmark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")

SENDER, REFLECTOR = (bytes([192, 0, 2, 1]), 40_000), (bytes([192, 0, 2, 2]), 862)
FIELDS = [
    "seq_number",
    "timestamp",
    "error_estimate.s",
    "error_estimate.z",
    "error_estimate.scale",
    "error_estimate.multiplier",
    "mbz1",
    "receive_timestamp",
    "sender_seq_number",
    "sender_timestamp",
    "sender_error_estimate",
    "mbz2",
    "sender_ttl",
    "padding",
]


def frame(data: bytes, source: tuple[bytes, int], destination: tuple[bytes, int]) -> bytes:
    udp = struct.pack(">HHHH", source[1], destination[1], 8 + len(data), 0) + data
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0) + source[0] + destination[0] + udp


def dissect(path, frames: list[bytes]) -> list[dict[str, list[str]]]:
    """Each frame's fields; one that occurs twice, as the error estimates' bits do, has two values."""
    raw_ip = 101
    records = b"".join(struct.pack("<IIII", 0, 0, len(one), len(one)) + one for one in frames)
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, raw_ip) + records)
    chosen = [part for field in FIELDS for part in ("-e", f"twamp.test.{field}")]
    how = ["-n", "-d", "udp.port==862,twamp.test", "-T", "fields", "-E", "separator=|"]
    output = subprocess.run(
        ["tshark", "-r", str(path), *how, *chosen],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
    ).stdout
    return [dict(zip(FIELDS, map(values_of, line.split("|")), strict=True)) for line in output.splitlines()]


def values_of(shown: str) -> list[str]:
    """A time has a comma of its own."""
    return [shown] if "UTC" in shown else shown.split(",")


def unix_ns(shown: str) -> int:
    whole, fraction = shown.removesuffix(" UTC").split(".")
    moment = datetime.strptime(whole, "%b %d, %Y %H:%M:%S").replace(tzinfo=UTC)
    return int(moment.timestamp()) * 10**9 + int(fraction)


def test_every_field_of_request_and_reply_is_read_as_meant(tmp_path):
    tlvs = (tlv.ask_class_of_service(46), tlv.extra_padding(20))
    question = stamp.pack_request(7, T1_NS, ssid=0x1234, tlvs=tlvs)
    to = reflector()
    to.clockwork = Clockwork(stamp.error_estimate(2**-10, synchronised=True))
    for _ in range(4):
        answer = to.handle(arriving(question, ttl=63), ("192.0.2.2", 862), 10**9)
    asked, answered = dissect(
        tmp_path / "stamp.pcap", [frame(question, SENDER, REFLECTOR), frame(answer.data, REFLECTOR, SENDER)]
    )

    assert asked["seq_number"] == ["7"]
    assert unix_ns(asked["timestamp"][0]) == pytest.approx(T1_NS, abs=1)
    assert asked["error_estimate.s"][0] == asked["error_estimate.z"][0] == "0"
    assert int(asked["error_estimate.multiplier"][0]) * 2 ** (int(asked["error_estimate.scale"][0]) - 32) == 1
    assert int(asked["mbz1"][0], 0) == 0x1234

    assert answered["seq_number"] == ["3"]
    assert answered["sender_seq_number"] == ["7"]
    stamps = [unix_ns(answered[name][0]) for name in ("sender_timestamp", "receive_timestamp", "timestamp")]
    assert stamps == pytest.approx([T1_NS, T2_NS, T3_NS], abs=1)
    assert answered["error_estimate.s"] == ["1", "0"]
    assert answered["error_estimate.z"] == ["0", "0"]
    told = int(answered["error_estimate.multiplier"][0]) * 2.0 ** (int(answered["error_estimate.scale"][0]) - 32)
    assert told == 2**-10
    assert int(answered["sender_error_estimate"][0], 0) == stamp.UNKNOWN_ERROR
    assert int(answered["mbz1"][0], 0) == 0x1234
    assert int(answered["mbz2"][0], 0) == 0
    assert answered["sender_ttl"] == ["63"]
    assert bytes.fromhex(answered["padding"][0].replace(":", "")) == answer.data[41:]
