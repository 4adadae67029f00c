"""What each country permits, as far as the regulatory database says."""

import struct

import pytest

from latencylab.wifi import regdb
from latencylab.wifi.channels import (
    BANDS,
    BLOCK_CENTRES,
    CHANNELS,
    block_centre_mhz,
    frequency_mhz,
    guess_band,
    members,
    place_at,
)
from latencylab.wifi.plan import channel_plan


def centres(country, band, width_mhz, **conditions):
    base = {"2.4": 2407, "5": 5000, "6": 5950}[band]
    blocks = channel_plan(country).of(band, width_mhz)
    chosen = [block for block in blocks if all(getattr(block, name) == value for name, value in conditions.items())]
    return [(block.centre_mhz - base) // 5 for block in chosen]


def test_the_database_says_how_old_it_is():
    plan = channel_plan("DE")
    assert plan.version == regdb.database().version == "2026.05.30"
    assert len(regdb.database().countries) > 170


def test_two_point_four_ghz_has_eleven_channels_in_america_and_thirteen_in_europe():
    assert centres("US", "2.4", 20) == list(range(1, 12))
    assert centres("DE", "2.4", 20) == centres("JP", "2.4", 20) == list(range(1, 14))


def test_radar_free_80_mhz_blocks_are_those_that_gamers_want():
    assert centres("US", "5", 80, dfs=False, passive=False) == [42, 155]
    assert centres("DE", "5", 80, dfs=False) == [42, 155]
    assert [block.power_dbm < 17 for block in channel_plan("DE").of("5", 80)] == [False, False, False, False, True]


def test_radar_blocks_are_those_from_52_to_144():
    assert centres("US", "5", 80, dfs=True) == [58, 106, 122, 138]
    assert centres("DE", "5", 80, dfs=True) == [58, 106, 122]
    assert centres("US", "5", 160) == [50, 114]
    assert centres("DE", "5", 160) == [50, 114]


def test_channel_144_is_not_for_europe():
    assert channel_plan("DE").holding("5", 144, 20) == ()
    assert channel_plan("US").holding("5", 144, 20)[0].dfs


def test_the_weather_radar_band_takes_ten_minutes_to_enter_in_europe():
    (block,) = channel_plan("DE").holding("5", 120, 80)
    assert (block.weather_radar, block.cac_s) == (True, 600)
    (block,) = channel_plan("US").holding("5", 120, 80)
    assert (block.weather_radar, block.cac_s) == (True, 60)
    (block,) = channel_plan("DE").holding("5", 36, 80)
    assert (block.dfs, block.cac_s) == (False, 0)


def test_australia_leaves_the_weather_radar_band_out():
    assert centres("AU", "5", 20)[8:] == [*range(100, 117, 4), *range(132, 145, 4), *range(149, 166, 4), 173]


def test_six_ghz_is_whole_in_america_half_in_europe_and_none_in_china():
    assert len(centres("US", "6", 80)) == 14
    assert centres("US", "6", 320) == [31, 63, 95, 127, 159, 191]
    assert centres("DE", "6", 80) == [7, 23, 39, 55, 71, 87]
    assert centres("DE", "6", 160) == [15, 47, 79]
    assert centres("DE", "6", 320) == [31, 63]
    assert centres("CN", "6", 20) == []
    assert all(block.indoor for block in channel_plan("DE").of("6", 80))


def test_china_has_nothing_between_64_and_149():
    assert [channel for channel in centres("CN", "5", 20) if 64 < channel < 149] == []


def test_two_320_mhz_blocks_hold_one_channel_and_both_are_named():
    assert [block.centre_mhz for block in channel_plan("US").holding("6", 37, 320)] == [6105, 6265]


@pytest.mark.parametrize("country", [None, "00", "ZZ", "??"])
def test_where_the_country_is_not_known_only_what_is_permitted_nearly_everywhere_is(country):
    plan = channel_plan(country)
    assert plan.country is None
    assert centres(country, "2.4", 20) == list(range(1, 12))
    assert centres(country, "5", 80) == [42]
    assert centres(country, "6", 20) == []
    assert not any(block.passive or block.dfs for block in plan.blocks)


def test_access_points_that_say_eu_mean_its_countries():
    assert channel_plan("EU").blocks == channel_plan("DE").blocks


@pytest.mark.parametrize("country", sorted(regdb.database().countries))
def test_no_plan_permits_what_no_rule_covers(country):
    rules = regdb.database().countries[country].rules
    for block in channel_plan(country).blocks:
        for channel in block.channels:
            centre = frequency_mhz(block.band, channel)
            assert any(rule.low_mhz <= centre - 10 and centre + 10 <= rule.high_mhz for rule in rules), (country, block)
        assert len(block.channels) == block.width_mhz // 20 or block.band == "2.4"


def test_channel_numbers_and_frequencies_are_each_others_inverse():
    for band in BANDS:
        for channel in CHANNELS[band]:
            assert place_at(frequency_mhz(band, channel)) == (band, channel)
    assert place_at(2484) == ("2.4", 14)
    assert place_at(5935) == ("6", 2)
    assert place_at(2400) is None


def test_blocks_consist_of_channels_of_their_band():
    for band, by_width in BLOCK_CENTRES.items():
        for width_mhz, found in by_width.items():
            for centre in found:
                inside = members(band, frequency_mhz(band, centre), width_mhz)
                assert len(inside) == width_mhz // 20
                assert set(inside) <= set(CHANNELS[band]), (band, width_mhz, centre)


def test_the_centre_of_a_width_follows_from_the_primary_where_it_can():
    assert block_centre_mhz("5", 149, 80) == 5775
    assert block_centre_mhz("5", 44, 40) == 5230
    assert block_centre_mhz("6", 37, 160) == 6185
    assert block_centre_mhz("6", 1, 320) == 6105
    assert block_centre_mhz("6", 37, 320) is None
    assert block_centre_mhz("2.4", 6, 40) is None
    assert block_centre_mhz("5", 165, 80) == 5855
    assert block_centre_mhz("5", 140, 160) is None


def test_a_bare_channel_number_means_the_band_that_usually_has_it():
    assert [guess_band(channel) for channel in (1, 14, 36, 149, 37, 233, 0, 300)] == [
        "2.4", "2.4", "5", "5", "6", "6", None, None,
    ]  # fmt: skip


def test_the_binary_database_is_read_as_the_kernel_reads_it():
    rule = struct.pack(">BBHIII", 16, 0b10110, 2301, 5150000, 5250000, 80000)
    collection = struct.pack(">BBBx", 3, 1, 2)
    head = b"RGDB" + struct.pack(">I", 20) + b"XY" + struct.pack(">H", 5) + b"\0\0\0\0"
    data = head + bytes(4) + collection + struct.pack(">Hxx", 7) + rule
    (country,) = regdb.read_binary(data)
    assert (country.code, country.dfs_regime) == ("XY", "ETSI")
    assert country.rules == (regdb.Rule(5150, 5250, 80, 23.01, False, True, True, False, True),)
    written = regdb.parse(regdb.write(iter([country]), "2030.01.01"))
    assert written == ("2030.01.01", {"XY": country})


def test_other_files_are_not_taken_for_a_database():
    with pytest.raises(ValueError, match="regulatory"):
        list(regdb.read_binary(b"RGDB\0\0\0\x15rest"))
