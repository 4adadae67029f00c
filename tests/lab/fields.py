"""Dataclasses built from what a TOML file gives, with messages that say where a key is wrong."""

import difflib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, cast

T = TypeVar("T")


class FieldError(ValueError):
    """A key that does not exist, is missing or has a value of the wrong kind."""


def build(kind: type[T], table: Mapping[str, Any], where: str) -> T:
    """An instance of the dataclass ``kind`` from ``table``; raises FieldError that names key and place."""
    known = {each.name: each for each in fields(cast("Any", kind))}
    hints = typing.get_type_hints(kind)
    values = {}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            raise FieldError(f"{where}: there is no {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        values[key] = tuple(value) if isinstance(value, list) else value
        if not matches(values[key], hints[key]):
            choices = typing.get_args(hints[key]) if typing.get_origin(hints[key]) is typing.Literal else ()
            hint = f"; it is one of {', '.join(choices)}" if choices else ""
            raise FieldError(f"{where}: {key} must not be {value!r}{hint}")
    for key, each in known.items():
        if key not in values and each.default is MISSING and each.default_factory is MISSING:
            raise FieldError(f"{where}: {key!r} is missing")
    return kind(**values)


def matches(value: object, hint: Any) -> bool:
    """Whether a value read from TOML fits an annotation, as far as its outer type goes."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return any(matches(value, each) for each in typing.get_args(hint))
    if origin is typing.Literal:
        return value in typing.get_args(hint)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, origin or hint)
