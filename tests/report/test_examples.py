"""The example reports of the documentation are what the program makes of their recordings."""

import ipaddress
import json
import re

import pytest

from tests.examples import EXAMPLES, FOLDER, documents
from tests.validation import faults

FIRST = {"healthy": None, "bufferbloat": "enable-qos", "bad-wifi": "use-ethernet"}
"""What each example advises first."""


def addresses(text):
    """Everything in a text that is an IP address."""
    for word in re.findall(r"[0-9A-Fa-f:.]{3,}", text):
        try:
            yield ipaddress.ip_address(word.strip("."))
        except ValueError:
            continue


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("ending", [".json", ".md"])
def test_an_example_is_what_its_recording_gives(name, ending):
    written = (FOLDER / f"{name}{ending}").read_text(encoding="utf-8")
    assert written == documents(name)[ending], "run: python -m tests.examples"


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_follows_the_schema_and_tells_what_it_is_an_example_of(name):
    report = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert faults(report) == []
    assert [entry["id"] for entry in report["recommendations"]][:1] == ([FIRST[name]] if FIRST[name] else [])


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_example_names_an_address_a_radio_or_a_folder(name):
    assert list(addresses("from 198.51.100.23, 2001:db8::5."))  # they would be found
    for path in FOLDER.glob(f"{name}.*"):
        if path.suffix != ".png":
            text = path.read_text(encoding="utf-8")
            clause = r"IEEE 802\.11-\d+ [\d.]+"  # looks like an address
            assert list(addresses(re.sub(clause, "", text))) == []
            assert not re.search(
                r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|/(?:home|root|tmp|usr|var|users)/", text, re.IGNORECASE
            )


def test_no_file_is_left_of_an_example_that_is_gone():
    assert {path.stem for path in FOLDER.iterdir()} == set(EXAMPLES)
