"""What comes back for a probe whose TTL may end on the way, as functions on bytes and on what the kernel says."""

import socket
from dataclasses import dataclass
from typing import Literal, NamedTuple

from probes import kernelstamps
from probes.latency.transports import family_of
from probes.wire import icmp, icmp_error

NUMBERS = 1 << 16
"""Numbers of probes wrap here: an ICMP header holds no more."""

Kind = Literal["exceeded", "reached", "refused", "too-big"]
"""The TTL ended at a router; the target itself answered; somebody else rejected the probe; it was too large."""


class Answer(NamedTuple):
    """What came back for a probe."""

    number: int | None
    """Of the probe; None when the answer does not tell."""
    kind: Kind
    source: str
    rx_ns: int | None
    """Kernel receive stamp."""
    ttl: int | None
    """Of the answer itself."""
    tos: int | None
    """TOS octet of the answer itself."""
    out_tos: int | None = None
    """TOS octet with which the probe came to whoever answers, where the answer says so."""
    mtu: int = 0
    """Of the next link, for ``too-big``."""
    detail: str = ""
    """What is unreachable, in an ICMP error that says so; empty in an answer of the target's own."""
    other_dscp: bool = False
    """The answer was not sent with the DSCP that was asked for."""


def numeric(address: str) -> str:
    """The address as the kernel writes it, without scope."""
    family = family_of(address)
    return socket.inet_ntop(family, socket.inet_pton(family, address.partition("%")[0]))


def kind_of(kind: int, code: int, source: str, target: str) -> Kind | None:
    """What an ICMP error from ``source`` says of a probe to ``target``; None when it says nothing of use."""
    match icmp_error.meaning(kind, code, v6=":" in target):
        case "unreachable":
            return "reached" if source == target else "refused"
        case "exceeded":
            return "exceeded"
        case "too-big":
            return "too-big"
    return None


def _detail(kind: int, code: int, target: str) -> str:
    v6 = ":" in target
    is_unreachable = icmp_error.meaning(kind, code, v6=v6) == "unreachable"
    return icmp_error.what_is_unreachable(code, v6=v6) if is_unreachable else ""


def to_answer(error: kernelstamps.IcmpError, number: int | None, target: str) -> Answer | None:
    """The answer in an entry of the error queue."""
    kind = kind_of(error.kind, error.code, error.source, target)
    if kind is None:
        return None
    detail = _detail(error.kind, error.code, target)
    return Answer(number, kind, error.source, error.rx_ns, error.ttl, error.tos, mtu=error.info, detail=detail)


@dataclass(frozen=True, slots=True)
class EchoReader:
    """Reads the ICMP messages that concern one flow of echo requests.

    Args:
        target: where they go.
        identifier: their identifier on the wire.
        token: the flow's secret.
        with_ip: whether IPv4 messages come with their IP header (raw sockets, macOS).
    """

    target: str
    identifier: int
    token: bytes
    with_ip: bool

    def read(self, datagram: kernelstamps.Datagram) -> Answer | None:
        """The answer in a message; None when it concerns others."""
        v6 = ":" in self.target
        message, ttl, tos = datagram.data, datagram.ttl, datagram.tos
        if self.with_ip and not v6:
            tos = message[1] if len(message) > 1 else None
            message, ttl = icmp.strip_ipv4_header(message)
        source = datagram.source[0].partition("%")[0]
        reply = icmp.parse_reply(message, v6=v6)
        if reply is not None:
            own = reply.token == self.token and source == self.target
            return Answer(reply.seq % NUMBERS, "reached", source, datagram.rx_ns, ttl, tos) if own else None
        quote = icmp_error.parse(message, v6=v6)
        if quote is None or quote.destination != self.target:
            return None
        number = self.quoted_number(quote.payload)
        kind = kind_of(quote.kind, quote.code, source, self.target)
        if number is None or kind is None:
            return None
        detail = _detail(quote.kind, quote.code, self.target)
        return Answer(number, kind, source, datagram.rx_ns, ttl, tos, quote.tos, quote.mtu, detail)

    def quoted_number(self, header: bytes) -> int | None:
        """The number in a quoted ICMP header, if it is of one of this flow's requests."""
        request = icmp.ECHO_REQUEST_V6 if ":" in self.target else icmp.ECHO_REQUEST
        if len(header) < 8 or header[0] != request or int.from_bytes(header[4:6]) != self.identifier:
            return None
        return int.from_bytes(header[6:8])
