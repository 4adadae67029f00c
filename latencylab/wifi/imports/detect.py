"""Which tool wrote a saved text is told by its content, line by line; one file may hold the outputs of several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from latencylab.wifi.bss import Bss, Link, Problem, Survey, WifiSnapshot
from latencylab.wifi.channels import Band
from latencylab.wifi.imports.iw import parse_iw, starts_iw
from latencylab.wifi.imports.netsh import parse_netsh, starts_netsh
from latencylab.wifi.imports.nmcli import as_rows, is_nmcli, parse_nmcli
from latencylab.wifi.imports.system_profiler import MacContents, find_report, parse_report
from latencylab.wifi.imports.text import decode_text, text_lines
from latencylab.wifi.imports.wdutil import is_wdutil, parse_wdutil
from latencylab.wifi.snapshot import assemble

MAX_TEXT_BYTES = 16 << 20
"""More than any scan: what is beyond is not read."""

_CAPTURE_MAGICS = (
    b"\xa1\xb2\xc3\xd4", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x4d\x3c\xb2\xa1", b"\x0a\x0d\x0d\x0a",
)  # fmt: skip
_GZIP = b"\x1f\x8b"
_MAX_REPORTS = 8
NOTHING_FOUND = Problem(
    "No Wi-Fi network or connection was found in this text.",
    "It can be the output of iw, nmcli, netsh wlan, system_profiler SPAirPortDataType -json or wdutil, or a capture.",
)
TOO_LONG = Problem(f"The text is longer than {MAX_TEXT_BYTES >> 20} MB; what is beyond was not read.")


def is_capture(head: bytes) -> bool:
    """Whether a file that begins so is a packet capture (pcap, pcapng, or either gzipped) rather than text."""
    return head.startswith((*_CAPTURE_MAGICS, _GZIP))


@dataclass(slots=True)
class _Found:
    """What one tool's output told."""

    source: str
    links: Sequence[Link] = ()
    networks: Sequence[Bss] = ()
    survey: Sequence[Survey] = ()
    country: str | None = None
    bands: Iterable[Band] = ()
    problems: Sequence[Problem] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.links or self.networks or self.survey or self.country or self.problems)


def read_wifi_text(data: bytes) -> WifiSnapshot:
    """What a saved text tells of the air; never an error, but ``problems`` where it tells nothing.

    Args:
        data: the file, in whatever encoding.
    """
    found = [contents for contents in _read(decode_text(data[:MAX_TEXT_BYTES])) if not contents.is_empty]
    problems = [problem for contents in found for problem in contents.problems]
    if not any(contents.links or contents.networks or contents.survey for contents in found) and not problems:
        problems.append(NOTHING_FOUND)
    if len(data) > MAX_TEXT_BYTES:
        problems.append(TOO_LONG)
    return assemble(
        "+".join(contents.source for contents in found) or "text",
        links=[link for contents in found for link in contents.links],
        networks=[bss for contents in found for bss in contents.networks],
        survey=[survey for contents in found for survey in contents.survey],
        country=next((contents.country for contents in found if contents.country), None),
        bands={band for contents in found for band in contents.bands},
        problems=problems,
    )


def _read(text: str) -> Iterator[_Found]:
    """Each tool's part of the text, read by its parser."""
    for _ in range(_MAX_REPORTS):
        report = find_report(text)
        if report is None:
            break
        start, end, contents = report
        text = text[:start] + "\n" + text[end:]
        yield _of_mac("system_profiler", parse_report(contents))
    iw_lines, nmcli_lines, other_lines, is_mac = _sort_lines(as_rows(text))
    if is_mac:
        yield _of_mac("wdutil", parse_wdutil(other_lines))
    else:
        windows = parse_netsh(other_lines)
        yield _Found("netsh", windows.links, windows.networks, problems=windows.problems)
    linux = parse_iw(iw_lines)
    yield _Found("iw", linux.links, linux.networks, linux.survey, linux.country)
    yield _Found("nmcli", networks=parse_nmcli(nmcli_lines))


def _of_mac(source: str, contents: MacContents) -> _Found:
    return _Found(
        source,
        contents.links,
        contents.networks,
        country=contents.country,
        bands=contents.bands,
        problems=contents.problems,
    )


def _sort_lines(text: str) -> tuple[list[str], list[str], list[str], bool]:
    """The lines of ``iw``, of ``nmcli`` and all others, which are those of ``netsh`` unless ``wdutil`` wrote them."""
    iw_lines: list[str] = []
    nmcli_lines: list[str] = []
    other_lines: list[str] = []
    current, is_mac = other_lines, False
    for line in text_lines(text):
        stripped = line.strip()
        if is_nmcli(line):
            nmcli_lines.append(line)
            continue
        if starts_iw(stripped):
            current = iw_lines
        elif starts_netsh(line):
            current = other_lines
        elif is_wdutil(stripped):
            is_mac, current = True, other_lines
        current.append(line)
    return iw_lines, nmcli_lines, other_lines, is_mac
