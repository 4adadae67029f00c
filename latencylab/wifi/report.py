"""The block ``wifi`` of the report, out of one snapshot of the air. Names are safe to print."""

from typing import Any

from latencylab.wifi.bss import Bss, Link, WifiSnapshot
from latencylab.wifi.choice import NEEDED_MBPS, ChannelScore, Chooser
from latencylab.wifi.names import safe_name
from latencylab.wifi.plan import channel_plan


def wifi_block(snapshot: WifiSnapshot, country: str | None = None, needed_mbps: float = NEEDED_MBPS) -> dict[str, Any]:
    """What the report says of the Wi-Fi.

    Args:
        snapshot: what was heard.
        country: whose rules hold, by its two letters, where that is known better than the snapshot has it.
        needed_mbps: the rate that a channel must be able to carry.
    """
    plan = channel_plan(country or snapshot.country)
    chooser = Chooser(snapshot, plan, needed_mbps)
    best = {band: found for band in chooser.bands if (found := chooser.best(band)) is not None}
    return {
        "source": snapshot.source,
        "country": plan.country,
        "channel_rules": plan.version,
        "link": None if snapshot.link is None else _link(snapshot.link),
        "networks": [_network(bss) for bss in snapshot.networks],
        "channels": [_channel(score) for band in chooser.bands for score in chooser.scores(band)],
        "best": {band: _best(score) for band, score in best.items()},
    }


def _link(link: Link) -> dict[str, Any]:
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
        "retry_pct": _rounded(link.retry_pct),
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
