"""``python -m tests.lab``: run a command inside an emulated home."""

import argparse
import csv
import signal
import sys
from pathlib import Path

from tests.lab.home import Lab, LabError
from tests.lab.scenario import HOMES, Scenario, ScenarioError
from tests.lab.support import available
from tests.lab.wirelog import Record

_LATE_MS = 1.0
_EPILOG = """\
examples:
  python -m tests.lab --list
  python -m tests.lab healthy -- ping -c 3 frankfurt
  python -m tests.lab bufferbloat --log packets.csv -- python -m latencylab --probe frankfurt
  python -m tests.lab double-nat --in router -- ip address
  python -m tests.lab healthy -- bash            a shell in the home's computer

The command runs in the node "device" and sees that computer's interfaces, routes and names: the servers' names
(frankfurt), the gateway (router), the provider's hops (isp1). Nothing it sends leaves this computer. When it ends, or
this program is killed, everything is gone again. Exit status: the command's; 2 for a home that cannot be used.
How to write a home of your own: the beginning of tests/lab/scenario.py."""


def main() -> int:
    """Run the command line; gives the exit status."""
    options = _arguments()
    if options.list:
        return _list()
    try:
        scenario = Scenario.from_file(options.scenario)
        if reason := available():
            raise LabError(reason)
        with Lab(scenario) as lab:
            status = _run(lab, options.node, options.command, not options.unprivileged and scenario.device.privileged)
            _warn_of_lateness(lab)
            if options.log:
                _write_log(lab, options.log)
    except (ScenarioError, LabError, OSError) as error:
        print(f"tests.lab: {error}", file=sys.stderr)
        return 2
    return status


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m tests.lab",
        usage="python -m tests.lab [--in NODE] [--log FILE] [--unprivileged] HOME -- COMMAND...\n"
        "       python -m tests.lab --list",
        description="Runs a command inside an emulated home: a computer, a router, a provider and servers made of "
        "network namespaces, joined by wires that delay, lose and queue packets as HOME says.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("scenario", metavar="HOME", nargs="?", help="a name that --list shows, or a TOML file")
    parser.add_argument("command", metavar="COMMAND", nargs="*", help="what to run there, after --")
    parser.add_argument("--in", dest="node", metavar="NODE", default="device", help="run it in another node")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write what the wires did to each packet as CSV")
    parser.add_argument("--unprivileged", action="store_true", help="run it without capabilities (no raw sockets)")
    parser.add_argument("--list", action="store_true", help="list the homes that there are")
    options = parser.parse_intermixed_args()
    if not options.list and not (options.scenario and options.command):
        parser.error("give a home and, after --, a command (or --list)")
    return options


def _list() -> int:
    for path in sorted(HOMES.glob("*.toml")):
        print(f"{path.stem:22} {Scenario.from_file(path).title}")
    return 0


def _run(lab: Lab, node: str, command: list[str], privileged: bool) -> int:
    """Run ``command`` as a shell would: Ctrl-C is the command's business, TERM is passed on to it."""
    process = lab.popen(node, command, privileged=privileged)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    lab.start_timeline()
    status = process.wait()
    return status if status >= 0 else 128 - status


def _warn_of_lateness(lab: Lab) -> None:
    """Say so when the emulator itself was late, so that nobody takes its delay for the home's."""
    for wire in lab.wires.values():
        late_ns = wire.lateness_ns() or [0]
        p99_ms = late_ns[len(late_ns) * 99 // 100] / 1e6
        if p99_ms > _LATE_MS:
            told = f"1 % of packets by {p99_ms:.1f} to {late_ns[-1] / 1e6:.1f} ms"
            print(f"tests.lab: the wire {wire.name} itself was late: {told}", file=sys.stderr)
    if lost := lab.overruns():
        print(f"tests.lab: this computer was too slow for {lost} packets, which no wire saw", file=sys.stderr)


def _write_log(lab: Lab, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["wire", *Record._fields])
        for wire in lab.wires.values():
            for record in wire.log():
                plain = record._replace(payload=record.payload.hex())  # type: ignore[arg-type]
                rows.writerow([wire.name, *plain[:4], plain.verdict.name.lower(), *plain[5:]])


if __name__ == "__main__":
    sys.exit(main())
