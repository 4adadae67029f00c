"""What the hardware addresses of networks tell of who sends them, also where the addresses themselves were hidden.

A device with several networks numbers them from one block of addresses. From the coarse to the fine its parts are the
site, the device, the radio, and the network, which differs in the first byte or the last digit only. A recording for
strangers holds ``radio-2-1-3`` in place of an address: numbers of these parts, without the ones at the end.
"""

import re
from functools import lru_cache

Parts = tuple[str, str, str, str]
_HIDDEN = re.compile(r"radio-(\d+(?:-\d+){0,3})")
_NO_DIGIT = re.compile(r"[^0-9a-f]")


@lru_cache(maxsize=1024)
def parts_of(bssid: str) -> Parts:
    """Site, device, radio and network; what is no address is a site of its own."""
    if hidden := _HIDDEN.fullmatch(bssid):
        site, device, radio, network = (*hidden[1].split("-"), "1", "1", "1")[:4]
        return site, device, radio, network
    digits = _NO_DIGIT.sub("", bssid.lower())
    if len(digits) != 12:
        return bssid, "", "", ""
    return digits[2:9], digits[9], digits[10], digits[:2] + digits[11]


def site_of(bssid: str) -> tuple[str, ...]:
    """What the devices of one maker in one home may have in common."""
    return parts_of(bssid)[:1]


def device_of(bssid: str) -> tuple[str, ...]:
    """What the addresses of one device's radios have in common: all but the first byte and the last one."""
    return parts_of(bssid)[:2]


def radio_of(bssid: str) -> tuple[str, ...]:
    """What the addresses of one radio's networks have in common: all but the first byte and the last digit."""
    return parts_of(bssid)[:3]
