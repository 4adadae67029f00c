"""Pushing: whatever happens on the way, every report arrives, and none twice."""

import json
import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
import sqlalchemy as sa

from latencylab.errors import UserError
from latencylab.push.destination import RejectedError, UnreachableError
from latencylab.push.pushing import Pusher
from latencylab.push.queue import Queue
from latencylab.push.sql import RECOMMENDATION, REPORT, TARGET, SqlDestination
from tests.push.server import Postgres, programs
from tests.report.example import example

HOSTILE = "'); DROP TABLE latencylab_report; -- \0 \x1b[31m \u202e \U0001f3ae"


def report(number):
    return example() | {"id": f"{number:016x}"}


def rows(url, table):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(sa.select(table)).mappings().all()
    engine.dispose()
    return found


@pytest.fixture
def postgres():
    if programs() is None:
        reason = "PostgreSQL is not installed (Debian: postgresql)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    server = Postgres()
    server.start()
    yield server
    server.remove()


def test_a_thousand_reports_with_the_server_killed_in_between(postgres, tmp_path):
    pusher = Pusher(postgres.url, tmp_path)
    for number in range(1000):
        pusher.put(report(number))
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(pusher.send()))
    thread.start()
    while thread.is_alive() and pusher._queue.count(pusher._key) > 900:
        thread.join(0.02)
    postgres.kill()
    thread.join()
    (cut,) = outcomes
    assert 100 <= cut.sent < 1000
    assert cut.waiting == 1000 - cut.sent
    assert "next time" in cut.problem
    away = pusher.send()
    assert (away.sent, away.waiting) == (0, cut.waiting)
    postgres.start()
    rest = pusher.send()
    assert (rest.sent, rest.waiting, rest.problem) == (cut.waiting, 0, "")
    pusher.close()
    url = postgres.url.replace("postgresql:", "postgresql+psycopg:")
    assert sorted(row["session"] for row in rows(url, REPORT)) == [f"{number:016x}" for number in range(1000)]
    assert len(rows(url, TARGET)) == 3000
    assert len(rows(url, RECOMMENDATION)) == 2000


def test_postgresql_holds_figures_and_the_report_whatever_names_are_in_it(postgres):
    sent = report(1)
    sent["targets"][0]["label"] = sent["verdict"]["summary"] = HOSTILE
    target = SqlDestination(postgres.url)
    target.send(sent)
    target.send(sent)
    target.close()
    (row,) = rows(postgres.url.replace("postgresql:", "postgresql+psycopg:"), REPORT)
    assert row["median_ms"] == 22.4
    assert row["summary"] == HOSTILE.replace("\0", "\ufffd")
    assert row["body"]["targets"][1] == sent["targets"][1]


def test_any_other_database_will_do(tmp_path):
    url = f"sqlite:///{tmp_path}/collected.db"
    target = SqlDestination(url)
    target.send(report(1))
    target.send(report(1) | {"verdict": {"score": 99, "summary": "newer", "playable": []}})
    target.close()
    (row,) = rows(url, REPORT)
    assert (row["score"], row["summary"]) == (99, "newer")
    assert len(rows(url, TARGET)) == 3


class Flaky:
    """Takes every report, and every third time does not say so."""

    name = "flaky"

    def __init__(self):
        self.taken = []

    def send(self, body):
        self.taken.append(body["id"])
        if len(self.taken) % 3 == 0:
            raise UnreachableError("cut off before the answer")

    def close(self):
        pass


def test_what_was_not_confirmed_is_sent_again_in_order(tmp_path):
    pusher = Pusher("http://collector.invalid/", tmp_path)
    pusher._destination = flaky = Flaky()
    for number in range(5):
        pusher.put(report(number))
    while pusher.send().waiting:
        continue
    assert list(dict.fromkeys(flaky.taken)) == [f"{number:016x}" for number in range(5)]
    pusher.close()


def test_a_rejected_report_does_not_hold_up_the_others(tmp_path):
    class Picky(Flaky):
        def send(self, body):
            if body["id"].endswith("1"):
                raise RejectedError("no")
            self.taken.append(body["id"])

    pusher = Pusher("http://collector.invalid/", tmp_path)
    pusher._destination = picky = Picky()
    for number in range(3):
        pusher.put(report(number))
    outcome = pusher.send()
    assert (outcome.sent, outcome.waiting) == (2, 0)
    assert "does not take" in outcome.problem
    assert pusher.send().sent == 0
    assert len(picky.taken) == 2
    pusher.close()


def test_the_queue_survives_the_program(tmp_path):
    script = (
        "import sys, os, signal; from pathlib import Path; from latencylab.push.queue import Queue\n"
        "queue = Queue(Path(sys.argv[1]))\n"
        "for n in range(1 << 30): queue.put('d', {'id': f'{n}'}); print(n, flush=True)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
    said = b""
    while said.count(b"\n") < 50:
        said += os.read(process.stdout.fileno(), 4096)
    process.send_signal(signal.SIGKILL)
    said += process.stdout.read()
    process.stdout.close()
    process.wait()
    queue = Queue(tmp_path)
    assert queue.count("d") >= said.count(b"\n")
    assert b"password" not in (tmp_path / "push.db").read_bytes()
    queue.close()


class Collector(BaseHTTPRequestHandler):
    """A web server that takes a report by its key once, and answers what the test wants."""

    taken: ClassVar[dict] = {}
    statuses: ClassVar[list] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.statuses.pop(0) if self.statuses else 201
        key = self.headers["Idempotency-Key"]
        if status < 300 or status == 500:
            status = 409 if key in self.taken else status
            self.taken.setdefault(key, (json.loads(body), self.headers["Authorization"]))
        self.send_response(status)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def collector():
    Collector.taken, Collector.statuses = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://club:secret@127.0.0.1:{server.server_port}/reports"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_web_server_gets_each_report_once(collector, tmp_path):
    Collector.statuses = [201, 500, 201, 429, 503]  # the second was taken, but the answer says otherwise
    pusher = Pusher(collector, tmp_path)
    for number in range(4):
        pusher.put(report(number))
    problems = []
    while (outcome := pusher.send()).waiting:
        problems.append(outcome.problem)
    pusher.close()
    assert sorted(Collector.taken) == [f"{number:016x}" for number in range(4)]
    assert Collector.taken[f"{2:016x}"][0] == report(2)
    assert Collector.taken[f"{2:016x}"][1].startswith("Basic ")
    assert len(problems) == 3
    assert "secret" not in "".join(problems)


def test_the_program_pushes_what_it_measured_and_keeps_what_it_could_not(collector, tmp_path):
    measure = ("--probe", "local", "--duration", "0.5", "--no-bandwidth", "--no-path", "--no-wifi", "-q")
    secret = tmp_path / "url"
    secret.write_text("http://127.0.0.1:9/away\n")
    common = [sys.executable, "-m", "latencylab", "--data-dir", str(tmp_path)]
    away = subprocess.run([*common, *measure, "--push", f"@{secret}"], capture_output=True, text=True, check=False)
    assert away.returncode in (0, 1)  # 1: a busy machine is a finding too
    assert "cannot be reached" in away.stderr
    secret.write_text(collector)
    sent = subprocess.run([*common, *measure, "--push", f"@{secret}"], capture_output=True, text=True, check=False)
    assert (sent.returncode in (0, 1), sent.stderr) == (True, "")
    assert len(Collector.taken) == 1
    again = subprocess.run([*common, "--export", "last", "-q", "--push", collector], capture_output=True, check=False)
    assert (again.returncode, len(Collector.taken)) == (0, 1)


@pytest.mark.parametrize(
    "url", ["nonsense", "ftp://x/y", "@/nowhere", "nodb://x", "http://", "postgresql+nodriver://x"]
)
def test_an_unusable_url_is_one_sentence(url, tmp_path):
    with pytest.raises(UserError) as caught:
        Pusher(url, tmp_path)
    assert "\n" not in str(caught.value)
