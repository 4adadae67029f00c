"""Events as lines of JSON, on pipes between processes and in recordings.

One event is one line: an object with ``e`` (the kind) and the fields that differ from their defaults. Reading is
lenient by rule: an unknown kind becomes an :class:`~latencylab.events.UnknownEvent`, an unknown field is passed over,
and only a line that is no such object is an error.
"""

import dataclasses
import json
from typing import Any, Final, cast

from latencylab import events
from latencylab.events import Event, UnknownEvent

_MISSING: Final = dataclasses.MISSING
_dumps = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


class CodecError(ValueError):
    """The line is not an event: torn, not JSON, or without what its kind needs."""


def _default(entry: "dataclasses.Field[Any]") -> Any:
    if entry.default_factory is not _MISSING:
        return entry.default_factory()
    return entry.default


_FIELDS: dict[type[Any], list[tuple[str, Any]]] = {
    cls: [(entry.name, _default(entry)) for entry in dataclasses.fields(cls)] for cls in events.KNOWN
}
_CLASSES: dict[str, type[Any]] = {cls.kind: cls for cls in events.KNOWN}
_NAMES: dict[type[Any], frozenset[str]] = {
    cls: frozenset(name for name, _ in entries) for cls, entries in _FIELDS.items()
}
_TUPLES = frozenset({"dns", "bands"})


def encode(event: Event) -> str:
    """The event as one line of JSON, without a line end."""
    if isinstance(event, UnknownEvent):
        return _dumps(dict(event.data))
    body: dict[str, Any] = {"e": event.kind}
    for name, default in _FIELDS[type(event)]:
        value = getattr(event, name)
        if value != default:
            body[name] = value
    return _dumps(body)


def decode(line: str | bytes) -> Event:
    """The event that ``line`` holds.

    Raises:
        CodecError: the line is no JSON object with a kind and a time, or lacks a field that its kind needs.
    """
    try:
        body = json.loads(line)
    except ValueError as error:
        raise CodecError(f"not JSON: {error}") from error
    if not isinstance(body, dict) or not isinstance(body.get("e"), str):
        raise CodecError("not an event")
    return from_object(body)


def from_object(body: dict[str, Any]) -> Event:
    """The event that an already parsed object describes (see :func:`decode`)."""
    cls = _CLASSES.get(body["e"])
    if cls is None:
        t_ns = body.get("t_ns", 0)
        return UnknownEvent(t_ns if isinstance(t_ns, int) else 0, body)
    known = _NAMES[cls]
    fields = {name: value for name, value in body.items() if name in known}
    for name in _TUPLES & fields.keys():
        fields[name] = tuple(fields[name])
    try:
        event = cast("Event", cls(**fields))
    except TypeError as error:
        raise CodecError(f"incomplete {body['e']!r} event: {error}") from error
    if not isinstance(event.t_ns, int):
        raise CodecError(f"{body['e']!r} event without a time")
    return event
