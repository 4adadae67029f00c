"""Who counts as one asker, and how much one may ask for: shared by all servers.

A bucket is one instant, the "theoretical arrival time" of the generic cell rate algorithm (ITU-T I.371 annex A): each
request moves it on by its cost, and it must not run ahead of the clock by more than the burst. Times are nanoseconds of
one monotonic clock.
"""

from socket import AF_INET, AF_INET6, inet_pton


def charged(due_ns: int, now_ns: int, cost_ns: int) -> int:
    """The bucket ``due_ns`` after a request that takes ``cost_ns`` to be forgotten."""
    return max(due_ns, now_ns) + cost_ns


def network_of(host: str) -> bytes | None:
    """What counts as one source: an IPv4 address, or the /64 of an IPv6 one; None for what cannot be a host's address.

    Multicast, broadcast, reserved and unspecified addresses are no host's.
    """
    try:
        if ":" in host:
            packed = inet_pton(AF_INET6, host.partition("%")[0])
            return None if packed[0] == 0xFF or not any(packed) else packed[:8]
        packed = inet_pton(AF_INET, host)
    except OSError:
        return None
    return None if packed[0] >= 224 or packed[0] == 0 else packed
