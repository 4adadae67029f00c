"""Fonts that carry names in any script.

A subset of DejaVu Sans Condensed comes with the package: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic and
signs. For anything else the system's own fonts are asked (fontconfig where there is one, else the usual folders). What
they lack of Chinese, Japanese and Korean is set in the Asian fonts that PDF readers supply themselves. A character that
nobody has is written as its code point, such as ``[U+1F3AE]``: shown as what it is, never as an empty box. PDF needs
glyphs in TrueType outlines here; fonts with PostScript outlines are passed over.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

REGULAR, BOLD = "LatencyLab", "LatencyLab-Bold"
_SHIPPED = {REGULAR: "DejaVuSansCondensed-Regular.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}
_ASIAN = (
    ("HeiseiMin-W3", ((0x3040, 0x30FF), (0x31F0, 0x31FF))),
    ("HYSMyeongJo-Medium", ((0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x3130, 0x318F))),
    ("STSong-Light", ((0x4E00, 0x9FA5), (0x3000, 0x303F), (0xFF01, 0xFF5E))),
)
_FOLDERS = {
    "win32": ("C:/Windows/Fonts",),
    "darwin": ("/System/Library/Fonts", "/System/Library/Fonts/Supplemental", "/Library/Fonts"),
}
_PREFERRED = ("arial unicode", "arialuni", "segoeui", "seguisym", "msgothic", "msyh", "malgun", "nirmala", "droidsans")
_MOST_TRIED = 12
_ASK_S = 3.0


def register() -> None:
    """Make the shipped fonts known to reportlab."""
    if REGULAR in pdfmetrics.getRegisteredFontNames():
        return
    for name, file in _SHIPPED.items():
        with as_file(files("latencylab.report") / "fonts" / file) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def runs(text: str, face: str = REGULAR) -> list[tuple[str, str]]:
    """``text`` in pieces, each with the name of a font that has all its characters."""
    pieces: list[tuple[str, str]] = []
    for character in text:
        font, shown = _font_for(character, face)
        if pieces and pieces[-1][0] == font:
            pieces[-1] = (font, pieces[-1][1] + shown)
        else:
            pieces.append((font, shown))
    return pieces


def width(text: str, face: str, size: float) -> float:
    """Width of ``text`` in points."""
    return sum(pdfmetrics.stringWidth(piece, font, size) for font, piece in runs(text, face))


@cache
def _font_for(character: str, face: str) -> tuple[str, str]:
    if _has(face, character):
        return face, character
    if _has(REGULAR, character):
        return REGULAR, character
    font = _system_font(character) or _asian_font(character)
    return (font, character) if font else (face, f"[U+{ord(character):04X}]")


def _has(name: str, character: str) -> bool:
    font: Any = pdfmetrics.getFont(name)
    return ord(character) in font.face.charToGlyph


def _asian_font(character: str) -> str | None:
    for name, ranges in _ASIAN:
        if any(first <= ord(character) <= last for first, last in ranges):
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(UnicodeCIDFont(name))
            return name
    return None


def _system_font(character: str) -> str | None:
    for tried, path in enumerate(_candidates(character)):
        if tried >= _MOST_TRIED:
            return None
        name = _registered(path)
        if name is not None and _has(name, character):
            return name
    return None


@cache
def _registered(path: str) -> str | None:
    """The font in a file, made known to reportlab; None when it is of a kind that reportlab cannot embed."""
    try:
        font = TTFont(f"system:{path}", path, subfontIndex=0)
    except (TTFError, OSError, ValueError, KeyError, IndexError):
        return None
    pdfmetrics.registerFont(font)
    return str(font.fontName)


def _candidates(character: str) -> Iterator[str]:
    """Files of fonts that may have the character, likelier ones first."""
    known = _by_fontconfig()
    if known is None:
        yield from _in_folders()
        return
    code = ord(character)
    for path, ranges in known:
        if any(first <= code <= last for first, last in ranges):
            yield path


@cache
def _by_fontconfig() -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...] | None:
    """The files that fontconfig knows and the characters that each has; None where there is no fontconfig."""
    if not shutil.which("fc-list"):
        return None
    try:
        command = ["fc-list", "--format", "%{file}\t%{charset}\n"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_ASK_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    rows = [line.partition("\t") for line in done.stdout.splitlines()]
    return tuple(
        (path, tuple(_range(part) for part in charset.split()))
        for path, _, charset in sorted(rows)
        if path.lower().endswith((".ttf", ".ttc"))
    )


def _range(text: str) -> tuple[int, int]:
    """``3b1-3c9`` or ``3bb``, hexadecimal."""
    first, _, last = text.partition("-")
    return int(first, 16), int(last or first, 16)


@cache
def _in_folders() -> tuple[str, ...]:
    found = [
        path
        for folder in _FOLDERS.get(sys.platform, ("/usr/share/fonts", "/usr/local/share/fonts"))
        for path in Path(folder).rglob("*.tt[fc]")
    ]

    def order(path: Path) -> tuple[int, str]:
        name = path.stem.lower()
        return next((place for place, word in enumerate(_PREFERRED) if word in name), len(_PREFERRED)), name

    return tuple(str(path) for path in sorted(found, key=order))
