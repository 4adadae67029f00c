"""Facts by dotted path, as examples and the users' own rules name them.

``main``, ``gateway`` and ``access`` are the measured hosts, ``home``, ``line`` and ``route`` the segments; everything
else is a field of :class:`~latencylab.facts.Facts`: ``main.rtt_ms.p95``, ``line.added_loss_pct``,
``environment.interface.kind``.
"""

from typing import Any

from latencylab.facts import Facts

HOSTS = {"main": "target", "gateway": "gateway", "access": "access"}
SEGMENTS = {"home": "home", "line": "access", "route": "route"}


def needs_of(path: str) -> frozenset[str]:
    """The field of the facts that a path reads, as a rule declares it."""
    first = path.partition(".")[0]
    return frozenset({"targets" if first in HOSTS else "segments" if first in SEGMENTS else first})


def value_at(facts: Facts, path: str) -> Any:
    """What stands there; None where it was not measured.

    Raises:
        LookupError: the path names no fact.
    """
    first, *rest = path.split(".")
    value: Any
    if first in HOSTS:
        value = next((host for host in facts.targets if host.role == HOSTS[first]), None)
    elif first in SEGMENTS:
        value = next((part for part in facts.segments if part.name == SEGMENTS[first] and not part.merged), None)
    else:
        value, rest = facts, [first, *rest]
    for name in rest:
        if value is None:
            return None
        if name.startswith("_") or not hasattr(value, name) or callable(getattr(value, name)):
            raise LookupError(f"no fact at {name!r}")
        value = getattr(value, name)
    return value
