"""The core's sentences in the language of the user.

Reports, recordings and the command line are English wherever they come from; the app says their sentences in its own
language by finding the template that a finished sentence was made from. ``translations/core.de.toml`` holds them:
numbered gaps carry over, in any order. Where several templates fit, the one with the most words of its own is taken, so
a singular or a whole sentence may stand beside the general case. What no template fits stays as it is.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLocale

from ui.i18n import language

_FOLDER = Path(__file__).with_name("translations")
_GAP = re.compile(r"\{(\d+)\}")
_NUMBER = re.compile(r"[+−-]?\d+\.\d+(?: (?:ms|s|%|Mbit/s|MB|GHz))?\Z")
_FIGURE = re.compile(r"[+−-]?[\d.]+(?: [%a-zA-Z/]+)?\Z")
_ENOUGH = 6
"""A template with fewer characters of its own, such as ``{1} to {2}``, is held against figures only."""
_LONGEST = 500
"""Nothing that the core says is longer; what is came from elsewhere, and could take long to hold against gaps."""
_MOST_STOPS = 4
"""As many full stops a sentence may have within its names."""
_AFTER_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_QUOTES = "'\"“„"
"""What begins with one is a name, never words of the core."""


class _Template(NamedTuple):
    parts: list[str]
    """Its own words around its gaps, one more than there are gaps."""
    names: list[str]
    """The numbers of its gaps."""
    target: str

    @property
    def own(self) -> int:
        """How many characters are its own."""
        return sum(map(len, self.parts))

    def gaps_in(self, text: str) -> dict[str, str] | None:
        """What fills the gaps, the first ones as short as can be; None where the template does not fit."""
        if not text.startswith(self.parts[0]) or not text.endswith(self.parts[-1]):
            return None
        begin, end = len(self.parts[0]), len(text) - len(self.parts[-1])
        found = []
        for part in self.parts[1:-1]:
            at = text.find(part, begin, end)
            if at < 0:
                return None
            found.append(text[begin:at])
            begin = at + len(part)
        if begin > end:
            return None
        found.append(text[begin:end])
        if self.own < _ENOUGH and not all(map(_FIGURE.match, found)):
            return None
        return dict(zip(self.names, found, strict=True))


def said(text: str) -> str:
    """A text of the core, of one or several sentences, in the user's language."""
    return _said(text, language(), QLocale().decimalPoint())


@lru_cache(4096)
def _said(text: str, name: str, point: str) -> str:
    catalogue = of_language(name, point)
    return text if catalogue is None else catalogue.translate(text)


@cache
def of_language(name: str, point: str = ".") -> "Catalogue | None":
    """The catalogue of a language; None where there is none, such as for English."""
    path = _FOLDER / f"core.{name}.toml"
    if not path.exists():
        return None
    return Catalogue(read(path), point)


def read(path: Path) -> dict[str, str]:
    """What a file translates."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {source: target for table in tables.values() for source, target in table.items() if target}


class Catalogue:
    """Templates of one language.

    Args:
        entries: English templates and what they are in that language.
        point: the sign between whole numbers and decimals there.
    """

    def __init__(self, entries: Mapping[str, str], point: str = ".") -> None:
        self._point = point
        self._whole = {source: target for source, target in entries.items() if not _GAP.search(source)}
        self._templates = sorted(
            (_template(source, target) for source, target in entries.items() if _GAP.search(source)),
            key=lambda one: -one.own,
        )

    def translate(self, text: str) -> str:
        """Every sentence that is known, in place of itself; the others as they are."""
        return "\n".join(self._line(line) for line in text.split("\n"))

    def _line(self, line: str) -> str:
        """The shortest run of sentences that is known comes first: a full stop may stand within a name."""
        parts = _AFTER_SENTENCE.split(line)
        made, first = [], 0
        while first < len(parts):
            for end in range(first + 1, min(first + _MOST_STOPS, len(parts)) + 1):
                found = self.find(" ".join(parts[first:end]))
                if found is not None:
                    break
            else:
                found, end = parts[first], first + 1
            made.append(found)
            first = end
        return " ".join(made)

    def find(self, text: str) -> str | None:
        """A sentence, clause or figure in this language, also behind a name and a colon; None for what is not known."""
        if len(text) > _LONGEST:
            return None
        target = self._whole.get(text)
        if target is not None:
            return target
        if _NUMBER.match(text):
            return text.replace(".", self._point)
        for template in self._templates:
            gaps = template.gaps_in(text)
            if gaps is not None:
                return self._filled(template.target, gaps)
        name, _, rest = text.partition(": ")
        found = self.find(rest) if rest else None
        return None if found is None else f"{self._gap(name)}: {found}"

    def _filled(self, target: str, gaps: Mapping[str, str]) -> str:
        """With its gaps filled; a clause that comes to stand first has a capital, a name stays as it is."""
        made = _GAP.sub(lambda gap: self._gap(gaps[gap[1]]), target)
        first = _GAP.match(target)
        if first is None or target[-1] not in ".!?" or made.startswith(gaps[first[1]]):
            return made
        return made[:1].upper() + made[1:]

    def _gap(self, value: str) -> str:
        return value if value[:1] in _QUOTES else self.find(value) or value


def _template(source: str, target: str) -> _Template:
    pieces = _GAP.split(source)
    return _Template(pieces[::2], pieces[1::2], target)
