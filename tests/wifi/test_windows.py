"""Windows' WLAN service: the layout of its structures, and a service that answers from memory as Windows does."""

import ctypes
import struct

from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.imports.netsh import NO_CONSENT, NO_SERVICE
from probes.wifi import wlanapi, wlanstructs
from probes.wifi.windows import NO_ADAPTER, read_service
from tests.mingw import Layout, assert_constants, assert_layouts, constants
from tests.wifi import air

HEADERS = ("windows.h", "wlanapi.h")
REALTIME = """
typedef struct { UCHAR ucLinkID; ULONG ulChannelCenterFrequencyMhz; ULONG ulBandwidth; LONG lRssi;
                 WLAN_RATE_SET wlanRateSet; } LINK_QUALITY;
typedef struct { DOT11_PHY_TYPE dot11PhyType; ULONG ulLinkQuality; ULONG ulRxRate; ULONG ulTxRate;
                 BOOL bIsMLOConnection; ULONG ulNumLinks; LINK_QUALITY linksInfo[1]; } REALTIME_QUALITY;
"""
"""Newer than the headers: declared here as Microsoft documents it."""

ACCESS_DENIED, NOT_SUPPORTED, SERVICE_NOT_ACTIVE = 5, 50, 1062


def test_structures_are_laid_out_as_in_windows_headers():
    assert_layouts(
        HEADERS,
        [
            Layout(wlanstructs.Guid, "GUID"),
            Layout(wlanstructs.Dot11Ssid, "DOT11_SSID"),
            Layout(wlanstructs.RateSet, "WLAN_RATE_SET"),
            Layout(wlanstructs.InterfaceInfo, "WLAN_INTERFACE_INFO"),
            Layout(wlanstructs.InterfaceInfoList, "WLAN_INTERFACE_INFO_LIST", {"InterfaceInfo": ""}),
            Layout(wlanstructs.AssociationAttributes, "WLAN_ASSOCIATION_ATTRIBUTES"),
            Layout(wlanstructs.SecurityAttributes, "WLAN_SECURITY_ATTRIBUTES"),
            Layout(wlanstructs.ConnectionAttributes, "WLAN_CONNECTION_ATTRIBUTES"),
            Layout(wlanstructs.BssEntry, "WLAN_BSS_ENTRY"),
            Layout(wlanstructs.BssList, "WLAN_BSS_LIST"),
            Layout(wlanstructs.MacFrameStatistics, "WLAN_MAC_FRAME_STATISTICS"),
            Layout(wlanstructs.PhyFrameStatistics, "WLAN_PHY_FRAME_STATISTICS"),
            Layout(wlanstructs.Statistics, "WLAN_STATISTICS"),
            Layout(wlanstructs.LinkQuality, "LINK_QUALITY"),
            Layout(wlanstructs.RealtimeQuality, "REALTIME_QUALITY"),
        ],
        REALTIME,
    )
    items_at = constants(HEADERS, ["offsetof(WLAN_INTERFACE_INFO_LIST, InterfaceInfo)"])
    assert items_at == [wlanstructs.InterfaceInfoList.InterfaceInfo.offset]


def test_numbers_are_those_of_windows_headers():
    assert_constants(
        HEADERS,
        {
            "wlan_interface_state_connected": wlanapi.CONNECTED,
            "wlan_intf_opcode_current_connection": 7,
            "wlan_intf_opcode_channel_number": 8,
            "wlan_intf_opcode_statistics": 0x10000101,
            "dot11_BSS_type_any": 3,
            "dot11_phy_type_ht": 7,
            "ERROR_ACCESS_DENIED": ACCESS_DENIED,
            "ERROR_SERVICE_NOT_ACTIVE": SERVICE_NOT_ACTIVE,
        },
    )


def test_the_realtime_quality_has_the_sizes_that_were_measured():
    assert ctypes.sizeof(wlanstructs.LinkQuality) == 272
    assert ctypes.sizeof(wlanstructs.RealtimeQuality) == 24 + 272


def adapters(*states):
    infos = []
    for number, state in enumerate(states):
        info = wlanstructs.InterfaceInfo(isState=state)
        info.InterfaceGuid.Data1 = number
        for index, character in enumerate(f"Adapter {number}"):
            info.strInterfaceDescription[index] = ord(character)
        infos.append(bytes(info))
    return struct.pack("<II", len(infos), 0) + b"".join(infos)


def connection(**fields):
    attributes = wlanstructs.ConnectionAttributes(isState=wlanapi.CONNECTED)
    association = attributes.wlanAssociationAttributes
    association.dot11Ssid.uSSIDLength = 4
    association.dot11Ssid.ucSSID[:4] = b"Home"
    association.dot11Bssid[:] = air.mac("02:00:00:00:00:01")
    association.dot11PhyType, association.wlanSignalQuality = 10, 80
    association.ulRxRate, association.ulTxRate = 866_700, 780_000
    for name, value in fields.items():
        setattr(attributes, name, value)
    return bytes(attributes)


def quality(*links, phy=11):
    items = []
    for freq_mhz, width_mhz, rssi_dbm in links:
        items.append(bytes(wlanstructs.LinkQuality(1, freq_mhz, width_mhz, rssi_dbm)))
    head = bytes(wlanstructs.RealtimeQuality(phy, 90, 2_402_000, 2_161_300, len(links) > 1, len(links)))
    return head[: wlanstructs.RealtimeQuality.linksInfo.offset] + b"".join(items)


def statistics(sent=900, retries=60, more_retries=40, failed=3):
    whole = wlanstructs.Statistics(dwNumberOfPhys=1)
    phy = whole.PhyCounters[0]
    phy.ullTransmittedFrameCount, phy.ullRetryCount = sent, retries
    phy.ullMultipleRetryCount, phy.ullFailedCount = more_retries, failed
    return bytes(whole)


def bss_list(*networks):
    """Each: address, kHz, dBm, elements; the elements lie after all entries, as Windows has them."""
    size = ctypes.sizeof(wlanstructs.BssEntry)
    entries, tail = b"", b""
    for number, (address, khz, rssi_dbm, elements) in enumerate(networks):
        entry = wlanstructs.BssEntry(lRssi=rssi_dbm, ulChCenterFrequency=khz, ulIeSize=len(elements))
        entry.dot11Bssid[:] = air.mac(address)
        entry.ulIeOffset = size * (len(networks) - number) + len(tail)
        entries += bytes(entry)
        tail += elements
    body = entries + tail
    return struct.pack("<II", 8 + len(body), len(networks)) + body


class Service:
    """Stands for wlanapi.dll: hands out memory that must be given back, and errors."""

    def __init__(self, **answers):
        self.answers = answers
        self.lent = {}
        self.open = 0

    def _lend(self, name, pointer, size=None):
        answer = self.answers.get(name, NOT_SUPPORTED)
        if isinstance(answer, int):
            return answer
        buffer = ctypes.create_string_buffer(answer, len(answer))
        self.lent[ctypes.addressof(buffer)] = buffer
        pointer._obj.value = ctypes.addressof(buffer)
        if size is not None:
            size._obj.value = len(answer)
        return 0

    def WlanOpenHandle(self, _version, _reserved, _negotiated, handle):  # noqa: N802
        handle._obj.value = 0x7FFF_0000_1234
        self.open += not self.answers.get("open", 0)
        return self.answers.get("open", 0)

    def WlanCloseHandle(self, handle, _reserved):  # noqa: N802
        assert handle.value == 0x7FFF_0000_1234
        self.open -= 1
        return 0

    def WlanEnumInterfaces(self, _handle, _reserved, pointer):  # noqa: N802
        return self._lend("adapters", pointer)

    def WlanQueryInterface(self, _handle, _guid, opcode, _reserved, size, pointer, _kind):  # noqa: N802
        names = {7: "connection", 8: "channel", 19: "quality", 0x10000101: "statistics"}
        return self._lend(names[opcode.value], pointer, size)

    def WlanGetNetworkBssList(self, _handle, _guid, _ssid, kind, _secure, _reserved, pointer):  # noqa: N802
        assert kind.value == 3
        return self._lend("networks", pointer)

    def WlanFreeMemory(self, pointer):  # noqa: N802
        del self.lent[pointer.value]


NETWORKS = bss_list(
    ("02:00:00:00:00:01", 5_220_000, -57, air.WIFI6_5GHZ),
    ("02:00:00:00:00:02", 2_437_000, -80, air.ssid(b"Other") + air.ht_operation(6, 3, wide=True)),
)


def look(**answers):
    service = Service(**({"adapters": adapters(wlanapi.CONNECTED)} | answers))
    snapshot = read_service(service)
    assert service.lent == {}
    assert service.open == 0
    return snapshot


def test_the_link_and_the_networks_are_read():
    snapshot = look(
        connection=connection(), quality=quality((5220, 80, -55)), statistics=statistics(), networks=NETWORKS
    )
    link = snapshot.link
    assert (link.ssid, link.bssid, link.interface) == (b"Home", "02:00:00:00:00:01", "Adapter 0")
    assert (link.band, link.channel, link.width_mhz, link.centre_mhz) == ("5", 44, 80, 5210)
    assert (link.generation, link.rssi_dbm, link.rx_mbps, link.tx_mbps, link.retry_pct) == (
        7,
        -55,
        2402.0,
        2161.3,
        10.0,
    )
    found = [(bss.ssid, bss.channel, bss.width_mhz, bss.rssi_dbm, bss.connected) for bss in snapshot.networks]
    assert found == [
        (b"Home-5G", 44, 80, -57.0, False),
        (b"Other", 6, 40, -80.0, False),
        (b"Home", 44, 80, -55.0, True),
    ]


def test_without_consent_the_link_is_read_all_the_same():
    snapshot = look(
        connection=ACCESS_DENIED,
        networks=ACCESS_DENIED,
        quality=quality((6185, 160, -51)),
        channel=struct.pack("<I", 37),
    )
    link = snapshot.link
    assert (link.ssid, link.band, link.channel, link.width_mhz, link.centre_mhz) == (None, "6", 37, 160, 6185)
    assert (link.rssi_dbm, link.tx_mbps) == (-51.0, 2161.3)
    assert snapshot.problems == (NO_CONSENT,)


def test_an_older_windows_has_the_connection_alone():
    link = look(connection=connection(), channel=struct.pack("<I", 149), networks=bss_list()).link
    assert (link.ssid, link.band, link.channel, link.generation, link.rssi_dbm) == (b"Home", "5", 149, 6, -60.0)
    assert (link.rx_mbps, link.tx_mbps, link.retry_pct) == (866.7, 780.0, None)


def test_of_a_multi_link_connection_the_best_radio_is_shown():
    link = look(quality=quality((5220, 80, -70), (6135, 320, -50)), connection=ACCESS_DENIED).link
    assert (link.band, link.channel, link.width_mhz, link.rssi_dbm) == ("6", 37, 320, -50.0)


def test_drivers_that_count_nothing_give_no_retries():
    link = look(connection=connection(), statistics=statistics(0, 0, 0, 0)).link
    assert link.retry_pct is None


def test_a_computer_without_adapter_and_one_that_is_not_connected():
    assert look(adapters=adapters()).problems == (NO_ADAPTER,)
    idle = look(adapters=adapters(4), networks=NETWORKS)
    assert (idle.link, len(idle.networks)) == (None, 2)


def test_of_two_adapters_the_connected_one_is_the_link():
    snapshot = look(adapters=adapters(4, wlanapi.CONNECTED), connection=connection(), networks=NETWORKS)
    assert snapshot.link.interface == "Adapter 1"


def test_a_service_that_is_off_is_said():
    assert read_service(Service(open=SERVICE_NOT_ACTIVE)).problems == (NO_SERVICE,)
    assert look(adapters=1234).problems[0].error.endswith("error 1234.")


def test_elements_that_would_lie_outside_of_the_list_are_left_out():
    raw = bytearray(NETWORKS)
    offset = wlanstructs.BssList.wlanBssEntries.offset + wlanstructs.BssEntry.ulIeOffset.offset
    struct.pack_into("<II", raw, offset, 0xFFFFFFF0, 0xFFFFFFFF)
    first, second = wlanapi.read_networks(bytes(raw))
    assert (first.elements, first.freq_mhz) == (b"", 5220)
    assert second.ssid == b"Other"


@given(st.binary(max_size=1200))
def test_no_bytes_raise_an_error(raw):
    for read in (wlanapi.read_adapters, wlanapi.read_networks, wlanapi.read_connection, wlanapi.read_quality):
        read(raw)
    wlanapi.read_retries(raw)
    wlanapi.read_channel(raw)


def test_a_count_that_lies_is_not_believed():
    assert len(wlanapi.read_adapters(b"\xff\xff\xff\xff" + adapters(1)[4:])) == 1
