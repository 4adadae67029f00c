"""CSV and Markdown: what a spreadsheet, a program and a forum make of them."""

import csv
import io
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from latencylab import events
from latencylab.report.csv import SampleCsv, defuse
from latencylab.report.findings import COLUMNS, render_findings
from latencylab.report.markdown import inert, render_markdown
from tests.report.drawn import told
from tests.report.example import example

FORMULAS = [
    "=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "＋1", "＠x", "|calc", "%0a=1",
    '=HYPERLINK("http://x")', "\x1b[2J=1", "\u202e=1",
]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_begins_like_a_formula(formula):
    cell = defuse(formula)
    assert cell[0] in "'\\"
    assert all(sign.isprintable() or sign == "\u00a0" for sign in cell)


@pytest.mark.parametrize("name", ["play.example:18862", "Router", "2001:db8::1", "Müllers Netz", "a-b=c"])
def test_other_text_stays_as_it_is(name):
    assert defuse(name) == name


def test_pandas_reads_the_samples_with_the_right_types_and_no_options(tmp_path):
    path = tmp_path / "samples.csv"
    write = SampleCsv(path)
    for event in told(example()):
        write(event)
    write.close()
    frame = pd.read_csv(path)
    assert frame["rtt_ms"].dtype == "float64"
    assert frame["lost"].dtype == "int64"
    assert set(frame["lost"]) == {0, 1}
    assert frame["rtt_ms"].isna().equals(frame["lost"] == 1)
    assert pd.to_datetime(frame["time"]).is_monotonic_increasing
    assert set(frame["phase"]) == {"idle", "download", "upload"}


@pytest.mark.parametrize("locale_name", ["C", "de_DE.UTF-8"])
def test_decimals_are_points_and_lines_end_as_the_standard_says(tmp_path, monkeypatch, locale_name):
    monkeypatch.setenv("LC_ALL", locale_name)
    path = tmp_path / "samples.csv"
    write = SampleCsv(path)
    write(events.SessionStarted(0, "x", 0, "1"))
    write(events.LegAdded(0, 'quoted "leg", with commas', "target", "t", "h", "a", "icmp"))
    write(events.Sample(5, 'quoted "leg", with commas', 0, 0, rtt_ns=1_234_567))
    write.close()
    _, row, end = path.read_bytes().split(b"\r\n")
    assert end == b""
    assert row == b'1970-01-01T00:00:00.000Z,"quoted ""leg"", with commas",icmp,0,1.234567,0,,idle'


def test_the_findings_are_rows_with_numbers():
    report = example()
    report["recommendations"][1]["why"] = '=cmd|" /C calc"!A0\nsecond line'
    rows = list(csv.DictReader(io.StringIO(render_findings(report), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == ["use-ethernet", "enable-qos"]
    assert float(rows[0]["gain_high"]) == 18
    assert rows[1]["why"].startswith("'=cmd")
    frame = pd.read_csv(io.StringIO(render_findings(example())))
    assert frame["gain_low"].dtype == frame["confidence"].dtype == "float64"


def test_markdown_tells_verdict_figures_and_advice():
    text = render_markdown(example())
    assert text.startswith("## It stutters because of the Wi-Fi, not the line or the server. (58/100)")
    assert "| Router | 8.30 | 24.6 | 41.6 | 18.3 | 0.50 % | icmp |" in text
    assert "1. **Connect the computer to the router by cable** (−13 to −18 ms jitter p95)" in text
    assert "upload 11.8 Mbit/s (+38.4 ms)" in text


@pytest.mark.parametrize(
    "hostile",
    ["![x](http://evil/x.png)", "<script>", "`code`", "| cell |", "@everyone", "a\n# b", "\x1b[31m", "**b**", "&lt;"],
)
def test_no_name_becomes_markup_link_or_mention(hostile):
    shown = inert(hostile)
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert "://" not in shown
    for mark in "[]<`|@#*&!":
        assert all(shown[place - 1] == "\\" for place, sign in enumerate(shown) if sign == mark)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_samples_with_the_right_types_and_runs_no_formula(tmp_path):
    path = tmp_path / "samples.csv"
    write = SampleCsv(path)
    write(events.SessionStarted(0, "x", 0, "1"))
    for leg in ("play.example", "=1+1"):
        write(events.LegAdded(0, leg, "target", "t", "h", "a", "icmp"))
        write(events.Sample(5, leg, 7, 0, rtt_ns=1_234_567, ttl=64))
    write.close()
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    sheet = ET.parse(tmp_path / "samples.fods")
    office, table = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table"))
    rows = [row.findall(f"{table}table-cell") for row in sheet.iter(f"{table}table-row")]
    for row, leg in zip(rows[1:3], ("play.example", "'=1+1"), strict=True):
        kinds = [cell.get(f"{office}value-type") for cell in row[:8]]
        assert kinds[1:] == ["string", "string", "float", "float", "float", "float", "string"]
        assert row[4].get(f"{office}value") == "1.234567"
        assert "".join(row[1].itertext()).strip() == leg
    assert not [cell for cell in sheet.iter(f"{table}table-cell") if cell.get(f"{table}formula")]
