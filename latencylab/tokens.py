"""The look in one table: colours, sizes and distances, shared by the app's palette and style, its plots, and the PDF.

Colours hold a contrast of at least 4.5:1 for text (WCAG 2.1, 1.4.3) and 3:1 for the lines of plots (1.4.11), and those
that stand side by side stay apart for the colour-blind (after Okabe and Ito). They are never the only sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme as ``#rrggbb``."""

    name: str
    background: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    """Text on the accent colour."""
    good: str
    warning: str
    bad: str
    home: str
    access: str
    route: str
    queue: str
    servers: tuple[str, ...]
    """Curves of further servers, the first of which takes the colour of the route."""
    download: str
    """Tint of the phase in which a download loads the line."""
    upload: str

    @property
    def colours(self) -> Mapping[str, str]:
        """Every single colour by its name."""
        return MappingProxyType(
            {
                entry.name: getattr(self, entry.name)
                for entry in fields(self)
                if entry.type is str and entry.name != "name"
            }
        )

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than what it stands on."""
        return luminance(self.text) > luminance(self.background)

    @property
    def segments(self) -> Mapping[str, str]:
        """Colour of each part of the way."""
        return MappingProxyType({"home": self.home, "access": self.access, "route": self.route, "queue": self.queue})

    def segment(self, name: str) -> str:
        """The colour of a part of the way: ``home``, ``access`` or ``route``."""
        return self.segments.get(name, self.muted)

    def on(self, colour: str) -> str:
        """The colour for text on ``colour``: the darkest or the lightest there is, whichever reads better."""
        return max(("#ffffff", "#0d1117"), key=lambda ink: contrast(ink, colour))


DARK: Final = Tokens(
    name="dark",
    background="#0d1117",
    surface="#151b23",
    raised="#1c2530",
    line="#2a3441",
    text="#e8eef4",
    muted="#95a3b3",
    accent="#4cb8ff",
    on_accent="#0d1117",
    good="#35b98c",
    warning="#f0b03c",
    bad="#f2696f",
    home="#e69f00",
    access="#56b4e9",
    route="#b48ae6",
    queue="#f2696f",
    servers=("#b48ae6", "#7fc8a9", "#f0e442", "#cc79a7", "#d5793a"),
    download="#1d3a4a",
    upload="#46262c",
)

LIGHT: Final = Tokens(
    name="light",
    background="#f4f6f9",
    surface="#ffffff",
    raised="#eef2f6",
    line="#d8e0e8",
    text="#17202b",
    muted="#5b6b7c",
    accent="#0b74c4",
    on_accent="#ffffff",
    good="#0b8060",
    warning="#946000",
    bad="#c4303a",
    home="#b97a00",
    access="#1a75ab",
    route="#7d4fc0",
    queue="#c4303a",
    servers=("#7d4fc0", "#00806a", "#8a7a00", "#a8457f", "#b04f00"),
    download="#e3eef6",
    upload="#f8e3e5",
)

SCORE_GOOD: Final = 80
SCORE_FAIR: Final = 60
"""From these scores on a connection is good, and fair (the verdict's own scale)."""

SPACE: Final = 4
"""Distances are multiples of this many pixels."""
CORNER_SMALL: Final = 8
CORNER: Final = 12

POINTS: Final[Mapping[str, float]] = MappingProxyType(
    {"small": 9.0, "body": 10.0, "strong": 11.5, "figure": 16.0, "headline": 17.0}
)
"""Sizes of type in points."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.1)."""

    def linear(octet: int) -> float:
        value = octet / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def score_colour(tokens: Tokens, score: float | None) -> str:
    """The colour of a score from 0 to 100; the number itself is always written beside it."""
    if score is None:
        return tokens.muted
    if score >= SCORE_GOOD:
        return tokens.good
    return tokens.warning if score >= SCORE_FAIR else tokens.bad
