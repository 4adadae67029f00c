"""How LatencyLab looks: the tokens that palette, style sheet, plots and PDF share.

Colour is never alone: a sign or a word goes with it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by their role, as ``#rrggbb``. Text has a contrast of at least 4.5:1 on background and surface."""

    background: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    good: str
    warning: str
    bad: str
    home: str
    access: str
    route: str
    queue: str

    def segment(self, name: str) -> str:
        """The colour of a part of the way: ``home``, ``access`` or ``route``."""
        return {"home": self.home, "access": self.access, "route": self.route}.get(name, self.muted)


DARK = Palette(
    background="#0d1117", surface="#151b23", raised="#1c2530", line="#2a3441",
    text="#e8eef4", muted="#95a3b3", accent="#4cb8ff",
    good="#35b98c", warning="#f0b03c", bad="#f2696f",
    home="#e69f00", access="#56b4e9", route="#b48ae6", queue="#f2696f",
)  # fmt: skip
LIGHT = Palette(
    background="#f4f6f9", surface="#ffffff", raised="#eef2f6", line="#d8e0e8",
    text="#17202b", muted="#5b6b7c", accent="#0b74c4",
    good="#0b8060", warning="#9a6400", bad="#c4303a",
    home="#b97a00", access="#1c7fb8", route="#7d4fc0", queue="#c4303a",
)  # fmt: skip

SPACE = 4
"""Distances are multiples of this."""
SMALL, BODY, STRONG, HEADLINE, FIGURE = 10, 11, 13, 19, 18
"""Sizes of text in points on a screen."""

SCORE_GOOD, SCORE_FAIR = 80, 60


def score_colour(palette: Palette, score: int | None) -> str:
    """The colour of a score from 0 to 100; the number itself is always written beside it."""
    if score is None:
        return palette.muted
    if score >= SCORE_GOOD:
        return palette.good
    return palette.warning if score >= SCORE_FAIR else palette.bad
