"""Whether a connection is paid by volume, as NetworkManager knows or guesses it; cellular links are taken to be."""

import os
import shutil
import subprocess

_PATIENCE_S = 0.5


def is_metered(interface: str, kind: str) -> bool | None:
    """Whether the connection is metered; None when the system does not say."""
    told = read_metered(_ask_network_manager(interface))
    return True if told is None and kind == "cellular" else told


def read_metered(text: str) -> bool | None:
    """The answer in a text such as ``yes``, ``no (guessed)`` or ``unknown``."""
    word = text.strip().partition(" ")[0]
    return {"yes": True, "no": False}.get(word)


def _ask_network_manager(interface: str) -> str:
    nmcli = shutil.which("nmcli")
    if nmcli is None:
        return ""
    command = (nmcli, "-g", "GENERAL.METERED", "device", "show", interface)
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_S,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
