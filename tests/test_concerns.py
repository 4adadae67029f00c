"""What is measured beside the latency: begun when enough is known, polite, over before the line is loaded."""

import threading

import pytest

from latencylab import events
from latencylab.engine import loading, targets
from tests.test_engine import HOME, Stage, leg_added

ADDRESS = "192.0.2.7"
PLANNED = events.LoadPlanned(5, "reflector", ADDRESS, budget_bytes=1000)
MS = 1_000_000


@pytest.fixture(autouse=True)
def no_look_ups(monkeypatch):
    monkeypatch.setattr(targets, "resolve", lambda host: host)
    monkeypatch.setattr(loading, "_PAUSE_NS", 10 * MS)


class Play:
    """Scripts every worker as it behaves in earnest; each part can be replaced."""

    def __init__(self, **changes):
        self.traced = events.PathTraced(9, ADDRESS, ADDRESS, "udp", length=4, end="target")
        self.host = HOME
        self.rtts_ms = [20]
        self.load = lambda worker, direction: worker.say(*load_events(direction))
        self.prepare = lambda worker: worker.say(PLANNED)
        self.__dict__ |= changes

    def __call__(self, worker, command, fields):
        match worker.name, command:
            case "latency", "add" if fields["role"] == "target":
                samples = (events.Sample(9, fields["leg"], n, n, rtt_ns=ms * MS) for n, ms in enumerate(self.rtts_ms))
                worker.say(leg_added(fields), *samples)
            case "host", "start":
                worker.say(self.host)
            case "path", "start":
                worker.say(self.traced)
            case "marks" | "reach", "start":
                worker.end()
            case "load", "prepare":
                self.prepare(worker)
            case "load", "start":
                self.load(worker, fields["direction"])


def load_events(direction, t_ns=10):
    done = events.LoadMeasured(t_ns, "reflector", ADDRESS, direction, 50.0, 49.0, 51.0, 100, 4.0, stable=True)
    return (
        events.PhaseChanged(t_ns, direction), events.PhaseChanged(t_ns + 5, "idle"), done,
        events.LoadEnded(t_ns + 5, direction, measured=True, used_bytes=100),
    )  # fmt: skip


def stage(play=None, target=ADDRESS, **plan):
    return Stage(target, script=play or Play(), **{"duration_s": 0.2, **plan}).run()


def order(found, name):
    return next(fields for command, fields in found.workers[name].commands if command in ("start", "prepare"))


def starts(found):
    return [fields["direction"] for command, fields in found.workers["load"].commands if command == "start"]


def test_the_path_is_followed_until_the_idle_phase_is_over():
    found = stage()
    path = order(found, "path")
    assert (path["target"], path["address"], "names" in path) == (ADDRESS, ADDRESS, False)
    assert [command for command, _ in found.workers["path"].commands] == ["start", "finish"]
    assert order(found, "host")["hops"] is False


def test_names_are_asked_for_only_when_wanted():
    host = events.HostSeen(5, interface="eth0", gateway="192.168.1.1", dns=("192.0.2.53",))
    path = order(stage(Play(host=host), names=True), "path")
    assert (path["names"], path["dns"]) == (True, ("192.0.2.53",))


def test_where_the_path_cannot_be_followed_raw_packets_are_tried():
    refused = events.ProbeFailed(9, "path", "This system does not tell who answered.")
    found = stage(Play(traced=refused))
    asked = order(found, "scapy-path")
    assert (asked["target"], asked["address"]) == (ADDRESS, ADDRESS)
    assert [command for command, _ in found.workers["scapy-path"].commands] == ["start", "finish"]


def test_a_load_is_shorter_where_the_beginning_took_long(monkeypatch):
    monkeypatch.setattr(loading, "_SPARE_S", -20.0)
    found = stage(bandwidth="auto")
    lengths = [fields["max_s"] for command, fields in found.workers["load"].commands if command == "start"]
    assert lengths == [4.0, 4.0]


def test_a_load_that_ends_before_its_rate_is_known_says_so():
    def too_little(worker, direction):
        worker.say(events.PhaseChanged(10, direction), events.PhaseChanged(12, "idle"))
        worker.say(events.LoadEnded(12, direction, measured=False, used_bytes=500))

    found = stage(Play(load=too_little), bandwidth="auto", max_bytes=1000)
    (failure,) = found.of(events.ProbeFailed)
    assert "before its rate was known" in failure.error
    assert "--max-data" in failure.hint
    assert starts(found) == ["download"]


def test_marks_are_tried_on_every_hop_before_the_target():
    assert order(stage(), "marks")["hops"] == 3
    silent = events.PathTraced(9, ADDRESS, ADDRESS, "udp", length=4, end="silent")
    assert order(stage(Play(traced=silent)), "marks")["hops"] == 4


def test_a_reflectors_port_makes_silence_mean_something():
    assert order(stage(target=f"{ADDRESS}:18862", transport="tcp"), "reach")["stamp"] is True
    assert order(stage(target=f"{ADDRESS}:443", transport="tcp"), "reach")["stamp"] is False


def test_nothing_of_it_is_done_towards_this_computer_itself():
    found = stage(target="127.0.0.1", bandwidth="auto")
    assert not {"path", "marks", "reach", "processes", "load"} & set(found.workers)
    assert found.told[-1].reason == "complete"


def test_without_the_path_the_host_probe_looks_for_the_routers():
    found = stage(path=False)
    assert not {"path", "marks", "reach"} & set(found.workers)
    assert order(found, "host")["hops"] is True


def test_the_first_target_that_can_be_reached_is_the_one_it_is_about(monkeypatch):
    def resolve(host):
        if host == "nowhere.invalid":
            raise targets.ResolveError("unknown", "")
        return host

    monkeypatch.setattr(targets, "resolve", resolve)
    found = Stage("nowhere.invalid", ADDRESS, script=Play(), duration_s=0.5).run()
    assert order(found, "path")["address"] == ADDRESS


def test_a_load_is_prepared_early_and_carried_out_one_direction_after_the_other():
    found = stage(bandwidth="librespeed", bandwidth_server="https://speed.example/", max_bytes=5000, publish=True)
    asked = order(found, "load")
    assert (asked["backend"], asked["server"], asked["max_bytes"]) == ("librespeed", "https://speed.example/", 5000)
    assert (asked["publish"], asked["local"], asked["max_s"]) == (True, False, loading.MOST_S)
    assert starts(found) == ["download", "upload"]
    (planned,), (idle, download, *_) = found.of(events.LoadPlanned), found.of(events.PhaseChanged)
    assert found.told.index(idle) < found.told.index(planned) < found.told.index(download)
    assert found.told[-1].reason == "complete"


def test_both_directions_at_once_are_loaded_only_when_asked_for():
    assert starts(stage(bandwidth="auto", full=True)) == ["download", "upload", "both"]


def test_a_metered_connection_is_left_alone_unless_the_user_gives_a_limit():
    metered = Play(host=events.HostSeen(5, interface="wwan0", gateway="192.168.1.1", metered=True))
    found = stage(metered, bandwidth="auto")
    assert "load" not in found.workers
    (failure,) = found.of(events.ProbeFailed)
    assert "metered" in failure.error
    assert "--max-data" in failure.hint
    assert starts(stage(metered, bandwidth="auto", max_bytes=10**6)) == ["download", "upload"]


def test_a_load_ends_once_the_delay_under_it_is_steady():
    def begin(worker, direction):
        latency = worlds.engine._workers["latency"]
        worker.say(events.PhaseChanged(10, direction))
        spread = (events.Sample(n * 100 * MS, ADDRESS, n, n, rtt_ns=300 * MS) for n in range(1, 40))
        latency.say(*spread)

    def enough(worker, command, fields):
        play(worker, command, fields)
        if (worker.name, command) == ("load", "enough"):
            worker.say(*load_events("download")[1:])
            play.load = lambda worker, direction: worker.say(*load_events(direction))

    play = Play(load=begin)
    worlds = Stage(ADDRESS, script=enough, duration_s=0.3, bandwidth="auto")
    found = worlds.run()
    assert [command for command, _ in found.workers["load"].commands] == ["prepare", "start", "enough", "start"]


def test_stopping_in_a_load_waits_for_what_was_measured():
    def begin(worker, direction):
        worker.say(events.PhaseChanged(10, direction))
        threading.Timer(0.1, found.engine.stop).start()

    def script(worker, command, fields):
        play(worker, command, fields)
        if (worker.name, command) == ("load", "stop"):
            worker.say(*load_events("download")[1:])

    play = Play(load=begin)
    found = Stage(ADDRESS, script=script, duration_s=0.3, bandwidth="auto")
    found.run()
    assert starts(found) == ["download"]
    assert found.of(events.LoadMeasured)
    assert found.told[-1].reason == "interrupted"


def test_a_server_that_is_never_found_ends_the_wait(monkeypatch):
    monkeypatch.setattr(loading, "_PLAN_PATIENCE_NS", 300 * MS)
    found = stage(Play(prepare=lambda worker: None), bandwidth="auto")
    (failure,) = found.of(events.ProbeFailed)
    assert (failure.probe, failure.error) == ("bandwidth", "No bandwidth server was found in time.")
    assert found.told[-1].reason == "complete"


def test_a_load_worker_that_dies_costs_only_the_load():
    found = stage(Play(load=lambda worker, direction: worker.end(1, "MemoryError")), bandwidth="auto")
    (failure,) = found.of(events.ProbeFailed)
    assert "load probe ended unexpectedly (MemoryError)" in failure.error
    assert found.told[-1].reason == "complete"


def test_where_no_server_is_willing_the_rest_is_told():
    def refuse(worker):
        worker.say(events.ProbeFailed(6, "bandwidth", "No server."), events.LoadEnded(6, "idle", measured=False))

    found = stage(Play(prepare=refuse), bandwidth="auto")
    assert starts(found) == []
    assert found.told[-1].reason == "complete"
