"""Datagrams as the reflector's core gets them."""

from probes.kernelstamps import Datagram
from probes.pktinfo import Local
from probes.reflector.core import Answer, Reflector
from probes.wire import stamp
from probes.wire.tlv import Tlv

KEY = b"a shared secret of some length"
T1_NS, T2_NS, T3_NS = 1_795_230_603_000_000_000, 1_795_230_603_010_000_000, 1_795_230_603_010_030_000
HERE = ("192.0.2.2", 4711)
NS_PER_S = 1_000_000_000


def reflector(**settings) -> Reflector:
    return Reflector(wall=lambda: T3_NS, **settings)


def question(seq: int = 0, *, ssid: int = 7, key: bytes | None = None, tlvs: tuple[Tlv, ...] = ()) -> bytes:
    return stamp.pack_request(seq, T1_NS, ssid=ssid, key=key, tlvs=tlvs)


def arriving(
    data: bytes,
    source: tuple[str, int] = ("192.0.2.1", 40_000),
    *,
    rx_ns: int | None = T2_NS,
    ttl: int | None = 61,
    tos: int | None = 0,
    local: Local | None = None,
) -> Datagram:
    return Datagram(data, source, rx_ns, ttl, tos, local)


def ask(to: Reflector, data: bytes, *, now_ns: int = NS_PER_S, **arrival) -> Answer | None:
    return to.handle(arriving(data, **arrival), HERE, now_ns)
