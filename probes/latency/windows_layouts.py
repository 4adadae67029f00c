"""Structures that Windows reads and writes for echo requests, handshakes and timing.

Sources: ``ipexport.h`` and ``mstcpip.h``. ``ICMP_ECHO_REPLY`` has the pointers of the process that asks; that a 64-bit
one should get ``ICMP_ECHO_REPLY32`` was an error of Microsoft's pages (corrected, MicrosoftDocs/cpp-docs issue 315).
``IPV6_ADDRESS_EX`` is packed, 26 octets long; the echoed payload of ICMPv6 comes after 36.
"""

import ctypes
from ctypes import c_ubyte, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p
from typing import NamedTuple

SUCCESS, TIMED_OUT = 0, 11010
_STATUS_BASE = 11000
_OWN_FAILURES = {11006: "no resources", 11008: "hardware error", 11018: "bad destination", 11050: "general failure"}
"""Of this computer; the other numbers tell what came back, or did not, from the network."""


class OptionInformation(ctypes.Structure):
    """``IP_OPTION_INFORMATION``."""

    _fields_ = (
        ("Ttl", c_uint8),
        ("Tos", c_uint8),
        ("Flags", c_uint8),
        ("OptionsSize", c_uint8),
        ("OptionsData", c_void_p),
    )


class EchoReplyV4(ctypes.Structure):
    """``ICMP_ECHO_REPLY``."""

    _fields_ = (
        ("Address", c_uint32),
        ("Status", c_uint32),
        ("RoundTripTime", c_uint32),
        ("DataSize", c_uint16),
        ("Reserved", c_uint16),
        ("Data", c_void_p),
        ("Options", OptionInformation),
    )


class EchoReplyV6(ctypes.Structure):
    """``ICMPV6_ECHO_REPLY``."""

    _fields_ = (("Address", c_ubyte * 26), ("Status", c_uint32), ("RoundTripTime", c_uint32))


class TcpInfo(ctypes.Structure):
    """``TCP_INFO_v0``."""

    _fields_ = (
        ("State", c_uint32),
        ("Mss", c_uint32),
        ("ConnectionTimeMs", c_uint64),
        ("TimestampsEnabled", c_uint8),
        ("RttUs", c_uint32),
        ("MinRttUs", c_uint32),
        ("BytesInFlight", c_uint32),
        ("Cwnd", c_uint32),
        ("SndWnd", c_uint32),
        ("RcvWnd", c_uint32),
        ("RcvBuf", c_uint32),
        ("BytesOut", c_uint64),
        ("BytesIn", c_uint64),
        ("BytesReordered", c_uint32),
        ("BytesRetrans", c_uint32),
        ("FastRetrans", c_uint32),
        ("DupAcksIn", c_uint32),
        ("TimeoutEpisodes", c_uint32),
        ("SynRetrans", c_uint8),
    )


class InitialRto(ctypes.Structure):
    """``TCP_INITIAL_RTO_PARAMETERS``."""

    _fields_ = (("Rtt", c_uint16), ("MaxSynRetransmissions", c_uint8))


class PowerThrottling(ctypes.Structure):
    """``PROCESS_POWER_THROTTLING_STATE``."""

    _fields_ = (("Version", c_uint32), ("ControlMask", c_uint32), ("StateMask", c_uint32))


class Answer(NamedTuple):
    """What became of one echo request."""

    status: int
    rtt_ms: int
    """The system's own reading, in whole ms of a clock that ticks every 15.6 ms on most computers."""
    ttl: int | None
    """Not told for IPv6."""
    echoed: bool
    """Whether the request's payload came back."""


def parse_answer(buffer: bytes, payload: bytes, *, v6: bool) -> Answer:
    """The first reply in a buffer that ``IcmpSendEcho2`` or ``Icmp6SendEcho2`` has filled.

    The payload is looked for behind the reply's structure, and not where its pointer leads.

    Raises:
        ValueError: the buffer is too small for a reply.
    """
    if v6:
        reply_v6 = EchoReplyV6.from_buffer_copy(buffer)
        echoed = payload in buffer[ctypes.sizeof(EchoReplyV6) :]
        return Answer(reply_v6.Status, reply_v6.RoundTripTime, None, echoed)
    reply = EchoReplyV4.from_buffer_copy(buffer)
    echoed = payload in buffer[ctypes.sizeof(EchoReplyV4) :]
    return Answer(reply.Status, reply.RoundTripTime, reply.Options.Ttl, echoed)


def own_failure(code: int) -> str | None:
    """Why this computer could not send, in a few words; None when the packet left and the network failed it.

    Args:
        code: an ``IP_STATUS``, or an error code of Windows, which are all smaller.
    """
    if code in _OWN_FAILURES:
        return _OWN_FAILURES[code]
    return f"Windows error {code}" if 0 < code < _STATUS_BASE else None
