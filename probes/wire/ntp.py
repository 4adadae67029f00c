"""NTP and PTP timestamps on the wire, to and from integer nanoseconds of ``CLOCK_REALTIME`` (Unix time).

NTP-64 is 32 bits of seconds since 1900 and 32 bits of binary fraction (unit 233 ps), so that every whole nanosecond
survives the way there and back. The seconds wrap in February 2036; a value with the top bit clear is taken to lie in
the era that begins then, so instants from January 1968 to February 2104 are told apart (RFC 4330 section 3, the same
pivot). PTP truncated is 32 bits of seconds since 1970 and 32 bits of nanoseconds (RFC 8186 section 2.1). A PTP clock
may run on TAI, 37 s ahead of UTC; nothing in a packet says whether it does, so nothing is subtracted.
"""

NTP_UNIX_DELTA_S = 2_208_988_800
"""Seconds from 1900-01-01 to 1970-01-01."""

_NS_PER_S = 1_000_000_000
_ERA_S = 1 << 32
_PIVOT = 1 << 63
_HALF = 1 << 31
_LOW32 = 0xFFFF_FFFF


def to_ntp(unix_ns: int) -> int:
    """The NTP-64 timestamp (an unsigned 64-bit integer) of an instant in Unix nanoseconds, in whatever era it lies."""
    seconds, rest_ns = divmod(unix_ns, _NS_PER_S)
    return ((seconds + NTP_UNIX_DELTA_S) & _LOW32) << 32 | (rest_ns << 32) // _NS_PER_S


def from_ntp(ntp64: int) -> int:
    """Unix nanoseconds of an NTP-64 timestamp between 1968-01-20 and 2104-02-26, rounded to the nearest nanosecond."""
    seconds = (ntp64 >> 32) - NTP_UNIX_DELTA_S
    if ntp64 < _PIVOT:
        seconds += _ERA_S
    return seconds * _NS_PER_S + (((ntp64 & _LOW32) * _NS_PER_S + _HALF) >> 32)


def to_ptp(unix_ns: int) -> int:
    """The truncated PTP timestamp (an unsigned 64-bit integer) of an instant in Unix nanoseconds."""
    seconds, rest_ns = divmod(unix_ns, _NS_PER_S)
    return (seconds & _LOW32) << 32 | rest_ns


def from_ptp(ptp64: int) -> int:
    """Unix nanoseconds of a truncated PTP timestamp; a nanosecond field beyond a second is added as it is."""
    return (ptp64 >> 32) * _NS_PER_S + (ptp64 & _LOW32)
