"""The section about the Wi-Fi."""

from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer

from latencylab.report.pdf.air_plots import channel_bars, is_drawable, spectrum
from latencylab.report.pdf.sheet import LABEL, SMALL, para, section, table
from latencylab.report.words import dig, figure, plain

_BANDS = ("2.4", "5", "6")
_MOST_NETWORKS = 40


def wifi_section(report: dict[str, Any], room: float) -> list[Flowable]:
    """Link, spectrum, channels and networks; nothing where there is no Wi-Fi."""
    wifi = report.get("wifi")
    if not wifi:
        return []
    parts: list[Flowable] = [*section("Wi-Fi"), para(_link(wifi.get("link")))]
    networks = wifi.get("networks") or []
    for band in _BANDS:
        parts += _band(wifi, band, [network for network in networks if network.get("band") == band])
    if networks:
        parts += [Spacer(0, 6), _networks(networks, room)]
    if len(networks) > _MOST_NETWORKS:
        parts.append(para(f"The {_MOST_NETWORKS} strongest of {len(networks)} networks.", SMALL))
    return parts


def _link(link: dict[str, Any] | None) -> str:
    if not link:
        return "This computer was not connected by Wi-Fi, or the system does not say to which network."
    told = [f"Connected to “{link.get('ssid') or '(hidden)'}”, {link.get('band')} GHz, channel {link.get('channel')}"]
    told += [f"{plain(link['width_mhz'], 'MHz')} wide"] if link.get("width_mhz") else []
    told += [f"Wi-Fi {link['generation']}"] if link.get("generation") else []
    told += [f"signal {plain(link['rssi_dbm'], 'dBm')}"] if link.get("rssi_dbm") is not None else []
    told += [f"noise {plain(link['noise_dbm'], 'dBm')}"] if link.get("noise_dbm") is not None else []
    told += [f"sends at {figure(link['tx_mbps'], 'Mbit/s')}"] if link.get("tx_mbps") else []
    told += [f"{figure(link['retry_pct'], '%')} sent again"] if link.get("retry_pct") is not None else []
    return ", ".join(told) + "."


def _band(wifi: dict[str, Any], band: str, networks: list[dict[str, Any]]) -> list[Flowable]:
    parts: list[Flowable] = []
    if any(is_drawable(network) for network in networks):
        parts.append(KeepTogether([Spacer(0, 6), spectrum(band, networks)]))
    channels = [channel for channel in wifi.get("channels") or [] if channel.get("band") == band]
    if channels:
        link = wifi.get("link") or {}
        own = link if link.get("band") == band else {}
        best = dig(wifi, "best", band) or {}
        title = f"How free each channel of {band} GHz is, by width (100: free; ▸ in use)"
        title += f"; best: channel {best['channel']}, {plain(best.get('width_mhz'), 'MHz')}" if best else ""
        parts.append(KeepTogether([Spacer(0, 4), para(title, LABEL), channel_bars(channels, own)]))
    return parts


def _networks(networks: list[dict[str, Any]], room: float) -> Flowable:
    strongest = sorted(networks, key=lambda network: -(network.get("rssi_dbm") or -200))[:_MOST_NETWORKS]
    rows: list[list[Any]] = [["network", "BSSID", "band", "channel", "width", "Wi-Fi", "dBm", "busy %"]]
    for network in strongest:
        name = ("▸ " if network.get("connected") else "") + str(network.get("ssid") or "(hidden)")
        rows.append(
            [
                name,
                network.get("bssid"),
                *(network.get(key) for key in ("band", "channel")),
                plain(network.get("width_mhz")),
                network.get("generation"),
                plain(network.get("rssi_dbm")),
                plain(network.get("utilisation_pct")),
            ]
        )
    return table(rows, [room * share for share in (0.34, 0.2, 0.07, 0.09, 0.08, 0.07, 0.07, 0.08)], figures=range(2, 8))
