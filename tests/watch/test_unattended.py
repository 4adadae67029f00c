"""The files for systemd, launchd and Windows: well-formed, and every command in them is one that the program takes."""

import configparser
import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from latencylab.cli.parser import build_parser

FOLDER = Path(__file__).parents[2] / "latencylab" / "unattended"
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def unit(name):
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read(FOLDER / name)
    return parser


def commands():
    for name in ("latencylab.service", "latencylab-watch.service"):
        service = unit(name)["Service"]
        variable, _, value = service["Environment"].partition("=")
        yield shlex.split(service["ExecStart"].replace(f"${{{variable}}}", value))
    yield plistlib.loads((FOLDER / "latencylab.plist").read_bytes())["ProgramArguments"]
    action = ET.parse(FOLDER / "latencylab-task.xml").find(f".//{TASK}Exec")
    yield [action.findtext(f"{TASK}Command"), *shlex.split(action.findtext(f"{TASK}Arguments"))]


@pytest.mark.parametrize("command", list(commands()), ids=lambda command: " ".join(command)[:40])
def test_every_command_is_one_that_the_program_takes(command):
    assert Path(command[0]).stem == "latencylab"
    options = build_parser().parse_args(command[1:])
    assert options.probe == ["local"]
    assert options.watch or options.no_bandwidth


def test_the_timer_starts_its_service():
    assert unit("latencylab.timer")["Timer"]["OnCalendar"]
    assert unit("latencylab.timer")["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_no_fault(tmp_path):
    for path in FOLDER.glob("latencylab*.*"):
        if path.suffix in (".service", ".timer"):
            text = path.read_text().replace("ExecStart=latencylab", f"ExecStart={shutil.which('true')}")
            (tmp_path / path.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *map(str, tmp_path.iterdir())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Unknown" not in done.stderr
    assert "Failed to parse" not in done.stderr
