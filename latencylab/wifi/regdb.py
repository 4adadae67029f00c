"""The rules for radio transmitters of each country, out of Linux's wireless regulatory database.

``python -m latencylab.wifi.regdb regulatory.db VERSION > latencylab/wifi/regdb.txt`` turns the binary database that
Linux systems carry (package ``wireless-regdb``) into the text that this package ships: one line a country, its DFS
regime, then its rules between 2.4 and 7.2 GHz as ``from-to@bandwidth/power:flags`` in MHz and dBm.

Format of the binary: big endian, ``RGDB`` and version 20, then ``alpha2, pointer`` until an empty one; pointers count
four bytes each. Source: Linux ``net/wireless/reg.c`` (struct fwdb_header and following). The data are under the ISC
licence, which the text repeats.
"""

import struct
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

_MAGIC = b"RGDB\0\0\0\x14"
_DFS_REGIMES = ("-", "FCC", "ETSI", "JP")
_FLAGS = "OIDPA"
"""In the order of the bits: no OFDM, indoor only, DFS, passive (no initiating radiation), automatic width."""
_LOWEST_MHZ, _HIGHEST_MHZ = 2400, 7200
_LICENCE = """\
# Radio rules by country, from wireless-regdb {version}.
# Copyright 2008 Luis R. Rodriguez, Johannes Berg, Michael Green; maintained by Seth Forshee and Chen-Yu Tsai.
# Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
# granted, provided that the above copyright notice and this permission notice appear in all copies.
# THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
# IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
# INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN
# AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
# PERFORMANCE OF THIS SOFTWARE.
# country DFS-regime from-to@bandwidth/power:flags ... (MHz, dBm; O no OFDM, I indoor, D DFS, P passive, A auto width)
version {version}
"""


class Rule(NamedTuple):
    """What is permitted in a range of frequencies."""

    low_mhz: float
    high_mhz: float
    bandwidth_mhz: float
    power_dbm: float
    """EIRP."""
    no_ofdm: bool = False
    indoor: bool = False
    dfs: bool = False
    passive: bool = False
    auto_width: bool = False
    """Neighbouring rules with this flag may be used together by one wide channel."""


class Country(NamedTuple):
    """The rules of a country."""

    code: str
    dfs_regime: str
    rules: tuple[Rule, ...]


class Database(NamedTuple):
    """All countries, with the database's version, which is its date."""

    version: str
    countries: dict[str, Country]


@cache
def database() -> Database:
    """The database that the package ships."""
    return parse((files("latencylab.wifi") / "regdb.txt").read_text("utf-8"))


def parse(text: str) -> Database:
    """The database out of its text form.

    Raises:
        ValueError: a line is not of the form that this module writes.
    """
    version, countries = "", {}
    for line in text.splitlines():
        word, *rest = line.split()
        if word == "version":
            version = rest[0]
        elif word != "#":
            countries[word] = Country(word, rest[0], tuple(map(_parse_rule, rest[1:])))
    return Database(version, countries)


def _parse_rule(text: str) -> Rule:
    span, _, rest = text.partition("@")
    low, _, high = span.partition("-")
    bandwidth, _, rest = rest.partition("/")
    power, _, flags = rest.partition(":")
    return Rule(float(low), float(high), float(bandwidth), float(power), *(flag in flags for flag in _FLAGS))


def _write_rule(rule: Rule) -> str:
    flags = "".join(flag for flag, is_set in zip(_FLAGS, rule[4:], strict=True) if is_set)
    return f"{rule.low_mhz:g}-{rule.high_mhz:g}@{rule.bandwidth_mhz:g}/{rule.power_dbm:g}" + (flags and f":{flags}")


def read_binary(data: bytes) -> Iterator[Country]:
    """The countries of a ``regulatory.db``.

    Raises:
        ValueError: not such a database.
        struct.error: it is cut off.
    """
    if not data.startswith(_MAGIC):
        raise ValueError("not a regulatory database of version 20")
    at = len(_MAGIC)
    while data[at : at + 2].strip(b"\0"):
        code, pointer = struct.unpack_from(">2sH", data, at)
        yield _read_country(data, code.decode("ascii"), pointer * 4)
        at += 4


def _read_country(data: bytes, code: str, at: int) -> Country:
    size, count, regime = data[at : at + 3]
    pointers = struct.unpack_from(f">{count}H", data, at + (size + 3) // 4 * 4)
    return Country(code, _DFS_REGIMES[regime], tuple(_read_rule(data, pointer * 4) for pointer in pointers))


def _read_rule(data: bytes, at: int) -> Rule:
    flags, power_mbm, low_khz, high_khz, bandwidth_khz = struct.unpack_from(">xBHIII", data, at)
    bits = (bool(flags >> bit & 1) for bit in range(len(_FLAGS)))
    return Rule(low_khz / 1e3, high_khz / 1e3, bandwidth_khz / 1e3, power_mbm / 100, *bits)


def write(countries: Iterator[Country], version: str) -> str:
    """The text form, of the rules for Wi-Fi alone."""
    lines = [_LICENCE.format(version=version)]
    for country in countries:
        rules = [rule for rule in country.rules if rule.low_mhz >= _LOWEST_MHZ and rule.high_mhz <= _HIGHEST_MHZ]
        lines.append(" ".join((country.code, country.dfs_regime, *map(_write_rule, rules))) + "\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.stdout.write(write(read_binary(Path(sys.argv[1]).read_bytes()), sys.argv[2]))
