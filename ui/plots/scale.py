"""Round numbers for the ends of axes."""

_NICE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def ceiling(value: float, least: float = 2.0) -> float:
    """The next round number above ``value``, at least ``least``."""
    value = max(value, least)
    power = 1.0
    while power * 10 < value:
        power *= 10
    while power > value:
        power /= 10
    return next((step * power for step in _NICE if step * power >= value), 10 * power)
