"""Whatever happens to the history: killed, damaged, full, read-only, shared. What was measured is not lost."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from benchmarks.kills import loss
from latencylab import events
from latencylab.history import History, load_session
from latencylab.recording import Reading, Recorder, read
from tests.history.mounts import FULL, READ_ONLY, SOON_FULL, run_where
from tests.history.sessions import STEP_NS, WALL_NS, save, stream

QUICK = ("--probe", "local", "--duration", "1", "--no-bandwidth", "--no-path", "--no-wifi")


def killed_while_recording(folder, session_id, after):
    """How many events the recorder had taken in when it was killed, once ``after`` of them were seen."""
    command = [sys.executable, "-m", "tests.history.recorder", str(folder), session_id]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    seen = b""
    while seen.count(b"\n") < after and (more := os.read(process.stdout.fileno(), 65536)):
        seen += more
    process.kill()
    seen += process.stdout.read()
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return seen.count(b"\n")


def test_killed_at_any_moment_every_session_opens_and_holds_all_that_was_told(tmp_path):
    chance = random.Random(5)
    moments = [1, *(round(10 ** chance.uniform(0, 4)) for _ in range(9))]
    taken = {f"{n:04x}": killed_while_recording(tmp_path, f"{n:04x}", after) for n, after in enumerate(moments)}
    with History(tmp_path) as history:
        assert history.problems == []
        assert {entry.id: entry.state for entry in history.entries()} == dict.fromkeys(taken, "cut off")
        for session_id, count in taken.items():
            reading = Reading()
            assert sum(1 for _ in read(history.recording(session_id), reading)) >= count
            assert history.report(session_id)["id"] == session_id


def test_the_program_killed_while_measuring_leaves_a_session(tmp_path):
    command = [sys.executable, "-m", "latencylab", "--data-dir", str(tmp_path), "--probe", "local", "--duration", "60"]
    process = subprocess.Popen([*command, "--rate", "100", "-q"])
    while not (found := list(tmp_path.glob("recordings/*"))) or found[0].stat().st_size < 30_000:
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    loaded = load_session("last", tmp_path)
    assert loaded.report["targets"][0]["received"] > 20
    with History(tmp_path) as history:
        assert history.entries()[0].state == "cut off"


def test_two_programs_at_once(tmp_path):
    script = (
        "import sys; from pathlib import Path; from tests.history.sessions import save\n"
        "for n in range(30): save(Path(sys.argv[1]), f'{sys.argv[2]}{n:02x}', samples=3)"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in ("aa", "bb")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with History(tmp_path) as history:
        assert len(history.entries()) == 60
        assert history.problems == []


@pytest.mark.parametrize("damage", ["garbage", "page", "empty"])
def test_a_damaged_index_is_moved_aside_and_made_again(tmp_path, damage):
    reports = [save(tmp_path, f"aa{number:02x}") for number in range(40)]
    with History(tmp_path) as history:
        history.set_note("aa00", "a note")
        history._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = tmp_path / "history.db"
    body = bytearray(path.read_bytes())
    match damage:
        case "garbage":
            body[:] = os.urandom(len(body))
        case "page":
            middle = len(body) // 2 // 4096 * 4096
            body[middle : middle + 8192] = os.urandom(8192)
        case "empty":
            body = bytearray(b"SQLite format 3\0")
    path.write_bytes(body)
    with History(tmp_path) as history:
        found = {entry.id for entry in history.entries()}
        if damage == "page" and not history.problems:  # the list itself was not hit: reading the reports finds it
            for report in reports:
                history.report(report["id"])
        assert found == {report["id"] for report in reports}
        assert [history.report(report["id"]) for report in reports] == reports
        (problem,) = history.problems
        assert "history.damaged-1.db" in problem
        assert damage != "page" or "; 0 sessions were read from it" not in problem
    assert (tmp_path / "history.damaged-1.db").exists()


def test_two_programs_find_the_damage_at_once(tmp_path):
    save(tmp_path, "aa01")
    (tmp_path / "history.db").write_bytes(b"no database at all" * 1000)
    for side in ("history.db-wal", "history.db-shm"):
        (tmp_path / side).unlink(missing_ok=True)
    script = "import sys; from pathlib import Path; from latencylab.history import History; "
    script += "h = History(Path(sys.argv[1])); print(len(h.entries()))"
    command = [sys.executable, "-c", script, str(tmp_path)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [reader.communicate(timeout=60)[0] for reader in readers] == ["1\n"] * 4
    assert len(list(tmp_path.glob("history.damaged-*.db"))) == 1


def test_a_damaged_recording_costs_its_damaged_lines_only(tmp_path):
    save(tmp_path, "aa01")
    with History(tmp_path) as history:
        path = history.recording("aa01")
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:10]) + os.urandom(5000) + b"\n" + b"".join(lines[12:]))
        history._db.execute("DELETE FROM report")
        assert 30 <= history.report("aa01")["targets"][0]["received"] < 40


def test_memory_stays_small_however_large_a_recording_is(tmp_path):
    """It is read line by line; a line without an end is no line."""
    path = tmp_path / "big.llrec"
    with path.open("wb") as file:
        file.write(b'{"e":"session","t_ns":0,"id":"ee01","started_wall_ns":0,"version":"1"}\n')
        file.truncate(700 << 20)  # without a line end, and it takes no room on the disk
    script = (
        "import sys, resource; from latencylab.history import load_session\n"
        "resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))\n"
        "print(load_session(sys.argv[1]).report['id'])"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert done.stdout == "ee01\n", done.stderr


@pytest.mark.lab
@pytest.mark.parametrize("mount", [FULL, SOON_FULL])
def test_a_full_disk_costs_the_history_but_not_the_report(tmp_path, mount):
    done = run_where(mount, tmp_path, *QUICK, "--duration", "2", "--rate", "500", "--json", "-")
    assert done.returncode in (0, 1), done.stderr  # 1: something to fix, such as a busy computer
    assert json.loads(done.stdout)["targets"][0]["received"] > 100
    assert done.stderr.count("\n") == 1
    assert "full" in done.stderr


@pytest.mark.lab
def test_a_read_only_folder_costs_the_history_but_not_the_report(tmp_path):
    done = run_where(READ_ONLY, tmp_path, *QUICK, "--json", "-")
    assert done.returncode in (0, 1), done.stderr
    assert json.loads(done.stdout)["targets"][0]["received"] > 10
    assert "Cannot write the history" in done.stderr
    assert "--data-dir" in done.stderr


@pytest.mark.lab
def test_a_read_only_history_can_be_read(tmp_path):
    save(tmp_path, "aa01")
    listed = run_where(READ_ONLY, tmp_path, "--history", "--json", "-")
    assert [session["id"] for session in json.loads(listed.stdout)["sessions"]] == ["aa01"]
    assert "as it stands" in listed.stderr
    noted = run_where(READ_ONLY, tmp_path, "--history", "--note", "aa01", "x")
    assert noted.returncode == 2
    assert "Cannot write the history" in noted.stderr


def test_a_locked_index_is_said_and_not_called_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr("latencylab.history.index._BUSY_S", 0.1)
    save(tmp_path, "aa01")
    with sqlite3.connect(tmp_path / "history.db", isolation_level=None) as other, History(tmp_path) as history:
        other.execute("BEGIN EXCLUSIVE")
        assert len(history.entries()) == 1
        with pytest.raises(Exception, match="locked"):
            history.set_note("aa01", "x")
        other.execute("ROLLBACK")
    assert not list(tmp_path.glob("history.damaged*"))


def test_the_check_of_kills_sees_what_is_missing(tmp_path):
    path = tmp_path / "a.llrec"
    recorder = Recorder(path)
    for event in stream("aa01", samples=40, end=False):
        if not (isinstance(event, events.Sample) and event.seq in (7, 8, 20)):
            recorder(event)
    recorder(events.SlotsMissed(2 * 10**9, 1))
    recorder.close()
    last_ns = WALL_NS + 3 + 39 * STEP_NS
    assert loss(path, last_ns + 1_200_000_000) == (1200.0, 2)  # one of the three was told as never sent
