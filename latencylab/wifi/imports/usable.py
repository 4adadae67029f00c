"""Whether a saved file told anything of the air at all."""

from pathlib import Path

from latencylab.errors import UserError
from latencylab.wifi.bss import WifiSnapshot
from latencylab.wifi.imports.capture import NO_BEACONS
from latencylab.wifi.imports.detect import NOTHING_FOUND

_UNUSABLE = (NOTHING_FOUND, NO_BEACONS)


def usable(snapshot: WifiSnapshot, path: Path) -> WifiSnapshot:
    """``snapshot`` as it is. A text that says that the Wi-Fi is off or hidden is usable: it tells that.

    Raises:
        UserError: the file holds nothing of a Wi-Fi.
    """
    if snapshot.link is not None or snapshot.networks or snapshot.survey:
        return snapshot
    is_capture = snapshot.source == "capture"
    reason = next((problem for problem in snapshot.problems if is_capture or problem in _UNUSABLE), None)
    if reason is not None:
        raise UserError(f"{path}: {reason.error}", reason.hint)
    return snapshot
