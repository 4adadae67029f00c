"""The history keeps what was measured, finds it again, and lets go of it in the right order."""

import json
from pathlib import Path

import pytest

from latencylab import events
from latencylab.cli.main import run
from latencylab.errors import UserError
from latencylab.history import History, HistoryError, load_session
from latencylab.history.pruning import prune
from latencylab.history.taking import take_in
from latencylab.settings import Limits
from tests.history.sessions import STEP_NS, WALL_NS, report_of, save, stream
from tests.validation import faults

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def history(tmp_path):
    with History(tmp_path) as opened:
        yield opened


def ids(history, search=""):
    return [entry.id for entry in history.entries(search)]


def test_a_session_is_listed_with_its_figures_and_its_report_comes_back_as_it_was(tmp_path):
    report = save(tmp_path, "aa01", servers=("play.example", "other.example"))
    with History(tmp_path) as history:
        (entry,) = history.entries()
        assert (entry.state, entry.servers) == ("complete", ("play.example", "other.example"))
        assert entry.median_ms == report["targets"][0]["rtt_ms"]["median"]
        assert entry.started == report["started"]
        assert history.report("aa01") == report
        assert entry.bytes == history.recording("aa01").stat().st_size > 1000
    assert faults(report) == []


def test_the_newest_comes_first_and_last_names_it(tmp_path, history):
    for number in range(3):
        save(tmp_path, f"aa0{number}", wall_ns=WALL_NS + number * 10**9)
    assert ids(history) == ["aa02", "aa01", "aa00"]
    assert history.entry("last").id == "aa02"


def test_words_are_searched_in_notes_and_servers_without_regard_to_case(tmp_path, history):
    save(tmp_path, "aa01", servers=("frankfurt.example",))
    save(tmp_path, "aa02", servers=("Tokyo.example",))
    history.set_note("aa02", "Vor dem Umzug in die KÜCHE: 100 %_")
    assert ids(history, "frankfurt") == ["aa01"]
    assert ids(history, "tokyo küche") == ["aa02"]
    assert ids(history, "100 %_") == ["aa02"]
    assert ids(history, "frankfurt küche") == []
    history.set_note("aa02", "")
    assert ids(history, "küche") == []


def test_an_id_may_be_shortened_until_it_is_ambiguous(tmp_path, history):
    save(tmp_path, "aa01")
    save(tmp_path, "aa02")
    assert history.entry("aa01").id == history.entry("aa01"[:4]).id
    for wanted, words in (("aa0", "More than one"), ("ab", "no session"), ("", "no session"), ("%", "no session")):
        with pytest.raises(HistoryError, match=words):
            history.entry(wanted)


def test_a_deleted_session_takes_its_recording_and_report_with_it(tmp_path, history):
    save(tmp_path, "aa01")
    history.delete("aa01")
    assert history.entries() == []
    assert list(tmp_path.glob("recordings/*")) == []
    with pytest.raises(HistoryError, match="Nothing is left"):
        history.report("aa01")


def test_a_session_that_was_cut_off_has_a_report_made_from_its_recording(tmp_path):
    with History(tmp_path) as history:
        told = list(stream("aa01", end=False))
        path = history.begin(told[0])
        from latencylab.recording import Recorder

        recorder = Recorder(path)
        for event in told:
            recorder(event)
        recorder.close()
        assert history.entries()[0].state == "recording"
        history._db.execute("UPDATE session SET writer = '1@0'")
    with History(tmp_path) as history:
        assert history.entries()[0].state == "cut off"
        assert history.report("aa01")["targets"][0]["received"] == 40
        (entry,) = history.entries()
    assert (entry.state, round(entry.median_ms)) == ("cut off", 20)


def test_room_is_made_by_arrival_and_never_with_what_somebody_needs(tmp_path, history):
    for number in range(6):  # the clock is set back before the fourth session
        save(tmp_path, f"aa0{number}", wall_ns=WALL_NS + (number - 100 * (number >= 3)) * 10**9)
    history.set_note("aa00", "keep me")
    history.add_comparison("aa01", "aa03")
    size = history.entries()[0].bytes
    assert prune(history, Limits(6 * size), WALL_NS) == []
    assert prune(history, Limits(4 * size + 100), WALL_NS) == ["aa02", "aa04"]
    assert prune(history, Limits(0), WALL_NS) == []
    assert sorted(ids(history)) == ["aa00", "aa01", "aa03", "aa05"]
    assert history.comparisons() == [("aa01", "aa03")]


def test_comparing_two_sessions_of_the_history_keeps_them(tmp_path, history, capsys):
    for number in range(2):
        save(tmp_path, f"aa0{number}")
    assert run(["--compare", "aa00", "aa01", "--data-dir", str(tmp_path)]) == 0
    assert history.comparisons() == [("aa00", "aa01")]
    assert history.prunable() == []


def test_saving_prunes_by_the_limit(tmp_path, history):
    for number in range(4):
        save(tmp_path, f"aa0{number}", limits=Limits(9000))
    assert ids(history) == ["aa03", "aa02"]


DAY_NS = 86_400 * 10**9


def days_old(folder, ages):
    """Sessions of these ages in days, named by them in order of arrival."""
    for number, age in enumerate(ages):
        save(folder, f"{number:02x}", wall_ns=WALL_NS - round(age * DAY_NS))


def test_what_is_too_old_goes_but_never_what_somebody_needs(tmp_path, history):
    days_old(tmp_path, [100, 99, 98, 97, 96, 50, 1])
    history.set_note("00", "before the new router")
    history.add_comparison("01", "03")
    week = Limits(age_s=95 * 86_400.0)
    assert prune(history, Limits(), WALL_NS) == []
    assert prune(history, week, WALL_NS) == ["02", "04"]
    assert sorted(ids(history)) == ["00", "01", "03", "05", "06"]
    assert sorted(path.stem for path in tmp_path.glob("recordings/*")) == ["00", "01", "03", "05", "06"]
    assert prune(history, Limits(age_s=1.0), WALL_NS + DAY_NS) == ["05"]  # the newest stays, however old it becomes


def test_a_clock_that_was_wrong_makes_no_session_too_old(tmp_path, history):
    days_old(tmp_path, [3, 20_000, 2_000, 1, 0])  # the second in 1970, the third an import
    assert prune(history, Limits(age_s=10 * 86_400.0), WALL_NS) == []
    assert prune(history, Limits(age_s=2 * 86_400.0), WALL_NS) == ["00", "01", "02"]


def test_a_session_that_is_being_recorded_is_never_too_old(tmp_path, history):
    history.begin(events.SessionStarted(0, "aa", WALL_NS - 100 * DAY_NS, "1"))
    days_old(tmp_path, [99, 0])
    assert prune(history, Limits(age_s=86_400.0), WALL_NS) == ["00"]


def test_the_settings_limit_the_history(tmp_path, monkeypatch):
    monkeypatch.setattr("latencylab.settings.settings_path", lambda: tmp_path / "settings.toml")
    (tmp_path / "settings.toml").write_text("[history]\nlimit_mb = 0.009\n")
    for number in range(4):
        save(tmp_path, f"aa0{number}", limits=None)
    with History(tmp_path) as history:
        assert ids(history) == ["aa03", "aa02"]
    (tmp_path / "settings.toml").write_text("[history]\nkeep_days = 1\n")
    monkeypatch.setattr("latencylab.clock.wall_ns", lambda: WALL_NS + 2 * DAY_NS)
    save(tmp_path, "aa04", limits=None, wall_ns=WALL_NS + 2 * DAY_NS)
    with History(tmp_path) as history:
        assert ids(history) == ["aa04"]
    (tmp_path / "settings.toml").write_text("[history]\nkeep_days = 'long'\n")
    with pytest.raises(UserError, match="keep_days must be a number above 0"):
        save(tmp_path, "aa05", limits=None)
    with History(tmp_path) as history:
        assert history.report("aa05")["id"] == "aa05"


def test_old_sessions_are_pruned_by_hand(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("latencylab.clock.wall_ns", lambda: WALL_NS)
    days_old(tmp_path, [100, 99, 1])
    common = ["--data-dir", str(tmp_path)]
    assert run(["--history", "--note", "00", "keep", "--prune", "90d", *common]) == 0
    assert "1 session deleted." in capsys.readouterr().out
    with History(tmp_path) as history:
        assert ids(history) == ["02", "00"]
    assert run(["--history", "--prune", "7 weeks", *common]) == 2
    assert "is not a span of time such as 90d" in capsys.readouterr().err
    assert run(["--history", "--prune", "1h", "--json", "-", *common]) == 0
    assert [entry["id"] for entry in json.loads(capsys.readouterr().out)["sessions"]] == ["02", "00"]


def test_a_report_or_recording_from_elsewhere_is_taken_in(tmp_path, history):
    told = list(stream("bb01"))
    path = tmp_path / "foreign.json"
    path.write_text(json.dumps(report_of(told)))
    take_in(history, load_session(str(path)))
    assert load_session("bb01", tmp_path).report == report_of(told)
    assert load_session("bb01", tmp_path).recording is None


def test_an_id_from_elsewhere_cannot_leave_the_folder(tmp_path):
    report = report_of(stream("../../outside"))
    with History(tmp_path / "history") as history:
        path = history.begin(events.SessionStarted(0, "../../outside", 0, "1"))
        history.finish(report)
        assert path.parent == tmp_path / "history" / "recordings"
        history.delete("../../outside")


def test_a_report_of_a_newer_program_is_kept_whole(tmp_path, history):
    report = {**report_of(stream("cc01")), "schema": "latencylab.report/2", "novelty": {"x": [1]}}
    path = tmp_path / "newer.json"
    path.write_text(json.dumps(report))
    take_in(history, load_session(str(path)))
    assert history.report("cc01") == report


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b'{"schema": "other"}', b'{"schema": "latencylab.report/1"}', b"\xff\xfe\x00", b"[" * 100_000,
        b'{"schema": "latencylab.report/1", "id": "a", "targets": 5}',
        b'{"schema": "latencylab.report/1", "id": "a", "targets": [5]}',
        b'{"schema": "latencylab.report/1", "id": "a", "verdict": "good"}',
        b'{"e":"s"}',
    ],
)  # fmt: skip
def test_what_is_no_report_is_said_in_a_sentence(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"neither|not a LatencyLab recording"):
        load_session(str(path))


def test_an_index_of_the_first_version_is_brought_up_to_date(tmp_path):
    (tmp_path / "history.db").write_bytes((FIXTURES / "v1.db").read_bytes())
    with History(tmp_path) as history:
        assert history.problems == []
        assert ids(history, "kitchen") == ["0a1b"]
        assert [entry.servers for entry in history.entries()] == [("tokyo.example",), ("frankfurt.example",)]
        assert history.report("0a1b")["id"] == "0a1b"
        history.add_comparison("0a1b", "0a1c")
        assert history.comparisons() == [("0a1b", "0a1c")]


def test_an_index_of_a_newer_program_is_left_alone(tmp_path):
    with History(tmp_path) as history:
        history._db.execute("PRAGMA user_version = 99")
    before = (tmp_path / "history.db").read_bytes()
    with pytest.raises(HistoryError, match="newer LatencyLab"):
        History(tmp_path)
    assert (tmp_path / "history.db").read_bytes() == before


def test_ten_thousand_sessions_are_listed_and_searched(tmp_path, history):
    report = report_of(stream("dd"))
    history._db.execute("BEGIN")
    for number in range(10_000):
        columns = {"id": f"{number:016x}", "started": report["started"], "state": "complete"}
        columns |= {"servers": f"server-{number}.example", "summary": report["verdict"]["summary"]}
        history._put(columns)
    history._db.execute("COMMIT")
    assert len(history.entries()) == 10_000
    assert ids(history, "server-4711.") == [f"{4711:016x}"]
    plan = str([tuple(row) for row in history._rows("EXPLAIN QUERY PLAN SELECT id FROM session ORDER BY started", ())])
    assert "session_by_start" in plan


def test_the_recording_holds_every_sample(tmp_path):
    save(tmp_path, "aa01", samples=200)
    loaded = load_session("aa01", tmp_path)
    lines = loaded.recording.read_bytes().splitlines()
    samples = [json.loads(line) for line in lines if b'"e":"s"' in line]
    assert [sample["t_ns"] for sample in samples] == [3 + number * STEP_NS for number in range(200)]
