"""Texts of unknown encoding, and the small grammar that all the text formats share."""

import codecs
import re
from collections.abc import Iterator

MAC = re.compile(r"[0-9A-Fa-fxX]{2}(?:[:-][0-9A-Fa-fxX]{2}){5}")
"""A MAC address; ``x`` stands for digits that somebody made unreadable."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CODE_PAGES = (
    "cp932", "gbk", "big5", "cp949", "cp866", "cp1251", "cp855", "cp737", "cp1253", "cp862", "cp1255", "cp720",
    "cp1256", "cp852", "cp1250", "cp857", "cp1254", "cp850", "cp437", "cp1252", "cp874", "cp1258",
)  # fmt: skip
"""What Windows consoles and editors write in, by region: the console's code page, then that of the desktop."""
_LEADING_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
_SAMPLE = 20_000
_MAX_LINE = 8_192


def mac_text(text: str) -> str:
    """A MAC address as this program writes them."""
    return text.lower().replace("-", ":")


def decode_text(data: bytes) -> str:
    """``data`` as text: by its byte order mark, as UTF-16 without one, as UTF-8, else in the likeliest code page.

    The formats are read by their structure, so a wrong guess among code pages spoils names at most.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    head = data[:_SAMPLE]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:
        return data.decode("utf-16-le", errors="replace")
    if len(head) >= 4 and head[::2].count(0) > len(head) // 4:
        return data.decode("utf-16-be", errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(_code_page(data), errors="replace")


def _code_page(data: bytes) -> str:
    """The code page in which the bytes beyond ASCII look most like words."""
    sample = b"\n".join(line for line in data[: 20 * _SAMPLE].split(b"\n") if not line.isascii())[:_SAMPLE]
    return max(_CODE_PAGES, key=lambda page: _plausibility(sample, page))


def _plausibility(sample: bytes, page: str) -> float:
    """Points for letters as words have them, against signs and letters of the wrong kind; per byte."""
    try:
        text = codecs.getincrementaldecoder(page)().decode(sample)
    except (UnicodeDecodeError, LookupError):
        return -1e9
    points = 0.0
    before = " "
    for character in text:
        points += _points(character, before)
        before = character
    return points / max(1, len(sample))


_COMMON_HAN = frozenset(
    "信号通道频無無线電電网络名称描述物理地址状态接收传输速率身份验证密码连接模式配置文件类型接口系统上有个基本其他加密可见"
    "線號頻網路訊稱實體狀態驗證傳輸頻寬頻帶通道類型介面加密設定檔個別基礎結構模組連接自動送受種"
)


def _points(character: str, before: str) -> float:
    """What a character after another says for the code page that gave them."""
    code = ord(character)
    if 0x3041 <= code <= 0x30FF or 0xAC00 <= code <= 0xD7A3:
        return 3.0  # kana and Hangul syllables hardly arise by accident
    if 0x4E00 <= code <= 0x9FFF:
        return 3.0 if character in _COMMON_HAN else 0.5
    if not character.isalpha():
        return -1.0 if code > 0xBF or (code > 0x7F and before.isalpha()) else 0.0
    if before.isalpha() and _script(character) != _script(before):
        return -1.0
    if code < 0x80:
        return 0.0
    return -1.5 if character.isupper() and before.islower() else 1.0


def _script(letter: str) -> int:
    """A number for the script: Latin with all its accents is one, others by their place in Unicode."""
    code = ord(letter)
    return 0 if code < 0x250 else code >> 8 if code < 0x3000 else 0x30


def text_lines(text: str) -> Iterator[str]:
    """The lines, split at line feeds alone: other separators can stand in a network's name. Endless ones are cut."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : min(end, start + _MAX_LINE)].rstrip("\r")
        start = end + 1
    yield text[start : start + _MAX_LINE].rstrip("\r")


def to_bytes(name: str) -> bytes:
    """A network's name in a text as the bytes that were on the air."""
    return name.encode("utf-8", errors="surrogateescape")


def number(text: str) -> float | None:
    """The number that ``text`` is, with a decimal point or comma; None when it is none."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None


def leading_number(text: str | None) -> float | None:
    """The number that ``text`` begins with, before its unit; None when there is none."""
    found = _LEADING_NUMBER.match(text or "")
    return None if found is None else float(found[0])


def leading_int(text: str | None) -> int | None:
    """The same as a whole number."""
    value = leading_number(text)
    return None if value is None else int(value)
