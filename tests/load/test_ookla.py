"""Ookla through speedtest-cli: its own code and ours, against a server of its protocol, over TLS."""

import contextlib
import json
import os
import subprocess
import sys
import time

import pytest

from tests.load.certificates import trust
from tests.load.ookla_server import FILE_OCTETS, ookla

PATIENCE_S = 60
WORKER = [sys.executable, "-m", "latencylab", "--worker", "load"]


@contextlib.contextmanager
def world(tmp_path, *names):
    """The server, and an environment whose only way to www.speedtest.net is that server."""
    trusted = trust(tmp_path, *(names or ("localhost", "www.speedtest.net")))
    with ookla(trusted.server) as (server, proxy):
        proxies = {"https_proxy": f"http://127.0.0.1:{proxy}", "http_proxy": f"http://127.0.0.1:{proxy}"}
        yield server, {**os.environ, **proxies, "SSL_CERT_FILE": str(trusted.bundle), "no_proxy": ""}


def measured(environment, *directions, **wish):
    """What the load worker, as a process of its own, tells of a plan and the loads after it."""
    told = []
    with subprocess.Popen(WORKER, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:

        def send(command, **fields):
            worker.stdin.write(json.dumps({"cmd": command, **fields}) + "\n")
            worker.stdin.flush()

        def until(*kinds):
            while line := worker.stdout.readline():
                told.append(json.loads(line))
                if told[-1]["e"] in kinds:
                    return told[-1]
            raise AssertionError("the worker ended")

        send("prepare", epoch_ns=time.perf_counter_ns(), backend="ookla", **wish)
        until("load_plan", "load_end")
        for direction in directions:
            send("start", direction=direction, max_s=PATIENCE_S)
            enough = 0
            while enough < 10 and (event := until("ls", "load_end"))["e"] == "ls":
                enough += event.get("bytes", 0) > FILE_OCTETS
            send("stop")
            if told[-1]["e"] != "load_end":
                until("load_end")
        worker.stdin.close()
        assert worker.wait(PATIENCE_S) == 0
    return told


def test_speedtest_clis_own_program_measures_with_the_server(tmp_path):
    with world(tmp_path) as (server, environment):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "speedtest", "--secure", "--json"],
            env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["server"]["sponsor"] == "Lab"
    assert told["bytes_received"] > 0
    assert told["bytes_sent"] > 0
    assert "/speedtest-config.php" in server.asked
    assert "POST /speedtest/upload.php" in server.asked


def test_its_choice_of_a_server_is_loaded_by_our_flows(tmp_path):
    with world(tmp_path) as (server, environment):
        told = measured(environment, "download", "upload")
    plan = next(event for event in told if event["e"] == "load_plan")
    results = {event["direction"]: event for event in told if event["e"] == "load"}
    assert (plan["backend"], plan["secure"], plan["label"]) == ("ookla", True, "Lab, Berlin, Germany")
    assert not [event for event in told if event["e"] == "failed"]
    assert results["download"]["bytes"] > FILE_OCTETS  # more than one of its files: the connection was used again
    assert results["upload"]["bytes"] > FILE_OCTETS
    assert server.asked[:2] == ["/speedtest-config.php", "/speedtest-servers-static.php"]
    assert "/speedtest/latency.txt" in server.asked


@pytest.mark.parametrize(
    ("status", "configuration", "sentence"),
    [
        (403, b"Forbidden", "Ookla's service refuses speedtest-cli (HTTP 403). Use another backend"),
        (200, b"<html>log in</html", "speedtest-cli could not use Ookla's service"),
        (200, b"<settings></settings>", "speedtest-cli failed"),
    ],
)
def test_its_known_failures_are_one_sentence(tmp_path, status, configuration, sentence):
    with world(tmp_path) as (server, environment):
        server.status, server.configuration = status, configuration
        told = measured(environment)
    assert [event["e"] for event in told] == ["failed", "load_end"]
    assert sentence in f"{told[0]['error']} {told[0]['hint']}"


def test_a_certificate_of_somebody_else_is_an_error(tmp_path):
    with world(tmp_path, "somebody.example") as (_, environment):
        told = measured(environment)
    assert "The certificate of www.speedtest.net is not valid" in told[0]["error"]


def test_no_way_to_ookla_is_said(tmp_path):
    with world(tmp_path) as (_, environment):
        pass
    told = measured(environment)
    assert "www.speedtest.net refuses connections" in told[0]["error"]
