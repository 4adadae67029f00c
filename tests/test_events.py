"""Events, their lines, and recordings: nothing that was measured is lost, whatever happened to the file."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab import codec, events, recording
from latencylab.errors import OutputError, UserError

START = events.SessionStarted(0, id="a1", started_wall_ns=1_700_000_000_000_000_000, version="1.0")
SAMPLES = [events.Sample(n * 1000, "host", n, n, rtt_ns=n + 1) for n in range(5)]
END = events.SessionEnded(9000)

_leaf = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20)


def write(path: Path, *stream: events.Event) -> Path:
    recorder = recording.Recorder(path)
    for event in stream:
        recorder(event)
    recorder.close()
    return path


def test_every_kind_survives_the_wire():
    for cls in events.KNOWN:
        needed = {
            name: 1 if name.endswith(("ns", "bytes")) or name in ("seq", "tick", "count", "ttl") else "x"
            for name in cls.__dataclass_fields__
        }
        minimal = {
            name: value
            for name, value in needed.items()
            if cls.__dataclass_fields__[name].default is codec._MISSING
            and cls.__dataclass_fields__[name].default_factory is codec._MISSING
        }
        event = cls(**minimal)
        assert codec.decode(codec.encode(event)) == event


@given(
    st.integers(0, 2**60),
    st.text(max_size=30),
    st.integers(0, 2**32),
    st.none() | st.integers(0, 10**12),
    st.sampled_from(["received", "late", "lost", "unsent"]),
)
def test_a_sample_survives_the_wire(t_ns, leg, seq, rtt_ns, status):
    event = events.Sample(t_ns, leg, seq, seq, rtt_ns=rtt_ns, status=status)
    line = codec.encode(event)
    assert "\n" not in line
    assert codec.decode(line) == event


@given(st.binary(max_size=200))
def test_no_bytes_make_the_decoder_fail_otherwise(data):
    with suppress(codec.CodecError, UnicodeDecodeError):
        codec.decode(data)


@given(st.dictionaries(st.text(max_size=8), _leaf, max_size=6))
def test_no_object_makes_the_decoder_fail_otherwise(body):
    with suppress(codec.CodecError):
        codec.from_object({**body, "e": "s"})


def test_an_event_of_the_future_is_kept_as_it_came():
    line = '{"e":"warp","t_ns":7,"factor":9}'
    event = codec.decode(line)
    assert isinstance(event, events.UnknownEvent)
    assert event.t_ns == 7
    assert codec.decode(codec.encode(event)) == event


def test_a_field_of_the_future_is_passed_over():
    event = codec.decode('{"e":"s","t_ns":1,"leg":"h","seq":2,"tick":3,"rtt_ns":4,"colour":"blue"}')
    assert event == events.Sample(1, "h", 2, 3, rtt_ns=4)


def test_a_recording_gives_back_the_stream(tmp_path):
    path = write(tmp_path / "x.llrec", START, *SAMPLES, END)
    reading = recording.Reading()
    assert list(recording.read(path, reading)) == [START, *SAMPLES, END]
    assert reading.problems == []


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_torn_last_line_costs_only_itself(tmp_path, cut):
    path = write(tmp_path / "x.llrec", START, *SAMPLES)
    path.write_bytes(path.read_bytes()[:-cut])
    reading = recording.Reading()
    read = list(recording.read(path, reading))
    assert read[: len(SAMPLES)] == [START, *SAMPLES[:-1]]
    assert any("ends early" in problem for problem in reading.problems)


def test_damage_in_the_middle_is_said_and_passed_over(tmp_path):
    path = write(tmp_path / "x.llrec", START, *SAMPLES, END)
    lines = path.read_bytes().split(b"\n")
    lines[2] = b"\xff\xfe garbage"
    path.write_bytes(b"\n".join(lines))
    reading = recording.Reading()
    assert list(recording.read(path, reading)) == [START, SAMPLES[0], *SAMPLES[2:], END]
    assert reading.problems == ["1 damaged line of the recording passed over."]


def test_a_newer_schema_is_read_as_far_as_it_goes_and_said(tmp_path):
    newer = events.SessionStarted(0, id="a", started_wall_ns=1, version="9.9", schema=events.SCHEMA + 1)
    path = write(tmp_path / "x.llrec", newer, SAMPLES[0], END)
    path.write_bytes(path.read_bytes() + b'{"e":"warp","t_ns":7}\n')
    reading = recording.Reading()
    assert len(list(recording.read(path, reading))) == 4
    assert any("9.9" in problem for problem in reading.problems)
    assert any("1 event of a newer version" in problem for problem in reading.problems)


def test_another_file_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("hello\n")
    with pytest.raises(UserError, match="not a LatencyLab recording"):
        list(recording.read(path))
    with pytest.raises(UserError, match="Cannot read"):
        list(recording.read(tmp_path / "absent"))


def test_a_full_disk_is_said_and_ends_the_recorder_only():
    recorder = recording.Recorder(Path("/dev/full"))
    with pytest.raises(OutputError, match="disk is full"):
        for _ in range(100_000):
            recorder(SAMPLES[0])
    recorder(SAMPLES[0])
    recorder.close()


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(OutputError, match="folder does not exist"):
        recording.Recorder(tmp_path / "absent" / "x.llrec")


def test_a_field_that_is_no_longer_told_does_not_keep_an_old_recording_from_opening(tmp_path):
    load = events.LoadMeasured(4_000_000_000, "ookla", "s", "download", 50.0, 49.0, 51.0, 10**7, 8.0, stable=True)
    path = write(tmp_path / "x.llrec", START, load, END)
    path.write_text(path.read_text().replace('"stable":true', '"stable":true,"by":"speedtest-cli"'))
    assert "speedtest-cli" in path.read_text()
    reading = recording.Reading()
    assert list(recording.read(path, reading)) == [START, load, END]
    assert reading.problems == []
