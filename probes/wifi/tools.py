"""The systems' own Wi-Fi commands, for where their interfaces cannot be had. Their texts are read by the importers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from latencylab.wifi.bss import WifiSnapshot
from latencylab.wifi.imports.detect import read_wifi_text

_TIMEOUT_S = 20.0
_CONSOLE_ENCODING = "oem"
"""What Windows' commands write in when nobody watches; Python knows it there."""
_NMCLI_FIELDS = "IN-USE,BSSID,SSID,CHAN,FREQ,RATE,BANDWIDTH,SIGNAL,SECURITY"
_OLD_NMCLI_FIELDS = "IN-USE,BSSID,SSID,CHAN,FREQ,RATE,SIGNAL,SECURITY"
_WINDOWS = (
    ("netsh", "wlan", "show", "interfaces"),
    ("netsh", "wlan", "show", "networks", "mode=bssid"),
)
_SYSTEM_FOLDERS = ("/usr/sbin", "/sbin")
_INTERFACES = Path("/sys/class/net")
_MACOS = (("system_profiler", "SPAirPortDataType", "-json"),)


def read_by_tools() -> WifiSnapshot:
    """One look at the air through this system's commands; those that are missing or refuse are left out."""
    return read_wifi_text(b"\n".join(_output(command) for command in _commands()))


def ask_for_scan() -> bool:
    """Ask NetworkManager for a scan, which needs no privilege; False where that is not possible.

    Only for when no latency is being measured: a scan takes the radio off its channel.
    """
    return bool(shutil.which("nmcli")) and _run(("nmcli", "device", "wifi", "rescan")) is not None


def _commands() -> Sequence[Sequence[str]]:
    if sys.platform == "win32":
        return _WINDOWS
    elif sys.platform == "darwin":  # noqa: RET505 - type checkers follow the platform along the branches
        return _MACOS
    else:
        return _linux_commands()


def _linux_commands() -> Sequence[Sequence[str]]:
    iw = shutil.which("iw", path=os.pathsep.join((os.environ.get("PATH", os.defpath), *_SYSTEM_FOLDERS)))
    if iw is None:
        return (("nmcli", "-t", "-f", _NMCLI_FIELDS, "device", "wifi", "list", "--rescan", "no"),)
    per_interface = (("link",), ("info",), ("station", "dump"), ("survey", "dump"), ("scan", "dump", "-u"))
    return [(iw, "dev", name, *words) for name in _wireless() for words in per_interface] + [(iw, "reg", "get")]


def _wireless() -> list[str]:
    """The interfaces that have a radio."""
    return sorted(link.parent.name for link in _INTERFACES.glob("*/phy80211"))


def _output(command: Sequence[str]) -> bytes:
    found = _run(command)
    if found is None and _NMCLI_FIELDS in command:
        found = _run([_OLD_NMCLI_FIELDS if word == _NMCLI_FIELDS else word for word in command])
    if found is not None and sys.platform == "win32":
        return found.decode(_CONSOLE_ENCODING, errors="replace").encode()
    return found or b""


def _run(command: Sequence[str]) -> bytes | None:
    """What a command prints, in English where it can; None when it cannot be run or fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=_TIMEOUT_S, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 or sys.platform == "win32" else None
