"""``nmcli device wifi list``, with ``-t``, as a table or with a line a field, whatever columns were asked for.

Neither form can be read by its headings (``-t`` has none, the table's are translated), so each field is told by what
it looks like: an address, a frequency or a width in MHz, a rate, two small integers of which the first is the channel
and the second the strength in percent. The name stands beside the address; on which side, all rows together tell.
Versions before 1.20 list no addresses; the name stands before the mode then.
"""

import re
from collections.abc import Iterable, Sequence

from latencylab.wifi.bss import Bss, at_frequency, with_width
from latencylab.wifi.channels import BANDS, frequency_mhz, guess_band, is_channel
from latencylab.wifi.imports.text import MAC, mac_text, to_bytes

_TERSE_MAC = re.compile(r"(?:^|:)(?:[0-9A-Fa-fxX]{2}\\:){5}[0-9A-Fa-fxX]{2}(?::|$)")
_TERSE_FIELD = re.compile(r"((?:[^\\:]++|\\.?)*+)(?::|$)")
_ESCAPED = re.compile(r"\\(.)")
_RECORD = re.compile(rf"BSSID:\s{{2,}}{MAC.pattern}\s*$", re.MULTILINE)
_RECORD_FIELD = re.compile(r"([^\s:][^:]{0,30}):(?:\s{2,}(.*)|\s*)$")
_GAP = re.compile(r"\s{2,}")
_MHZ = re.compile(r"(\d{2,5})\s[^\d\s/]{1,6}$")
_BAND = re.compile(r"(2[.,]4|5|6)\s[^\d\s/]{1,6}$")
_SMALL = re.compile(r"\d{1,3}$")
_RATE = re.compile(r"\d+(?:[.,]\d+)?\s\S{1,10}/\S{1,4}$")
_NEVER_NAMES = re.compile(r"\d{1,5}(?:[.,]\d+)?(?:\s\S{1,10})?$|[*▂▄▆█_ ]*$|Infra$|Ad-Hoc$|Mesh$|N/A$")
_BARS = re.compile(r"[▂▄▆█]")
_WIDTHS = (20, 40, 80, 160, 320)
_IN_USE = ("*", "yes")
_MODES = ("Infra", "Ad-Hoc", "Mesh")


def is_nmcli(line: str) -> bool:
    """Whether a line is a row of such a list."""
    if "\\:" in line and _TERSE_MAC.search(line) is not None:
        return True
    if "/" not in line:  # no rate, no row
        return False
    row = _table_row(line)
    if row is not None:
        return any(map(_RATE.match, row))
    if not any(mode in line for mode in _MODES):
        return False
    return bool(_mode_at(_GAP.split(line.strip()))) or (":" in line and bool(_mode_at(_terse(line))))


def as_rows(text: str) -> str:
    """``text`` with each network that has a line a field put on one line, as ``-t`` has it."""
    if _RECORD.search(text) is None:
        return text
    lines: list[str] = []
    record: dict[str, str] = {}
    for line in [*text.split("\n"), ""]:
        field = _RECORD_FIELD.match(line.rstrip("\r"))
        if field is None or field[1] in record:
            lines += _row_of(record)
            record = {}
        if field is not None:
            record[field[1]] = field[2] or ""
        else:
            lines.append(line)
    return "\n".join(lines)


def _row_of(record: dict[str, str]) -> list[str]:
    """A network's fields as one row, or the lines as they were when they are none of a network's."""
    if not MAC.fullmatch(record.get("BSSID", "").strip()):
        return [f"{key}:  {value}" for key, value in record.items()]
    first = [record.pop(key, "") for key in ("IN-USE", "BSSID", "SSID")]
    fields = [field.strip().replace("\\", "\\\\").replace(":", "\\:") for field in (*first, *record.values())]
    return [":".join(fields)]


def _table_row(line: str) -> list[str] | None:
    """The fields of a row of a table that lists addresses; None for other lines."""
    address = MAC.search(line)
    if address is None:
        return None
    before, after = line[: address.start()], line[address.end() :]
    if not after[:1].isspace() or (before.strip() not in ("", "*") and not before.endswith("  ")):
        return None
    names = [field for field in _GAP.split(before.strip()) if field]
    return [*(names or [""]), address[0], *_GAP.split(after.strip())]


def _terse(line: str) -> list[str]:
    fields = [_ESCAPED.sub(r"\1", field) for field in _TERSE_FIELD.findall(line)]
    return fields[:-1] if fields and not fields[-1] else fields


def _mode_at(fields: Sequence[str]) -> int:
    """Where the mode stands in a row without an address, with channel and rate behind it; 0 in other lines."""
    for index in range(1, len(fields) - 2):
        if fields[index] in _MODES and _SMALL.match(fields[index + 1]) and _RATE.match(fields[index + 2]):
            return index
    return 0


def parse_nmcli(lines: Iterable[str]) -> list[Bss]:
    """The networks in the rows; lines that are no rows are passed over."""
    rows = [_fields(line) for line in lines if is_nmcli(line)]
    side = _name_side(rows)
    return [_bss(fields, side) for fields in rows]


def _fields(line: str) -> list[str]:
    if "\\:" in line and _TERSE_MAC.search(line) is not None:
        return _terse(line)
    row = _table_row(line)
    if row is not None:
        return row
    fields = _GAP.split(line.strip())
    return fields if _mode_at(fields) else _terse(line)


def _address_at(fields: Sequence[str]) -> int:
    """Where the address stands; -1 in rows without one."""
    return next((index for index, field in enumerate(fields) if MAC.fullmatch(field)), -1)


def _name_side(rows: Sequence[Sequence[str]]) -> int:
    """1 when names stand after the address, -1 when before: where more different ones are found that can be names."""
    found: dict[int, set[str]] = {1: set(), -1: set()}
    for fields in rows:
        address = _address_at(fields)
        for side, names in found.items():
            index = address + side
            if address >= 0 and 0 <= index < len(fields) and not _NEVER_NAMES.match(fields[index]):
                names.add(fields[index])
    return -1 if len(found[-1]) > len(found[1]) else 1


def _bss(fields: Sequence[str], side: int) -> Bss:
    address = _address_at(fields)
    name = address + side if address >= 0 else _mode_at(fields) - 1
    rest = [field for index, field in enumerate(fields) if index not in (address, name)]
    in_megahertz = [int(found[1]) for field in rest if (found := _MHZ.match(field))]
    small = [int(field) for field in rest if _SMALL.match(field)]
    bss = Bss(
        mac_text(fields[address]) if address >= 0 else None,
        _name(fields[name] if 0 <= name < len(fields) else None),
        _signal_dbm(small[-1]) if small else None,
        connected="*" in rest or any(field.strip() in _IN_USE for field in fields[: max(address, name, 0)]),
    )
    freq_mhz = next((value for value in in_megahertz if value > max(_WIDTHS)), None)
    if freq_mhz is not None:
        bss = at_frequency(bss, freq_mhz)
    elif len(small) > 1:
        bss = _on_channel(bss, small[0], rest)
    return with_width(bss, next((value for value in in_megahertz if value in _WIDTHS), None))


def _on_channel(bss: Bss, channel: int, fields: Iterable[str]) -> Bss:
    told = next((found[1].replace(",", ".") for field in fields if (found := _BAND.match(field))), None)
    band = next((band for band in BANDS if band == told), None) or guess_band(channel)
    return at_frequency(bss, frequency_mhz(band, channel)) if band and is_channel(band, channel) else bss


def _name(text: str | None) -> bytes | None:
    if text is None:
        return None
    return b"" if text == "--" else to_bytes(text)


def _signal_dbm(percent: int) -> float:
    """NetworkManager's scale: -100 dBm is 0 %, -40 dBm is 100 % (``nm_wifi_utils_level_to_quality``)."""
    return -40 - 0.6 * (100 - min(100, percent))
