"""Network names that are safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.names import display_name, safe_name


@pytest.mark.parametrize(
    ("ssid", "shown"),
    [
        (b"Home", "Home"),
        ("Café 5 GHz".encode(), "Café 5 GHz"),
        ("Net🏎👨‍👩‍👧".encode(), "Net🏎👨‍👩‍👧"),
        ("日本語".encode(), "日本語"),
        ("测试".encode("gbk"), "测试"),
        ("TP-Link_测试5G".encode("gbk"), "TP-Link_测试5G"),
        ("Müller-Netz".encode("latin-1"), "M\\xfcller-Netz"),
        (b"Caf\xe9", "Caf\\xe9"),
        (b"\xff\xfe\x00\x01", "\\xff\\xfe\\x00\\x01"),
        (b"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        (b"two\r\nlines\ttab", "two\\x0d\\x0alines\\x09tab"),
        ("abc\u202etxt.exe".encode(), "abc\\u202etxt.exe"),
        ("a\u2066b\u200fc\u061cd".encode(), "a\\u2066b\\u200fc\\u061cd"),
        ("line\u2028break".encode(), "line\\u2028break"),
        ("\x9b2J".encode(), "\\x9b2J"),
        ("tag\U000e0041".encode(), "tag\\U000e0041"),
        (b"back\\slash", "back\\slash"),
        (b"", ""),
        (None, None),
    ],
)
def test_names_are_shown_as_what_they_are(ssid, shown):
    assert safe_name(ssid) == shown


def test_people_are_told_when_there_is_no_name():
    assert display_name(None) == "(name not disclosed)"
    assert display_name(b"") == "(hidden name)"
    assert display_name(b"Home") == "Home"


@given(st.binary(max_size=64))
def test_no_name_passes_a_control_character_through(ssid):
    name = safe_name(ssid)
    name.encode()  # raises for lone surrogates
    kept = [character for character in name if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert set(kept) <= {"\u200c", "\u200d"}
    assert len(name) <= 10 * 128


@given(st.text(max_size=32))
def test_what_is_printable_stays_as_it_is(text):
    if text.isprintable() and not any(unicodedata.category(character) in ("Co", "Cn") for character in text):
        assert safe_name(text.encode()) == text
