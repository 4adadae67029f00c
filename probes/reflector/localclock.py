"""What this computer's clock follows, as far as the system tells."""

import sys

from probes.reflector.core import Clockwork
from probes.wire.stamp import error_estimate
from probes.wire.tlv import SYNC_NTP

_STA_UNSYNC, _TIME_ERROR = 0x0040, 5
_US_PER_S = 1_000_000


def clockwork() -> Clockwork:
    """Linux keeps the state and greatest error of the NTP discipline (``adjtimex(2)``); elsewhere nothing is claimed.

    An error of more than a second is no synchronisation, whatever the flag says.
    """
    return _disciplined() if sys.platform == "linux" else Clockwork()


def _disciplined() -> Clockwork:
    import ctypes

    class Timex(ctypes.Structure):
        """The head of ``struct timex``; reading needs no privilege."""

        _fields_ = (
            ("modes", ctypes.c_uint),
            ("offset", ctypes.c_long),
            ("freq", ctypes.c_long),
            ("maxerror", ctypes.c_long),
            ("esterror", ctypes.c_long),
            ("status", ctypes.c_int),
            ("rest", ctypes.c_char * 256),
        )

    state = Timex()
    try:
        result = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(state))
    except (OSError, AttributeError):
        return Clockwork()
    if result in (-1, _TIME_ERROR) or state.status & _STA_UNSYNC or state.maxerror >= _US_PER_S:
        return Clockwork()
    return Clockwork(error_estimate(state.maxerror / _US_PER_S, synchronised=True), SYNC_NTP)
