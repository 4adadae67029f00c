"""Watching the link: by the kernel, the Windows service, CoreWLAN; and the worker that tells what it sees."""

import errno
import os
import socket
import struct
import subprocess
import sys
from dataclasses import replace

import pytest

from latencylab import codec
from latencylab.events import ProbeFailed, WifiLinkSeen, WifiScan
from latencylab.wifi.bss import Bss, Link, Problem, Survey
from latencylab.wifi.snapshot import assemble
from probes.wifi import source, worker
from probes.wifi.watch import CoreWlanWatch, KernelWatch, ServiceWatch, Words, open_words
from probes.wifi.worker import Worker
from tests.wifi import kernel as fake
from tests.wifi import test_macos as mac
from tests.wifi import test_windows as windows

GET_POWER_SAVE = 62


class Pipe:
    """Takes what a worker emits."""

    def __init__(self):
        self.told = []

    def emit(self, event):
        self.told.append(event)

    def kinds(self):
        return [event.kind for event in self.told]


class Scripted:
    """A link that goes as written."""

    def __init__(self, *links):
        self.links = list(links)
        self.surveyed = 0

    def link(self):
        found = self.links.pop(0) if len(self.links) > 1 else self.links[0]
        if isinstance(found, OSError):
            raise found
        return found

    def survey(self):
        self.surveyed += 1
        return [Survey(5180, True, -95, 1000 * self.surveyed, 100)]

    def close(self):
        pass


HOME = Link("nl80211", b"Home", "02:00:00:00:00:01", "5", 36, rssi_dbm=-60.0, interface="wlan0")
NEAR = replace(HOME, bssid="02:00:00:00:00:02", rssi_dbm=-45.0)


@pytest.fixture
def air(monkeypatch):
    """What the whole look finds; tests put another in its place."""
    holder = {"snapshot": assemble("nl80211", links=[HOME], networks=[Bss("02:00:00:00:00:01", b"Home", -60)])}
    monkeypatch.setattr(worker, "read_wifi", lambda: holder["snapshot"])
    return holder


def watching(*links):
    pipe = Pipe()
    return Worker(pipe, 0, Scripted(*links), None), pipe


def test_the_first_look_tells_everything(air):
    told, pipe = watching(replace(HOME, power_save=True))
    told.look_around()
    assert pipe.kinds() == ["air", "wl", "net"]
    assert pipe.told[1].power_save is True


def test_each_further_look_tells_the_link_and_now_and_then_the_channel(air):
    told, pipe = watching(HOME)
    told.look_around()
    del pipe.told[:]
    for _ in range(10):
        told.look()
    assert pipe.kinds().count("wl") == 10
    assert pipe.kinds().count("survey") == 2


def test_a_roam_is_told_at_once_and_the_air_there_follows(air):
    told, pipe = watching(HOME, HOME, NEAR)
    told.look_around()
    told.look()
    air["snapshot"] = assemble("nl80211", links=[NEAR], networks=[Bss("02:00:00:00:00:02", b"Home", -45)])
    del pipe.told[:]
    told.look()
    assert pipe.kinds() == ["wl", "air", "wl", "net"]
    assert [event.bssid for event in pipe.told if isinstance(event, WifiLinkSeen)] == ["02:00:00:00:00:02"] * 2


def test_a_multi_link_connection_keeps_the_name_of_its_radio(air):
    device = replace(HOME, bssid="02:00:00:00:00:77")
    told, pipe = watching(device)
    told.look_around()
    told.look()
    assert {event.bssid for event in pipe.told if isinstance(event, WifiLinkSeen)} == {"02:00:00:00:00:01"}


def test_a_lost_connection_is_told_once_and_its_return_too(air):
    told, pipe = watching(HOME, None, None, HOME)
    told.look_around()
    for _ in range(3):
        told.look()
    links = [event for event in pipe.told if isinstance(event, WifiLinkSeen)]
    assert [event.connected for event in links] == [True, False, True, True]
    assert pipe.kinds().count("air") == 2


def test_an_adapter_that_is_pulled_out_is_a_lost_connection(air):
    told, pipe = watching(HOME, OSError(errno.ENODEV, "gone"))
    told.look_around()
    told.look()
    assert pipe.told[-1].connected is False


def test_a_problem_is_told_once(air):
    air["snapshot"] = assemble("nl80211", links=[HOME], problems=[Problem("Hidden.")])
    told, pipe = watching(HOME, NEAR)
    told.look_around()
    told.look()
    assert sum(isinstance(event, ProbeFailed) for event in pipe.told) == 1


def test_scans_are_told(air):
    told, pipe = watching(HOME)
    told.on_scan("started")
    told.on_scan("done")
    assert [event.state for event in pipe.told] == ["started", "done"]
    assert all(isinstance(event, WifiScan) for event in pipe.told)


def test_without_a_way_to_watch_the_first_look_is_all(air):
    pipe = Pipe()
    told = Worker(pipe, 0, None, None)
    told.look_around()
    count = len(pipe.told)
    told.look()
    assert len(pipe.told) == count


def test_the_worker_runs_as_a_process_and_ends_with_its_input():
    done = subprocess.run(
        [sys.executable, "-m", "latencylab", "--worker", "wifi"],
        input='{"cmd": "start", "epoch_ns": 0}\n',
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    kinds = [codec.decode(line).kind for line in done.stdout.splitlines()]
    assert kinds[:1] == ["air"]
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs datagram socket pairs")
class TestKernel:
    """Linux."""

    @staticmethod
    def answer(question, answers, power_save):
        if question[16] != GET_POWER_SAVE or struct.unpack_from("=H", question, 4)[0] == fake.CONTROL:
            return fake.home(question, answers=answers)
        sequence = struct.unpack_from("=I", question, 8)[0]
        if power_save is None:
            return [fake.error(sequence, errno.EOPNOTSUPP)]
        state = fake.message(fake.FAMILY, sequence, fake.generic(62, fake.attribute(93, power_save)), 0)
        return [state, fake.error(sequence, 0)]

    def watched(self, use, power_save=1, **changes):
        pytest.importorskip("pyroute2", reason="pyroute2 is for Linux")
        from tests.wifi.test_nl80211 import ANSWERS

        answers = ANSWERS | changes.get("answers", {})
        with fake.Kernel(lambda question: self.answer(question, answers, power_save)) as kernel:
            return use(KernelWatch(kernel.ours)), kernel.asked

    @pytest.mark.parametrize(("state", "meaning"), [(1, True), (0, False), (None, None)])
    def test_the_link_is_read_with_power_saving(self, state, meaning):
        link, _ = self.watched(lambda seen: seen.link(), power_save=state)
        assert (link.ssid, link.channel, link.rssi_dbm, link.power_save) == (b"Caf\xe9", 37, -48.0, meaning)

    def test_nothing_but_questions_is_sent(self):
        _, asked = self.watched(lambda seen: (seen.link(), seen.survey()))
        assert {question[16] for question in asked} == {3, 5, 17, 62, 50}

    def test_only_the_channel_in_use_is_counted_again(self):
        found, _ = self.watched(lambda seen: seen.survey())
        assert [survey.in_use for survey in found] == [True]

    def test_without_a_connection_there_is_no_link(self):
        from tests.wifi.test_nl80211 import GET_INTERFACE, INTERFACE

        link, _ = self.watched(lambda seen: seen.link(), answers={GET_INTERFACE: [INTERFACE[:3]]})
        assert link is None

    def test_the_groups_of_the_family_are_known(self):
        def family(question):
            sequence = struct.unpack_from("=I", question, 8)[0]
            groups = b"".join(
                fake.attribute(number, fake.attribute(1, name) + fake.attribute(2, number))
                for number, name in ((7, b"scan\0"), (9, b"mlme\0"))
            )
            body = fake.generic(1, fake.attribute(2, b"nl80211\0"), fake.attribute(1, struct.pack("=H", 0x1C)))
            body += fake.attribute(7 | 0x8000, groups)
            return [fake.message(fake.CONTROL, sequence, body, 0), fake.error(sequence, 0)]

        pytest.importorskip("pyroute2", reason="pyroute2 is for Linux")
        with fake.Kernel(family) as kernel:
            assert KernelWatch(kernel.ours).groups == {"scan": 7, "mlme": 9}

    def test_the_kernels_own_words_are_heard(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        ours.setblocking(False)
        words, heard = Words(ours), []
        assert words.take(heard.append) is False
        for command in (33, 34, 35, 99):
            theirs.send(fake.message(fake.FAMILY, 0, fake.generic(command, fake.attribute(3, 7)), 0, 0))
        assert words.take(heard.append) is False
        assert heard == ["started", "done", "aborted"]
        for command in (46, 47, 48, 88):
            theirs.send(fake.message(fake.FAMILY, 0, fake.generic(command), 0, 0))
            assert words.take(heard.append) is True
        theirs.send(b"\1\2\3")
        theirs.send(struct.pack("=IHHII", 9999, fake.FAMILY, 0, 0, 0))
        theirs.send(fake.message(fake.FAMILY, 0, b""))
        assert words.take(heard.append) is False
        words.close()
        theirs.close()

    def test_without_groups_there_are_no_words(self):
        assert open_words({}) is None
        assert open_words({"config": 3}) is None


def test_windows_is_watched_through_its_service():
    service = windows.Service(
        adapters=windows.adapters(2, windows.wlanapi.CONNECTED),
        connection=windows.connection(),
        quality=windows.quality((5220, 80, -55)),
        statistics=windows.statistics(),
    )
    seen = ServiceWatch(service)
    link = seen.link()
    assert (link.interface, link.channel, link.rssi_dbm, link.retry_pct) == ("Adapter 1", 44, -55, 10.0)
    assert seen.survey() == []
    seen.close()
    assert (service.open, service.lent) == (0, {})


def test_windows_without_a_connection_has_no_link():
    assert ServiceWatch(windows.Service(adapters=windows.adapters(2))).link() is None


def test_macos_is_watched_through_corewlan():
    seen = CoreWlanWatch(mac.answering(interface=mac.interface()))
    assert (seen.link().channel, seen.link().rssi_dbm, seen.survey()) == (44, -52.0, [])
    assert CoreWlanWatch(mac.answering(interface=mac.interface(powerOn=False))).link() is None
    assert CoreWlanWatch(mac.answering(interface=None)).link() is None
    assert CoreWlanWatch(mac.answering(interface=mac.interface(rssiValue=0))).link() is None


@pytest.mark.parametrize("granted", [True, False])
def test_a_fresh_scan_is_taken_where_one_is_granted(monkeypatch, granted):
    looks = [assemble("x", networks=[Bss("02:00:00:00:00:01", b"a", -60)]), assemble("x", links=[HOME])]
    monkeypatch.setattr(source, "read_wifi", lambda: looks.pop(0))
    monkeypatch.setattr(source, "_ask_for_scan", lambda: granted)
    monkeypatch.setattr(source, "SCAN_TAKES_S", 0.0)
    found = source.scan_and_read()
    assert (found.link is not None) is granted


def test_no_scan_is_asked_for_without_an_adapter(monkeypatch):
    monkeypatch.setattr(source, "read_wifi", lambda: assemble("x", problems=[Problem("None.")]))
    monkeypatch.setattr(source, "_ask_for_scan", lambda: pytest.fail("asked"))
    assert source.scan_and_read().problems == (Problem("None."),)


def test_a_mac_scans_and_windows_asks_every_adapter():
    asked = []
    mac_interface = mac.interface()
    mac_interface.scanForNetworksWithName_error_ = lambda name, error: (asked.append(name), ("set", None))[1]
    from probes.wifi.macos import ask_for_scan as ask_mac
    from probes.wifi.windows import ask_for_scan as ask_windows

    assert ask_mac(mac.answering(interface=mac_interface)) is True
    assert ask_mac(mac.answering(interface=None)) is False
    service = windows.Service(adapters=windows.adapters(2, 1))
    service.WlanScan = lambda *_: asked.append("windows") or 0
    assert ask_windows(service) is True
    assert asked == [None, "windows", "windows"]
