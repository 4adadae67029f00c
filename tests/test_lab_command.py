"""Emulated homes by hand (``python -m tests.lab``), and that nothing of them is left behind."""

import csv
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.beams import PORT, best_ping_ms, home
from tests.lab.support import ROOT

pytestmark = pytest.mark.lab


def lab_command(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.lab", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_by_hand_a_command_runs_in_a_home_and_its_status_comes_back() -> None:
    done = lab_command("healthy", "--", "sh", "-c", "cat /sys/class/net/eth0/address; exit 7")
    assert (done.returncode, done.stdout) == (7, "02:00:00:00:01:02\n")
    assert lab_command("--in", "router", "healthy", "--", "ls", "/sys/class/net").stdout.split() == [
        "lan0",
        "lo",
        "wan0",
    ]
    assert lab_command("healthy", "--", "no-such-command").returncode == 127
    assert lab_command("healthy", "--", "sh", "-c", "kill -TERM $$").returncode == 128 + signal.SIGTERM


def test_by_hand_homes_are_listed_and_mistakes_explained() -> None:
    listed = lab_command("--list")
    assert listed.returncode == 0
    assert "bufferbloat" in listed.stdout
    wrong = lab_command("bufferblob", "--", "true")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean 'bufferbloat'" in wrong.stderr
    assert "examples:" in lab_command("--help").stdout
    assert lab_command("healthy").returncode == 2


def test_by_hand_the_packets_are_written_as_csv(tmp_path: Path) -> None:
    code = f"import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'csv', ('isp1', {PORT}))"
    done = lab_command("--log", str(tmp_path / "log.csv"), "healthy", "--", sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "log.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["dport"] == str(PORT)]
    assert (rows[0]["wire"], rows[0]["direction"], rows[0]["verdict"]) == ("home", "up", "forwarded")
    assert bytes.fromhex(rows[0]["payload"]) == b"csv"


def test_by_hand_a_signal_reaches_the_command_and_the_home_goes_with_it() -> None:
    script = "trap 'echo caught; exit 130' INT TERM; echo ready; while :; do sleep 0.02; done"
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.lab", "healthy", "--", "sh", "-c", script],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            before = descendants(process.pid)
            if number == signal.SIGINT:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
            assert process.stdout.read() == "caught\n"
            assert process.wait(10) == 130
        assert len(before) > 5
        assert not alive(before)


def descendants(pid: int) -> set[tuple[int, int]]:
    """Processes below ``pid``, with their start times, since numbers are used again."""
    parents: dict[int, list[tuple[int, int]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append((int(stat.parent.name), int(fields[19])))
    found: set[tuple[int, int]] = set()
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found.update(children)
        waiting += [child for child, _ in children]
    return found


def alive(processes: set[tuple[int, int]]) -> set[int]:
    """Those of ``processes`` that still run (one that is dead but not yet reaped has no memory any more)."""
    found = set()
    for pid, start in processes:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[19]) == start and fields[0] not in "ZX":
            found.add(pid)
    return found


def test_after_kill_9_nothing_is_left(tmp_path: Path) -> None:
    """Not a process, even a daemon, not an interface, not a mount, not a file; however the supervisor ended."""
    interfaces, mounts = set(socket.if_nameindex()), set(Path("/proc/self/mountinfo").read_text().splitlines())
    daemon = "(trap '' HUP TERM; setsid sleep 100 & echo $!); echo ready; sleep 100"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.lab", "film-next-door", "--", "sh", "-c", daemon],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        assert process.stdout.readline() == "ready\n"
        family = descendants(process.pid)
        assert len(family) > 15
        assert len(alive(family)) == len(family)
        process.kill()
        process.wait()
    deadline = time.monotonic() + 10
    while alive(family) and time.monotonic() < deadline:
        select.select([], [], [], 0.02)
    assert not alive(family)
    assert set(socket.if_nameindex()) <= interfaces
    assert set(Path("/proc/self/mountinfo").read_text().splitlines()) <= mounts
    assert not list(tmp_path.iterdir())


def test_homes_can_stand_side_by_side_and_leave_no_file_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with home("[wire.home]\ndelay_ms = 1") as one, home("[wire.home]\ndelay_ms = 30") as other:
        answers_ms = [best_ping_ms(lab, "router") for lab in (one, other)]
    assert answers_ms == pytest.approx([2, 60], abs=4)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def as_nobody(python: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module as user nobody, with a /dev/net/tun that everybody may open, as most systems have it."""
    prepare = 'mount -t tmpfs none /dev/net && mknod -m 666 /dev/net/tun c 10 200 && exec "$@"'
    become = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    command = ["unshare", "-m", "sh", "-c", prepare, "sh", *become, python, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_without_privilege_a_home_stands_too() -> None:
    python = next((path for path in ("/usr/bin/python3", "/usr/local/bin/python3") if Path(path).exists()), None)
    if os.geteuid() != 0 or python is None:
        pytest.skip("needs root, to become nobody, and a Python that nobody may run")
    tried = as_nobody(python, "tests.lab.support")
    if tried.returncode or tried.stdout:
        pytest.skip(f"not as nobody: {tried.stdout or tried.stderr}")
    done = as_nobody(python, "tests.lab", "healthy", "--", "sh", "-c", "cat /sys/class/net/*/address; id -u")
    assert (done.returncode, done.stdout.split()) == (0, ["02:00:00:00:01:02", "00:00:00:00:00:00", "0"]), done.stderr
