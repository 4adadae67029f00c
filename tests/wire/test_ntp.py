"""Timestamps on the wire."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.wire import ntp


def unix_ns(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp()) * 1_000_000_000


# The instants and their NTP dates are those of RFC 5905 figure 4.
@pytest.mark.parametrize(
    ("instant_ns", "era_offset"),
    [
        (unix_ns(1970, 1, 1), 2_208_988_800),
        (unix_ns(1972, 1, 1), 2_272_060_800),
        (unix_ns(1999, 12, 31), 3_155_587_200),
        (unix_ns(2036, 2, 8), 63_104),
    ],
)
def test_seconds_are_those_of_the_rfc(instant_ns, era_offset):
    assert ntp.to_ntp(instant_ns) == era_offset << 32
    assert ntp.from_ntp(era_offset << 32) == instant_ns


def test_a_fraction_is_binary():
    assert ntp.to_ntp(500_000_000) == 2_208_988_800 << 32 | 1 << 31
    assert ntp.to_ntp(250_000_000) & 0xFFFFFFFF == 1 << 30


@given(st.integers(unix_ns(1968, 1, 21), unix_ns(2104, 2, 26)))
def test_every_nanosecond_survives_in_both_eras(instant_ns):
    assert ntp.from_ntp(ntp.to_ntp(instant_ns)) == instant_ns


@given(st.integers(0, 2**64 - 2))
def test_later_on_the_wire_is_never_earlier_within_an_era(stamp):
    if stamp + 1 != 1 << 63:
        assert ntp.from_ntp(stamp + 1) >= ntp.from_ntp(stamp)


@given(st.integers(0, (2**32 - 1) * 10**9))
def test_ptp_keeps_seconds_and_nanoseconds_apart(instant_ns):
    stamp = ntp.to_ptp(instant_ns)
    assert divmod(instant_ns, 10**9) == (stamp >> 32, stamp & 0xFFFFFFFF)
    assert ntp.from_ptp(stamp) == instant_ns
