"""Captures, read by a worker in a process of its own: every format, damaged ones, and large ones in little memory."""

import gzip
import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latencylab.bootstrap import spawn_worker
from latencylab.errors import UserError
from latencylab.wifi.frames import read_beacon
from latencylab.wifi.imports.capture import NO_BEACONS, Gatherer, Heard, networks
from latencylab.wifi.snapshot import MAX_NETWORKS
from probes.wifi.capture import read_wifi_file
from probes.wifi.capture_worker import run_worker
from tests.wifi import air
from tests.wifi.test_iw import SCAN

HOME, AWAY = "02:00:00:00:00:01", "02:00:00:00:00:02"


def packets():
    """Two networks, one hidden in its beacons; data frames; a damaged frame; a beacon of the hidden one's name."""
    away = air.element(3, b"\x06") + air.ht_operation(6, 3, wide=True)
    return [
        air.radiotap(air.frame(HOME, air.WIFI6_5GHZ), 5220, -50),
        air.radiotap(air.frame(HOME, air.WIFI6_5GHZ), 5220, -60),
        air.radiotap(
            air.frame(AWAY, air.ssid(b"Away") + away, kind=air.PROBE_RESPONSE, fcs=True), 2437, -80, flags=0x10
        ),
        air.radiotap(air.frame(AWAY, air.ssid(b"") + away), 2432, -70),
        air.radiotap(air.frame("02:00:00:00:00:99", air.ssid(b"broken")), 2437, -80, flags=0x40),
        air.radiotap(air.frame("02:00:00:00:00:98", air.ssid(b"data"), kind=0x08), 2437, -80),
    ]


def read(tmp_path, data, name="file.txt"):
    path = tmp_path / name
    path.write_bytes(data)
    return read_wifi_file(path, spawn_worker)


@pytest.mark.parametrize(
    "data",
    [
        air.pcap(packets()),
        air.pcap(packets(), order=">"),
        air.pcap(packets(), nano=True),
        air.pcapng(packets()),
        air.pcapng(packets(), order=">"),
        air.pcapng([(1, packet) for packet in packets()], [1, air.RADIOTAP]),
        gzip.compress(air.pcap(packets())),
        gzip.compress(air.pcapng(packets())),
    ],
    ids=["pcap", "big endian", "nanoseconds", "pcapng", "pcapng big endian", "two interfaces", "gz", "pcapng gz"],
)
def test_every_format_gives_the_same_networks(tmp_path, data):
    snapshot = read(tmp_path, data)
    found = [
        (bss.bssid, bss.ssid, bss.channel, bss.width_mhz, bss.centre_mhz, bss.rssi_dbm) for bss in snapshot.networks
    ]
    assert found == [(HOME, b"Home-5G", 44, 80, 5210, -55.0), (AWAY, b"Away", 6, 40, 2427, -70.0)]
    assert (snapshot.source, snapshot.country, snapshot.problems) == ("capture", "DE", ())


def test_the_name_of_a_file_does_not_matter(tmp_path):
    assert len(read(tmp_path, air.pcap(packets()), "scan.json").networks) == 2
    assert len(read(tmp_path, SCAN.encode(), "beacons.pcapng").networks) == 5


def test_a_capture_cut_anywhere_gives_what_is_before(tmp_path):
    whole = air.pcap(packets())
    assert len(read(tmp_path, whole[:-20]).networks) == 2
    assert len(read(tmp_path, gzip.compress(whole)[:-30]).networks) >= 1


def test_a_capture_without_beacons_says_so(tmp_path):
    assert read(tmp_path, air.pcap([b"\0" * 60], 1)).problems == (NO_BEACONS,)
    assert read(tmp_path, air.pcap([])).problems == (NO_BEACONS,)


@pytest.mark.parametrize(
    "data",
    [b"\x1f\x8b not gzip", b"\x0a\x0d\x0d\x0a" + b"\xff" * 40, gzip.compress(b"hello"), gzip.compress(b"")],
    ids=["magic alone", "no length", "not a capture", "nothing"],  # gzip writes the time into what it makes
)
def test_what_only_begins_like_a_capture_is_said_to_be_none(tmp_path, data):
    (problem,) = read(tmp_path, data).problems
    assert "capture" in problem.error


def test_lengths_that_lie_are_not_believed(tmp_path):
    huge = air.pcap(packets())[:24] + b"\0" * 8 + b"\xff\xff\xff\xff" * 2 + b"x" * 1000
    assert read(tmp_path, huge).networks == ()
    block = air.pcapng(packets()) + b"\x06\0\0\0" + b"\xf0\xff\xff\xff" + b"x" * 1000
    assert len(read(tmp_path, block).networks) == 2


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(UserError, match=r"Cannot read .*No such file"):
        read_wifi_file(tmp_path / "missing.pcap", spawn_worker)


def test_progress_is_told_while_a_large_capture_is_read(tmp_path):
    path = tmp_path / "large.pcap"
    path.write_bytes(air.pcap(packets()) + air.pcap(packets())[24:] * 2500)
    told = []
    snapshot = read_wifi_file(path, spawn_worker, lambda done, total: told.append((done, total)))
    assert len(snapshot.networks) == 2
    assert len(told) >= 2
    assert told == sorted(told)
    assert all(done <= total == path.stat().st_size for done, total in told)


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs the memory figures of wait4")
def test_a_large_capture_takes_no_more_memory_than_a_small_one(tmp_path):
    def peak_kb(size):
        path = tmp_path / "capture.pcap"
        with path.open("wb") as file:
            file.write(air.pcap([]))
            chunk = air.pcap(packets())[24:] * 200
            while file.tell() < size:
                file.write(chunk)
        command = [sys.executable, "-m", "latencylab", "--worker", "capture"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        process.stdin.write(json.dumps({"path": str(path)}).encode() + b"\n")
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        assert status == 0
        return usage.ru_maxrss

    assert peak_kb(40 << 20) < peak_kb(1 << 16) + 12_000


def test_a_flood_of_forged_networks_is_bounded_and_said(tmp_path):
    forged = [
        air.frame(f"02:00:{n >> 16 & 255:02x}:{n >> 8 & 255:02x}:{n & 255:02x}:01", air.ssid(b"x")) for n in range(9000)
    ]
    snapshot = read(tmp_path, air.pcap(forged, air.PLAIN))
    assert len(snapshot.networks) == MAX_NETWORKS
    assert any("more networks than any place has" in problem.error for problem in snapshot.problems)


def test_the_importing_process_never_loads_scapy(tmp_path):
    path = tmp_path / "a.pcap"
    path.write_bytes(air.pcap(packets()))
    program = (
        "import sys, pathlib\nfrom latencylab.bootstrap import spawn_worker\n"
        "from probes.wifi.capture import read_wifi_file\n"
        f"found = read_wifi_file(pathlib.Path({str(path)!r}), spawn_worker)\n"
        "print(len(found.networks), any(name.startswith('scapy') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["2", "False"]


def test_the_worker_speaks_json_lines(tmp_path):
    path = tmp_path / "a.pcap"
    path.write_bytes(air.pcap(packets()))
    out = io.StringIO()
    assert run_worker(io.StringIO(json.dumps({"path": str(path)}) + "\n"), out) == 0
    items = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [list(item) for item in items] == [["heard"], ["heard"], ["heard"], ["done"]]
    assert Heard.from_object(items[0]["heard"]).elements == air.WIFI6_5GHZ
    assert items[-1]["done"] == {"packets": 6, "beacons": 4, "damaged": None, "overflow": False}


@pytest.mark.parametrize("line", ["", "not json", "[]", "{}", '{"path": 7}', '{"path": "missing"}'])
def test_the_worker_refuses_what_it_does_not_understand(line):
    out = io.StringIO()
    assert run_worker(io.StringIO(line + "\n"), out) == 1
    assert "error" in json.loads(out.getvalue())


@settings(max_examples=60)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=12), st.booleans(), st.booleans())
def test_damaged_captures_end_the_reading_and_nothing_else(tmp_path_factory, at, garbage, is_new_format, is_packed):
    data = (air.pcapng if is_new_format else air.pcap)(packets()[:3])
    data = data[:at] + garbage + data[at + len(garbage) :]
    path = tmp_path_factory.getbasetemp() / "damaged.pcap"
    path.write_bytes(gzip.compress(data) if is_packed else data)
    out = io.StringIO()
    assert run_worker(io.StringIO(json.dumps({"path": str(path)}) + "\n"), out) == 0
    assert {"done", "error"} & set(json.loads(out.getvalue().splitlines()[-1]))


def test_gathering_keeps_the_mean_strength_and_the_last_elements():
    gatherer = Gatherer()
    for rssi_dbm, load in ((-50, 10), (-60, 20), (None, 30)):
        packet = air.radiotap(air.frame(HOME, air.ssid(b"Home") + air.bss_load(1, load)), 2437, rssi_dbm)
        gatherer.add(read_beacon(air.RADIOTAP, packet))
    (heard,) = gatherer.heard()
    (bss,) = networks([heard])
    assert (heard.frames, bss.rssi_dbm, bss.utilisation_pct) == (3, -55.0, 11.8)
