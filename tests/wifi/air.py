"""Elements, beacons, frames and capture files, put together byte by byte as a transmitter would."""

import struct
import zlib

BEACON, PROBE_RESPONSE = 0x80, 0x50
RADIOTAP, PLAIN, PPI, COOKED, COOKED2, PRISM = 127, 105, 192, 113, 276, 119


def element(ident, payload=b""):
    """An element; ids from 256 on are extended ones."""
    if ident >= 256:
        payload, ident = bytes([ident - 256]) + payload, 255
    return bytes([ident, len(payload)]) + payload


def ssid(name):
    return element(0, name)


def country(code, *triplets):
    body = code.encode() + b" " + b"".join(bytes(triplet) for triplet in triplets)
    return element(7, body + b"\0" * (len(body) % 2))


def bss_load(stations, utilisation, admission=31250):
    return element(11, struct.pack("<HBH", stations, utilisation, admission))


def ht_capabilities():
    return element(45, b"\xef\x09\x17" + b"\xff\xff" + bytes(21))


def ht_operation(primary, offset=0, wide=False, centre2=0):
    return element(61, bytes([primary, offset | wide << 2]) + struct.pack("<H", centre2 << 5) + bytes(18))


def vht_capabilities():
    return element(191, bytes.fromhex("b2598933") + bytes.fromhex("faff0000faff0000"))


def vht_operation(width, centre0, centre1):
    return element(192, bytes([width, centre0, centre1]) + b"\xfc\xff")


def he_capabilities():
    return element(
        256 + 35, bytes.fromhex("0d1a08183004") + bytes.fromhex("2263c0ff41f99c10120001") + b"\xfa\xff\xfa\xff"
    )


def he_operation(colour=5, six=None, vht=None, cohosted=False, disabled=False):
    flags = 0x3FF4 | (vht is not None) << 14 | cohosted << 15 | (six is not None) << 17
    body = flags.to_bytes(3, "little") + bytes([colour | disabled << 7]) + b"\xfc\xff"
    return element(256 + 36, body + (vht or b"") + b"\x01" * cohosted + (six or b""))


def eht_capabilities():
    return element(256 + 108, bytes.fromhex("0017") + bytes.fromhex("e00301e01877801200") + bytes.fromhex("222222"))


def eht_operation(info=None, punctured=None):
    flags = 4 | (info is not None) | (punctured is not None) << 1
    body = bytes([flags]) + bytes.fromhex("11000000") + (info or b"")
    return element(256 + 106, body + (b"" if punctured is None else struct.pack("<H", punctured)))


def multi_link(address, link_id=1):
    common = bytes([8]) + address + bytes([link_id])
    return element(256 + 107, struct.pack("<H", 0x10) + common)


def neighbour_report(*infos):
    """Each info: operating class, channel, and entries of one length."""
    body = b""
    for operating_class, channel, entries in infos:
        header = (len(entries) - 1) << 4 | len(entries[0]) << 8
        body += struct.pack("<HBB", header, operating_class, channel) + b"".join(entries)
    return element(201, body)


RATES = element(1, bytes.fromhex("8c129824b048606c"))
SLOW_RATES = element(1, bytes.fromhex("82848b960c121824")) + element(50, bytes.fromhex("3048606c"))

WIFI6_5GHZ = b"".join(
    (
        ssid(b"Home-5G"),
        RATES,
        country("DE", (36, 4, 23), (52, 4, 23)),
        bss_load(7, 51),
        ht_capabilities(),
        ht_operation(44, 1, wide=True),
        vht_capabilities(),
        vht_operation(1, 42, 0),
        he_capabilities(),
        he_operation(33),
    )
)
"""A Wi-Fi 6 access point on 44, 80 MHz, one fifth busy."""


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def frame(bssid, elements, kind=BEACON, fcs=False, order=False):
    """A management frame from ``bssid``."""
    address = mac(bssid)
    target = b"\xff" * 6 if kind == BEACON else bytes.fromhex("020000000099")
    head = bytes([kind, 0x80 * order]) + b"\0\0" + target + address + address + b"\x10\x20"
    body = head + bytes(4) * order + struct.pack("<QHH", 1234567, 100, 0x1111) + elements
    return body + zlib.crc32(body).to_bytes(4, "little") if fcs else body


def radiotap(packet, freq_mhz=None, rssi_dbm=None, flags=None, tsft=False, extra_words=0):
    """``packet`` behind a radiotap header with these fields."""
    present, fields = 0, b""

    def put(bit, align, data):
        nonlocal present, fields
        start = 8 + 4 * extra_words
        fields += bytes(-(start + len(fields)) % align) + data
        present |= 1 << bit

    if tsft:
        put(0, 8, struct.pack("<Q", 99))
    if flags is not None:
        put(1, 1, bytes([flags]))
    put(2, 1, b"\x02")
    if freq_mhz is not None:
        put(3, 2, struct.pack("<HH", freq_mhz, 0x0080 if freq_mhz < 3000 else 0x0100))
    if rssi_dbm is not None:
        put(5, 1, struct.pack("<b", rssi_dbm))
    words = [present] + [0] * extra_words
    words = [word | (index < extra_words) << 31 for index, word in enumerate(words)]
    head = b"".join(struct.pack("<I", word) for word in words)
    return struct.pack("<BBH", 0, 0, 4 + len(head) + len(fields)) + head + fields + packet


def pcap(packets, link_type=RADIOTAP, order="<", nano=False):
    """A capture file in the classic format."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    data = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link_type)
    for number, packet in enumerate(packets):
        data += struct.pack(order + "IIII", 1700000000 + number, 0, len(packet), len(packet)) + packet
    return data


def _block(kind, body, order):
    body += bytes(-len(body) % 4)
    size = len(body) + 12
    return struct.pack(order + "II", kind, size) + body + struct.pack(order + "I", size)


def pcapng(packets, link_type=RADIOTAP, order="<"):
    """A capture file in the new format; each packet is bytes, or (interface, bytes) with ``link_type`` a list."""
    types = link_type if isinstance(link_type, list) else [link_type]
    data = _block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)
    for kind in types:
        data += _block(1, struct.pack(order + "HHI", kind, 0, 65535), order)
    for item in packets:
        interface, packet = item if isinstance(item, tuple) else (0, item)
        head = struct.pack(order + "IIIII", interface, 0, 0, len(packet), len(packet))
        data += _block(6, head + packet, order)
    return data
