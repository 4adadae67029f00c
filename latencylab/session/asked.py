"""What the user wants to play, as the recording keeps it: a replay judges by the catalogue of that day."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from latencylab.events import SessionStarted
from latencylab.requirement import Requirement

_FIELDS = tuple(field.name for field in fields(Requirement))


def asked_for(started: SessionStarted | None) -> tuple[Requirement | None, tuple[Requirement, ...]]:
    """The tier that is wanted, and the tiers to judge; those that this version cannot read are left out."""
    settings = started.settings if started else {}
    wanted, tiers = settings.get("wanted"), settings.get("tiers")
    read = [_requirement(entry) for entry in tiers] if isinstance(tiers, list | tuple) else []
    return _requirement(wanted), tuple(entry for entry in read if entry is not None)


def _requirement(entry: Any) -> Requirement | None:
    if not isinstance(entry, Mapping):
        return None
    try:
        return Requirement(**{name: entry[name] for name in _FIELDS if name in entry})
    except TypeError:
        return None
