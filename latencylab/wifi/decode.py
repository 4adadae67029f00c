"""From the raw elements of a beacon to the record of its network."""

from latencylab.wifi.bss import Bss, utilisation_pct
from latencylab.wifi.channels import band_at, frequency_mhz
from latencylab.wifi.elements import Elements


def read_bss(
    raw: bytes,
    bssid: str | None,
    freq_mhz: float | None,
    rssi_dbm: float | None,
    *,
    connected: bool = False,
    seen_at_ns: int | None = None,
) -> Bss:
    """The network that sent these elements.

    Args:
        raw: elements as on the air, from anybody: nothing in them raises an error.
        bssid: its address.
        freq_mhz: where it was heard, if known.
        rssi_dbm: how strong.
        connected: whether it is the own network.
        seen_at_ns: when it was heard.
    """
    elements = Elements(raw)
    ssid, load = elements.ssid, elements.bss_load
    operation = elements.operation(freq_mhz)
    channel = operation.channel if operation is not None else None
    heard_at = None if freq_mhz is None else round(freq_mhz)
    return Bss(
        bssid=bssid,
        ssid=b"" if ssid is None and raw else ssid,
        rssi_dbm=rssi_dbm,
        freq_mhz=heard_at if operation is None or channel is None else frequency_mhz(operation.band, channel),
        band=operation.band if operation is not None else None if freq_mhz is None else band_at(freq_mhz),
        channel=channel,
        width_mhz=operation.width_mhz if operation is not None else None,
        centre_mhz=operation.centre_mhz if operation is not None else None,
        second_centre_mhz=operation.second_centre_mhz if operation is not None else None,
        punctured=operation.punctured if operation is not None else 0,
        generation=elements.generation,
        utilisation_pct=None if load is None else utilisation_pct(load.utilisation),
        station_count=None if load is None else load.station_count,
        load_source=None if load is None else "bss-load",
        country=elements.country,
        connected=connected,
        elements=raw,
        seen_at_ns=seen_at_ns,
    )
