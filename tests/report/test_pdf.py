"""The PDF: readable by people and machines, whole in every case, and made without a screen."""

import io
import subprocess
import sys
from importlib.resources import files

import pikepdf
import pypdf
import pytest
from fontTools.ttLib import TTFont

from latencylab.report.pdf import fonts, render_pdf
from latencylab.report.pdf.document import PAPERS
from latencylab.report.pdf.plots import _top_ms
from latencylab.report.timelines import Slot
from latencylab.wifi.names import safe_text
from tests.report.drawn import drawn
from tests.report.example import example

HOSTILE = [
    "(paren) \\) Tj ET endstream endobj",
    "<b>bold</b> <font name='x'> & &amp; </para>",
    "=HYPERLINK(\"http://x\")",
    "\x1b[31mred\x07\x00",
    "abc\u202edef\u200f",
    "日本語のネット 한국어 中文",
    "שלום العربية ไทย हिन्दी 🎮🏠",
    "x" * 300,
    "",
]  # fmt: skip


def text_of(body):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def squeezed(text):
    return "".join(text.split())


@pytest.fixture(scope="module")
def body():
    return render_pdf(example(), drawn(example()))


def test_verdict_numbers_and_advice_can_be_selected_on_the_first_page(body):
    report = example()
    first = squeezed(pypdf.PdfReader(io.BytesIO(body)).pages[0].extract_text())
    for words in (
        report["verdict"]["summary"],
        "58 of 100",
        "22.4 ms",
        "94.1 Mbit/s",
        "Home 8.30 ms",
        *(entry["title"] for entry in report["recommendations"]),
        *(entry["why"] for entry in report["recommendations"]),
        "−13 to −18 ms",
        "router RTT, p95 24.6 ms (limit 5 ms)",
    ):
        assert squeezed(words) in first


def test_the_pages_behind_tell_everything_that_was_measured(body):
    text = squeezed(text_of(body))
    for words in (
        "Latency over time", "Path", "Wi-Fi", "Method, limits and own error", "Müllers Netz 7b", "Familie Özdemir",
        "203.0.113.9", "38.4 ms", "Grade C", "is cleared at hop 2", "RFC 5481", "LatencyLab 0.1.0",
        "3 of 1200 probes", drawn(example()).checksum,
    ):  # fmt: skip
        assert squeezed(words) in text


@pytest.mark.parametrize("paper", PAPERS)
def test_a_checker_finds_no_fault_and_the_file_is_small(body, paper):
    body = render_pdf(example(), drawn(example()), paper)
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.Root.Lang == "en"
        assert [float(edge) for edge in pdf.pages[0].MediaBox[2:]] == pytest.approx(PAPERS[paper], abs=0.01)
        fonts_used = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert all("/FontFile2" in font for font in fonts_used)
    assert len(body) < 200_000


def test_bookmarks_lead_to_their_pages(body):
    reader = pypdf.PdfReader(io.BytesIO(body))
    for entry in reader.outline:
        page = squeezed(reader.pages[reader.get_destination_page_number(entry)].extract_text())
        assert squeezed(entry.title) in page or entry.title.startswith("Verdict")
    assert reader.outline[0].title.startswith("Verdict")
    assert reader.metadata.title == "LatencyLab report 2026-11-21"


def test_without_recording_wifi_or_answers_it_is_still_a_report():
    report = example() | {"wifi": None, "segments": [], "path": [], "bandwidth": None, "loaded": None, "marking": None}
    report["targets"][0] |= {"rtt_ms": None, "jitter_ms": None, "loss_pct": None, "spikes": []}
    report["recommendations"] = []
    report["verdict"] = {"score": None, "summary": "No target answered.", "playable": []}
    text = squeezed(text_of(render_pdf(report)))
    assert squeezed("No target answered.") in text
    assert squeezed("The samples of this session were not kept") in text
    assert squeezed("Not measured.") in text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_what_they_are(name):
    report = example()
    report["wifi"]["link"]["ssid"] = report["wifi"]["networks"][0]["ssid"] = safe_text(name)
    report["targets"][0]["label"] = report["recommendations"][0]["title"] = report["verdict"]["summary"] = name or "-"
    report["path"][0]["name"] = name
    body = render_pdf(report, drawn(report))
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert pdf.check_pdf_syntax() == []
    text = text_of(body)
    assert "\x1b" not in text
    assert "\u202e" not in text
    if name.isascii() and name.isprintable() and name:
        assert squeezed(name[:60]) in squeezed(text)


def test_a_script_that_no_font_here_has_is_written_as_code_points(monkeypatch):
    monkeypatch.setattr(fonts, "_candidates", lambda character: iter(()))
    fonts.register()
    fonts._font_for.cache_clear()
    assert fonts.runs("a🎮b") == [(fonts.REGULAR, "a[U+1F3AE]b")]
    assert [font for font, _ in fonts.runs("é ж ש ع")] == [fonts.REGULAR]
    assert fonts.runs("かな한글中文")[0] == ("HeiseiMin-W3", "かな")
    fonts._font_for.cache_clear()


def test_a_font_of_the_system_lends_the_characters_that_ours_lacks(monkeypatch, tmp_path):
    path = tmp_path / "lent.ttf"
    path.write_bytes(_tiny_font(0x0E04))
    monkeypatch.setattr(fonts, "_candidates", lambda character: iter(["/nowhere.ttf", str(path)]))
    fonts.register()
    fonts._font_for.cache_clear()
    assert fonts.runs("aค") == [(fonts.REGULAR, "a"), (f"system:{path}", "ค")]
    assert "ค" in text_of(render_pdf(example() | {"verdict": {"score": 1, "summary": "ค", "playable": []}}))
    fonts._font_for.cache_clear()


def _tiny_font(code):
    """A font with one glyph, made of the shipped one's letter A."""
    shipped = files("latencylab.report") / "fonts" / "DejaVuSansCondensed-Regular.ttf"
    font = TTFont(io.BytesIO(shipped.read_bytes()))
    for table in font["cmap"].tables:
        table.cmap = {code: "A"}
    for record in font["name"].names:
        record.string = "Lent"  # fonts of one name are one font to reportlab
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def test_a_report_of_a_newer_program_is_shown_as_far_as_it_is_known():
    report = example() | {"schema": "latencylab.report/2", "loaded": [1, 2], "path": {"new": "form"}}
    text = squeezed(text_of(render_pdf(report)))
    assert text.count(squeezed("written by another version")) == 2
    assert squeezed(report["verdict"]["summary"]) in text


def test_neither_qt_nor_matplotlib_is_needed():
    script = (
        "import sys\nsys.modules['PySide6'] = sys.modules['matplotlib'] = None\n"
        "from tests.report.example import example\nfrom latencylab.report.pdf import render_pdf\n"
        "assert render_pdf(example()).startswith(b'%PDF')"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def right_edges(body):
    """Where each piece of drawn text ends, and the page's width, in points."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(body)).pages:

        def visit(text, matrix, text_matrix, _font, size, edge=float(page.mediabox.width)):
            if text.strip():
                start = matrix[4] + text_matrix[4] * matrix[0]
                found.append((start + fonts.width(text.strip(), fonts.REGULAR, size), edge))

        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("paper", PAPERS)
def test_a_name_of_any_length_stays_on_the_page(paper):
    report = example()
    name = "x" * 300
    report["targets"][0]["label"] = report["wifi"]["networks"][0]["ssid"] = report["path"][0]["name"] = name
    report["bandwidth"]["server"] = report["verdict"]["summary"] = report["recommendations"][0]["title"] = name
    edges = right_edges(render_pdf(report, drawn(report), paper))
    assert len(edges) > 100
    assert all(right < edge for right, edge in edges)


def test_a_queue_that_stood_for_a_while_is_drawn_and_not_cut_off():
    report = example()
    line = drawn(report).lines[report["targets"][0]["id"]]
    for number in range(400, 430):
        line.add(number * line.width_ns, Slot(700.0, 700.0, 700.0, 1))
    assert _top_ms(report["targets"][0], line) > 700
    single = drawn(report).lines[report["targets"][0]["id"]]
    single.add(0, Slot(5000.0, 5000.0, 5000.0, 1))
    assert _top_ms(report["targets"][0], single) < 1000  # one late packet does not flatten the rest


def test_the_distribution_is_that_of_the_line_before_any_load():
    report = example()
    idle = drawn(report).lines[report["targets"][0]["id"]].idle_ns
    assert idle.count == 20 * 20 - 2  # 20 s at 20 Hz, two lost; not what came between and after the loads


def test_without_any_answer_the_first_page_says_why_in_place_of_all_is_well():
    report = example() | {"recommendations": [], "verdict": {"score": None, "summary": "No target.", "playable": []}}
    for target in report["targets"]:
        target |= {"rtt_ms": None, "jitter_ms": None}
    report["errors"] = [{"probe": "x", "error": "The network is down.", "hint": "Plug it in."}]
    first = pypdf.PdfReader(io.BytesIO(render_pdf(report))).pages[0].extract_text()
    assert "The network is down. Plug it in." in first
    assert "Nothing: no rule" not in first
    assert "– ms" not in first


def test_the_wide_block_in_use_is_marked_by_its_own_channel():
    report = example()
    report["wifi"]["link"] |= {"band": "5", "channel": 36, "width_mhz": 80}
    report["wifi"]["channels"] = [
        {
            "band": "5",
            "channel": channel,
            "width_mhz": 80,
            "centre_mhz": centre,
            "dfs": False,
            "score": 50,
            "networks": 1,
        }
        for channel, centre in ((40, 5210), (52, 5290))
    ]
    text = text_of(render_pdf(report))
    assert text.count("▸36") == 1
    assert "▸52" not in text
