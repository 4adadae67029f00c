"""Reports and recordings that may be shown to strangers: who and where is replaced, what was measured stays.

Addresses, names of hosts, networks (SSID), radios (BSSID and other hardware addresses), computers and users are
replaced by numbered words such as ``host-2``: the same one everywhere within what one :class:`Hider` has hidden, and
nothing in the outcome leads back. They are learned from the fields that hold them, and then replaced wherever they
stand, in sentences too; what looks like an address is replaced even if no field named it.

The word for an address tells whether it is a private one (:mod:`latencylab.addresses`), that for a radio which others
belong to the same device (:mod:`latencylab.wifi.radios`), so that hidden events replay to the same report.

Kept: loopback addresses, ids of the public catalogue, names of programs, instants, and the session's own random id.
"""

import getpass
import ipaddress
import platform
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from latencylab import codec, events
from latencylab.addresses import kind_of
from latencylab.events import Event
from latencylab.wifi.names import decode_name, safe_text
from latencylab.wifi.radios import parts_of

_KINDS = {
    **dict.fromkeys(("address", "gateway", "dns", "before", "after", "told_by", "udp_by"), "address"),
    **dict.fromkeys(("host", "targets", "server"), "host"),
    "hostname": "computer",
    "ssid": "network",
    "bssid": "radio",
}
"""Fields that hold something secret, and what kind it is."""
_KEPT = frozenset(
    [
        "schema",
        "version",
        "started",
        "os",
        "system",
        "kind",
        "band",
        "transport",
        "role",
        "stamps",
        "severity",
        "status",
        "phase",
        "unit",
        "grade",
        "via",
        "end",
        "backend",
        "source",
        "load_source",
        "origin",
        "method",
        "sources",
        "e",
        "state",
        "country",
        "merged",
        "segment",
        "where",
        "blocked_by",
        "not_measured",
    ]
)
"""Fields whose words come from a fixed list."""
_SEGMENTS = ("home", "access", "route")
_WELL_KNOWN = frozenset(
    {"local", "localhost", "gateway", "access", "root", "admin", "user", "administrator", "stamp", "echo", ""}
)
_SHORT = 3
"""A secret shorter than this is only replaced where it stands in quotes: it may be a word like any other."""
_HEX = "[0-9a-f]"
_V4 = r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)"
_V6 = rf"(?<![\w:])(?:{_HEX}{{0,4}}:){{2,7}}{_HEX}{{0,4}}(?:%\w+)?(?![\w:])"
_RADIO = rf"(?<!\w){_HEX}{{2}}(?:[:-]{_HEX}{{2}}){{5}}(?!\w)|(?<=enx){_HEX}{{12}}(?!\w)"
_LOOKS_LIKE_ADDRESS = re.compile(f"({_RADIO})|({_V4}|{_V6})", re.IGNORECASE)


class Hider:
    """Replaces secrets, consistently.

    Args:
        also: host names and addresses that are secret although no field may hold them, such as targets that were asked
            for and never found.
    """

    def __init__(self, also: Iterable[str] = ()) -> None:
        self._words: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._radios: dict[tuple[str, ...], dict[str, int]] = {}
        self._pattern: re.Pattern[str] | None = None
        self._legs: dict[str, str] = {}
        self._learn("computer", platform.node())
        self._learn("user", _user_name())
        for target in also:
            self._learn_target(target)

    def event(self, event: Event) -> Event:
        """The event without secrets."""
        if isinstance(event, events.Sample | events.Duplicate):
            leg = self._legs.get(event.leg)
            if leg is None:
                leg = self._legs[event.leg] = self.text(event.leg)
            return event if leg == event.leg else replace(event, leg=leg)
        if isinstance(event, events.UnknownEvent):
            return events.UnknownEvent(event.t_ns, self.body(dict(event.data)))
        body = _fields(event)
        kept: dict[str, Any] = {"id": body["id"]} if "id" in body else {}
        digits = body.pop("ssid", None)
        if digits:
            kept["ssid"] = self.text_of("network", safe_text(decode_name(bytes.fromhex(digits)))).encode().hex()
        self._legs.clear()
        return codec.from_object({"e": event.kind, **self.body(body), **kept})

    def report(self, report: dict[str, Any]) -> dict[str, Any]:
        """The report without secrets."""
        hidden: dict[str, Any] = self.body(report)
        hidden["id"] = report.get("id")
        return hidden

    def body(self, body: Any) -> Any:
        """Plain data without secrets: first all fields are read, then everything is replaced."""
        self._read(body, "", {})
        return self._hidden(body, "")

    def text(self, text: str) -> str:
        """A sentence without the secrets that are known, and without anything that looks like an address."""
        if self._words:
            text = self._known().sub(lambda found: self._words[found[0].casefold()], text)
        return _LOOKS_LIKE_ADDRESS.sub(self._stranger, text)

    def text_of(self, kind: str, secret: str) -> str:
        """The word for a secret."""
        self._learn(kind, secret)
        return self._words.get(secret.casefold(), secret)

    def _read(self, value: Any, name: str, beside: Mapping[str, Any]) -> None:
        if isinstance(value, dict):
            for key, entry in value.items():
                self._read(entry, key, value)
        elif isinstance(value, list | tuple):
            for entry in value:
                self._read(entry, name, beside)
        elif isinstance(value, str) and value:
            if name == "name" and "asn" in beside:
                self._learn("host", value)
            elif name == "probe" and "." in value:
                self._learn_target(value)
            elif kind := _KINDS.get(name):
                self._learn_target(value) if kind == "host" else self._learn(kind, value)

    def _hidden(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: self._hidden(entry, key) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [self._hidden(entry, name) for entry in value]
        if not isinstance(value, str) or name in _KEPT or (name == "name" and value in _SEGMENTS):
            return value
        return self._words.get(value.casefold()) or self.text(value)

    def _learn_target(self, value: str) -> None:
        """A host, an address, either with a port, or a web address."""
        if "/" in value and "://" not in value:
            return  # an id of the catalogue, such as geforce-now/eu-germany, is public
        host: str | None = value
        if not _is_address(value):
            try:
                host = urlsplit(value if "://" in value else f"//{value}").hostname
            except ValueError:
                host = value
        if host:
            self._learn("address" if _is_address(host) else "host", host)

    def _learn(self, kind: str, secret: str) -> None:
        key = secret.casefold()
        if key in self._words or key in _WELL_KNOWN or _is_loopback(secret):
            return
        self._words[key] = self._radio_word(key) if kind == "radio" else self._next(kind, secret)
        self._pattern = None

    def _next(self, kind: str, secret: str) -> str:
        if kind == "address":
            kind = kind_of(secret)
        self._counts[kind] += 1
        return f"{kind}-{self._counts[kind]}"

    def _radio_word(self, secret: str) -> str:
        parts = parts_of(secret)
        numbers = []
        for depth, part in enumerate(parts):
            known = self._radios.setdefault(parts[:depth], {})
            numbers.append(known.setdefault(part, len(known) + 1))
        while len(numbers) > 1 and numbers[-1] == 1:
            numbers.pop()
        return f"radio-{'-'.join(map(str, numbers))}"

    def _known(self) -> re.Pattern[str]:
        if self._pattern is None:
            secrets = sorted(self._words, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(_anywhere, secrets)), re.IGNORECASE)
        return self._pattern

    def _stranger(self, found: re.Match[str]) -> str:
        secret = found[0]
        if found[1]:
            return self.text_of("radio", secret)
        return self.text_of("address", secret) if _is_address(secret) else secret


def _anywhere(secret: str) -> str:
    """A pattern that finds a secret in a sentence, but not inside of another word."""
    escaped = re.escape(secret)
    if len(secret) < _SHORT:
        return f"(?<=[“\"'‘]){escaped}(?=[”\"'’])"
    before = r"(?<!\w)" if secret[0].isalnum() else ""
    return before + escaped + (r"(?!\w)" if secret[-1].isalnum() else "")


def _fields(event: Event) -> dict[str, Any]:
    return {entry.name: getattr(event, entry.name) for entry in fields(event)}


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(text: str) -> bool:
    return _is_address(text) and ipaddress.ip_address(text).is_loopback


def _user_name() -> str:
    """The user's name on this computer; the name of the home folder where the system tells no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return Path.home().name
