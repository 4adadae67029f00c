"""The user's settings: read with care, and changed without touching what else stands there."""

import pytest

from latencylab.errors import UserError
from latencylab.settings import keep_place, parse_place, read_settings


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("52.52, 13.41", (52.52, 13.41)),
        ("52.52 13.41", (52.52, 13.41)),
        ("-33.9;18.4", (-33.9, 18.4)),
        (" 33.9 S, 18.4 E ", (-33.9, 18.4)),
        ("40.7° n, 74.0° w", (40.7, -74.0)),
    ],
)
def test_a_place_is_read_as_maps_write_it(text, place):
    assert parse_place(text) == place


@pytest.mark.parametrize("text", ["", "Berlin", "52.52", "52,52, 13,41", "91, 0", "0, 181", "1, 2, 3", "nan, 0"])
def test_what_is_no_place_on_earth_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_place(text)


def test_a_place_is_kept_beside_what_else_stands_in_the_file(tmp_path):
    path = tmp_path / "new" / "settings.toml"
    keep_place((52.5, 13.4), path)
    assert read_settings(path).place == (52.5, 13.4)
    path.write_text(f"# mine\n[history]\nlimit_mb = 5  # small\n\n{path.read_text()}")
    keep_place((1.0, 2.0), path)
    assert read_settings(path).place == (1.0, 2.0)
    keep_place(None, path)
    assert read_settings(path).place is None
    assert "# mine\n[history]\nlimit_mb = 5  # small" in path.read_text()


def test_a_file_that_is_no_settings_stays_as_it_is(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("[place\n")
    with pytest.raises(UserError, match="not TOML"):
        keep_place((1.0, 2.0), path)
    assert path.read_text() == "[place\n"


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"Cannot read .*: Not a directory"):
        keep_place((1.0, 2.0), tmp_path / "file" / "settings.toml")
