"""Bandwidth on emulated lines, beside iperf3 and speedtest-cli, and on loopback beside iperf3.

The lines are wires of the emulated homes. What a line can carry at most is known: of each packet of 1500 octets 1448
are payload (20 of IPv4, 32 of TCP with time stamps). iperf3 and ours use a server of their own at the far end, and
speedtest-cli one of Ookla's protocol; all three servers send with CUBIC where that is permitted.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

from benchmarks.loadclient import end, measure, start_server
from tests.lab import Lab, Scenario, available

ROOT = Path(__file__).resolve().parents[1]
PORT, IPERF_PORT, OOKLA_PORT = 28862, 25201, 28080
PAYLOAD = 1448 / 1500
MOST_S, MOST_ERROR_PCT = 8.0, 3.0
_OTHER_MS = 2.4
"""Round trip over the home's other wires."""
_ROUNDS = 3
_LATE_MS = 1.0
_IPERF_S = 8
_HOME = """
    [wire.access.down]
    rate_mbit = {down}
    queue_ms = 50
    delay_ms = 0.5
    [wire.access.up]
    rate_mbit = {up}
    queue_ms = 50
    delay_ms = 0.5
    [server.frankfurt]
    rtt_ms = {rtt}
"""
_OOKLA = """
import sys
from probes.load.congestion import pin_congestion
from tests.load.ookla_server import OoklaServer
server = OoklaServer(None, (sys.argv[1], int(sys.argv[2])))
pin_congestion(server.socket, "cubic")
server.url = f"http://{sys.argv[1]}:{sys.argv[2]}/speedtest/upload.php"
server.configuration = server.configuration.replace(b'testlength="1"', b'testlength="10"').replace(
    b'threadcount="2"', b'threadcount="4"').replace(
    b'threadsperurl="1"/>\\n<upload', b'threadsperurl="4"/>\\n<upload').replace(
    b'maxchunkcount="4"', b'maxchunkcount="50"')
server.pace_s = 0
print("ready", flush=True)
server.serve_forever()
"""


class Line(NamedTuple):
    """A line to measure."""

    down_mbit: float
    up_mbit: float
    rtt_ms: float


LINES = (
    Line(2, 2, 5), Line(2, 2, 50), Line(10, 10, 5), Line(10, 10, 50), Line(50, 50, 5), Line(50, 50, 50),
    Line(100, 100, 5), Line(100, 100, 50), Line(400, 400, 5), Line(400, 400, 50), Line(500, 10, 20),
)  # fmt: skip
QUICK = (Line(2, 2, 20), Line(50, 50, 5), Line(400, 400, 50))
"""For trying it out: ``BANDWIDTH_LINES=quick``."""


class Reading(NamedTuple):
    """What a program says a line carries."""

    mbps: float
    seconds: float
    note: str = ""


Readings = dict[str, Reading]
"""By direction."""


def main() -> None:
    """Print the tables."""
    _loopback()
    _librespeed()
    if reason := available():
        print(f"The emulated lines are left out: {reason}.")
        return
    _lines()


def _lines() -> None:
    print(f"\nOn emulated lines: what is read, against the payload that the wire can carry (at most {MOST_S:.0f} s)")
    print(f"{'line':<22}{'program':<15}{'direction':<10}{'can':>9}{'read':>9}{'error':>8}{'took':>8}")
    worst: dict[str, float] = {}
    slowest = 0.0
    for line in QUICK if os.environ.get("BANDWIDTH_LINES") == "quick" else LINES:
        home = _HOME.format(down=line.down_mbit, up=line.up_mbit, rtt=line.rtt_ms - _OTHER_MS)
        for name, read in PROGRAMS.items():
            with Lab(Scenario.from_text(home)) as lab:
                readings = read(lab)
                trouble = _trouble(lab)
            for direction, reading in readings.items():
                can = (line.down_mbit if direction == "download" else line.up_mbit) * PAYLOAD
                error = 100 * (reading.mbps / can - 1)
                worst[name] = max(worst.get(name, 0), abs(error))
                if name == "LatencyLab":
                    slowest = max(slowest, reading.seconds)
                place = f"{line.down_mbit:g}/{line.up_mbit:g} Mbit/s {line.rtt_ms:g} ms"
                print(
                    f"{place:<22}{name:<15}{direction:<10}{can:9.2f}{reading.mbps:9.2f}{error:+7.1f}%"
                    f"{reading.seconds:7.1f}s  {reading.note}{trouble}",
                    flush=True,
                )
    for name, error in worst.items():
        print(f"{name}: worst error {error:.1f} %")
    good = worst["LatencyLab"] <= MOST_ERROR_PCT and slowest <= MOST_S
    print(f"LatencyLab within {MOST_ERROR_PCT:.0f} % in at most {MOST_S:.0f} s a direction: {'yes' if good else 'NO'}")


def _trouble(lab: Lab) -> str:
    """Whether the wire itself was in trouble, because this computer had too much to do."""
    late_ns = lab.wire("access").lateness_ns() or [0]
    late_ms = late_ns[len(late_ns) * 99 // 100] / 1e6
    if lab.overruns() or late_ms > _LATE_MS:
        return f" (this computer was too slow: the wire was up to {late_ms:.1f} ms late)"
    return ""


def _ours(lab: Lab) -> Readings:
    address = lab.address("frankfurt")
    server = start_server(partial(lab.popen, "frankfurt", cwd=ROOT), address, PORT)
    popen = partial(lab.popen, "device", cwd=ROOT)
    results = measure(popen, f"http://{address}:{PORT}/", ("download", "upload"))
    end(server)
    return {name: _reading(result) for name, result in results.items()}


def _reading(result: dict[str, Any]) -> Reading:
    certain = "" if result["stable"] else ", not certain"
    note = f"{result['low_mbps']:.4g} to {result['high_mbps']:.4g}, {result.get('congestion', '')}{certain}"
    return Reading(result["mbps"], result["took_s"], note)


def _iperf3(lab: Lab) -> Readings:
    if which("iperf3") is None:
        print(f"{'':<22}{'iperf3':<15}left out: not installed")
        return {}
    address = lab.address("frankfurt")
    server = lab.popen(
        "frankfurt", ["iperf3", "-s", "-B", address, "-p", str(IPERF_PORT), "--forceflush"], stdout=subprocess.PIPE
    )
    with server:
        assert server.stdout is not None
        while b"listening" not in (said := server.stdout.readline()) and said:
            pass
        readings = {}
        for direction, options in (("download", ["-R"]), ("upload", [])):
            argv = [
                "iperf3",
                "-c",
                address,
                "-p",
                str(IPERF_PORT),
                "-t",
                str(_IPERF_S),
                "-P",
                "4",
                "-C",
                "cubic",
                "-J",
                *options,
            ]
            told = json.loads(lab.run("device", argv).stdout)
            mbps = told["end"]["sum_received"]["bits_per_second"] / 1e6
            readings[direction] = Reading(mbps, told["end"]["sum_received"]["seconds"], "4 flows, whole mean")
        server.terminate()
    return readings


def _speedtest(lab: Lab) -> Readings:
    address = lab.address("frankfurt")
    server = lab.popen(
        "frankfurt", [sys.executable, "-c", _OOKLA, address, str(OOKLA_PORT)],
        cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    with server:
        assert server.stdout is not None
        server.stdout.readline()
        # a proxy's requests name the host in full, which this server does not mind: it is www.speedtest.net then
        environment = {**os.environ, "http_proxy": f"http://{address}:{OOKLA_PORT}", "no_proxy": ""}
        argv = [sys.executable, "-W", "ignore", "-m", "speedtest", "--json"]
        told = json.loads(lab.run("device", argv, env=environment, timeout=120).stdout)
        server.terminate()
    return {name: Reading(told[name] / 1e6, 10.0, "nominal time") for name in ("download", "upload")}


PROGRAMS: dict[str, Callable[[Lab], Readings]] = {"LatencyLab": _ours, "iperf3": _iperf3, "speedtest-cli": _speedtest}


def _loopback() -> None:
    if which("iperf3") is None:
        print("On loopback: left out, iperf3 is not installed")
        return
    print(f"On loopback, one flow, Gbit/s (median of {_ROUNDS} rounds, one after the other)")
    ours: dict[str, list[float]] = {"download": [], "upload": []}
    theirs: dict[str, list[float]] = {"download": [], "upload": []}
    server = start_server(subprocess.Popen, "127.0.0.1", PORT)
    iperf = subprocess.Popen(["iperf3", "-s", "-p", str(IPERF_PORT)], stdout=subprocess.DEVNULL)
    for _ in range(_ROUNDS):
        for direction, options in (("download", ["-R"]), ("upload", [])):
            url = f"http://127.0.0.1:{PORT}/"
            ours[direction].append(measure(subprocess.Popen, url, [direction], flows=1)[direction]["mbps"])
            argv = ["iperf3", "-c", "127.0.0.1", "-p", str(IPERF_PORT), "-t", "4", "-J", *options]
            told = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)
            theirs[direction].append(told["end"]["sum_received"]["bits_per_second"] / 1e6)
    end(server)
    iperf.terminate()
    iperf.wait()
    for direction, read in ours.items():
        mine, other = statistics.median(read), statistics.median(theirs[direction])
        print(f"{direction:<10} LatencyLab {mine / 1000:6.1f}   iperf3 {other / 1000:6.1f}   ratio {mine / other:.2f}")


def _librespeed() -> None:
    """LibreSpeed's own client with our server: its ``speedtest_worker.js`` is not part of this program."""
    worker = os.environ.get("LIBRESPEED_WORKER")
    if which("node") is None or worker is None:
        print("LibreSpeed's own client: left out; it needs node, and LIBRESPEED_WORKER=path of its speedtest_worker.js")
        return
    server = start_server(subprocess.Popen, "127.0.0.1", PORT)
    argv = ["node", str(Path(__file__).with_name("librespeed_client.js")), worker, f"http://127.0.0.1:{PORT}/"]
    told = json.loads(subprocess.run(argv, capture_output=True, check=True, timeout=60).stdout)
    end(server)
    print(
        f"LibreSpeed's own client with our server on loopback: down {told['dlStatus']}, up {told['ulStatus']} Mbit/s, "
        f"ping {told['pingStatus']} ms, its address {told['clientIp']}"
    )


if __name__ == "__main__":
    main()
