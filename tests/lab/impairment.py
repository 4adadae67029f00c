"""What one direction of a wire does to packets: the settings, their limits and their meaning.

The order of things is that of a real link: filter and loss, then the queue in front of the slowest part, then the way
itself (delay, jitter, stalls). All of it can be set anew while packets run; what is on the way by then arrives as it
was scheduled.

Loss. ``loss_pct`` alone loses packets independently. With ``loss_burst``, or with ``loss_p`` and ``loss_r``, the loss
follows Gilbert's model: a good state that loses nothing and a bad one that loses everything, left with probability p
and r per packet. Mean burst length 1/r, loss ratio p/(p+r) (RFC 6534 section 7.1).
"""

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple, Self

Sampler = Callable[[], float]
DISCIPLINES = ("fifo", "codel", "sqm")
CLEARABLE = ("dscp", "ecn")
PROTOCOLS = {"icmp": 1, "tcp": 6, "udp": 17, "icmp6": 58}
MAX_MS = 60_000.0


class SettingError(ValueError):
    """A setting that does not exist or has no meaning; the text names it."""


class Stalls(NamedTuple):
    """Packets due in [offset + k * every, ... + for) wait until that window's end and then leave together."""

    every_s: float
    for_ms: float
    offset_s: float = 0.0
    """Counted from when the setting was made (for a scenario: when the home was started)."""


@dataclass(frozen=True, slots=True)
class Impairment:
    """Settings of one direction of a wire; the default is a perfect wire."""

    delay_ms: float = 0.0
    """Constant one-way delay."""
    jitter: str | None = None
    """Added delay, drawn at random: ``uniform 4 ms`` (0 to 4), ``normal 5 ms 1 ms`` (mean and deviation, never below
    0), ``exponential 5 ms`` (mean) or ``pareto 2 ms 2.5`` (least value and shape). Packets stay in order."""
    jitter_hold_ms: float = 10.0
    """How long a drawn value holds for the packets that follow, as the air's state does; 0: each packet draws anew."""
    reorder: bool = False
    """Let packets overtake each other when their jitter differs."""
    loss_pct: float = 0.0
    loss_burst: float | None = None
    """Mean number of packets lost in a row."""
    loss_p: float | None = None
    loss_r: float | None = None
    stalls: Stalls | None = None
    rate_mbit: float | None = None
    """Rate of IP packets (without Ethernet header); None: unlimited."""
    queue_ms: float = 50.0
    """How much waiting the queue in front of ``rate_mbit`` holds before it drops new packets."""
    queue_kb: float | None = None
    """The same limit in units of 1000 octets; counts instead of ``queue_ms`` when given."""
    discipline: str = "fifo"
    """``fifo`` (tail drop), ``codel`` (RFC 8289) or ``sqm`` (a queue per flow with CoDel, RFC 8290)."""
    duplicate_pct: float = 0.0
    corrupt_pct: float = 0.0
    """Share of packets with one bit turned over behind the IP header."""
    drop_above: int | None = None
    """Size in octets above which IP packets vanish without a word: an MTU black hole."""
    block: tuple[str, ...] = ()
    """Protocols that do not pass: ``udp``, ``tcp``, ``icmp``, ``icmp6``."""
    clear: tuple[str, ...] = ()
    """Marks that are wiped from IP headers: ``dscp``, ``ecn``."""

    def __post_init__(self) -> None:
        _check(self)

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Any]) -> Self:
        """Build from TOML or JSON values; raises SettingError."""
        return cls().updated(settings)

    def updated(self, settings: Mapping[str, Any]) -> Self:
        """These settings with some changed; raises SettingError for what does not exist or has no meaning."""
        known = {field.name for field in fields(self)}
        for name in settings:
            if name not in known:
                raise SettingError(f"no such setting: {name!r}")
        values = dict(settings)
        try:
            if isinstance(values.get("stalls"), Mapping):
                values["stalls"] = Stalls(**values["stalls"])
            elif values.get("stalls") is not None:
                values["stalls"] = Stalls(*values["stalls"])
            for name in ("block", "clear"):
                if name in values:
                    values[name] = tuple(values[name])
            return replace(self, **values)
        except TypeError as error:
            raise SettingError(str(error)) from error

    @property
    def gilbert(self) -> tuple[float, float] | None:
        """(p, r) of Gilbert's model, or None where loss comes singly."""
        if self.loss_p is not None and self.loss_r is not None:
            return self.loss_p, self.loss_r
        if self.loss_burst is None or self.loss_pct == 0:
            return None
        r = 1 / self.loss_burst
        share = self.loss_pct / 100
        return r * share / (1 - share), r

    @property
    def wants_single_packets(self) -> bool:
        """Whether it does things to packets that would be wrong if done to a train of TCP segments at once."""
        return bool(
            self.loss_pct or self.loss_p or self.duplicate_pct or self.corrupt_pct or self.clear or self.reorder
        )


def _check(settings: Impairment) -> None:
    for name in ("delay_ms", "jitter_hold_ms", "queue_ms"):
        _in_range(settings, name, 0, MAX_MS)
    for name in ("loss_pct", "duplicate_pct", "corrupt_pct"):
        _in_range(settings, name, 0, 100)
    _in_range(settings, "loss_p", 0, 1)
    _in_range(settings, "loss_r", 1e-6, 1)
    _in_range(settings, "loss_burst", 1, 1e6)
    _in_range(settings, "rate_mbit", 0.001, 1e5)
    _in_range(settings, "queue_kb", 0, 1e6)
    _in_range(settings, "drop_above", 68, 65_535)
    if (settings.loss_p is None) != (settings.loss_r is None):
        raise SettingError("loss_p and loss_r come together")
    if settings.loss_burst is not None and settings.loss_pct >= 100:
        raise SettingError("loss_burst needs a loss_pct below 100")
    _one_of(settings.discipline, DISCIPLINES, "discipline")
    for name in settings.block:
        _one_of(name, tuple(PROTOCOLS), "block")
    for name in settings.clear:
        _one_of(name, CLEARABLE, "clear")
    stalls = settings.stalls
    if stalls is not None and not 0 < stalls.for_ms / 1000 < stalls.every_s:
        raise SettingError("stalls: for_ms must be above 0 and shorter than every_s")
    if settings.jitter is not None:
        jitter_sampler(settings.jitter, random.Random(0))


def _in_range(settings: Impairment, name: str, low: float, high: float) -> None:
    value = getattr(settings, name)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise SettingError(f"{name} must be a number from {low:g} to {high:g}, not {value!r}")


def _one_of(value: object, choices: tuple[str, ...], name: str) -> None:
    if value not in choices:
        raise SettingError(f"{name} must be one of {', '.join(choices)}, not {value!r}")


def jitter_sampler(text: str, rng: random.Random) -> Sampler:
    """A function that draws one added delay in ms, from a text such as ``exponential 5 ms``; raises SettingError."""
    kind, *rest = str(text).split() or [""]
    try:
        numbers = [float(word) for word in rest if word != "ms"]
    except ValueError as error:
        raise SettingError(f"jitter {text!r}: {error}") from error
    if any(not math.isfinite(number) or number < 0 for number in numbers):
        raise SettingError(f"jitter {text!r}: numbers must not be negative")
    match kind, numbers:
        case "uniform", [high]:
            return lambda: rng.uniform(0, high)
        case "normal", [mean, deviation]:
            return lambda: max(0.0, rng.gauss(mean, deviation))
        case "exponential", [mean] if mean > 0:
            return lambda: rng.expovariate(1 / mean)
        case "pareto", [least, shape] if shape > 0:
            return lambda: least * rng.paretovariate(shape)
    raise SettingError(
        f"jitter {text!r}: use 'uniform 4 ms', 'normal 5 ms 1 ms', 'exponential 5 ms' or 'pareto 2 ms 2.5'"
    )
