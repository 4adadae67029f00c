"""A report with every block filled, as a Wi-Fi home with a slow upload would give it."""

from typing import Any

SECRETS = {
    "ssid": "Müllers Netz 7b",
    "neighbour": "Familie Özdemir",
    "bssid": "3c:a6:2f:11:22:33",
    "other_bssid": "9c:c7:a6:44:55:66",
    "hostname": "annas-laptop",
    "host": "play.example.net",
    "address": "198.51.100.23",
    "gateway": "192.168.178.1",
    "hop": "203.0.113.9",
    "hop_name": "dsl-anna-17.provider.example",
    "address6": "2001:db8:17::5",
}


def example() -> dict[str, Any]:
    """A fresh copy."""
    return {
        "schema": "latencylab.report/1",
        "version": "0.1.0",
        "id": "00112233aabbccdd",
        "started": "2026-11-21T20:15:00.250Z",
        "duration_s": 34.2,
        "interrupted": False,
        "environment": {
            "os": "Linux 6.12",
            "hostname": SECRETS["hostname"],
            "interface": {"name": "wlp1s0", "kind": "wifi", "link_mbps": 144.4, "duplex": None, "mtu": 1500},
            "gateway": SECRETS["gateway"],
            "dns": [SECRETS["gateway"], SECRETS["address6"]],
            "vpn": False,
            "double_nat": False,
        },
        "wifi": _wifi(),
        "targets": [
            _target("play.example.net:18862", "target", SECRETS["address"], 22.4, 40.2),
            _target("gateway", "gateway", SECRETS["gateway"], 8.3, 24.6),
            _target("access", "access", SECRETS["hop"], 16.3, 33.0),
        ],
        "segments": [
            _segment("home", "this computer", "gateway", 8.3, 24.6, 15.8, 37.1),
            _segment("access", "gateway", "access", 8.0, 12.0, 2.4, 35.7),
            _segment("route", "access", "play.example.net:18862", 6.1, 7.0, 0.9, 27.2),
        ],
        "path": [
            _hop(1, SECRETS["gateway"], None, 8.3),
            _hop(2, SECRETS["hop"], SECRETS["hop_name"], 16.3),
            {**_hop(3, None, None, 0.0), "rtt_ms": None, "loss_pct": None},
            _hop(4, SECRETS["address"], SECRETS["host"], 22.4),
        ],
        "bandwidth": {
            "backend": "reflector",
            "server": SECRETS["host"],
            "download_mbps": 94.1,
            "upload_mbps": 11.8,
            "download_bytes": 94_100_000,
            "upload_bytes": 11_800_000,
            "seconds": 16.0,
            "stable": True,
        },
        "loaded": {
            "idle_ms": 22.4,
            "download": {"median": 28.9, "p95": 48.0, "added_ms": 6.5},
            "upload": {"median": 60.8, "p95": 91.0, "added_ms": 38.4},
            "rpm": 920,
            "grade": "C",
            "where": "access",
        },
        "marking": {
            "dscp": {"sent": 46, "received": 0, "cleared_at_ttl": 2},
            "ecn": {"sent": 1, "received": 1, "cleared_at_ttl": None},
        },
        "traffic": {
            "busy": True,
            "down_mbps": 3.2,
            "up_mbps": 0.4,
            "top": [{"process": "steam", "down_mbps": 3.1, "up_mbps": 0.1}],
        },
        "verdict": {
            "score": 58,
            "summary": "It stutters because of the Wi-Fi, not the line or the server.",
            "playable": [
                _playable("Performance", 1920, 1080, 60, []),
                _playable("Ultimate", 3840, 2160, 120, ["bandwidth", "jitter"]),
            ],
            "parts": [
                {"metric": "RTT, median", "value": 22.4, "unit": "ms", "score": 98},
                {"metric": "jitter, p95", "value": 17.8, "unit": "ms", "score": 58},
            ],
        },
        "recommendations": _recommendations(),
        "device": {
            "sends": 1200,
            "late_sends": 3,
            "late_p95_ms": 0.08,
            "late_p99_ms": 0.4,
            "missed_slots": 0,
            "outages": [],
        },
        "errors": [
            {
                "probe": "path",
                "error": f"Hop 3 behind {SECRETS['hop']} does not answer.",
                "hint": "Many routers do not.",
            }
        ],
    }


def _target(target_id: str, role: str, address: str, median: float, p95: float) -> dict[str, Any]:
    return {
        "id": target_id,
        "label": {"gateway": "Router", "access": "Provider's first hop"}.get(role, SECRETS["host"]),
        "host": address if role != "target" else SECRETS["host"],
        "address": address,
        "port": 18862 if role == "target" else None,
        "service": None,
        "region": None,
        "distance_km": 312.0 if role == "target" else None,
        "transport": "udp" if role == "target" else "icmp",
        "sent": 400,
        "received": 398,
        "loss_pct": 0.5,
        "loss_up_pct": None,
        "loss_down_pct": None,
        "reordered": 0,
        "duplicates": 0,
        "rtt_ms": {
            "min": median - 2, "p05": median - 1, "median": median, "mean": median + 1, "p95": p95, "p99": p95 + 17,
            "max": p95 + 30, "stdev": 6.0,
        },
        "jitter_ms": {"ipdv_mean": 4.0, "rfc3550": 4.4, "pdv_p95": p95 - median + 2},
        "spikes": [{"at_s": 4.2, "rtt_ms": p95 + 30, "length_ms": 80.0, "segment": "home"}],
        "spike_period_s": None,
        "role": role,
        "late": 0,
        "unsent": 0,
        "spike_count": 1,
        "loss_interval_pct": [0.06, 1.8],
        "median_interval_ms": [median - 0.4, median + 0.5],
        "loss_burst_mean": 1.0,
        "queue_up_ms": {"median": 0.4, "p95": 3.0} if role == "target" else None,
        "queue_down_ms": None,
        "stamps": "kernel",
    }  # fmt: skip


def _segment(name: str, start: str, end: str, median: float, p95: float, jitter: float, share: float) -> dict[str, Any]:
    return {
        "name": name, "from": start, "to": end, "rtt_ms": {"median": median, "p95": p95}, "added_jitter_ms": jitter,
        "added_loss_pct": 0.1, "share_pct": share, "spikes": 1, "merged": [],
    }  # fmt: skip


def _hop(ttl: int, address: str | None, name: str | None, median: float) -> dict[str, Any]:
    return {
        "ttl": ttl, "address": address, "name": name, "asn": None,
        "rtt_ms": {"min": median - 1, "median": median, "p95": median + 10}, "loss_pct": 0.0,
        "loss_is_rate_limit": False,
    }  # fmt: skip


def _wifi() -> dict[str, Any]:
    link = {
        "ssid": SECRETS["ssid"], "bssid": SECRETS["bssid"], "band": "2.4", "channel": 6, "width_mhz": 20,
        "centre_mhz": 2437.0, "generation": 4, "rssi_dbm": -67.0,
    }  # fmt: skip
    other = {
        "ssid": SECRETS["neighbour"], "bssid": SECRETS["other_bssid"], "band": "5", "channel": 36, "width_mhz": 80,
        "centre_mhz": 5210.0, "generation": 6, "rssi_dbm": -74.0,
    }  # fmt: skip
    load = {"utilisation_pct": 78.0, "load_source": "bss-load", "connected": False}
    channels = [
        {"band": "2.4", "channel": 1, "width_mhz": 20, "dfs": False, "score": 61, "networks": 2},
        {"band": "2.4", "channel": 6, "width_mhz": 20, "dfs": False, "score": 22, "networks": 4},
        {"band": "2.4", "channel": 11, "width_mhz": 20, "dfs": False, "score": 70, "networks": 1},
        {"band": "5", "channel": 36, "width_mhz": 80, "dfs": False, "score": 94, "networks": 1},
        {"band": "5", "channel": 100, "width_mhz": 80, "dfs": True, "score": 100, "networks": 0},
    ]
    return {
        "source": "nl80211",
        "link": {**link, "noise_dbm": -92.0, "tx_mbps": 144.4, "rx_mbps": 130.0, "retry_pct": 12.0},
        "networks": [{**link, **load, "connected": True}, {**other, **load}],
        "channels": channels,
        "best": {"5": {"channel": 100, "width_mhz": 80, "score": 100}},
    }


def _playable(tier: str, width: int, height: int, fps: int, blocked: list[str]) -> dict[str, Any]:
    return {
        "service": "GeForce NOW", "tier": tier, "width": width, "height": height, "fps": fps, "ok": not blocked,
        "blocked_by": blocked,
    }  # fmt: skip


def _recommendations() -> list[dict[str, Any]]:
    return [
        {
            "id": "use-ethernet",
            "rank": 1,
            "severity": "critical",
            "title": "Connect the computer to the router by cable",
            "why": "The router takes 8.3 ms (p95 24.6 ms) over this Wi-Fi; by cable it answers within 1.0 ms.",
            "evidence": [{"metric": "router RTT, p95", "value": 24.6, "limit": 5.0, "unit": "ms"}],
            "gain": {"metric": "jitter p95", "low": 13.0, "expected": 16.0, "high": 18.0, "unit": "ms"},
            "confidence": 0.9,
            "steps": ["Plug a network cable (Cat 5e or better) into the router and the computer."],
            "sources": ["NVIDIA, GeForce NOW system requirements: wired connection recommended"],
        },
        {
            "id": "enable-qos",
            "rank": 2,
            "severity": "warning",
            "title": "Turn on smart queue management (SQM) on the router",
            "why": "An upload adds 38.4 ms, queued in the access line.",
            "evidence": [{"metric": "added while uploading", "value": 38.4, "limit": 15.0, "unit": "ms"}],
            "gain": {"metric": "while uploading", "low": 25.0, "expected": 30.0, "high": 33.0, "unit": "ms"},
            "confidence": 0.8,
            "steps": ["Set the upload to 10.5 Mbit/s in the router's SQM page."],
            "sources": ["RFC 8290, the FlowQueue-CoDel packet scheduler"],
        },
    ]
