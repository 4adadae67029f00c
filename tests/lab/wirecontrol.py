"""The supervisor's handle of a wire: change what it does while packets run, and read what it did."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from tests.lab import wirelog
from tests.lab.channel import Channel
from tests.lab.impairment import Impairment, Stalls
from tests.lab.tap import GSO_MAX_SEGMENTS
from tests.lab.topology import WirePlan
from tests.lab.wirelog import DIRECTIONS, Record

_TRAIN_MS = 1.0
_SEGMENT_OCTETS = 1500


def longest_trains(wires: Iterable[Mapping[str, Impairment]]) -> tuple[int, int]:
    """How many TCP segments may travel as one packet up and down, so that no wire shows it.

    A train must not take longer than 1 ms on the slowest wire, and must not exist where something is done to single
    packets, such as losing them.
    """
    wires = list(wires)
    up, down = (_longest_train([wire[direction] for wire in wires]) for direction in DIRECTIONS)
    return up, down


def _longest_train(settings: list[Impairment]) -> int:
    if any(each.wants_single_packets for each in settings):
        return 1
    rates = [each.rate_mbit for each in settings if each.rate_mbit]
    if not rates:
        return GSO_MAX_SEGMENTS
    return min(GSO_MAX_SEGMENTS, max(1, int(min(rates) * 1000 * _TRAIN_MS / 8 / _SEGMENT_OCTETS)))


class WireControl:
    """A wire of a running home.

    Args:
        plan: what the wire is.
        changed: called after its settings changed.
    """

    def __init__(self, plan: WirePlan, changed: Callable[[], None]) -> None:
        self.name = plan.name
        self.plan = plan
        self.settings = dict(plan.settings)
        """What holds now, by direction."""
        self.channel = Channel(f"wire {plan.name}")
        self.log_fd = os.memfd_create(f"wire-{plan.name}")
        self._changed = changed

    def keeper_plan(self, seed: int) -> dict[str, Any]:
        """What the wire's process is to know."""
        return {
            "name": self.name,
            "seed": seed,
            "near": self.plan.near,
            "far": self.plan.far,
            "settings": {name: as_mapping(settings) for name, settings in self.settings.items()},
            "rules": self.plan.rules,
            "control_fd": self.channel.far.fileno(),
            "log_fd": self.log_fd,
        }

    def set(self, direction: str, **settings: Any) -> None:
        """Change settings of ``direction`` (``up``, ``down`` or ``both``), in force when this returns.

        Raises:
            SettingError: a setting does not exist or has no meaning.
            LabError: the wire has ended.
        """
        names = DIRECTIONS if direction == "both" else (direction,)
        new = {name: self.settings[name].updated(settings) for name in names}
        plain = as_mapping(new[names[0]])
        self.channel.ask(set={name: {key: plain[key] for key in settings} for name in names})
        self.settings |= new
        self._changed()

    def plug(self, plugged: bool) -> None:
        """Pull the cable out at both ends, or put it back; the interfaces stay up but have no carrier."""
        self.channel.ask(carrier=plugged)

    def log(self) -> list[Record]:
        """What became of each packet so far, in the order in which that was settled."""
        self.channel.ask(flush=True)
        return wirelog.read(self.log_fd)

    def lateness_ns(self) -> list[int]:
        """How late the wire itself was with each packet it delivered, in rising order: the emulator's own error."""
        self.channel.ask(flush=True)
        return wirelog.lateness_ns(self.log_fd)

    def close(self) -> None:
        """Give back what the handle holds."""
        self.channel.close()
        os.close(self.log_fd)


def as_mapping(settings: Impairment) -> dict[str, Any]:
    """Settings as JSON can carry them."""
    values = asdict(settings)
    values["stalls"] = list(settings.stalls) if isinstance(settings.stalls, Stalls) else None
    return values
