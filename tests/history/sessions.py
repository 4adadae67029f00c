"""Sessions for the history's tests: event streams without any measuring, and their reports."""

import json

from latencylab import events
from latencylab.history.saving import SessionSaver
from latencylab.report.build import build_report
from latencylab.session.session import Session
from latencylab.settings import Limits

WALL_NS = 1_795_276_006_000_000_000
STEP_NS = 50_000_000


def stream(session_id, *, servers=("play.example",), samples=40, wall_ns=WALL_NS, end=True):
    """The events of one session, in order."""
    yield events.SessionStarted(
        0, id=session_id, started_wall_ns=wall_ns, version="0.1.0", system="Linux", settings={"targets": list(servers)}
    )
    for server in servers:
        yield events.LegAdded(1, server, "target", server, server, "192.0.2.7", "icmp", label=server)
    yield events.PhaseChanged(2, "idle")
    for number in range(samples):
        for server in servers:
            rtt_ns = 20_000_000 + 100_000 * (number % 7)
            yield events.Sample(3 + number * STEP_NS, server, number, number, rtt_ns=rtt_ns)
    if end:
        yield events.SessionEnded(4 + samples * STEP_NS)


def report_of(told):
    session = Session()
    for event in told:
        session.apply(event)
    return json.loads(json.dumps(build_report(session).to_object()))


def save(folder, session_id, **options):
    """Record one session, as the program does; gives its report."""
    saver = SessionSaver(folder, options.pop("limits", Limits()))
    told = list(stream(session_id, **options))
    for event in told:
        saver(event)
    saver.close()
    report = report_of(told)
    saver.finish(report)
    return report
