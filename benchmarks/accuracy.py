"""How far each program's round-trip times are from the wire: a capture on the same interface with kernel stamps.

The far end is another namespace behind a veth pair, so the wire itself takes some 10 us and everything above that is
the program. "Busy" means that another process keeps a core busy meanwhile; "loaded" that the load worker moves as much
as goes over the same interface, both ways.
"""

import csv
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import which

from benchmarks.loadclient import end, loading, start_server
from benchmarks.netpair import FAR, NetPair

PROBES, RATE_HZ = 1000, 100
SECONDS = PROBES / RATE_HZ
_ICMP, _UDP = "1", "17"
_LOAD_PORT = 28862
_CAPTURE = Path(__file__).with_name("capture.py")

Readings = dict[str, list[float]]
"""Packet key and the RTTs in us that a program read for it, in order."""


def main() -> None:
    """Print the table."""
    rows = []
    with NetPair() as net:
        for name, measure, needs in (
            ("LatencyLab, idle", _latencylab, None),
            ("LatencyLab, busy", _busy(_latencylab), None),
            ("LatencyLab, loaded", _loaded(_latencylab), None),
            ("iputils ping, idle", _ping, "ping"),
            ("iputils ping, busy", _busy(_ping), "ping"),
            ("icmplib, idle", _icmplib, None),
            ("icmplib, busy", _busy(_icmplib), None),
            ("irtt, idle", _irtt, "irtt"),
            ("irtt, busy", _busy(_irtt), "irtt"),
        ):
            if needs and which(needs) is None:
                print(f"{name:<22} left out: {needs} is not installed")
                continue
            rows.append((name, _errors(net, measure)))
    print(f"Error against the wire, us ({PROBES} probes at {RATE_HZ} Hz)")
    print(f"{'':<22}{'median':>8}{'p90':>8}{'p99':>8}{'max':>9}{'probes':>8}")
    for name, errors in rows:
        cuts = statistics.quantiles(errors, n=100)
        print(f"{name:<22}{cuts[49]:8.1f}{cuts[89]:8.1f}{cuts[98]:8.1f}{max(errors):9.1f}{len(errors):8}")
    ours, ping = (next((e for n, e in rows if n == name), None) for name in ("LatencyLab, idle", "iputils ping, idle"))
    if ours and ping:
        print(f"iputils ping's median error is {statistics.median(ping) / statistics.median(ours):.1f} times ours.")


Measure = Callable[[NetPair], Iterator[tuple[str, float]]]


def _errors(net: NetPair, measure: Measure) -> list[float]:
    """Absolute errors in us of all probes that both the program and the capture saw."""
    with net.popen(
        "near", [sys.executable, str(_CAPTURE), "120"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as capture:
        assert capture.stdout is not None
        assert capture.stdin is not None
        capture.stdout.readline()
        readings: Readings = defaultdict(list)
        for key, rtt_us in measure(net):
            readings[key].append(rtt_us)
        capture.stdin.close()
        wire = _wire(capture.stdout.read())
    errors = []
    for key, read in readings.items():
        # zip pairs the n-th use of a key by the program with its n-th use on the wire
        errors += [abs(rtt_us - true_us) for rtt_us, true_us in zip(read, wire.get(key, ()), strict=False)]
    assert len(errors) > PROBES * 0.8, f"only {len(errors)} probes could be compared"
    return errors


def _wire(lines: str) -> Readings:
    """The RTT of each request and its reply on the wire in us."""
    sent: dict[str, list[int]] = defaultdict(list)
    found: Readings = defaultdict(list)
    for line in lines.splitlines():
        direction, protocol, key, stamp, _ = line.split()
        name = key.split(":")[1] if protocol == _ICMP else "udp"
        if direction == "out":
            sent[name].append(int(stamp))
        elif sent[name]:
            found[name].append((int(stamp) - sent[name].pop(0)) / 1000)
    return found


def _latencylab(net: NetPair) -> Iterator[tuple[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.csv"
        argv = [sys.executable, "-m", "latencylab", "--probe", FAR, "--transport", "icmp", "--quiet"]
        argv += ["--rate", str(RATE_HZ), "--duration", str(SECONDS), "--csv", str(path)]
        subprocess.run(net.command("near", argv), check=False)
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                if row["rtt_ms"] and row["target"] == FAR:
                    yield row["sequence"], float(row["rtt_ms"]) * 1000


def _ping(net: NetPair) -> Iterator[tuple[str, float]]:
    argv = ["ping", "-n", "-c", str(PROBES), "-i", str(1 / RATE_HZ), FAR]
    for line in net.run("near", argv, capture_output=True).stdout.splitlines():
        match = re.search(r"icmp_seq=(\d+) .*time=([\d.]+) ms", line)
        if match:
            yield match[1], float(match[2]) * 1000


_ICMPLIB = """
import sys, time
from icmplib import ICMPRequest, ICMPv4Socket
with ICMPv4Socket() as sock:
    for seq in range(int(sys.argv[2])):
        request = ICMPRequest(destination=sys.argv[1], id=4711, sequence=seq)
        sock.send(request)
        reply = sock.receive(request, 1)
        print(seq, (reply.time - request.time) * 1e6)
        time.sleep(float(sys.argv[3]))
"""


def _icmplib(net: NetPair) -> Iterator[tuple[str, float]]:
    argv = [sys.executable, "-c", _ICMPLIB, FAR, str(PROBES), str(1 / RATE_HZ)]
    for line in net.run("near", argv, capture_output=True).stdout.splitlines():
        seq, rtt_us = line.split()
        yield seq, float(rtt_us)


def _irtt(net: NetPair) -> Iterator[tuple[str, float]]:
    with net.popen("far", ["irtt", "server", "-i", "0"], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        while "starting" not in (line := server.stdout.readline()) and line:
            pass
        argv = ["irtt", "client", "-i", f"{1000 // RATE_HZ}ms", "-d", f"{SECONDS:.0f}s", "-Q", "-o", "-", FAR]
        report = json.loads(net.run("near", argv, capture_output=True).stdout)
        # the three packets of the handshake come first on the wire
        yield from (("udp", value) for value in _irtt_readings(report))
        server.terminate()


def _irtt_readings(report: dict[str, object]) -> Iterator[float]:
    trips = report["round_trips"]
    assert isinstance(trips, list)
    for trip in trips:
        if trip["lost"] == "false":
            delay = trip["delay"]
            server = trip["timestamps"]["server"]
            held_ns = server["send"]["wall"] - server["receive"]["wall"]
            yield (delay["rtt"] + held_ns) / 1000


def _busy(measure: Measure) -> Measure:
    def with_load(net: NetPair) -> Iterator[tuple[str, float]]:
        with _busy_core():
            yield from measure(net)

    return with_load


def _loaded(measure: Measure) -> Measure:
    def with_load(net: NetPair) -> Iterator[tuple[str, float]]:
        server = start_server(partial(net.popen, "far"), FAR, _LOAD_PORT)
        url = f"http://{FAR}:{_LOAD_PORT}/"
        with loading(partial(net.popen, "near"), url, "both", 6 * SECONDS):
            yield from measure(net)
        end(server)

    return with_load


@contextmanager
def _busy_core() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
