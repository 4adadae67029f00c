"""The example reports of the documentation, made from recordings of emulated homes.

    python -m tests.examples                 write latencylab/report/examples anew from the recordings there
    python -m tests.examples --measure       measure the homes again first, on a computer that is otherwise idle

A recording is hidden when it is made, and its id, its start and the name of the system are fixed, so that the documents
are the same whoever makes them.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from latencylab import codec, events, recording
from latencylab.report.build import build_report
from latencylab.report.markdown import render_markdown
from latencylab.report.pdf import render_pdf
from latencylab.report.timelines import Timelines
from latencylab.session.session import Session
from tests.lab import Lab
from tests.scenarios.run import HOMES, diagnose, read

FOLDER = Path(__file__).parents[1] / "latencylab" / "report" / "examples"
EXAMPLES = {"healthy": "healthy-cable", "bufferbloat": "bloat-up", "bad-wifi": "wifi-crowded-channel"}
"""Name of the example, and of its home in ``tests/scenarios/homes``."""
OPTIONS = ("--service", "geforce-now", "--tier", "1080p60", "--hide")
STARTED_WALL_NS = 1_792_699_200_000_000_000
"""2026-10-22T20:00:00Z."""


def documents(name: str) -> dict[str, str]:
    """The report of an example as JSON and as Markdown, by the endings of their files."""
    report, _ = replayed(name)
    return {
        ".json": json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n",
        ".md": render_markdown(report),
    }


def replayed(name: str) -> tuple[dict[str, Any], Timelines]:
    """The report of an example's recording, and what its pictures need."""
    session, timelines = Session(), Timelines()
    for event in recording.read(FOLDER / f"{name}{recording.SUFFIX}"):
        session.apply(event)
        timelines(event)
    return build_report(session).to_object(), timelines


def measure(name: str) -> None:
    """Diagnose the home of an example, and keep the recording."""
    scenario, expected = read(HOMES / f"{EXAMPLES[name]}.toml")
    with tempfile.TemporaryDirectory() as place, Lab(scenario) as lab:
        made = Path(place) / "made.llrec"
        lab.start_timeline()
        answer = diagnose(lab, expected.targets, (*expected.options, *OPTIONS, "--record", str(made)))
        print(f"{name}: {answer.report['verdict']['summary'] if answer.report else answer.errors}")
        with (FOLDER / f"{name}{recording.SUFFIX}").open("w", encoding="utf-8") as file:
            file.writelines(codec.encode(_fixed(event, name)) + "\n" for event in recording.read(made))


def _fixed(event: events.Event, name: str) -> events.Event:
    if not isinstance(event, events.SessionStarted):
        return event
    number = list(EXAMPLES).index(name)
    return replace(event, id=f"{number:016x}", started_wall_ns=STARTED_WALL_NS, system="Linux")


def write(name: str) -> None:
    """Write the documents of an example, and a picture of the PDF's first page."""
    for ending, text in documents(name).items():
        (FOLDER / f"{name}{ending}").write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        paper = Path(place) / "report.pdf"
        paper.write_bytes(render_pdf(*replayed(name)))
        picture = ["pdftoppm", "-r", "80", "-png", "-singlefile", "-f", "1", "-l", "1", str(paper), str(FOLDER / name)]
        if shutil.which(picture[0]) is None:
            print(f"{name}: no new picture, as pdftoppm is not installed (Debian: poppler-utils)")
            return
        subprocess.run(picture, check=True)


if __name__ == "__main__":
    for example in EXAMPLES:
        if "--measure" in sys.argv[1:]:
            measure(example)
        write(example)
