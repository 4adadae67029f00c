"""A look at the air as events of the session's stream, and back. Raw elements stay behind: they are decoded by then."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from latencylab.events import AirOrigin, AirSeen, Event, NetworkHeard, ProbeFailed, SurveySeen, WifiLinkSeen
from latencylab.wifi.bss import Bss, Link, Survey, WifiSnapshot

PROBE: Final = "wifi"


def snapshot_events(snapshot: WifiSnapshot, t_ns: int, origin: AirOrigin = "system") -> Iterator[Event]:
    """Everything that one look told, problems included."""
    yield AirSeen(
        t_ns, snapshot.source, origin, country=snapshot.country, scanned=snapshot.scanned, bands=snapshot.bands
    )
    if snapshot.link is not None:
        yield link_event(snapshot.link, t_ns)
    for bss in snapshot.networks:
        yield NetworkHeard(t_ns, **_shared(bss, NetworkHeard))
    for survey in snapshot.survey:
        yield survey_event(survey, t_ns)
    for problem in snapshot.problems:
        yield ProbeFailed(t_ns, PROBE, problem.error, problem.hint)


def link_event(link: Link, t_ns: int) -> WifiLinkSeen:
    """The connection as an event."""
    return WifiLinkSeen(t_ns, connected=True, **_shared(link, WifiLinkSeen, "connected"))


def survey_event(survey: Survey, t_ns: int) -> SurveySeen:
    """A channel's counters as an event."""
    return SurveySeen(t_ns, **survey._asdict())


def to_link(event: WifiLinkSeen) -> Link:
    """The connection that an event tells of."""
    return Link(**_shared(event, Link))


def to_bss(event: NetworkHeard) -> Bss:
    """The network that an event tells of."""
    return Bss(**_shared(event, Bss))


def to_survey(event: SurveySeen) -> Survey:
    """The counters that an event tells of."""
    return Survey(**{name: getattr(event, name) for name in Survey._fields})


def _shared(record: Any, wanted: type[Any], *without: str) -> dict[str, Any]:
    """The fields that a record and another kind have in common; a name changes between bytes and digits."""
    theirs = {entry.name for entry in fields(wanted)} - {"t_ns", *without}
    found = {entry.name: getattr(record, entry.name) for entry in fields(record) if entry.name in theirs}
    name = found["ssid"]
    if isinstance(name, bytes):
        found["ssid"] = name.hex()
    elif name is not None:
        found["ssid"] = _bytes(name)
    return found


def _bytes(digits: str) -> bytes | None:
    try:
        return bytes.fromhex(digits)
    except (TypeError, ValueError):
        return None
