"""The worker that watches the Wi-Fi: the air once at the start, then the link once a second.

It never asks for a scan: that would take the radio off its channel while latency is measured. The system's own scans
are told where it says so.

Commands: ``{"cmd": "start", "epoch_ns": N}``.
"""

import select
from dataclasses import replace
from typing import TextIO

from latencylab import clock
from latencylab.events import Event, ProbeFailed, WifiLinkSeen, WifiScan
from latencylab.wifi.bss import Link
from latencylab.wifi.stream import link_event, snapshot_events, survey_event
from probes.pipe import CommandPipe, EventPipe
from probes.wifi.source import read_wifi
from probes.wifi.watch import LinkWatch, ScanWord, Words, open_watch, open_words

_EVERY_NS = clock.NS_PER_S
_SURVEY_EVERY = 5


class Worker:
    """Reports on the Wi-Fi.

    Args:
        events: takes what is seen.
        epoch_ns: when the session began, monotonic.
        watch: a way to look at the link; None where there is none.
        words: what the kernel says of its own accord.
    """

    def __init__(self, events: EventPipe, epoch_ns: int, watch: LinkWatch | None, words: Words | None) -> None:
        self._events = events
        self._epoch_ns = epoch_ns
        self._watch = watch
        self.words = words
        self._looks = 0
        self._connected = False
        self._address: str | None = None
        self._radio: dict[str | None, str | None] = {}
        """A multi-link connection names its device: the address of the radio that stands for it."""
        self._said: set[tuple[str, str]] = set()

    def look_around(self) -> None:
        """Report the air as it was last heard."""
        snapshot = read_wifi()
        link = snapshot.link
        raw = self._raw_link()
        if link is not None and raw is not None:
            self._radio[raw.bssid] = link.bssid
            snapshot = replace(snapshot, link=replace(link, power_save=raw.power_save))
        self._connected, self._address = link is not None, None if raw is None else raw.bssid
        for event in snapshot_events(snapshot, self._now_ns()):
            self._emit(event)

    def look(self) -> None:
        """Report the link, and now and then how busy its channel is; everything anew after a roam."""
        watch = self._watch
        if watch is None:
            return
        self._looks += 1
        link = self._raw_link()
        if link is not None and (not self._connected or link.bssid != self._address):
            # told first, so that the roam has its instant; the other networks follow as they are heard there
            self._emit(link_event(self._named(link), self._now_ns()))
            self.look_around()
            return
        if link is not None:
            self._emit(link_event(self._named(link), self._now_ns()))
        elif self._connected:
            self._emit(WifiLinkSeen(self._now_ns(), connected=False))
        self._connected = link is not None
        if not self._looks % _SURVEY_EVERY:
            self._look_at_channel(watch)

    def on_scan(self, word: ScanWord) -> None:
        """The adapter scans, or has done so."""
        self._emit(WifiScan(self._now_ns(), word))

    def _look_at_channel(self, watch: LinkWatch) -> None:
        try:
            found = watch.survey()
        except OSError:
            return
        for survey in found:
            self._emit(survey_event(survey, self._now_ns()))

    def _raw_link(self) -> Link | None:
        try:
            return None if self._watch is None else self._watch.link()
        except OSError:
            return None

    def _named(self, link: Link) -> Link:
        return replace(link, bssid=self._radio.get(link.bssid, link.bssid))

    def _now_ns(self) -> int:
        return clock.mono_ns() - self._epoch_ns

    def _emit(self, event: Event) -> None:
        """Report it; a problem only once."""
        if isinstance(event, ProbeFailed):
            if (event.error, event.hint) in self._said:
                return
            self._said.add((event.error, event.hint))
        self._events.emit(event)


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the worker on two pipes; gives the exit status."""
    commands, events = CommandPipe(stdin), EventPipe(stdout)
    worker: Worker | None = None
    look_ns = 0
    while not commands.closed:
        for command in commands.take():
            watch = open_watch()
            groups = getattr(watch, "groups", {})
            worker = Worker(events, command["epoch_ns"], watch, open_words(groups))
            worker.look_around()
            look_ns = clock.mono_ns() + _EVERY_NS
        if worker is None:
            commands.wait()
            continue
        words = worker.words
        if words is not None and words.take(worker.on_scan):
            look_ns = 0  # now, so that a roam has its instant
        if clock.mono_ns() >= look_ns:
            worker.look()
            look_ns = clock.mono_ns() + _EVERY_NS
        events.flush(clock.mono_ns())
        until_ns = min(look_ns, events.flush_due_ns())
        sources = [commands.wakeup] if words is None else [commands.wakeup, words.sock]
        select.select(sources, [], [], max(0, until_ns - clock.mono_ns()) / clock.NS_PER_S)
        commands.acknowledge()
    return 0
