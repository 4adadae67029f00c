"""CoreWLAN, by objects that answer as its own do."""

from types import SimpleNamespace

from latencylab.wifi.imports.system_profiler import NO_NAMES, WIFI_OFF
from probes.wifi.macos import NO_ADAPTER, read_corewlan
from tests.wifi import air


def answering(**values):
    """An object whose methods give these values."""
    return SimpleNamespace(**{name: (lambda value=value: value) for name, value in values.items()})


def channel(number, band, width):
    return answering(channelNumber=number, channelBand=band, channelWidth=width)


def network(name, address, where, rssi=-60, elements=None):
    return answering(
        ssidData=name,
        bssid=address,
        wlanChannel=where,
        rssiValue=rssi,
        noiseMeasurement=0,
        informationElementData=elements,
    )


def interface(**changes):
    values = {
        "interfaceName": "en0",
        "powerOn": True,
        "ssidData": b"Home-5G",
        "bssid": "02:00:00:00:00:01",
        "wlanChannel": channel(44, 2, 3),
        "rssiValue": -52,
        "noiseMeasurement": -93,
        "transmitRate": 864.0,
        "activePHYMode": 6,
        "countryCode": "DE",
        "supportedWLANChannels": [channel(1, 1, 1), channel(36, 2, 3), channel(37, 3, 4)],
        "cachedScanResults": [network(b"Home-5G", "02:00:00:00:00:01", channel(44, 2, 3), -53, air.WIFI6_5GHZ)],
    }
    return answering(**(values | changes))


def look(found):
    return read_corewlan(answering(interface=found))


def test_the_link_is_read_with_its_numbers():
    snapshot = look(interface())
    link = snapshot.link
    assert (link.ssid, link.bssid, link.interface) == (b"Home-5G", "02:00:00:00:00:01", "en0")
    assert (link.band, link.channel, link.width_mhz, link.centre_mhz, link.generation) == ("5", 44, 80, 5210, 6)
    assert (link.rssi_dbm, link.noise_dbm, link.tx_mbps) == (-52.0, -93.0, 864.0)
    assert (snapshot.country, snapshot.bands, snapshot.problems) == ("DE", ("2.4", "5", "6"), ())


def test_networks_are_read_from_their_elements():
    (own,) = look(interface()).networks
    assert (own.width_mhz, own.utilisation_pct, own.station_count, own.connected) == (80, 20.0, 7, True)


def test_without_permission_the_numbers_are_there_and_the_names_are_missed():
    hidden = network(None, None, channel(37, 3, 4), -70)
    snapshot = look(interface(ssidData=None, bssid=None, cachedScanResults=[hidden]))
    assert (snapshot.link.ssid, snapshot.link.channel, snapshot.link.rssi_dbm) == (None, 44, -52.0)
    assert snapshot.problems == (NO_NAMES,)
    assert [(bss.band, bss.channel, bss.width_mhz, bss.rssi_dbm) for bss in snapshot.networks] == [
        ("6", 37, 160, -70.0),
        ("5", 44, 80, -52.0),
    ]


def test_an_interface_that_is_off_idle_or_missing():
    assert look(interface(powerOn=False)).problems == (WIFI_OFF,)
    assert look(None).problems == (NO_ADAPTER,)
    idle = look(interface(rssiValue=0, ssidData=None, bssid=None, wlanChannel=None, cachedScanResults=None))
    assert (idle.link, idle.networks) == (None, ())


def test_a_width_that_the_constants_do_not_name_is_left_out():
    assert look(interface(wlanChannel=channel(44, 2, 9), cachedScanResults=[])).link.width_mhz is None
