"""Options of a socket that say how its packets travel."""

import socket

_PROBE = 3
"""``IP_PMTUDISC_PROBE``: never fragment, and ignore what the kernel believes of the path."""
_IP_MTU_DISCOVER, _IPV6_MTU_DISCOVER = 10, 23
_IPV6_TCLASS = getattr(socket, "IPV6_TCLASS", 67)


def set_ttl_and_tos(sock: socket.socket, ttl: int, tos: int) -> None:
    """TTL or hop limit, and TOS octet or traffic class, of what ``sock`` sends from here on."""
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, ttl)
        sock.setsockopt(socket.IPPROTO_IPV6, _IPV6_TCLASS, tos)
    else:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)


def forbid_fragments(sock: socket.socket) -> None:
    """Have every packet of ``sock`` go out whole or not at all, whatever its size (Linux)."""
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, _IPV6_MTU_DISCOVER, _PROBE)
    else:
        sock.setsockopt(socket.IPPROTO_IP, _IP_MTU_DISCOVER, _PROBE)
