"""What measuring costs: processor at 500 probes a second, memory and time a sample over an hour of five targets."""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.netpair import FAR, NetPair
from latencylab import events
from latencylab.session.session import Session

RATE_HZ, SECONDS = 500, 60
TARGETS, HOUR_S, HOUR_HZ = 5, 3600, 20


def main() -> None:
    """Print both."""
    _processor()
    _hour()


def _processor() -> None:
    with NetPair() as net, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        argv = [sys.executable, "-m", "latencylab", "--probe", FAR, "--transport", "icmp", "-q", "--json", str(report)]
        argv += ["--no-path", "--no-bandwidth", "--no-wifi"]  # what probing costs; a whole diagnosis starts more
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        command = net.command("near", [*argv, "--rate", str(RATE_HZ), "--duration", str(SECONDS)])
        subprocess.run(command, check=False)
        took = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        plain = json.loads(report.read_text())
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    device, target = plain["device"], plain["targets"][0]
    print(f"{RATE_HZ} probes a second for {SECONDS} s, all processes together")
    print(f"{'processor':<40}{100 * used / took:8.1f} % of a core (goal: under 15)")
    print(f"{'probes sent and slots left out':<40}{target['sent']:8} and {device['missed_slots']}")
    print(f"{'accounted for':<40}{100 * (target['sent'] + device['missed_slots']) / (RATE_HZ * SECONDS):8.2f} %")


def _hour() -> None:
    """An hour of samples through the session, on a fast clock."""
    session = Session()
    rng = random.Random(1)
    session.apply(events.SessionStarted(0, id="x", started_wall_ns=0, version="bench"))
    roles = ["target", "target", "target", "gateway", "access"]
    for number, role in enumerate(roles):
        session.apply(events.LegAdded(0, f"t{number}", role, f"t{number}", "h", "192.0.2.1", "icmp"))  # type: ignore[arg-type]
    session.apply(events.PhaseChanged(0, "idle"))
    ticks = HOUR_S * HOUR_HZ
    marks: dict[int, tuple[float, int]] = {}
    for tick in range(ticks + 1):
        if tick % (ticks // 10) == 0:
            marks[tick * 10 // ticks] = (time.process_time(), _resident_kb())
        for number in range(TARGETS):
            rtt_ns = 20_000_000 + int(rng.expovariate(1 / 2_000_000)) if rng.random() > 0.002 else None
            session.apply(
                events.Sample(
                    tick * 50_000_000, f"t{number}", tick, tick,
                    rtt_ns=rtt_ns, status="received" if rtt_ns else "lost",
                )
            )  # fmt: skip
    first, last = (marks[end][0] - marks[begin][0] for begin, end in ((0, 1), (9, 10)))
    samples = ticks // 10 * TARGETS
    print(f"{TARGETS} targets at {HOUR_HZ} Hz for an hour, on a fast clock")
    print(f"{'a sample at the start and at the end':<40}{first / samples * 1e6:8.1f} and {last / samples * 1e6:.1f} us")
    print(f"{'memory after 1/10, 5/10 and all of it':<40}{marks[1][1] / 1024:8.1f}, {marks[5][1] / 1024:.1f} and "
          f"{marks[10][1] / 1024:.1f} MB (goal: under 60, flat)")  # fmt: skip


def _resident_kb() -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


if __name__ == "__main__":
    main()
