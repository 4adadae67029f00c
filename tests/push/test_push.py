"""Pushing: whatever happens on the way, every report arrives, and none twice."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
import sqlalchemy as sa

from latencylab.cli.main import run
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
        if status == 302:
            self.send_header("Location", "/login")
        self.end_headers()

    def do_GET(self):
        """A login page, for whoever follows the redirect."""
        self.send_response(200)
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


def rejected_queue(folder):
    """A queue in which the reports 1 and 2 were refused, and 3 waits."""
    pusher = Pusher("http://club:secret@collector.invalid/reports", folder)
    for number in (1, 2, 3):
        pusher.put(report(number))
    for number in (1, 2):
        pusher._queue.reject(number, "422 No \x1b[31mthanks")
    pusher.close()


def queue_command(capsys, folder, *arguments):
    status = run(["--queue", "--data-dir", str(folder), *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_what_waits_and_what_was_refused_is_listed_with_the_reason(tmp_path, capsys):
    assert queue_command(capsys, tmp_path)[1] == "No report waits to be sent, and none was refused.\n"
    rejected_queue(tmp_path)
    status, out, _ = queue_command(capsys, tmp_path)
    lines = out.splitlines()
    assert (status, len(lines)) == (0, 4)
    assert lines[0].split() == [
        f"{1:016x}",
        *["refused", "by", "http://collector.invalid/reports:", "422", "No", "\\x1b[31mthanks"],
    ]
    assert lines[2].split() == [f"{3:016x}", *["waits", "for", "http://collector.invalid/reports"]]
    assert "--queue --retry" in lines[3]
    body = json.loads(queue_command(capsys, tmp_path, "--json", "-")[1])
    assert body["schema"] == "latencylab.queue/1"
    assert [entry["rejected"][:3] for entry in body["reports"]] == ["422", "422", ""]
    assert b"secret" not in (tmp_path / "push.db").read_bytes()


def test_refused_reports_can_be_sent_again_or_discarded(tmp_path, capsys, collector):
    Collector.statuses = [422, 201, 422]
    pusher = Pusher(collector, tmp_path)
    for number in (1, 2, 3):
        pusher.put(report(number))
    outcome = pusher.send()
    assert (outcome.sent, outcome.waiting) == (1, 0)
    assert "does not take 2 reports, the last one 0000000000000003 (422 " in outcome.problem
    assert "latencylab --queue" in outcome.problem
    pusher.close()
    status, out, _ = queue_command(capsys, tmp_path, "--discard", f"{1:016x}")
    assert (status, out.splitlines()[0]) == (0, "1 report discarded.")
    status, out, err = queue_command(capsys, tmp_path, "--retry", "--push", collector)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "1 refused report will be sent again with the next --push to the same URL.",
        "1 report sent.",
        "No report waits to be sent, and none was refused.",
    ]
    assert sorted(Collector.taken) == [f"{2:016x}", f"{3:016x}"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--retry", "ff"], "No report 'ff' was refused."),
        (["--retry", f"{3:016x}"], "was refused."),
        (["--discard", "ff"], "No report 'ff' is in the queue."),
        (["--discard", "0"], "More than one report"),
        (["--discard", ""], "No report '' is in the queue."),
    ],
)
def test_a_report_that_is_not_there_is_one_sentence_and_changes_nothing(tmp_path, capsys, arguments, words):
    rejected_queue(tmp_path)
    before = queue_command(capsys, tmp_path)
    status, out, err = queue_command(capsys, tmp_path, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err
    assert queue_command(capsys, tmp_path) == before


def test_a_queue_of_the_first_shape_is_read_on(tmp_path, capsys):
    with closing(sqlite3.connect(tmp_path / "push.db")) as old:
        old.execute(
            "CREATE TABLE waiting (number INTEGER PRIMARY KEY, destination TEXT NOT NULL, id TEXT NOT NULL,"
            " body TEXT NOT NULL, rejected TEXT NOT NULL DEFAULT '', UNIQUE (destination, id))"
        )
        old.execute("INSERT INTO waiting (destination, id, body) VALUES ('d', 'aa01', '{}')")
        old.commit()
    assert "aa01              waits for a destination whose name is not known" in queue_command(capsys, tmp_path)[1]


def test_a_page_that_is_led_to_does_not_count_as_arrival(tmp_path, collector):
    Collector.statuses = [302, 401, 201]
    pusher = Pusher(collector, tmp_path)
    pusher.put(report(1))
    for words in ("302", "401"):
        outcome = pusher.send()
        assert (outcome.sent, outcome.waiting, Collector.taken) == (0, 1, {})
        assert words in outcome.problem
    assert pusher.send().sent == 1
    pusher.close()


def test_words_that_are_too_long_for_their_column_are_cut(postgres):
    sent = report(1)
    sent["environment"]["os"] = "x" * 500
    sent["version"] = "9" * 99
    target = SqlDestination(postgres.url)
    target.send(sent)
    target.close()
    (row,) = rows(postgres.url.replace("postgresql:", "postgresql+psycopg:"), REPORT)
    assert (len(row["system"]), len(row["version"]), row["body"]["version"]) == (120, 32, "9" * 99)
