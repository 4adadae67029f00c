"""Network names made fit for a screen, a terminal and a report.

A name is up to 32 arbitrary bytes from a stranger. It may hide itself, be written in another encoding, hold emoji
(kept), control characters and terminal escapes, or the signs that turn the direction of writing (all shown as what
they are, so that nothing is passed through to a terminal or made to look like something else).
"""

import re
import unicodedata

_GB2312 = re.compile(rb"(?:[\x20-\x7e]|[\xb0-\xf7][\xa1-\xfe])+")
"""ASCII and the level of Chinese characters: what a name in GBK looks like and one in Latin-1 hardly ever does."""
_KEPT_FORMATS = frozenset("\u200c\u200d")
"""The joiners, which emoji and some scripts are written with."""
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MAX_SHOWN = 128


def decode_name(ssid: bytes) -> str:
    r"""The name as text, by the encoding that it is in: UTF-8, else GBK where it can only be that.

    Bytes that are neither are kept as surrogates (:pep:`383`), which :func:`safe_text` shows as ``\xNN``.
    """
    try:
        return ssid.decode()
    except UnicodeDecodeError:
        if _GB2312.fullmatch(ssid):
            return ssid.decode("gb2312", errors="surrogateescape")
        return ssid.decode(errors="surrogateescape")


def safe_text(text: str, most: int = _MAX_SHOWN) -> str:
    r"""``text`` with everything that is not for reading shown as an escape such as ``\x1b`` or ``\u202e``.

    Args:
        text: from anywhere.
        most: how many of its characters are shown.
    """
    if text.isascii() and text.isprintable():
        return text[:most]
    return "".join(map(_safe_character, text[:most]))


def _safe_character(character: str) -> str:
    if character in _KEPT_FORMATS or unicodedata.category(character) not in _UNSAFE:
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def safe_name(ssid: bytes | None) -> str | None:
    """A network's name for a report: None when it is not known, empty when it is hidden."""
    return None if ssid is None else safe_text(decode_name(ssid))


def display_name(ssid: bytes | None) -> str:
    """A network's name for people, who are told when there is none."""
    name = safe_name(ssid)
    if name is None:
        return "(name not disclosed)"
    return name or "(hidden name)"
