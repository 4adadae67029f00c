"""The engine as the app's child: it obeys lines, beats, and never outlives the app."""

import json
import subprocess
import sys
from contextlib import suppress

import pytest

ENGINE = (sys.executable, "-m", "latencylab", "--worker", "engine")


class App:
    """Plays the app."""

    def __init__(self):
        self.process = subprocess.Popen(ENGINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.hello = self.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(BrokenPipeError):
                pipe.close()

    def read(self):
        return json.loads(self.process.stdout.readline())

    def until(self, kind):
        """All lines up to the first of a kind."""
        seen = []
        while not seen or seen[-1]["e"] != kind:
            seen.append(self.read())
        return seen

    def tell(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()


@pytest.fixture
def app():
    with App() as app:
        yield app


def test_it_says_hello_and_beats_while_idle(app):
    assert app.hello["e"] == "hello"
    assert app.hello["pid"] == app.process.pid
    assert app.read() == {"e": "beat"}


def test_it_runs_one_session_after_another(app):
    for _ in range(2):
        app.tell(cmd="start", targets=["local"], duration_s=0.5)
        kinds = [line["e"] for line in app.until("end")]
        assert kinds.count("s") > 5
        assert "beat" in kinds or len(kinds) > 5


def test_marks_and_stop_reach_a_running_session(app):
    app.tell(cmd="start", targets=["local"], watch=True)
    app.until("s")
    app.tell(cmd="mark", note="now")
    assert app.until("mark")[-1]["note"] == "now"
    app.tell(cmd="stop")
    assert app.until("end")[-1]["reason"] == "interrupted"


def test_a_plan_that_cannot_be_is_refused_in_a_sentence(app):
    app.tell(cmd="start", targets=["https://x"])
    refusal = app.until("refused")[-1]
    assert "web address" in refusal["error"]
    assert refusal["hint"]


def test_garbage_is_passed_over(app):
    app.process.stdin.write("garbage\n{}\n")
    app.tell(cmd="start", targets=["local"], duration_s=0.3, colour="blue")
    assert app.until("end")


def test_it_ends_with_the_app_even_in_the_middle_of_a_session(app):
    app.tell(cmd="start", targets=["local"], watch=True)
    app.until("s")
    app.process.stdin.close()
    assert app.process.wait(20) == 0
