"""The block ``wifi`` of the report, out of one snapshot of the air. Names are safe to print."""

from typing import Any

from latencylab.wifi.bss import Bss, Link, WifiSnapshot
from latencylab.wifi.choice import NEEDED_MBPS, ChannelScore
from latencylab.wifi.examine import WifiFacts, examine
from latencylab.wifi.history import LinkHistory
from latencylab.wifi.names import safe_name


def wifi_block(snapshot: WifiSnapshot, country: str | None = None, needed_mbps: float = NEEDED_MBPS) -> dict[str, Any]:
    """What the report says of one snapshot; arguments as of :func:`~latencylab.wifi.examine.examine`."""
    return wifi_object(examine(snapshot, country, needed_mbps))


def wifi_object(facts: WifiFacts) -> dict[str, Any]:
    """What the report says of the Wi-Fi."""
    return {
        "source": facts.snapshot.source,
        "country": facts.country,
        "channel_rules": facts.channel_rules,
        "link": None if facts.link is None else _link(facts.link, facts.retry_pct),
        "networks": [_network(bss) for bss in facts.snapshot.networks],
        "channels": [_channel(score) for score in facts.channels],
        "best": {band: _best(score) for band, score in facts.best.items()},
        "over_time": None if facts.history is None else _history(facts.history),
    }


def _history(history: LinkHistory) -> dict[str, Any]:
    signals = [point.rssi_dbm for point in history.points if point.rssi_dbm is not None]
    return {
        "looks": len(history.points),
        "rssi_dbm": {"min": _rounded(min(signals, default=None)), "median": _rounded(history.rssi_dbm)},
        "tx_mbps": {"median": _rounded(history.tx_mbps)},
        "retry_pct": history.retry_pct,
        "power_save": history.power_save,
        "scan_period_s": history.scan_period_s,
        "happenings": [
            {"kind": what.kind, "at_s": _rounded(what.end_s), "detail": what.detail} for what in history.happenings
        ],
        "causes": [cause._asdict() for cause in history.causes],
    }


def _link(link: Link, retry_pct: float | None) -> dict[str, Any]:
    return {
        "ssid": safe_name(link.ssid),
        "bssid": link.bssid,
        "band": link.band,
        "channel": link.channel,
        "width_mhz": link.width_mhz,
        "centre_mhz": link.centre_mhz,
        "generation": link.generation,
        "rssi_dbm": _rounded(link.rssi_dbm),
        "noise_dbm": _rounded(link.noise_dbm),
        "tx_mbps": _rounded(link.tx_mbps),
        "rx_mbps": _rounded(link.rx_mbps),
        "retry_pct": _rounded(retry_pct),
    }


def _network(bss: Bss) -> dict[str, Any]:
    return {
        "ssid": safe_name(bss.ssid),
        "bssid": bss.bssid,
        "band": bss.band,
        "channel": bss.channel,
        "width_mhz": bss.width_mhz,
        "centre_mhz": bss.centre_mhz,
        "generation": bss.generation,
        "rssi_dbm": _rounded(bss.rssi_dbm),
        "utilisation_pct": bss.utilisation_pct,
        "station_count": bss.station_count,
        "load_source": bss.load_source,
        "connected": bss.connected,
    }


def _channel(score: ChannelScore) -> dict[str, Any]:
    """A block by its best primary channel; ``networks`` are those of others that overlap it."""
    return {
        "band": score.block.band,
        "channel": score.primary,
        "width_mhz": score.block.width_mhz,
        "centre_mhz": score.block.centre_mhz,
        "dfs": score.block.dfs,
        "score": score.score,
        "networks": score.networks,
        "busy_pct": _rounded(100 * score.busy),
        "load_source": score.source,
    }


def _best(score: ChannelScore) -> dict[str, Any]:
    whole = _channel(score)
    return {
        key: whole[key] for key in ("channel", "width_mhz", "score", "centre_mhz", "dfs", "busy_pct", "load_source")
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
