"""The options of the command line."""

import argparse
import math
import re
from pathlib import Path
from typing import NoReturn

from latencylab import __version__
from latencylab.errors import UserError
from latencylab.settings import parse_place
from latencylab.watch.schedule import Hours, parse_hours, parse_span

_EXAMPLES = """\
examples:
  latencylab --probe local                      try it out; sends nothing off this computer
  latencylab --probe 203.0.113.7                the whole diagnosis towards one host
  latencylab --probe play.example:443 --json -  the report on standard output, for scripts
  latencylab --wifi                             the Wi-Fi and its channels
  latencylab --serve                            a reflector for the other computers of a network

exit status: 0 nothing to fix, 1 something to fix, 2 unusable arguments or input,
             3 no target answered, 130 interrupted (what was measured is kept)
"""

LONGEST_S = 30 * 86_400.0
_OLDEST_S = 100 * 365 * 86_400.0
RATE_LIMITS_HZ = (0.1, 1000.0)
BACKENDS = ("auto", "reflector", "librespeed", "cloudflare", "ookla", "ndt7")
_DATA_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([kMGT]?)(i?)B?\Z", re.IGNORECASE | re.ASCII)
_LEAST_BYTES = 100_000


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message[:1].upper()}{message[1:]}.", "See latencylab --help.")


def build_parser() -> argparse.ArgumentParser:
    """The parser; errors are raised as :class:`~latencylab.errors.UserError`."""
    parser = _Parser(
        prog="latencylab",
        description="Finds out why cloud gaming lags on your connection, and what to do about it.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=f"latencylab {__version__}")
    calls = parser.add_argument_group("what to do (without any: open the app)").add_mutually_exclusive_group()
    calls.add_argument(
        "--probe",
        nargs="*",
        metavar="TARGET",
        help="diagnose: a host, host:port, a catalogue id, or local (the default)",
    )
    calls.add_argument(
        "--serve",
        nargs="?",
        const="",
        metavar="HOST[:PORT]",
        help="be a reflector: STAMP on UDP 862 when permitted, else 18862; bandwidth tests by TCP there",
    )
    calls.add_argument("--replay", type=Path, metavar="FILE", help="make the report of a recording again")
    calls.add_argument("--servers", action="store_true", help="the catalogue of services and their servers")
    calls.add_argument("--history", nargs="*", metavar="WORD", help="what was measured earlier; WORDs to search for")
    calls.add_argument(
        "--compare",
        nargs=2,
        metavar=("BEFORE", "AFTER"),
        help="hold two sessions, reports or recordings against each other",
    )
    calls.add_argument("--experiment", nargs="*", metavar="TARGET", help="does a change help? blocks in turn, guided")
    calls.add_argument("--export", metavar="ID", help="write a session of the history out again; last: the newest")
    calls.add_argument("--import", dest="import_", type=Path, metavar="FILE", help="take a report or recording in")
    calls.add_argument("--queue", action="store_true", help="reports that wait for --push or were refused there")
    calls.add_argument("--rules", action="store_true", help="what is advised when, and the limits that decide")
    calls.add_argument("--explain", metavar="ID", help="one rule, with its cases and sources")
    calls.add_argument("--wifi", action="store_true", help="the Wi-Fi link and the channels around it, alone")
    calls.add_argument("--doctor", action="store_true", help="what this computer lets the program measure")
    _add_probe_options(parser)
    _add_load_options(parser)
    _add_service_options(parser)
    _add_output_options(parser)
    _add_history_options(parser)
    _add_experiment_options(parser)
    _add_watch_options(parser)
    return parser


def _add_probe_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how to measure")
    group.add_argument("--duration", type=seconds, default=10.0, metavar="S", help="idle phase in seconds (10)")
    group.add_argument("--rate", type=rate, metavar="HZ", help="probes a second and target (20; watching 2)")
    group.add_argument(
        "--transport", choices=("auto", "icmp", "tcp", "udp"), default="auto", help="how to probe (auto)"
    )
    group.add_argument("--watch", action="store_true", help="go on until Ctrl-C")
    group.add_argument("--key-file", type=Path, metavar="FILE", help="shared secret of authenticated STAMP")
    group.add_argument("--no-path", action="store_true", help="do not look at path, marks and MTU")
    group.add_argument(
        "--names", action="store_true", help="look up names and AS numbers of the hops (asks name servers about them)"
    )
    group.add_argument("--no-wifi", action="store_true", help="do not look at the Wi-Fi")
    group.add_argument(
        "--wifi-from", type=Path, metavar="FILE", help="a saved scan or capture in place of this computer's own Wi-Fi"
    )
    group.add_argument("--country", type=country, metavar="XX", help="whose Wi-Fi channel rules hold, such as DE")


def _add_load_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how to load the line")
    group.add_argument(
        "--no-bandwidth", action="store_true", help="do not load the line; with --serve: no bandwidth server"
    )
    group.add_argument("--bandwidth", choices=BACKENDS, default="auto", help="who serves the data (auto)")
    group.add_argument("--bandwidth-server", metavar="URL", help="a certain server of that kind")
    group.add_argument("--max-data", type=data_size, metavar="SIZE", help="move at most this much, such as 200M or 1G")
    group.add_argument("--full", action="store_true", help="load both directions at once too")
    group.add_argument("--yes-publish", action="store_true", help="agree that M-Lab publishes address and result")


def _add_service_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what you want to play")
    group.add_argument("--service", metavar="NAME", help="a service of the catalogue, such as geforce-now")
    group.add_argument("--tier", metavar="NAME", help="one of its tiers, such as 1080p60")
    group.add_argument("--place", type=place, metavar="LAT,LON", help="where you are, for distances; never sent")
    group.add_argument(
        "--rules-from",
        type=Path,
        metavar="FILE",
        help="your own rules and limits, in place of rules.toml in the settings",
    )
    group.add_argument(
        "--rank", nargs="*", metavar="HOST", help="with --servers: measure those of --service, or HOSTs, best first"
    )
    group.add_argument("--refresh", action="store_true", help="with --servers: ask the service for its regions")


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what to write")
    group.add_argument("--json", metavar="FILE|-", help="the report as JSON; - for standard output and nothing else")
    group.add_argument("--csv", type=Path, metavar="FILE", help="one row a probe")
    group.add_argument("--findings", type=Path, metavar="FILE", help="CSV with one row a recommendation")
    group.add_argument("--pdf", type=Path, metavar="FILE", help="the report for people, on paper or screen")
    group.add_argument("--paper", choices=("a4", "letter"), default="a4", help="size of the PDF's pages (a4)")
    group.add_argument("--markdown", metavar="FILE|-", help="the report for a forum; hides unless --no-hide")
    group.add_argument(
        "--hide",
        action=argparse.BooleanOptionalAction,
        help="replace addresses, host names, network names and your own in everything that is written",
    )
    group.add_argument("--record", type=Path, metavar="FILE", help="everything that happens, for --replay")
    group.add_argument(
        "--push", action="append", metavar="URL", help="send the report to a database or web server; @FILE holds a URL"
    )
    group.add_argument(
        "--retry", nargs="*", metavar="ID", help="with --queue: let refused reports wait again; without IDs all of them"
    )
    group.add_argument("--discard", nargs="+", metavar="ID", help="with --queue: do not send these reports any more")
    group.add_argument("--no-save", action="store_true", help="keep it out of the history")
    group.add_argument("-q", "--quiet", action="store_true", help="print no report and no progress")


def _add_experiment_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the experiment")
    group.add_argument("--once", action="store_true", help="before and after only, where one cannot switch back")
    group.add_argument("--block", type=seconds, metavar="S", help="length of a block (15; 60 with --once)")
    group.add_argument(
        "--metric", choices=("RTT median", "RTT p95", "loss"), default="RTT median", help="what decides (RTT median)"
    )


def _add_history_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the history")
    group.add_argument("--note", nargs=2, metavar=("ID", "TEXT"), help="with --history: note something about a session")
    group.add_argument("--delete", nargs="+", metavar="ID", help="with --history: delete sessions")
    group.add_argument(
        "--prune",
        type=age,
        metavar="SPAN",
        help="with --history: delete sessions older than this, such as 90d, but none with a note or in a comparison",
    )
    group.add_argument("--data-dir", type=Path, metavar="DIR", help="where the history lives")


def country(text: str) -> str:
    """Two letters of a country whose radio rules are known."""
    from latencylab.wifi.plan import channel_plan

    code = text.upper()
    if channel_plan(code).country is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a country's two letters, such as DE")
    return code


def _add_watch_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("unattended, with --watch")
    group.add_argument(
        "--every", type=span, metavar="SPAN", help="a session each SPAN, such as 15m, as long as --duration"
    )
    group.add_argument("--between", type=hours, metavar="HH:MM-HH:MM", help="only at these hours")
    group.add_argument(
        "--rotate", type=span, metavar="SPAN", help="without --every: begin a new session each SPAN (1h)"
    )
    group.add_argument(
        "--on-problem", metavar="COMMAND", help="run this when it has become bad; the report is its input"
    )
    group.add_argument(
        "--problem-after", type=int, choices=range(1, 101), default=2, metavar="N", help="bad sessions in a row (2)"
    )
    group.add_argument("--prometheus", metavar="[HOST:]PORT", help="answer Prometheus there")
    group.add_argument("--textfile", type=Path, metavar="FILE", help="metrics for node_exporter's textfile folder")


def span(text: str) -> float:
    """A span of time in seconds, from a second to 30 days."""
    return _span(text, LONGEST_S, "90s, 15m or 1h")


def age(text: str) -> float:
    """A span of time in seconds, from a second to a hundred years."""
    return _span(text, _OLDEST_S, "90d")


def hours(text: str) -> Hours:
    """Hours of the day."""
    try:
        return parse_hours(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} are not hours such as 18:00-23:30") from error


def seconds(text: str) -> float:
    """A duration: a finite number of seconds above 0, at most 30 days."""
    return _number(text, 0.1, LONGEST_S, "a duration from 0.1 to 2592000 seconds")


def rate(text: str) -> float:
    """Probes a second."""
    return _number(text, *RATE_LIMITS_HZ, "a rate from 0.1 to 1000 a second")


def data_size(text: str) -> int:
    """Bytes, from a number with k, M, G or T (powers of 1000; with an i behind it, of 1024)."""
    match = _DATA_SIZE.match(text.strip())
    if match is not None:
        number, prefix, binary = match.groups()
        factor: int = (1024 if binary else 1000) ** " KMGT".index(prefix.upper() or " ")
        size = round(float(number) * factor)
        if size >= _LEAST_BYTES:
            return size
    raise argparse.ArgumentTypeError(f"{text!r} is not a size of 100k or more, such as 200M or 1G")


def place(text: str) -> tuple[float, float]:
    """Latitude and longitude in degrees."""
    try:
        return parse_place(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a place such as 52.5,13.4") from error


def _span(text: str, longest_s: float, examples: str) -> float:
    try:
        value = parse_span(text)
    except ValueError:
        value = math.nan
    if not 1 <= value <= longest_s:
        raise argparse.ArgumentTypeError(f"{text!r} is not a span of time such as {examples}")
    return value


def _number(text: str, low: float, high: float, wanted: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
    return value
