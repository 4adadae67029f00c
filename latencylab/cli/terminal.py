"""What a terminal can show."""

import os
import shutil
from typing import TextIO

from latencylab.report.text import Style

NARROWEST, WIDEST = 40, 100


def width_of(stream: TextIO) -> int:
    """Columns to fill: those of the terminal within reason, 80 where there is none."""
    if not stream.isatty():
        return 80
    return max(NARROWEST, min(shutil.get_terminal_size().columns, WIDEST))


def style_of(stream: TextIO) -> Style:
    """Colour on a terminal unless NO_COLOR is set (no-color.org) or TERM is dumb; Unicode where the encoding has it."""
    tty = stream.isatty() and os.environ.get("TERM") != "dumb"
    try:
        "▇−·…".encode(stream.encoding or "ascii")
        unicode = True
    except (UnicodeEncodeError, LookupError):
        unicode = False
    return Style(colour=tty and not os.environ.get("NO_COLOR"), unicode=unicode)
