"""How far a server stands, and how fast it could answer at best.

Light in fibre covers 204 km in a millisecond, so 1000 km cost 9.8 ms there and back: nothing tunes that away. Real ways
are longer than the great circle: measured round trips lie about 2.1 times above that floor up to 3000 km and 1.6 times
beyond (Bozkurt et al., PAM 2017, and the matrix of AWS's regions). What a measurement takes beyond that is a detour.
"""

import math

EARTH_KM = 6371.0
FLOOR_MS_PER_KM = 2 / 204.0
NEAR_KM = 3000.0
NEAR_FACTOR, FAR_FACTOR = 2.1, 1.6

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance_km(here: Place, there: Place) -> float:
    """Great-circle distance (haversine formula)."""
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (*here, *there))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def floor_ms(km: float) -> float:
    """The shortest round trip that the speed of light in fibre permits."""
    return km * FLOOR_MS_PER_KM


def usual_ms(km: float) -> float:
    """What a usual way of that length takes, without the access line."""
    return floor_ms(km) * (NEAR_FACTOR if km < NEAR_KM else FAR_FACTOR)
