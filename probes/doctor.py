"""What this computer lets the program measure, and how to allow the rest. Sends nothing off this computer."""

import socket
from typing import NamedTuple

from probes import kernelstamps
from probes.latency.icmp import permitted_way
from probes.latency.transports import TransportError


class Check(NamedTuple):
    """One ability."""

    name: str
    ok: bool
    detail: str
    hint: str = ""


def checks() -> list[Check]:
    """Everything that is worth knowing, most important first."""
    return [
        _icmp("ICMP echo, IPv4", "127.0.0.1"),
        _icmp("ICMP echo, IPv6", "::1"),
        _stamps(),
        _error_queue(),
        _reflector_port(),
    ]


def _icmp(name: str, address: str) -> Check:
    try:
        return Check(name, True, permitted_way(address))
    except TransportError as error:
        return Check(name, False, error.message, error.hint)


def _stamps() -> Check:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        best = kernelstamps.enable(sock)
    details = {
        "kernel": "the kernel stamps packets on both ways",
        "kernel-rx": "the kernel stamps packets on receipt",
        "user": "packets are stamped by this program; a busy computer reads some ms too much",
    }
    return Check("Time stamps", best != "user", details[best])


def _error_queue() -> Check:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        ok = kernelstamps.want_errors(sock)
    detail = (
        "routers on the way can be found without privilege" if ok else "this system hides ICMP errors from programs"
    )
    return Check("First hops", ok, detail)


def _reflector_port() -> Check:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.bind(("127.0.0.1", 862))
        except PermissionError:
            return Check("Reflector on UDP 862", False, "not permitted; --serve uses 18862 instead")
        except OSError as error:
            return Check("Reflector on UDP 862", False, f"{error.strerror}; --serve uses 18862 instead")
    return Check("Reflector on UDP 862", True, "permitted")
