"""Sessions to look at: measured by the program itself in emulated homes, with a saved scan as their air."""

import subprocess
import sys
from pathlib import Path
from zlib import crc32

from tests.lab import Lab, Scenario

_SERVERS = """
    [[service]]
    node = "frankfurt"
    command = "{latencylab} --serve 0.0.0.0:18862"
    listens = "udp:18862"
    name = "reflector"
"""
HEALTHY = """
    [wire.access.down]
    rate_mbit = 60
    discipline = "sqm"
    [wire.access.up]
    rate_mbit = 30
    discipline = "sqm"
"""
FAULTY = """
    [device]
    interface = "wlan0"
    [wire.home]
    jitter = "exponential 4 ms"
    stalls = { every_s = 3, for_ms = 70 }
    [wire.home.up]
    loss_pct = 0.6
    [wire.access.down]
    rate_mbit = 40
    queue_ms = 200
    [wire.access.up]
    rate_mbit = 8
    queue_ms = 150
"""
TARGET = "frankfurt:18862"

_NETWORKS = (
    ("Hearth", 2437, -52, 199, True),
    ("Hearth", 5180, -58, 15, False),
    ("Nordlicht", 2437, -61, 153, False),
    ("FB-7490", 2462, -64, 115, False),
    ("N-Haus", 2412, -60, 90, False),
    ("Medusa", 2422, -70, 60, False),
    ("UPC5144", 5500, -74, 30, False),
    ("Vodafone", 5260, -79, 20, False),
    ("UPC-6E", 6135, -80, 10, False),
)


def _bssid(ssid: str, freq: int) -> str:
    """Radios of one access point have neighbouring addresses, those of different ones have not."""
    device = crc32(ssid.encode()).to_bytes(4, "big").hex(":")
    return f"a4:{device}:{'10' if freq < 3000 else '14'}"


def saved_scan() -> str:
    """A scan as ``iw`` prints it: a busy house, the own network in two bands."""
    parts = []
    for index, (ssid, freq, signal, load, connected) in enumerate(_NETWORKS, 1):
        lines = [
            f"BSS {_bssid(ssid, freq)}(on wlan0){' -- associated' if connected else ''}",
            f"\tfreq: {freq}.0",
            "\tcapability: ESS Privacy (0x0411)",
            f"\tsignal: {signal}.00 dBm",
            f"\tSSID: {ssid}",
            "\tBSS Load:",
            f"\t\t * station count: {2 + index}",
            f"\t\t * channel utilisation: {load}/255",
            "\tHT capabilities:",
            "\t\tCapabilities: 0x9ef",
        ]
        if freq > 5000:
            centre = freq + 30
            channel = (centre - (5950 if freq > 5925 else 5000)) // 5
            lines += [
                "\tVHT capabilities:",
                "\t\tVHT Capabilities (0x338b79b2):",
                "\tVHT operation:",
                "\t\t * channel width: 1 (80 MHz)",
                f"\t\t * center freq segment 1: {channel}",
                "\t\t * center freq segment 2: 0",
            ]
        parts.append("\n".join(lines))
    return "\n".join(parts) + "\n"


_CATALOGUE = """
schema = 1
[service]
id = "example"
name = "Example service"
kind = "cloud gaming"
source = "a test"
read = 2026-01-01
note = "Servers of an emulated home."
[defaults]
transport = "icmp"
max_hz = 20
"""
_PLACES = {
    "frankfurt": (50.1, 8.7, 10.0),
    "amsterdam": (52.4, 4.9, 10.2),
    "paris": (48.9, 2.4, 16.0),
    "stockholm": (59.3, 18.1, 24.0),
    "madrid": (40.4, -3.7, 41.0),
}
"""Latitude, longitude and round trip on the route in ms."""


def rank(folder: Path) -> Path:
    """Rank five servers by the program in a home; gives the answer. Catalogue and place stay in ``folder``."""
    place = folder / "latencylab"
    (place / "catalogue").mkdir(parents=True)
    (place / "settings.toml").write_text("[place]\nlatitude = 52.5\nlongitude = 13.4\n")
    servers = "".join(
        f'[[server]]\nregion = "{name}"\nplace = "{name.title()}"\nhost = "{name}"\nat = [{latitude}, {longitude}]\n'
        for name, (latitude, longitude, _) in _PLACES.items()
    )
    (place / "catalogue" / "example.toml").write_text(_CATALOGUE + servers)
    home = "".join(f"[server.{name}]\nrtt_ms = {rtt_ms}\n" for name, (_, _, rtt_ms) in _PLACES.items())
    answer = folder / "ranking.json"
    with Lab(Scenario.from_text(home)) as lab:
        argv = [
            sys.executable,
            "-m",
            "latencylab",
            "--servers",
            "--rank",
            "--service",
            "example",
            "--json",
            str(answer),
        ]
        done = lab.run("device", ["env", f"XDG_CONFIG_HOME={folder}", f"XDG_CACHE_HOME={folder}", *argv])
    assert done.returncode == 0, done.stderr
    return answer


def measure(text: str, folder: Path, name: str, *, wifi: bool, duration_s: float = 12) -> Path:
    """Run a whole diagnosis in a home; gives its recording."""
    scan = folder / "scan.txt"
    scan.write_text(saved_scan())
    recording = folder / f"{name}.llrec"
    argv = [sys.executable, "-m", "latencylab", "--probe", TARGET, "--duration", str(duration_s), "--quiet"]
    argv += ["--record", str(recording), "--no-save", *(["--wifi-from", str(scan)] if wifi else ["--no-wifi"])]
    with Lab(Scenario.from_text(text + _SERVERS)) as lab:
        done: subprocess.CompletedProcess[str] = lab.run("device", argv)
    assert done.returncode in (0, 1), done.stderr
    return recording
