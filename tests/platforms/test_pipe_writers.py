"""Events on their way to the engine, where pipes wait and where they do not."""

import os

import pytest

from probes.pipe import ThreadedWriter, Writer


@pytest.fixture
def pipe():
    read_end, write_end = os.pipe()
    ends = {read_end, write_end}
    yield read_end, write_end, ends
    for end in ends:
        os.close(end)


@pytest.mark.parametrize("kind", [Writer, ThreadedWriter])
def test_what_is_written_arrives_in_order(pipe, kind):
    read_end, write_end, _ = pipe
    writer = kind(write_end)
    waiting = bytearray(b"one\n")
    writer.write(waiting)
    waiting += b"two\n"
    writer.finish(waiting)
    assert os.read(read_end, 100) == b"one\ntwo\n"
    assert not waiting


@pytest.mark.parametrize("kind", [Writer, ThreadedWriter])
def test_a_slow_reader_makes_nobody_wait_and_loses_nothing(pipe, kind):
    read_end, write_end, _ = pipe
    writer = kind(write_end)
    waiting = bytearray(os.urandom(1 << 18))
    wanted, got = bytes(waiting), bytearray()
    writer.write(waiting)  # more than a pipe holds: this returns all the same
    while len(got) < len(wanted):
        if waiting:
            writer.write(waiting)
        got += os.read(read_end, 1 << 16)
    writer.finish(waiting)
    assert bytes(got) == wanted


@pytest.mark.parametrize("kind", [Writer, ThreadedWriter])
def test_a_reader_that_is_gone_ends_the_writing(pipe, kind):
    read_end, write_end, ends = pipe
    writer = kind(write_end)
    os.close(read_end)
    ends.remove(read_end)
    waiting = bytearray(b"nobody reads this\n")
    writer.write(waiting)
    writer.finish(waiting)
    assert not waiting
