"""``--servers --rank``: which server of a service answers fastest from here."""

import sys
from argparse import Namespace

from latencylab.bootstrap import spawn_worker
from latencylab.catalogue.model import STAND_IN, Service
from latencylab.catalogue.wish import open_catalogue, own_server
from latencylab.cli.files import STDOUT, write_json
from latencylab.cli.main import complain
from latencylab.cli.terminal import style_of
from latencylab.engine.plan import DEFAULT_RATE_HZ
from latencylab.engine.ranking import Ranked, Ranking, rank, rank_service
from latencylab.errors import Exit, UserError
from latencylab.report.figures import number
from latencylab.report.text import Style, shorten
from latencylab.settings import read_settings


def rank_servers(options: Namespace) -> int:
    """Measure the servers of ``--service``, or the named hosts, and print them in order; gives the exit status.

    Raises:
        UserError: no such service, it has no server that can be measured, or a host is none.
    """
    settings = read_settings()
    here = options.place or settings.place
    rate_hz = options.rate or DEFAULT_RATE_HZ
    service: Service | None = None
    if options.rank:
        hosts = [own_server(text) for text in dict.fromkeys(options.rank)]
        found = rank("", hosts, here, spawn_worker, rate_hz)
    elif options.service:
        catalogue = open_catalogue(settings)
        service = catalogue.need_service(options.service)
        _, found = rank_service(service, catalogue, here, settings, spawn_worker, rate_hz=rate_hz, complain=complain)
    else:
        raise UserError("Whose servers shall be ranked?", "Name a service: latencylab --servers --rank --service NAME.")
    if options.json is not None and not write_json(options.json, found.to_object(), "latencylab-ranking.json"):
        return Exit.USAGE
    if options.json != STDOUT and not options.quiet:
        sys.stdout.write(render(found, service, style_of(sys.stdout)))
    return Exit.HEALTHY if found.best is not None else Exit.NO_ANSWER


def render(found: Ranking, service: Service | None, style: Style) -> str:
    """The answer first, then everybody in order."""
    lines = [style.paint(style.plain(found.answer), "1"), ""]
    lines.append(style.paint(f" {'server':<32}{'median':>8}  {'95 % interval':<16}{'floor':>7}{'km':>7}", "2"))
    lines += [style.plain(_line(one)) for one in found.servers]
    if found.not_asked:
        lines += ["", f" {found.not_asked} farther ones were not asked."]
    if any(one.floor_ms is not None for one in found.servers):
        lines += ["", " floor: the least that light in fibre takes over that distance, there and back, in ms"]
    if service is not None and any(not one.own for one in found.servers):
        lines += ["", style.plain(f" {STAND_IN} {service.note}")]
    return "\n".join(lines) + "\n"


def _line(one: Ranked) -> str:
    name = f" {shorten(one.label, 31):<32}"
    if one.median_ms is None:
        return f"{name}{'no answer':>10}"
    interval = "" if one.interval_ms is None else f"{number(one.interval_ms[0])} to {number(one.interval_ms[1])}"
    far = f"{number(one.floor_ms):>7}{one.distance_km:>7.0f}" if one.distance_km is not None else ""
    return f"{name}{number(one.median_ms):>8}  {interval:<16}{far}"
