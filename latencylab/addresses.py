"""Which side of the home's border an address belongs to, and words for hidden addresses that keep just that.

A recording for strangers holds ``private-address-1`` in place of an address. What is concluded from addresses (where
the home ends, whether two routers translate one behind the other) rests on their kind alone: it is the same for both.
"""

import ipaddress
import re
from enum import StrEnum

_HOME_ONLY = tuple(ipaddress.ip_network(text) for text in ("192.168.0.0/16", "172.16.0.0/12"))
_TEN = ipaddress.ip_network("10.0.0.0/8")
_LOCAL_6 = tuple(ipaddress.ip_network(text) for text in ("fe80::/10", "fc00::/7"))
_HIDDEN = re.compile(r"((?:private-(?:10-|6-)?)?address)-\d+")


class AddressKind(StrEnum):
    """The kind of an address; the value is the word that hides one."""

    PRIVATE = "private-address"
    """RFC 1918, of the blocks that are used in homes only."""
    PRIVATE_10 = "private-10-address"
    """10.0.0.0/8: of a home, or inside a provider's network."""
    PRIVATE_6 = "private-6-address"
    """IPv6, link-local (RFC 4291) or unique local (RFC 4193)."""
    OTHER = "address"
    """Public, shared (RFC 6598), or no address at all."""


def kind_of(address: str) -> AddressKind:
    """The kind of an address, hidden or not."""
    if hidden := _HIDDEN.fullmatch(address):
        return AddressKind(hidden[1])
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return AddressKind.OTHER
    if parsed.version == 6:
        return AddressKind.PRIVATE_6 if any(parsed in network for network in _LOCAL_6) else AddressKind.OTHER
    if any(parsed in network for network in _HOME_ONLY):
        return AddressKind.PRIVATE
    return AddressKind.PRIVATE_10 if parsed in _TEN else AddressKind.OTHER
