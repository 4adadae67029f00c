"""The one form of the catalogue's files, and what is wrong with a file that does not keep it.

The same check reads the files of the program and those of the user. It names the entry and the field.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from latencylab.errors import UserError

VERSION = 1
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}\Z")
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?\Z")
_STAND_IN = re.compile(r"[a-z0-9.-]+/[a-z0-9.-]+\Z")
TRANSPORTS = ("tcp", "icmp", "beacon", "stamp", "stun", "ndt7")
_STEEPEST_HZ = 60.0
"""No host outside of the home is probed faster than a game sends its input (ours)."""


class _Field(NamedTuple):
    check: Callable[[Any], bool]
    wanted: str
    required: bool = False


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 400 and value.isprintable()


def _number(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _one_of(*choices: str) -> _Field:
    return _Field(lambda value: value in choices, " or ".join(choices))


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


def _place(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not all(_number(-180, 180)(part) for part in value):
        return False
    return math.isfinite(value[0]) and abs(value[0]) <= 90


def _url(value: Any) -> bool:
    """HTTPS anywhere; HTTP on this computer only."""
    return isinstance(value, str) and re.match(r"https://[\w.-]+/|http://127\.0\.0\.1:\d+/", value) is not None


_REGION = _Field(_matches(_ID), "small letters, digits, dots and dashes", required=True)
_ANY_TEXT = _Field(_text, "a text of at most 400 characters")
_MANNERS = {
    "max_hz": _Field(_number(0.01, _STEEPEST_HZ), f"a number up to {_STEEPEST_HZ:.0f} a second"),
    "max_probes": _Field(_whole(1, 1_000_000), "a whole number from 1 on"),
    "longest_s": _Field(_number(1, 86_400), "seconds from 1 to 86400"),
}
_HOST_FIELDS = {
    "transport": _one_of(*TRANSPORTS),
    "port": _Field(_whole(1, 65535), "a port from 1 to 65535"),
    "also": _one_of("icmp"),
    "own": _Field(lambda value: isinstance(value, bool), "true or false"),
    **_MANNERS,
}
TABLES: Mapping[str, Mapping[str, _Field]] = {
    "service": {
        "id": _REGION,
        "name": _ANY_TEXT._replace(required=True),
        "aliases": _Field(
            lambda value: isinstance(value, list) and all(_text(entry) for entry in value), "a list of texts"
        ),
        "kind": _one_of("cloud gaming", "cloud", "test")._replace(required=True),
        "chosen_by": _one_of("user", "service"),
        "note": _ANY_TEXT,
        "source": _ANY_TEXT._replace(required=True),
        "read": _Field(lambda value: type(value) is date, "a date such as 2026-11-20", required=True),
    },
    "discovery": {
        "url": _Field(_url, "an https address", required=True),
        "host_suffix": _Field(
            lambda value: isinstance(value, str) and re.match(r"(\.[\w-]+){2,}\Z|127\.0\.0\.1\Z", value) is not None,
            "the end of a host name, such as .example.net",
            required=True,
        ),
    },
    "defaults": _HOST_FIELDS,
    "tier": {
        "id": _REGION,
        "name": _ANY_TEXT._replace(required=True),
        "size": _Field(
            lambda value: isinstance(value, list) and len(value) == 2 and all(_whole(100, 20_000)(n) for n in value),
            "width and height in pixels",
            required=True,
        ),
        "fps": _Field(_whole(10, 1000), "frames a second from 10 to 1000", required=True),
        "mbps": _Field(_number(0.1, 10_000), "Mbit/s from 0.1 to 10000", required=True),
        "rtt_ms": _Field(_number(1, 1000), "milliseconds from 1 to 1000"),
        "from": _one_of("service", "press", "ours")._replace(required=True),
        "source": _ANY_TEXT._replace(required=True),
    },
    "server": {
        "region": _REGION,
        "place": _ANY_TEXT._replace(required=True),
        "at": _Field(_place, "latitude and longitude in degrees"),
        "host": _Field(_matches(_HOST), "a host name or an address"),
        "stand_in": _Field(_matches(_STAND_IN), "the id of a server, such as aws/eu-central-1"),
        **_HOST_FIELDS,
    },
}
"""Every table and field; anything else is an error, so that a misspelt field cannot pass unseen."""
LISTS = frozenset({"tier", "server"})


class CatalogueError(UserError):
    """A file of the catalogue cannot be used."""

    @classmethod
    def at(cls, name: str, where: str, what: str) -> "CatalogueError":
        """The error in one sentence: which file, which entry, what is wrong."""
        return cls(f"The catalogue file {name} cannot be used: {where} {what}.", "Mend it or remove it.")


def check(body: Mapping[str, Any], name: str) -> None:
    """Find out whether a file keeps the form.

    Args:
        body: the file, read.
        name: of the file, for the sentence.

    Raises:
        CatalogueError: it does not.
    """
    if body.get("schema") != VERSION:
        raise CatalogueError.at(name, "schema", f"must be {VERSION}")
    for table in body.keys() - {"schema", *TABLES}:
        raise CatalogueError.at(name, f"[{table}]", "is not known")
    if "service" not in body:
        raise CatalogueError.at(name, "[service]", "is missing")
    for table, fields in TABLES.items():
        for where, entry in _entries(body, table, name):
            _check_entry(entry, fields, name, where)
    for where, entry in _entries(body, "server", name):
        if ("host" in entry) == ("stand_in" in entry):
            raise CatalogueError.at(name, where, "needs either host or stand_in")


def _entries(body: Mapping[str, Any], table: str, name: str) -> list[tuple[str, Any]]:
    found = body.get(table, [])
    if table not in LISTS:
        return [(f"[{table}]", found)] if table in body else []
    if not isinstance(found, list):
        raise CatalogueError.at(name, table, f"must be written [[{table}]]")
    return [(f"[[{table}]] number {index}", entry) for index, entry in enumerate(found, 1)]


def _check_entry(entry: Any, fields: Mapping[str, _Field], name: str, where: str) -> None:
    if not isinstance(entry, Mapping):
        raise CatalogueError.at(name, where, "must be a table")
    for key in entry.keys() - fields.keys():
        raise CatalogueError.at(name, where, f"has an unknown field {key!r}")
    for key, field in fields.items():
        if key not in entry:
            if field.required:
                raise CatalogueError.at(name, where, f"lacks {key}")
        elif not field.check(entry[key]):
            raise CatalogueError.at(name, where, f"has a {key} that is not {field.wanted}")
