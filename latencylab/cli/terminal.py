"""What a terminal can show."""

import os
from typing import TextIO

from latencylab.report.text import Style


def style_of(stream: TextIO) -> Style:
    """Colour on a terminal unless NO_COLOR is set (no-color.org) or TERM is dumb; Unicode where the encoding has it."""
    tty = stream.isatty() and os.environ.get("TERM") != "dumb"
    try:
        "▇−·…".encode(stream.encoding or "ascii")
        unicode = True
    except (UnicodeEncodeError, LookupError):
        unicode = False
    return Style(colour=tty and not os.environ.get("NO_COLOR"), unicode=unicode)
