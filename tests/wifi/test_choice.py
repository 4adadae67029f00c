"""The best channel: wide enough, free, permitted, and worth the move."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.bss import Link, WifiSnapshot
from latencylab.wifi.channels import WIDTHS
from latencylab.wifi.choice import Chooser, is_worth_moving, phy_rate_mbps, snr_db
from latencylab.wifi.plan import channel_plan
from tests.wifi.test_congestion import network, networks


def link_on(channel, width=80, rssi_dbm=-55.0, band="5", generation=6, **fields):
    return Link("test", b"Home", "00:11:22:33:44:50", band, channel, width, None, generation, rssi_dbm, **fields)


def chooser(*heard, link=None, country="DE", scanned=True, bands=()):
    return Chooser(WifiSnapshot("test", link, heard, scanned=scanned, bands=bands), channel_plan(country))


def busy_everywhere(*channels, load=230):
    return [network(channel, -50, load=load) for channel in channels]


def chosen(found):
    return None if found is None else (found.primary, found.block.width_mhz)


def test_worked_example_4_doubling_the_width_costs_3_db():
    assert snr_db(-67, "5", 80) == pytest.approx(22, abs=0.1)
    assert snr_db(-67, "5", 160) == pytest.approx(19, abs=0.1)
    found = chooser(network(36, -80), link=link_on(36, rssi_dbm=-67.0), country="US", bands=("6",))
    assert found.best("5").block.width_mhz == 80


def test_a_strong_link_in_free_air_may_use_160_mhz():
    found = chooser(network(37, -80, band="6"), link=link_on(37, 80, -50.0, "6"), country="US")
    assert found.best("6").block.width_mhz == 160
    weak = chooser(network(37, -80, band="6"), link=link_on(37, 80, -66.0, "6"), country="US")
    assert weak.best("6").block.width_mhz == 80


def test_320_mhz_is_for_wifi_7_alone():
    heard = network(229, -80, band="6")
    assert chooser(heard, link=link_on(33, 80, -40.0, "6", 7), country="US").best("6").block.width_mhz == 320
    assert chooser(heard, link=link_on(33, 80, -40.0, "6", 6), country="US").best("6").block.width_mhz == 160


def test_where_80_mhz_is_hardly_ever_free_40_is_better():
    crowded = busy_everywhere(36, 40, 44, 48, 52, 56, 60, 64, *range(100, 141, 4), *range(149, 174, 4), load=150)
    assert chooser(*crowded, link=link_on(36)).best("5").block.width_mhz == 40


def test_a_wide_block_without_radar_is_kept_when_it_is_in_use():
    found = chooser(network(100, -80), link=link_on(36, 160, -50.0), country="US")
    assert chosen(found.best("5")) == (36, 160)


def test_2_4_ghz_is_20_mhz_on_1_6_or_11():
    found = chooser(*busy_everywhere(1, 6), link=link_on(36))
    assert chosen(found.best("2.4")) == (11, 20)
    assert chosen(chooser(*busy_everywhere(1, 6, 11), link=link_on(36)).best("2.4"))[0] in (1, 6, 11)


def test_a_busy_channel_is_left_for_a_free_one():
    found = chooser(*busy_everywhere(36, 40, 44, 48), link=link_on(36))
    best, current = found.best("5"), found.current("5", 80)
    assert not {36, 40, 44, 48} & set(best.block.channels)
    assert is_worth_moving(current, best)
    assert current.score < 10 < 90 < best.score


def test_a_channel_that_is_nearly_as_good_is_not_left():
    found = chooser(network(36, -50, load=25), link=link_on(36))
    assert chosen(found.best("5")) == (36, 80)


def test_free_air_without_radar_goes_before_free_air_with_radar():
    found = chooser(*busy_everywhere(149, 153, 157, 161), link=None)
    assert chosen(found.best("5")) == (36, 80)


def test_radar_channels_are_taken_when_all_others_are_busy_but_not_those_of_the_weather_radar():
    found = chooser(*busy_everywhere(36, 40, 44, 48, 149, 153, 157, 161, 52, 56, 60, 64), link=link_on(36))
    assert set(found.best("5").block.channels) == {100, 104, 108, 112}


def test_the_own_network_is_no_reason_to_leave():
    own = network(36, -45, width=80, load=200, bssid="00:11:22:33:44:50", connected=True)
    stranger = network(36, -85, load=10)
    found = chooser(own, stranger, link=link_on(36))
    assert found.current("5", 80).networks == 1
    assert chosen(found.best("5")) == (36, 80)


def test_sharing_the_primary_of_a_neighbour_goes_before_overlapping_it_half():
    scores = chooser(network(44, -92, width=80)).scores("5")
    assert next(score for score in scores if score.block.centre_mhz == 5210).primary == 44


def test_the_source_of_every_figure_is_told():
    found = chooser(network(36, -50, load=25), network(149, -50))
    sources = {score.primary: score.source for score in found.scores("5") if score.block.width_mhz == 20}
    assert (sources[36], sources[149]) == ("bss-load", "estimate")


def test_without_a_scan_nothing_is_free():
    found = chooser(link=link_on(36), scanned=False)
    assert list(found.scores("5")) == []
    assert found.best("5") is None


def test_bands_that_were_not_heard_are_not_judged():
    assert chooser(network(6, -50)).bands == ("2.4",)
    assert chooser(network(6, -50), bands=("2.4", "5", "6")).bands == ("2.4", "5", "6")
    assert chooser(network(6, -50), bands=("2.4", "5", "6"), country="CN").bands == ("2.4", "5")


def test_passive_channels_are_not_recommended_outside_of_6_ghz():
    found = chooser(*busy_everywhere(36, 40, 44, 48, 149, 153, 157, 161), country="US")
    assert not any(channel > 165 for channel in found.best("5").block.channels)
    assert chooser(network(37, -60, band="6"), country="US").best("6") is not None


def test_in_an_unknown_country_the_channel_in_use_is_one_that_may_be_used():
    found = chooser(network(6, -60), network(149, -85), link=link_on(149, None), country=None)
    assert chosen(found.best("5")) == (149, 80)


def test_rates_are_those_of_the_standard():
    assert phy_rate_mbps(40, 80, 2) == pytest.approx(1201, abs=1)
    assert phy_rate_mbps(40, 20, 1) == pytest.approx(143.4, abs=0.1)
    assert phy_rate_mbps(40, 320, 2) == pytest.approx(4803, abs=3)
    assert phy_rate_mbps(0, 80) == 0


links = st.one_of(
    st.none(),
    st.builds(
        lambda channel, width, rssi, generation: link_on(channel, width, rssi, generation=generation),
        st.sampled_from([36, 52, 100, 144, 149, 165, 177]),
        st.sampled_from([None, 20, 40, 80, 160]),
        st.one_of(st.none(), st.floats(-120, 0)),
        st.sampled_from([None, 4, 5, 6, 7]),
    ),
)


@given(networks, links, st.sampled_from(["DE", "US", "JP", "CN", "AU", "IN", "RU"]))
def test_nothing_is_ever_recommended_that_the_country_forbids(heard, link, country):
    plan = channel_plan(country)
    found = chooser(*heard, link=link, country=country, bands=("2.4", "5", "6"))
    for band in found.bands:
        for best in [found.best(band)] + [found.best_of_width(band, width) for width in WIDTHS[band]]:
            assert best is None or best.block in plan.blocks
            assert best is None or 0 <= best.score <= 100
        for score in found.scores(band):
            assert score.block in plan.blocks
            assert 0 <= score.score <= 100
            assert score.primary in score.block.channels
