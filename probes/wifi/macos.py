"""macOS: the link and the networks from CoreWLAN.

Strength, noise, rate, channel and country need no permission; names, addresses and the elements of beacons need that
for the location. ``cachedScanResults`` are read, never a scan asked for: a scan takes the radio off its channel.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from latencylab.wifi.bss import Bss, Link, Problem, WifiSnapshot, at_frequency, with_width
from latencylab.wifi.channels import Band, frequency_mhz, is_channel
from latencylab.wifi.decode import read_bss
from latencylab.wifi.imports.system_profiler import NO_NAMES, WIFI_OFF, country_code
from latencylab.wifi.snapshot import assemble, fill

_BANDS: dict[int, Band] = {1: "2.4", 2: "5", 3: "6"}
_WIDTHS_MHZ = {1: 20, 2: 40, 3: 80, 4: 160, 5: 320}
"""CWChannelWidth; 5 is not in the headers of SDKs before macOS 15."""
_GENERATIONS = {4: 4, 5: 5, 6: 6, 7: 7}
"""CWPHYMode: 1 to 3 are 802.11a, b and g."""

NO_ADAPTER = Problem("macOS knows no Wi-Fi adapter on this computer.")


def load_client() -> Any:
    """CoreWLAN's client.

    Raises:
        ImportError: pyobjc is not installed.
    """
    from CoreWLAN import CWWiFiClient

    return CWWiFiClient.sharedWiFiClient()


def read_corewlan(client: Any) -> WifiSnapshot:
    """One look at the air through CoreWLAN; what may not be read is among the problems."""
    interface = client.interface()
    if interface is None:
        return assemble("corewlan", problems=[NO_ADAPTER])
    if not interface.powerOn():
        return assemble("corewlan", problems=[WIFI_OFF])
    networks = [_network(item) for item in interface.cachedScanResults() or ()]
    own = _on_channel(Bss(_text(interface.bssid()), _bytes(interface.ssidData())), interface.wlanChannel())
    links = [_link(interface, own)] if interface.rssiValue() else []
    hidden = bool(links) and own.ssid is None
    return assemble(
        "corewlan",
        links=links,
        networks=networks,
        country=country_code(_text(interface.countryCode()) or ""),
        bands=_bands(interface.supportedWLANChannels() or ()),
        problems=[NO_NAMES] if hidden else (),
    )


def read_corewlan_link(client: Any) -> Link | None:
    """The connection alone; None while there is none."""
    interface = client.interface()
    if interface is None or not interface.powerOn() or not interface.rssiValue():
        return None
    own = _on_channel(Bss(_text(interface.bssid()), _bytes(interface.ssidData())), interface.wlanChannel())
    return _link(interface, own)


def ask_for_scan(client: Any) -> bool:
    """Scan, which fills the cache that is read; False where there is no adapter or it is off."""
    interface = client.interface()
    if interface is None or not interface.powerOn():
        return False
    found, _error = interface.scanForNetworksWithName_error_(None, None)
    return found is not None


def _link(interface: Any, own: Bss) -> Link:
    link = Link(
        "corewlan",
        generation=_GENERATIONS.get(int(interface.activePHYMode())),
        rssi_dbm=float(interface.rssiValue()),
        noise_dbm=float(interface.noiseMeasurement()) or None,
        tx_mbps=float(interface.transmitRate()) or None,
        interface=_text(interface.interfaceName()),
    )
    return fill(link, own)


def _network(item: Any) -> Bss:
    """A network of the cache; its elements say most, and where they are withheld the rest is taken as it is given."""
    raw = _bytes(item.informationElementData()) or b""
    plain = _on_channel(Bss(_text(item.bssid()), _bytes(item.ssidData())), item.wlanChannel())
    decoded = read_bss(raw, plain.bssid, plain.freq_mhz, float(item.rssiValue()) or None)
    noise_dbm = float(item.noiseMeasurement()) or None
    return replace(fill(decoded, plain) if raw else fill(plain, decoded), noise_dbm=noise_dbm)


def _on_channel(bss: Bss, channel: Any) -> Bss:
    if channel is None:
        return bss
    band, number = _BANDS.get(int(channel.channelBand())), int(channel.channelNumber())
    if band is None or not is_channel(band, number):
        return bss
    return with_width(at_frequency(bss, frequency_mhz(band, number)), _WIDTHS_MHZ.get(int(channel.channelWidth())))


def _bands(channels: Iterable[Any]) -> set[Band]:
    return {band for channel in channels if (band := _BANDS.get(int(channel.channelBand()))) is not None}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
