"""The user's settings: ``settings.toml`` in the folder for settings. Without the file everything is as usual.

::

    [place]                      # for distances to servers; never sent anywhere
    latitude = 52.5
    longitude = 13.4
    [catalogue]
    fetch = false                # never ask a service for its list of regions
    [history]
    limit_mb = 500               # what the recordings may take up; the oldest make room
    keep_days = 90               # older sessions go; without it age alone removes none
"""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from latencylab.errors import OutputError, UserError
from latencylab.files import replace_file

Place = tuple[float, float]
_KNOWN = {"place": {"latitude", "longitude"}, "catalogue": {"fetch"}, "history": {"limit_mb", "keep_days"}}
_DAY_S = 86_400.0
_NUMBER = r"\s*([-+]?\d+(?:\.\d+)?)°?\s*"
_DEGREES = re.compile(rf"{_NUMBER}([NS]?)\s*[,;\s]{_NUMBER}([EW]?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the history may stay; a session with a note or in a comparison stays in any case."""

    bytes: int = 1 << 30
    """What the recordings may take up: some 10,000 quick tests, or two weeks of watching."""
    age_s: float | None = None
    """How old a session may become; None: age alone removes none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has set."""

    place: Place | None = None
    """Latitude and longitude in degrees."""
    fetch_regions: bool = True
    """Whether a service may be asked for its list of regions when its servers are to be measured."""
    history: Limits = Limits()


def settings_path() -> Path:
    """Where the file lies."""
    return platformdirs.user_config_path("latencylab", appauthor=False) / "settings.toml"


def read_settings(path: Path | None = None) -> Settings:
    """The settings; the usual ones where there is no file.

    Raises:
        UserError: the file cannot be read or says something that cannot be.
    """
    path = path or settings_path()
    try:
        body = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.", "Check its permissions.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not TOML: {error}.", "Mend it or remove it.") from error
    _check(body, path)
    fetch = body.get("catalogue", {}).get("fetch", True)
    if not isinstance(fetch, bool):
        raise UserError(f"In {path}, fetch must be true or false.", "Mend it or remove it.")
    return Settings(_place(body.get("place"), path), fetch, _limits(body.get("history", {}), path))


def _check(body: Mapping[str, Any], path: Path) -> None:
    for table, entries in body.items():
        if table not in _KNOWN or not isinstance(entries, Mapping):
            raise UserError(f"{path} has an unknown part {table!r}.", f"Known are {', '.join(sorted(_KNOWN))}.")
        for name in entries.keys() - _KNOWN[table]:
            raise UserError(f"{path} has an unknown setting {table}.{name}.", "Mend it or remove it.")


def _place(entry: Mapping[str, Any] | None, path: Path) -> Place | None:
    if entry is None:
        return None
    try:
        return _checked(float(entry["latitude"]), float(entry["longitude"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"In {path}, [place] needs latitude and longitude in degrees.", "Mend it.") from error


def _limits(entry: Mapping[str, Any], path: Path) -> Limits:
    usual = Limits()
    megabytes = _positive(entry, "limit_mb", path)
    days = _positive(entry, "keep_days", path)
    return Limits(
        usual.bytes if megabytes is None else round(megabytes * 1e6), usual.age_s if days is None else days * _DAY_S
    )


def _positive(entry: Mapping[str, Any], name: str, path: Path) -> float | None:
    value = entry.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise UserError(f"In {path}, {name} must be a number above 0.", "Mend it or remove it.")
    return float(value)


def _checked(latitude: float, longitude: float) -> Place:
    """A place on Earth, in degrees.

    Raises:
        ValueError: there is none.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude}, {longitude}")
    return latitude, longitude


def parse_place(text: str) -> Place:
    """A place as maps write it: ``52.52, 13.41`` or ``33.9 S, 18.4 E``.

    Raises:
        ValueError: it is no place on Earth, or written otherwise.
    """
    found = _DEGREES.fullmatch(text)
    if found is None:
        raise ValueError(text)
    south, west = found[2].upper() == "S", found[4].upper() == "W"
    return _checked(float(found[1]) * (-1 if south else 1), float(found[3]) * (-1 if west else 1))


def keep_place(place: Place | None, path: Path | None = None) -> None:
    """Write where the user is into the file, None to forget it; the rest of the file stays as it is.

    Raises:
        UserError: the file is not what it should be, or cannot be written.
    """
    import tomlkit

    path = path or settings_path()
    read_settings(path)
    body = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    if place is not None:
        body["place"] = {"latitude": place[0], "longitude": place[1]}
    elif "place" in body:
        del body["place"]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError.writing(path, error) from error
    replace_file(path, tomlkit.dumps(body).encode())
