"""Series with known properties, and what the tests need to measure the statistics themselves."""

import sys
from array import array
from collections import deque
from random import Random

import numpy as np

MS = 1_000_000
S = 1_000_000_000


def ar1_lognormal(rng, count, correlation, median_ms=40.0, sigma=0.2, series=1):
    """``series`` rows of log-normal delays in ns whose logarithms are an AR(1) process, stationary from the start."""
    noise = rng.standard_normal((count, series))
    noise[1:] *= np.sqrt(1 - correlation**2)
    for k in range(1, count):
        noise[k] += correlation * noise[k - 1]
    return (median_ms * MS * np.exp(sigma * noise)).astype(np.int64).T.tolist()


def gilbert(rng: Random, count, good_to_bad, bad_to_good):
    """Losses of the two-state model, from its stationary state."""
    bad = rng.random() < good_to_bad / (good_to_bad + bad_to_good)
    losses = []
    for _ in range(count):
        losses.append(bad)
        bad = rng.random() >= bad_to_good if bad else rng.random() < good_to_bad
    return losses


def size_of(thing, seen=None):
    """Bytes of an object and of everything that it holds."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, type):
        return 0
    seen.add(id(thing))
    held = []
    if isinstance(thing, dict):
        held = [*thing, *thing.values()]
    elif isinstance(thing, list | tuple | set | deque):
        held = list(thing)
    elif not isinstance(thing, int | float | str | bytes | bytearray | array):
        slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
        held = [getattr(thing, name) for name in slots if hasattr(thing, name)]
        held += vars(thing).values() if hasattr(thing, "__dict__") else []
    return sys.getsizeof(thing) + sum(size_of(part, seen) for part in held)
