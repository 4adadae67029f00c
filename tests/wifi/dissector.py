"""What tshark reads in the beacons of a capture, field by field, beside what the decoder reads."""

import shutil
import subprocess

from latencylab.wifi.elements import Elements

TSHARK = shutil.which("tshark")
_HE, _HT, _VHT, _RNR = "wlan.ext_tag.he_operation", "wlan.ht.info", "wlan.vht.op", "wlan.rnr.tbtt_info"
_SIX = f"{_HE}.6ghz"

SCALARS = {
    "wlan.ds.current_channel": lambda found: found.ds_channel,
    "wlan.qbss.scount": lambda found: found.bss_load and found.bss_load.station_count,
    "wlan.qbss.cu": lambda found: found.bss_load and found.bss_load.utilisation,
    "wlan.qbss.adc": lambda found: found.bss_load and found.bss_load.admission_us_per_s // 32,
    f"{_HT}.primarychannel": lambda found: found.ht_operation and found.ht_operation.primary,
    f"{_HT}.secchanoffset": lambda found: found.ht_operation and found.ht_operation.offset,
    f"{_HT}.chanwidth": lambda found: found.ht_operation and int(found.ht_operation.wide),
    f"{_HT}.chan_center_freq_seg_2": lambda found: found.ht_operation and found.ht_operation.centre2,
    f"{_VHT}.channelwidth": lambda found: found.payload(192) and found.vht_operation.width,
    f"{_VHT}.channelcenter0": lambda found: found.payload(192) and found.vht_operation.centre0,
    f"{_VHT}.channelcenter1": lambda found: found.payload(192) and found.vht_operation.centre1,
    "wlan.ext_tag.bss_color_information.bss_color": lambda found: found.he_operation and found.he_operation.colour,
    "wlan.ext_tag.bss_color_information.bss_color_disabled": lambda found: (
        found.he_operation and int(found.he_operation.colour_disabled)
    ),
    f"{_HE}.vht_op_info.channel_width": lambda found: _he_vht(found) and _he_vht(found).width,
    f"{_HE}.vht_op_info.chan_center_freq_seg_0": lambda found: _he_vht(found) and _he_vht(found).centre0,
    f"{_HE}.vht_op_info.chan_center_freq_seg_1": lambda found: _he_vht(found) and _he_vht(found).centre1,
    f"{_SIX}.primary_channel": lambda found: _six(found) and _six(found).primary,
    f"{_SIX}.control.channel_width": lambda found: _six(found) and _six(found).width,
    f"{_SIX}.chan_center_freq_seg_0": lambda found: _six(found) and _six(found).centre0,
    f"{_SIX}.chan_center_freq_seg_1": lambda found: _six(found) and _six(found).centre1,
    f"{_RNR}.operating_class": lambda found: found.neighbours[0].operating_class if found.neighbours else None,
    f"{_RNR}.channel_num": lambda found: found.neighbours[0].channel if found.neighbours else None,
    "wlan.vht.tpe.pwr_info.unit": lambda found: (
        found.tx_power_envelopes[0].interpretation if found.tx_power_envelopes else None
    ),
}
"""Fields with one number: tshark's name, and how the decoder gives it."""

_RATES, _MORE_RATES, _SSID, _COUNTRY = (
    "wlan.supported_rates",
    "wlan.extended_supported_rates",
    "wlan.ssid",
    "wlan.country_info.code",
)
_NAMES = ["wlan.bssid", _SSID, _COUNTRY, _RATES, _MORE_RATES, *SCALARS]


def _six(found):
    return found.he_operation and found.he_operation.six


def _he_vht(found):
    return found.he_operation and found.he_operation.vht


def tshark_beacons(path):
    """What tshark reads in each beacon and probe response of a capture: address and fields."""
    command = [TSHARK, "-r", path, "-Y", "wlan.fc.type_subtype in {5, 8}", "-T", "fields", "-E", "separator=/t"]
    command += ["-E", "occurrence=a", "-E", "aggregator=|"]
    for name in _NAMES:
        command += ["-e", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    for line in done.stdout.splitlines():
        values = dict(zip(_NAMES, line.split("\t"), strict=False))
        yield values["wlan.bssid"].split("|")[0], _normal(values)


def decoded(raw):
    """The same fields from the decoder."""
    found = Elements(raw)
    fields = {name: read(found) for name, read in SCALARS.items()}
    fields = {name: None if isinstance(value, (bytes, tuple)) else value for name, value in fields.items()}
    fields["ssid"] = (found.payload(0) or b"").hex()
    fields["country"] = found.country
    fields["rates"] = found.rates_mbps
    return fields


def _normal(values):
    def numbers(name):
        return [
            int(value, 0) if value not in ("True", "False") else value == "True"
            for value in values.get(name, "").split("|")
            if value
        ]

    fields = {name: (numbers(name) or [None])[0] for name in SCALARS}
    fields = {name: int(value) if isinstance(value, bool) else value for name, value in fields.items()}
    name = values[_SSID].split("|")[0]
    fields["ssid"] = "" if name in ("", "<MISSING>") else name
    code = values[_COUNTRY].split("|")[0]
    fields["country"] = code[:2] if code[:2].isalpha() and code[:2].isupper() else None
    codes = [rate & 127 for rate in numbers(_RATES) + numbers(_MORE_RATES)]
    fields["rates"] = tuple(code / 2 for code in codes if code < 121)
    return fields
