"""The reflector as the engine starts it: a process, settings on its input, one line on its output."""

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.reflector.loopback import Sender, running

KEY = b"a shared secret of some length"
PATIENCE_S = 20
HEAVY = ("numpy", "asyncio", "scapy", "rich", "pyroute2", "psutil", "icmplib", "PySide6")


@contextlib.contextmanager
def worker(**settings) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "latencylab", "--worker", "reflector"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            process.stdin.write(json.dumps(settings) + "\n")
            process.stdin.flush()
            yield process
        finally:
            process.kill()


def end(process: subprocess.Popen) -> tuple[int, str, str]:
    """Close its input; gives exit status, further output and standard error."""
    rest, complaint = process.communicate(timeout=PATIENCE_S)
    return process.returncode, rest, complaint


@pytest.mark.parametrize("key", [None, KEY])
def test_it_says_where_it_listens_answers_and_ends_with_its_input(key):
    with worker(host="127.0.0.1", port=0, key=key and key.hex()) as process:
        told = json.loads(process.stdout.readline())
        assert told == {"e": "ready", "address": "127.0.0.1", "port": told["port"]}
        with Sender((told["address"], told["port"]), key=key) as sender:
            assert [sender.ask().reply.seq for _ in range(3)] == [0, 1, 2]
        assert end(process) == (0, "", "")


def test_a_taken_port_is_reported_as_a_failed_probe():
    with running() as other, worker(host="127.0.0.1", port=other.port, key=None) as process:
        told = json.loads(process.stdout.readline())
        assert end(process)[0] == 2
    assert told == {
        "e": "failed",
        "t_ns": 0,
        "probe": "reflector",
        "error": f"UDP port {other.port} is in use by another program.",
        "hint": "Choose another port, or end that program.",
    }


def test_it_ends_when_its_input_ends_before_any_settings():
    process = subprocess.Popen(
        [sys.executable, "-m", "latencylab", "--worker", "reflector"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.communicate(timeout=PATIENCE_S)[0] == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_ctrl_c_of_the_terminal_leaves_its_end_to_the_engine():
    with worker(host="127.0.0.1", port=0) as process:
        told = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        with Sender((told["address"], told["port"])) as sender:
            assert sender.ask().reply.seq == 0
        assert end(process) == (0, "", "")


def test_it_starts_without_heavy_imports():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, probes.reflector.worker; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,
    ).stdout.split()
    assert "probes.reflector.server" in loaded
    assert not {name.partition(".")[0] for name in loaded} & set(HEAVY)
