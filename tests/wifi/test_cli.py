"""``latencylab --wifi`` and ``--wifi-from``, as a person and a script meet them."""

import json
import os
import subprocess
import sys

import pytest

from tests.validation import faults
from tests.wifi import air
from tests.wifi.kernel import FIXTURES

LINK = """\
Connected to 02:00:00:00:00:10 (on wlan0)
	SSID: Home
	freq: 5180
	signal: -58 dBm
	tx bitrate: 400.0 MBit/s VHT-MCS 4 80MHz VHT-NSS 2
"""


def bss(address, freq, signal, name, extra=""):
    return f"BSS {address}(on wlan0)\n\tfreq: {freq}\n\tsignal: {signal}.00 dBm\n\tSSID: {name}\n{extra}"


WIDE = "\tVHT operation:\n\t\t * channel width: 1 (80 MHz)\n\t\t * center freq segment 1: 42\n"
BUSY = "\tBSS Load:\n\t\t * station count: 3\n\t\t * channel utilisation: 190/255\n"
AIR = "".join(
    (
        LINK,
        bss("02:00:00:00:00:10", 5180, -58, "Home", WIDE).replace(")\n", ") -- associated\n", 1),
        bss("02:00:00:00:11:10", 5180, -55, "\\x1b[2J\\x1b]0;pwned\\x07", WIDE + BUSY),
        bss("02:00:00:00:12:10", 2437, -60, "☕🧑‍💻 日本語のネットワーク"),
        bss("02:00:00:00:13:10", 2412, -80, ""),
        bss("02:00:00:00:14:10", 2412, -82, "Same"),
        bss("02:00:00:00:15:10", 2412, -83, "Same"),
        bss("02:00:00:00:16:10", 2412, -84, "\u202eevil\x1b[31m"),
        "country DE: DFS-ETSI\n",
    )
)


def run(*arguments, env=None, **options):
    done = subprocess.run(
        [sys.executable, "-m", "latencylab", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        **options,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "air.txt"
    path.write_text(AIR, encoding="utf-8")
    return path


def test_the_page_says_the_answer_the_link_the_channels_and_the_advice(saved):
    done = run("--wifi", "--wifi-from", saved)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("The Wi-Fi waits for others")
    assert lines[1].startswith(" Home: connected · 5 GHz, channel 36, 80 MHz")
    row = next(line for line in lines if line.startswith("   36 "))
    assert "crowded, reported" in row
    assert any(" 1  Set the router's 5 GHz to channel" in line for line in lines)
    assert "(hidden name)" in done.stdout
    assert done.stdout.count("Same ") == 2
    assert max(map(len, lines)) <= 80


def test_names_never_reach_the_terminal_as_they_are(saved):
    done = run("--wifi", "--wifi-from", saved)
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "\x07" not in done.stdout
    assert r"\x1b[2J\x1b]0;pwned" in done.stdout
    assert r"\u202eevil\x1b[31m" in done.stdout
    assert "☕🧑‍💻" in done.stdout


def test_without_unicode_it_still_reads(saved):
    done = run("--wifi", "--wifi-from", saved, env={"PYTHONIOENCODING": "ascii"})
    assert done.stdout.isascii()
    assert "###" in done.stdout
    assert "-58 dBm" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("columns", "colour"), [(60, True), (60, False), (40, True)])
def test_a_terminal_of_any_width_is_filled_and_not_overrun(saved, columns, colour):
    import fcntl
    import pty
    import re
    import struct
    import termios

    try:
        ours, theirs = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be made here: {error}")
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = {**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8"} | ({} if colour else {"NO_COLOR": "1"})
    env = {name: value for name, value in env.items() if name != "NO_COLOR" or not colour}
    env.pop("COLUMNS", None)
    with subprocess.Popen(
        [sys.executable, "-m", "latencylab", "--wifi", "--wifi-from", saved], stdout=theirs, env=env
    ) as process:
        os.close(theirs)
        output = b""
        try:
            while chunk := os.read(ours, 65536):
                output += chunk
        except OSError:
            pass
        os.close(ours)
    text = output.decode()
    assert process.returncode == 1
    assert ("\x1b[" in text) is colour
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= columns


def test_the_report_holds_the_wifi_the_advice_and_nothing_else(saved):
    done = run("--wifi", "--wifi-from", saved, "--json", "-")
    report = json.loads(done.stdout)
    assert faults(report) == []
    assert report["wifi"]["link"]["ssid"] == "Home"
    assert report["wifi"]["country"] == "DE"
    assert report["environment"]["interface"]["kind"] == "wifi"
    assert [entry["id"] for entry in report["recommendations"]] == ["change-channel"]
    assert report["recommendations"][0]["gain"] is None
    assert (report["targets"], report["segments"], report["path"], report["errors"]) == ([], [], [], [])
    assert report["verdict"]["score"] is None
    assert report["verdict"]["playable"] == []
    assert all("\x1b" not in network["ssid"] for network in report["wifi"]["networks"])


def test_the_country_can_be_said(saved):
    told = json.loads(run("--wifi", "--wifi-from", saved, "--country", "us", "--json", "-").stdout)["wifi"]
    assert told["country"] == "US"
    assert not any(entry["channel"] == 13 for entry in told["channels"])
    refused = run("--wifi", "--country", "XX")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_a_healthy_link_needs_nothing(tmp_path):
    path = tmp_path / "link.txt"
    path.write_text(LINK)
    done = run("--wifi", "--wifi-from", path)
    assert done.returncode == 0
    assert done.stdout.startswith("Nothing on the air calls for a change.\n")


def test_a_capture_is_read_by_its_content(tmp_path):
    path = tmp_path / "named.txt"
    path.write_bytes(air.pcap([air.radiotap(air.frame("02:00:00:00:00:01", air.WIFI6_5GHZ), 5220, -50)]))
    report = json.loads(run("--wifi", "--wifi-from", path, "--json", "-").stdout)
    assert [(n["ssid"], n["channel"], n["width_mhz"]) for n in report["wifi"]["networks"]] == [("Home-5G", 44, 80)]
    assert report["recommendations"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nothing of the kind\n", "No Wi-Fi network"),
        (b"", "No Wi-Fi network"),
        (air.pcap([]), "no beacons"),
        (b"\xd4\xc3\xb2\xa1 and then nonsense", "not a capture"),
        (None, "Cannot read"),
    ],
)
def test_a_file_without_wifi_is_refused_in_a_line(tmp_path, content, said):
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    refused(run("--wifi", "--wifi-from", path), said)


def test_a_diagnosis_is_refused_before_anything_is_measured(tmp_path):
    refused(run("--probe", "local", "--wifi-from", tmp_path / "none", "--no-save"), "Cannot read")


def refused(done, said):
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


def test_wifi_that_is_off_is_said_and_is_not_called_healthy(tmp_path):
    path = tmp_path / "off.json"
    report = {
        "SPAirPortDataType": [
            {"spairport_airport_interfaces": [{"_name": "en0", "spairport_status_information": "spairport_status_off"}]}
        ]
    }
    path.write_text(json.dumps(report))
    done = run("--wifi", "--wifi-from", path)
    assert done.returncode == 3
    assert "switched off" in done.stdout


def test_this_computer_is_looked_at_without_an_error():
    done = run("--wifi", "--json", "-")
    report = json.loads(done.stdout)
    assert faults(report) == []
    assert done.returncode == (3 if report["wifi"] is None else done.returncode)
    assert report["wifi"] is not None or report["errors"]


def test_a_diagnosis_takes_the_file_in_place_of_this_computers_wifi(tmp_path):
    record = tmp_path / "a.llrec"
    arguments = ("--duration", "1", "--no-bandwidth", "--no-save", "--json", "-")
    done = run("--probe", "local", "--wifi-from", FIXTURES / "iw.txt", "--record", record, *arguments)
    report = json.loads(done.stdout)
    assert faults(report) == []
    assert report["environment"]["interface"]["kind"] == "wifi"
    assert report["wifi"]["link"]["ssid"] == "Lab-5G"
    again = json.loads(run("--replay", record, "--json", "-").stdout)
    assert again["wifi"] == report["wifi"]


def test_the_wifi_is_left_alone_when_asked():
    arguments = ("--duration", "1", "--no-bandwidth", "--no-save", "--json", "-")
    report = json.loads(run("--probe", "local", "--no-wifi", "--wifi-from", FIXTURES / "iw.txt", *arguments).stdout)
    assert report["wifi"] is None
    assert [entry["error"] for entry in report["errors"] if entry["probe"] == "wifi"] == [
        "The Wi-Fi was not looked at, as asked."
    ]
