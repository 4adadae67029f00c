"""Putting together what several commands or interfaces tell of the same air."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from latencylab.wifi.bss import Bss, Link, Problem, Survey, WifiSnapshot
from latencylab.wifi.channels import BANDS, Band, block_centre_mhz

MAX_NETWORKS = 4096
"""More networks than any place has: what is beyond is a flood of forged beacons."""

_MAX_NAMES = 64
_DBM = (-150.0, 50.0)

_Record = TypeVar("_Record", Bss, Link)


def assemble(
    source: str,
    *,
    links: Iterable[Link] = (),
    networks: Iterable[Bss] = (),
    survey: Iterable[Survey] = (),
    country: str | None = None,
    bands: Iterable[Band] = (),
    problems: Iterable[Problem] = (),
) -> WifiSnapshot:
    """One snapshot: each network once, the link with what its network tells, the network marked that it belongs to."""
    found = [*problems]
    merged = [_plausible(bss) for bss in merge_networks(networks)]
    scanned = bool(merged)
    if len(merged) > MAX_NETWORKS:
        found.append(Problem(f"{len(merged)} networks were heard, which no place has; the first {MAX_NETWORKS} count."))
        merged = merged[:MAX_NETWORKS]
    link = _choose_link(tuple(map(_plausible, links)), merged, source, found)
    if link is not None:
        merged, link = _join(link, merged)
    return WifiSnapshot(
        source,
        link,
        tuple(merged),
        tuple(survey),
        country or _country(merged),
        scanned,
        tuple(band for band in BANDS if band in set(bands)),
        tuple(dict.fromkeys(found)),
    )


def _plausible(record: _Record) -> _Record:
    """``record`` without strengths that no receiver can measure."""
    noise_dbm, rssi_dbm = record.noise_dbm, record.rssi_dbm
    if noise_dbm is not None and not _DBM[0] <= noise_dbm <= _DBM[1]:
        record = replace(record, noise_dbm=None)
    if rssi_dbm is not None and not _DBM[0] <= rssi_dbm <= _DBM[1]:
        record = replace(record, rssi_dbm=None)
    return record


def merge_networks(networks: Iterable[Bss]) -> list[Bss]:
    """Each network once, with the newest that is known of it; those without an address are all kept.

    One address with two names is two networks: some tools' outputs are passed around with all addresses made equal.
    """
    merged: list[Bss] = []
    places: dict[str, list[int]] = {}
    for bss in networks:
        same = places.setdefault(bss.bssid, []) if bss.bssid else []
        place = next((place for place in same if _may_be_one(merged[place], bss)), None)
        if place is not None:
            merged[place] = _newer(merged[place], bss)
        elif len(same) < _MAX_NAMES:
            same.append(len(merged))
            merged.append(bss)
    return merged


def _may_be_one(one: Bss, other: Bss) -> bool:
    return not one.ssid or not other.ssid or one.ssid == other.ssid


def _newer(earlier: Bss, later: Bss) -> Bss:
    merged = fill(later, earlier)
    return replace(
        merged,
        ssid=later.ssid or earlier.ssid or merged.ssid,
        connected=earlier.connected or later.connected,
        elements=later.elements or earlier.elements,
    )


def fill(record: _Record, other: Bss | Link) -> _Record:
    """``record`` with what it does not know taken from ``other``, field by field of the same name."""
    theirs = {field.name for field in fields(other)}
    known: dict[str, Any] = {
        field.name: getattr(other, field.name)
        for field in fields(record)
        if field.name in theirs and getattr(record, field.name) is None
    }
    if "centre_mhz" in known and getattr(other, "width_mhz", None) != (record.width_mhz or known.get("width_mhz")):
        del known["centre_mhz"]  # a centre belongs to its width
    return replace(record, **known)


def _choose_link(links: tuple[Link, ...], networks: list[Bss], source: str, problems: list[Problem]) -> Link | None:
    """The connection to report: of several the best known one, of those the one heard best; and that is said."""
    interfaces = {link.interface for link in links}
    if len(interfaces) > 1:
        names = ", ".join(sorted(name or "?" for name in interfaces))
        problems.append(Problem(f"Several adapters are connected ({names}); the one with the best signal is shown."))
    if links:
        return max(links, key=lambda link: (link.channel is not None, link.rssi_dbm or -200.0))
    own = next((bss for bss in networks if bss.connected), None)
    return None if own is None else fill(Link(source), own)


def _join(link: Link, networks: list[Bss]) -> tuple[list[Bss], Link]:
    """The link and its network know the same."""
    own = next((number for number, bss in enumerate(networks) if _is_of(bss, link)), None)
    if own is None:
        if link.band is None and link.bssid is None and link.ssid is None:
            return networks, link
        networks = [*networks, fill(Bss(link.bssid, link.ssid), link)]
        own = len(networks) - 1
    known = fill(link, networks[own])
    if known.centre_mhz is None and known.band and known.channel and known.width_mhz:
        known = replace(known, centre_mhz=block_centre_mhz(known.band, known.channel, known.width_mhz))
    joined = replace(fill(networks[own], known), connected=True)
    return [joined if number == own else replace(bss, connected=False) for number, bss in enumerate(networks)], known


def _is_of(bss: Bss, link: Link) -> bool:
    """Whether a network is the one that the link is with; names decide only where a source gives no addresses."""
    if bss.bssid is not None and link.bssid is not None:
        return bss.bssid == link.bssid and (not bss.ssid or not link.ssid or bss.ssid == link.ssid)
    if bss.bssid is None and link.bssid is None and bss.ssid is None and link.ssid is None:
        return bss.connected
    return bss.ssid is not None and bss.ssid == link.ssid and bss.channel == link.channel


def _country(networks: list[Bss]) -> str | None:
    """The country that the own network names, else the one that most do."""
    own = next((bss.country for bss in networks if bss.connected and bss.country), None)
    votes = Counter(bss.country for bss in networks if bss.country)
    return own or (votes.most_common(1)[0][0] if votes else None)
