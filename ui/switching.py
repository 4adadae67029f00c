"""What one switches back and forth to see whether a piece of advice helps, in the words that ask for it."""

from typing import NamedTuple

from ui.i18n import tr


class Switch(NamedTuple):
    """What the user is asked to do before a block."""

    to_change: str
    to_undo: str


def switch_for(advice_id: str) -> Switch | None:
    """How to switch what ``advice_id`` advises; None where that cannot be undone within a minute."""
    return _switches().get(advice_id)


def _switches() -> dict[str, Switch]:
    return {
        "use-ethernet": Switch(
            tr("Plug the cable in and switch Wi-Fi off, then press Continue."),
            tr("Pull the cable out and switch Wi-Fi on, then press Continue."),
        ),
        "use-5ghz": Switch(
            tr("Connect to the 5 GHz network, then press Continue."),
            tr("Connect to the 2.4 GHz network again, then press Continue."),
        ),
        "use-6ghz": Switch(
            tr("Connect to the 6 GHz network, then press Continue."),
            tr("Connect to the network that you used before, then press Continue."),
        ),
        "move-closer": Switch(
            tr("Move closer to the router, then press Continue."),
            tr("Go back to where you were, then press Continue."),
        ),
        "stop-background-traffic": Switch(
            tr("Pause the other programs that use the line, then press Continue."),
            tr("Let the other programs use the line again, then press Continue."),
        ),
        "disable-vpn": Switch(
            tr("Switch the VPN off, then press Continue."),
            tr("Switch the VPN on, then press Continue."),
        ),
        "wifi-power-save": Switch(
            tr("Switch the power saving of Wi-Fi off, then press Continue."),
            tr("Switch the power saving of Wi-Fi on, then press Continue."),
        ),
        "wifi-background-scan": Switch(
            tr("Stop the background scans as described in the steps, then press Continue."),
            tr("Allow the background scans again, then press Continue."),
        ),
        "switch-cellular": Switch(
            tr("Choose the other kind of mobile network, then press Continue."),
            tr("Choose the kind of mobile network that you used before, then press Continue."),
        ),
    }
