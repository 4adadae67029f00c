"""Which router is whose: the home's own, or the first of the Internet provider.

RFC 7398 calls the border the service demarcation point. It shows in the addresses: home routers number their side from
RFC 1918; a provider's first hop has a public address or one of the shared range for carrier-grade NAT (RFC 6598). Some
providers use 10.0.0.0/8 inside, so a second private hop counts as the home's only where that fits.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from latencylab.addresses import AddressKind, kind_of

SAME_HOUSE_NS = 1_000_000
"""A second hop in 10.0.0.0/8 at most this much behind the gateway stands in the same house (ours)."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A router found by a probe whose TTL ended there."""

    address: str
    rtt_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Border:
    """Where the home ends."""

    access: str | None
    """Address of the provider's first hop; None when it does not answer."""
    double_nat: bool | None
    """Whether a second router of the home translates addresses again; None when that cannot be told."""
    router: str | None = None
    """Address of the home's last router, where that is not the default gateway: behind a mesh node, or a second one."""


def find_border(gateway: str | None, hops: Mapping[int, Hop], target: str) -> Border:
    """The border of the home, from the default gateway, the hops by TTL, and the target's address."""
    behind = [hops[ttl] for ttl in sorted(hops) if ttl >= 2 and hops[ttl].address not in (gateway, target)]
    if not behind:
        return Border(None, None)
    first = hops.get(1)
    inside = [hop for hop in behind if _is_home(hop, first)]
    outside = [hop for hop in behind if not _is_home(hop, first)]
    second = hops.get(2)
    double_nat = None if second is None or second.address == target else second in inside and _is_private(gateway)
    if not outside:
        return Border(None, double_nat)
    before = [hop.address for hop in behind[: behind.index(outside[0])]]
    return Border(outside[0].address, double_nat, before[-1] if before and _is_private(gateway) else None)


def _is_home(hop: Hop, gateway: Hop | None) -> bool:
    kind = kind_of(hop.address)
    if kind is not AddressKind.PRIVATE_10:
        return kind is not AddressKind.OTHER
    if gateway is None or gateway.rtt_ns is None or hop.rtt_ns is None:
        return False
    return hop.rtt_ns - gateway.rtt_ns <= SAME_HOUSE_NS


def _is_private(address: str | None) -> bool:
    """Whether the gateway's side is numbered as homes are, by IPv4: only there are addresses translated."""
    return address is not None and kind_of(address) in (AddressKind.PRIVATE, AddressKind.PRIVATE_10)
