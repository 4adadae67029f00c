"""The engine decides what is probed when; here its workers are scripted, so that every fault can be had."""

import threading

import pytest

from latencylab import codec, events
from latencylab.engine import targets
from latencylab.engine.engine import Engine
from latencylab.engine.plan import Plan


class FakeWorker:
    """Plays a worker: notes commands, and says what the test's script answers."""

    def __init__(self, name, script):
        self.name = name
        self.commands = []
        self.status = None
        self.last_words = ""
        self.killed = False
        self._script = script

    def start_reading(self, take, ended):
        self._take, self._ended = take, ended

    def send(self, command, **fields):
        self.commands.append((command, fields))
        self._script(self, command, fields)
        return True

    def send_line(self, line):
        return self.send("line", line=line)

    def say(self, *told):
        self._take(self, [codec.encode(event).encode() for event in told])

    def say_raw(self, line):
        self._take(self, [line])

    def end(self, status=0, last_words=""):
        self.status, self.last_words = status, last_words
        self._ended(self)

    def close(self):
        pass

    def kill(self, patience_s=1.0):
        self.killed = True


class Stage:
    """An engine with scripted workers."""

    def __init__(self, *targets_given, script=None, **plan):
        self.workers = {}
        self.told = []
        self.script = script or (lambda worker, command, fields: None)
        plan = Plan(tuple(targets.parse(text) for text in targets_given), **plan)
        self.engine = Engine(plan, self.spawn, [self.told.append])

    def spawn(self, name):
        self.workers[name] = FakeWorker(name, self.react)
        return self.workers[name]

    def react(self, worker, command, fields):
        self.script(worker, command, fields)
        if worker.name == "latency" and command == "add":
            worker.say(leg_added(fields))
        if worker.name == "latency" and command == "finish":
            worker.end()

    def run(self):
        guard = threading.Timer(20, self.engine.stop)
        guard.start()
        self.engine.start()
        self.engine.run()
        guard.cancel()
        return self

    def of(self, cls):
        return [event for event in self.told if isinstance(event, cls)]

    def added(self):
        return [fields["leg"] for command, fields in self.workers["latency"].commands if command == "add"]


def leg_added(fields):
    way = fields["candidates"][0]
    return events.LegAdded(
        1000, fields["leg"], fields["role"], fields["target"], fields["host"], fields["address"], way["transport"],
        **fields["details"],
    )  # fmt: skip


def on(name, command, reply):
    """A script: when worker ``name`` gets ``command``, call ``reply(worker, fields)``."""

    def script(worker, given, fields):
        if (worker.name, given) == (name, command):
            reply(worker, fields)

    return script


HOME = events.HostSeen(5, interface="eth0", interface_kind="ethernet", gateway="192.168.1.1")


def test_a_session_begins_and_ends_with_its_frame():
    stage = Stage("127.0.0.1", duration_s=0.1).run()
    assert isinstance(stage.told[0], events.SessionStarted)
    assert stage.told[0].settings["targets"] == ["127.0.0.1"]
    assert stage.told[-1] == events.SessionEnded(stage.told[-1].t_ns, "complete")
    assert [phase.phase for phase in stage.of(events.PhaseChanged)] == ["idle"]
    assert all(worker.killed for worker in stage.workers.values())


def test_the_workers_share_one_epoch():
    stage = Stage("127.0.0.1", duration_s=0.1).run()
    epochs = {
        fields["epoch_ns"] for w in stage.workers.values() for command, fields in w.commands if command == "start"
    }
    assert len(epochs) == 1


def test_gateway_and_first_hop_are_probed_as_soon_as_they_are_known():
    def reply(worker, _fields):
        worker.say(HOME, events.HopSeen(6, 1, "192.168.1.1"), events.HopSeen(7, 2, "100.64.0.1"))

    stage = Stage("127.0.0.1", duration_s=0.3, script=on("host", "start", reply)).run()
    assert stage.added() == ["127.0.0.1", "gateway", "access"]


def test_a_gateway_that_is_the_target_is_not_probed_twice():
    home = events.HostSeen(5, interface="eth0", gateway="127.0.0.1")
    stage = Stage("127.0.0.1", duration_s=0.3, script=on("host", "start", lambda worker, _f: worker.say(home))).run()
    assert stage.added() == ["127.0.0.1"]


def test_local_needs_no_network_and_gets_a_twin_by_icmp():
    def script(worker, command, fields):
        if worker.name == "reflector":
            worker.say_raw(b'{"e":"ready","address":"127.0.0.1","port":40000}')
        if worker.name == "latency" and command == "add" and fields["leg"] == "local":
            worker.say(leg_added(fields), events.Sample(9, "local", 0, 0, rtt_ns=1000))

    stage = Stage("local", duration_s=0.3, script=script).run()
    assert stage.added() == ["local", "local/icmp"]
    adds = [fields for command, fields in stage.workers["latency"].commands if command == "add"]
    assert {fields["address"] for fields in adds} == {"127.0.0.1"}
    assert adds[0]["candidates"][0]["port"] == 40000
    assert stage.workers["host"].commands[0][1]["hops"] is False


def test_an_unknown_host_is_told_and_the_others_go_on(monkeypatch):
    def resolve(host):
        if host == "nowhere.invalid":
            raise targets.ResolveError("The host nowhere.invalid is unknown.", "Check the spelling.")
        return "127.0.0.1"

    monkeypatch.setattr(targets, "resolve", resolve)
    stage = Stage("nowhere.invalid", "play.example", duration_s=0.2).run()
    assert [(failure.probe, failure.error) for failure in stage.of(events.ProbeFailed)] == [
        ("nowhere.invalid", "The host nowhere.invalid is unknown.")
    ]
    assert stage.added() == ["play.example"]


def test_when_no_host_is_known_the_session_ends_by_itself(monkeypatch):
    def resolve(host):
        raise targets.ResolveError(f"The host {host} is unknown.", "Check the spelling.")

    monkeypatch.setattr(targets, "resolve", resolve)
    stage = Stage("a.invalid", "b.invalid", duration_s=60).run()
    assert len(stage.of(events.ProbeFailed)) == 2
    assert isinstance(stage.told[-1], events.SessionEnded)


def test_stopping_keeps_what_was_measured():
    def reply(worker, _fields):
        worker.say(*(events.Sample(n, "127.0.0.1", n, n, rtt_ns=1000) for n in range(5)))

    stage = Stage("127.0.0.1", duration_s=3600, script=on("host", "start", reply))
    threading.Timer(0.3, stage.engine.stop).start()
    stage.run()
    assert len(stage.of(events.Sample)) == 5
    assert stage.told[-1].reason == "interrupted"


def test_a_mark_of_the_user_is_part_of_the_stream():
    stage = Stage("127.0.0.1", duration_s=0.4)
    threading.Timer(0.1, stage.engine.mark, ("it lagged",)).start()
    stage.run()
    assert [mark.note for mark in stage.of(events.Marked)] == ["it lagged"]


def test_a_probe_that_dies_is_told_with_its_last_words_and_the_session_ends():
    def reply(worker, _fields):
        worker.end(1, "ValueError: boom")

    stage = Stage("127.0.0.1", duration_s=3600, script=on("latency", "add", reply)).run()
    (failure,) = stage.of(events.ProbeFailed)
    assert "ended unexpectedly (ValueError: boom)" in failure.error
    assert failure.hint


def test_the_death_of_the_host_probe_costs_only_its_facts():
    stage = Stage(
        "127.0.0.1", duration_s=0.3, script=on("host", "start", lambda worker, _f: worker.end(1, "OSError"))
    ).run()
    assert [failure.probe for failure in stage.of(events.ProbeFailed)] == ["host"]
    assert stage.told[-1].reason == "complete"


@pytest.mark.parametrize("line", [b"", b"garbage", b"[]", b'{"e":5}', b'{"e":"s"}', b"\xff\xfe"])
def test_garbage_from_a_worker_is_passed_over(line):
    stage = Stage(
        "127.0.0.1", duration_s=0.2, script=on("host", "start", lambda worker, _f: worker.say_raw(line))
    ).run()
    assert stage.told[-1].reason == "complete"


def test_watching_has_no_end_of_its_own():
    stage = Stage("127.0.0.1", duration_s=0.05, watch=True)
    threading.Timer(0.6, stage.engine.stop).start()
    stage.run()
    assert [phase.phase for phase in stage.of(events.PhaseChanged)] == ["watch"]
    assert stage.told[-1].t_ns > 500_000_000
