"""One look at the air of this computer: by the system's own interface, else by its commands."""

import errno
import sys
import time

from latencylab import clock
from latencylab.wifi.bss import Problem, WifiSnapshot

SCAN_TAKES_S = 5.0
"""A sweep of all channels, radar channels only listened to: about 100 ms each (ours)."""


def read_wifi() -> WifiSnapshot:
    """The link and the networks last heard, without asking for a scan; what could not be read is among the problems."""
    try:
        return _read_system()
    except (OSError, ImportError, AttributeError) as error:
        return _read_by_tools(error)


def _read_system() -> WifiSnapshot:
    if sys.platform == "win32":
        from probes.wifi.windows import load_library, read_service

        return read_service(load_library())
    elif sys.platform == "darwin":  # noqa: RET505 - type checkers follow the platform along the branches
        from probes.wifi.macos import load_client, read_corewlan

        return read_corewlan(load_client())
    else:
        return _read_kernel()


def _read_kernel() -> WifiSnapshot:
    from probes.wifi.netlink import open_socket
    from probes.wifi.nl80211 import read_kernel

    sock = open_socket()
    try:
        return read_kernel(sock, clock.mono_ns)
    finally:
        sock.close()


def _read_by_tools(error: Exception) -> WifiSnapshot:
    from dataclasses import replace

    from probes.wifi.tools import read_by_tools

    snapshot = read_by_tools()
    if snapshot.link is not None or snapshot.networks:
        return snapshot
    reason = _reason(error)
    return replace(snapshot, source="system", problems=(reason,))


def _reason(error: Exception) -> Problem:
    if sys.platform == "linux" and isinstance(error, OSError) and error.errno == errno.ENOENT:
        return Problem("The kernel knows no Wi-Fi adapter on this computer.")
    return Problem(f"This system's Wi-Fi interface cannot be read: {getattr(error, 'strerror', None) or error}.")


def scan_and_read() -> WifiSnapshot:
    """The same after a fresh scan, where the system grants one. Only for when no latency is being measured."""
    before = read_wifi()
    if not _has_adapter(before) or not _ask_for_scan():
        return before
    time.sleep(SCAN_TAKES_S)
    after = read_wifi()
    return after if _has_adapter(after) else before


def _has_adapter(snapshot: WifiSnapshot) -> bool:
    return snapshot.link is not None or bool(snapshot.networks) or bool(snapshot.bands)


def _ask_for_scan() -> bool:
    try:
        if sys.platform == "win32":
            from probes.wifi.windows import ask_for_scan, load_library

            return ask_for_scan(load_library())
        elif sys.platform == "darwin":  # noqa: RET505 - type checkers follow the platform along the branches
            from probes.wifi.macos import ask_for_scan, load_client

            return ask_for_scan(load_client())
        else:
            from probes.wifi.tools import ask_for_scan

            return ask_for_scan()
    except (OSError, ImportError, AttributeError):
        return False
