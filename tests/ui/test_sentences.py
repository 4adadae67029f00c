"""What the core says is there in German: every sentence of its source, and every one that its rules make."""

import json
import re
import tomllib
from random import Random

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from latencylab import comparison, verdict
from latencylab.comparison import Arm, hold
from latencylab.facts import Failure, Jitter
from latencylab.report import build
from latencylab.report.model import Report
from latencylab.requirement import Requirement
from latencylab.rules import RULES, judge_all
from latencylab.rules.examples import facts_with
from latencylab.rules.loads import BUSY_TOP, FULL_QUEUE, example_bandwidth, example_loaded
from latencylab.rules.wifi_cases import HOME, SLOW, network, wifi
from tests.report.example import example as report_example
from tests.stats.series import MS
from tests.ui.conftest import end, make_app
from ui.i18n import install
from ui.sentences import Catalogue, of_language, read, said
from ui.translations.__main__ import FOLDER, FORMERLY, PHRASES, write_core
from ui.translations.core import CATALOGUE, ROOT, core_texts

GAP = re.compile(r"\{\d+\}")
ENGLISH = re.compile(
    r"\b(the|and|of|with|is|are|this|that|by|to|for|from|at|while|you|it|not|than|between|where|which|packets|router's)\b"
)
"""Words without which hardly any English sentence does, and which no German one holds."""
QUOTED = re.compile(r"„[^“]*“|'[^']*'")
COMMANDS = re.compile(
    r"(networksetup|netsh|nmcli|iw|ip link|latencylab|Network >|Discover >|Settings > Internet)[^.;]*"
)
"""Typed as they are, and menus that are English in every language."""


@pytest.fixture(scope="module")
def entries() -> dict[str, str]:
    return read(FOLDER / CATALOGUE)


@pytest.fixture(scope="module")
def german() -> Catalogue:
    found = of_language("de", ",")
    assert found is not None
    return found


def left_english(text: str, german: Catalogue) -> str:
    """What of a text of the core is still English in the German app; empty when nothing is."""
    shown = german.translate(text)
    plain = COMMANDS.sub("", QUOTED.sub("", shown))
    return f"{text} -> {shown}" if ENGLISH.search(plain) or (shown == text and len(text.split()) > 3) else ""


def test_the_catalogue_is_in_step_with_the_source(entries):
    said_by_core = {text for texts in core_texts().values() for text in texts}
    assert sorted(said_by_core - set(entries)) == []
    tables = tomllib.loads((FOLDER / CATALOGUE).read_text(encoding="utf-8"))
    kept = {text for name, table in tables.items() if name not in (PHRASES, FORMERLY) for text in table}
    assert sorted(kept - said_by_core) == []
    assert [text for table in tables.values() for text, target in table.items() if not target] == []


def test_what_is_no_longer_said_is_kept_for_stored_reports(tmp_path):
    path = tmp_path / CATALOGUE
    written = (FOLDER / CATALOGUE).read_text(encoding="utf-8")
    path.write_text(written + '"It was said once ({1})." = "Das hieß einmal so ({1})."\n', encoding="utf-8")
    assert write_core(path) == 0
    assert tomllib.loads(path.read_text(encoding="utf-8"))[FORMERLY]["It was said once ({1})."]
    assert Catalogue(read(path)).translate("It was said once (7).") == "Das hieß einmal so (7)."
    path.write_text(written.replace('"Test again." = "Prüfen Sie noch einmal."\n', ""), encoding="utf-8")
    assert write_core(path) == 1


def test_no_phrase_outlives_the_sentence_that_it_stands_in_for():
    """What is kept by hand is a case of a template of the source, or stands in the source as it is."""
    tables = tomllib.loads((FOLDER / CATALOGUE).read_text(encoding="utf-8"))
    whole = Catalogue({text: text for texts in core_texts().values() for text in texts})
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "latencylab").rglob("*.py"))
    for phrase in tables[PHRASES]:
        if phrase[-1] in ".!?":
            assert whole.find(GAP.sub("7", phrase)) or phrase in source, phrase


def test_german_has_the_gaps_of_english(entries):
    for source, target in entries.items():
        assert sorted(GAP.findall(source)) == sorted(GAP.findall(target)), source
        assert source[:1].isspace() == target[:1].isspace(), source


def test_every_template_finds_its_german_and_carries_its_gaps(entries, german):
    for source in entries:
        filled = GAP.sub(lambda gap: f"7{gap[0][1:-1]}", source)
        shown = german.find(filled)
        assert shown is not None, source
        for gap in GAP.findall(source):
            assert f"7{gap[1:-1]}" in shown, source
        assert not ENGLISH.search(COMMANDS.sub("", QUOTED.sub("", shown))) or source == entries[source], shown


CASES = [(rule, example.changes) for rule in RULES for example in rule.examples if example.fires]
LOSSY = {"main.loss_pct": 3.0, "main.received": 194, "main.loss_interval_pct": (1.2, 6.4)}
LOSSY_LINE = {
    "line.added_loss_pct": 3.0, "access.loss_pct": 3.0, "access.received": 194, "access.loss_interval_pct": (1.2, 6.4),
}  # fmt: skip
BY_NAME = {rule.id: rule for rule in RULES}
MORE = [
    ("contact-isp", {**LOSSY, **LOSSY_LINE, "line.added_jitter_ms": 24.0}),
    ("contact-isp", {"line.added_jitter_ms": 24.0}),
    (
        "enable-qos",
        {
            "environment.interface.kind": "cellular",
            "loaded": example_loaded(380.0, "home"),
            "bandwidth": example_bandwidth(94, 38),
        },
    ),
    ("enable-qos", {"loaded": example_loaded(380.0, None)}),
    ("enable-qos", {"line.added_jitter_ms": 60.0, "main.jitter_ms": Jitter(2.0, 2.0, 61.0)}),
    ("disable-vpn", {"environment.vpn": True, "main.rtt_ms.median": 98.0}),
    ("slow-device", {"device.late_p95_ms": 14.0, "device.missed_slots": 40}),
    ("slow-link", {"environment.interface.link_mbps": 100.0, "bandwidth": example_bandwidth(94, 38)}),
    (
        "slow-link",
        {
            "environment.interface.link_mbps": 100.0,
            "environment.interface.duplex": "half",
            "bandwidth": example_bandwidth(94, 38),
        },
    ),
    ("route-problem", {**LOSSY, "route.added_loss_pct": 3.0, "route.added_jitter_ms": 40.0}),
    ("stop-background-traffic", {"traffic.busy": True, "traffic.up_mbps": 18.1, "main.jitter_ms.pdv_p95": 60.0}),
    ("move-closer", SLOW | {"wifi": wifi(network("5", 36, -74, 80, name=HOME), tx_retries=220, tx_packets=1000)}),
    (
        "move-closer",
        SLOW | {"wifi": wifi(network("5", 36, -79, 80, name=HOME), network("5", 100, -50, 80, name=HOME))},
    ),
    ("upgrade-wifi", SLOW | {"wifi": wifi(network("5", 36, -55, 80, name=HOME, generation=6), generation=4)}),
    ("use-ethernet", SLOW | {"gateway.loss_pct": 2.5, "gateway.loss_interval_pct": (1.0, 4.0)}),
]
"""Branches that no example takes."""
CASES += [(BY_NAME[name], changes) for name, changes in MORE]


def texts_of(rule, changes, system):
    facts = facts_with({"environment.os": system, **changes})
    [judgement], failures = judge_all(facts, [rule])
    assert not failures
    if not judgement.finding.fires:
        return []
    entry = build._recommendation(1, judgement, facts)
    gain = (entry.gain.metric, entry.gain.unit) if entry.gain else ()
    evidence = [text for one in entry.evidence for text in (one.metric, one.unit)]
    return [judgement.finding.summary, entry.title, entry.why, *entry.steps, *entry.sources, *evidence, *gain]


@pytest.mark.parametrize(("rule", "changes"), CASES, ids=lambda value: getattr(value, "id", ""))
def test_whatever_a_rule_says_is_said_in_german(rule, changes, german):
    for system in ("Linux 6.1", "Windows 11", "Darwin 24"):
        said_here = texts_of(rule, changes, system)
        assert said_here, "it does not fire"
        sources = set(rule.sources)
        assert [found for text in said_here if text not in sources if (found := left_english(text, german))] == []


def test_homes_with_several_faults_are_told_in_german(german):
    every = [changes for _, changes in CASES]
    fired, left = set(), set()
    for seed in range(300):
        rng = Random(seed)
        changes = {"environment.os": rng.choice(["Linux 6.1", "Windows 11", "Darwin 24"])}
        for more in rng.sample(every, rng.randint(1, 4)):
            changes |= more
        for rule in RULES:
            said_here = texts_of(rule, changes, changes["environment.os"])
            fired |= {rule.id} if said_here else set()
            left |= {found for text in said_here if text not in rule.sources and (found := left_english(text, german))}
    assert left == set()
    assert fired == set(BY_NAME)


def test_the_steps_of_every_router_are_said_in_german(german):
    for rule in RULES:
        for family, steps in rule.steps_by_router.items():
            for step in steps:
                assert german.find(f"{family}: {step}") not in (None, f"{family}: {step}")


def test_every_metric_of_the_score_has_a_name(german):
    tier = Requirement("geforce-now", "1080p60", "GeForce NOW 1080p60", 1920, 1080, 60, 25.0)
    facts = facts_with({"loaded": FULL_QUEUE, "bandwidth": example_bandwidth(20, 5), "wanted": tier})
    score = verdict.score(facts)
    assert score is not None
    assert len(score.parts) == 7
    for part in score.parts:
        assert part.metric in ("loss", "jitter, p95") or german.find(part.metric) not in (None, part.metric)
        assert part.unit in ("ms", "%") or german.find(part.unit) not in (None, part.unit)


def arm(name, rng, middle_ms, blocks=2, count=300, report=None):
    runs = tuple(tuple(round(rng.gauss(middle_ms, 0.5) * MS) for _ in range(count)) for _ in range(blocks))
    return Arm(name, runs, report or {})


@pytest.mark.parametrize("metric", comparison._UNITS)
def test_every_answer_of_a_comparison_is_german(metric, german):
    rng = Random(3)
    found = []
    for after_ms, count in ((20, 300), (40, 300), (60, 300), (20, 3)):
        held = hold(arm("a", rng, 40, count=count), arm("b", rng, after_ms, count=count), metric)
        found.append(held.answer.sentence)
    one = {"targets": [{"role": "target", "address": "192.0.2.1"}]}
    two = {"targets": [{"role": "target", "address": "192.0.2.2"}]}
    found.append(hold(arm("a", rng, 40, 1, report=one), arm("b", rng, 20, 1, report=two)).caution)
    assert [left for text in found if (left := left_english(text, german))] == []
    if metric == "RTT median":
        assert [german.translate(text).split()[0] for text in found[:4]] == ["Es", "Kein", "Es", "Zu"]
        assert "192.0.2.1" in german.translate(found[4])


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        (
            "The router takes 10.0 ms (p95 27.0 ms) and loses 1.5 %.",
            "Der Router braucht 10,0 ms (p95 27,0 ms) und verliert 1,5 %.",
        ),
        (
            (
                "3 % of the packets are lost and the delay varies by 24.0 ms between the router and the provider, "
                "while the router itself answers well."
            ),
            (
                "Zwischen Router und Anbieter gehen 3 % der Pakete verloren, und die Verzögerung schwankt um 24,0 ms, "
                "während der Router selbst gut antwortet."
            ),
        ),
        (
            "No ICMP socket: no. On Linux allow it with: sudo sysctl -w net.ipv4.ping_group_range='0 2147483647'",
            "Kein ICMP-Socket: no. Unter Linux erlauben mit: sudo sysctl -w net.ipv4.ping_group_range='0 2147483647'",
        ),
        (
            "It is kept as index.bad; 3 sessions were read from it and 0 made again from their recordings.",
            (
                "Es ist als index.bad aufgehoben; 3 Messungen wurden daraus gelesen und 0 aus ihren Aufzeichnungen neu "
                "erstellt."
            ),
        ),
        (
            "LibreSpeed's list of servers is not known to the name servers. Check the name and the connection.",
            "Die Namensserver kennen LibreSpeeds Serverliste nicht. Bitte den Namen und die Verbindung prüfen.",
        ),
        (
            "1 damaged line of the recording passed over.",
            "1 beschädigte Zeile der Aufzeichnung wurde übergangen.",
        ),
        (
            "2 damaged lines of the recording passed over.",
            "2 beschädigte Zeilen der Aufzeichnung wurden übergangen.",
        ),
        (
            "play.example does not answer TCP port 443. Check the network connection.",
            "play.example antwortet nicht auf TCP-Port 443. Bitte die Netzverbindung prüfen.",
        ),
        (
            "a stream of 1280 × 720 needs 15 Mbit/s, the line carries 9.5; X needs 5.",
            "Ein Stream mit 1280 × 720 braucht 15 Mbit/s, die Leitung trägt 9,5; X braucht 5.",
        ),
        (
            "The same router is heard on 5 GHz as 'the router and loses 1.5 %' with −60 dBm.",
            "Derselbe Router ist auf 5 GHz als 'the router and loses 1.5 %' mit −60 dBm zu hören.",
        ),
        ("A rule that somebody wrote. Test again.", "A rule that somebody wrote. Prüfen Sie noch einmal."),
        ("Test again.\nCheck the cable.", "Prüfen Sie noch einmal.\nBitte das Kabel prüfen."),
        ("Connect to 10.0.0.1 first", "Connect to 10.0.0.1 first"),
        ("", ""),
    ],
)
def test_sentences_stand_alone_and_names_stay(english, expected, german):
    assert german.translate(english) == expected


def test_english_stays_as_it_is(qapp):
    install(qapp, "en")
    assert said("Test again.") == "Test again."
    install(qapp, "de")
    assert said("Test again.") == "Prüfen Sie noch einmal."
    install(qapp, "en")
    assert said("Test again.") == "Test again."


def stored_report(rules_changes, errors) -> dict:
    """A report as it is stored, of the program's own making, with everything that some homes get advised."""
    advised = []
    for rule, changes in rules_changes:
        facts = facts_with(changes)
        [judgement], _ = judge_all(facts, [rule])
        advised.append(build._recommendation(len(advised) + 1, judgement, facts))
    body = Report(
        id="x", version="1", started="2026-01-01T00:00:00Z", duration_s=10.0, interrupted=False,
        facts=facts_with({"wifi": wifi(network("5", 36, -55, 80, name=HOME)), "traffic.top": BUSY_TOP}),
        score=verdict.score(facts_with({"loaded": FULL_QUEUE})),
        summary=judge_all(facts_with(SLOW), [BY_NAME["use-ethernet"]])[0][0].finding.summary,
        recommendations=tuple(advised), judgements=(), errors=errors,
    ).to_object()  # fmt: skip
    return body | {"wifi": report_example()["wifi"], "path": [], "bandwidth": None}


def words_of(widget: QWidget) -> list[str]:
    labels = widget.findChildren(QLabel)
    shown = [label.text() for label in labels]
    return shown + [text for part in widget.findChildren(QWidget) for text in (part.toolTip(), part.accessibleName())]


def test_no_sentence_of_the_core_is_left_in_english_on_the_pages(qapp, tmp_path, entries):
    errors = (
        Failure("wifi", "The kernel knows no Wi-Fi adapter on this computer."),
        Failure("path", "This system hides the answers of routers from ordinary programs.", "Please report this."),
        Failure("bandwidth", "No public LibreSpeed server answers.", "Check the connection."),
    )
    app = make_app(qapp, tmp_path, language="de")
    end(app, qapp)
    app = make_app(qapp, tmp_path, language="de")
    left, shown = [], []
    try:
        app.window.show()
        body = stored_report([(rule, changes) for rule, changes in CASES if changes is not None], errors)
        core = {text for one in body["recommendations"] for text in (one["title"], one["why"], *one["steps"])}
        core |= {body["verdict"]["summary"], *(failure.error for failure in errors)}
        app.window.context.shown_report = body
        for name in ("play", "wifi", "path", "bandwidth"):
            app.window.show_page(name)
            app.window.pages[name].refresh()
            shown = words_of(app.window.pages[name])
            assert len([text for text in shown if text]) > 3
            left += [(name, text) for text in shown for one in core if one in text]
            if name == "play":
                assert app.window.pages[name].headline.text().startswith("Es ruckelt wegen des WLANs")
                assert any("Steckt" in text or "Stecken Sie ein Netzkabel" in text for text in shown)
            if name == "path":
                assert any("verbirgt die Antworten" in text for text in shown)
            if name == "bandwidth":
                assert any("Kein öffentlicher LibreSpeed-Server" in text for text in shown)
        app.window.banner.say("Cannot read x: not found. Check its path.")
        assert app.window.banner.text.text() == "x kann nicht gelesen werden: not found. Bitte den Pfad prüfen."
    finally:
        end(app, qapp)
        install(qapp, "en")
    assert left == []


def test_the_history_is_listed_and_searched_in_german(qapp, tmp_path):
    report = tmp_path / "stored.json"
    report.write_text(json.dumps(report_example()), encoding="utf-8")
    end(make_app(qapp, tmp_path, language="de"), qapp)
    app = make_app(qapp, tmp_path, language="de")
    try:
        app.window.show()
        app.window.show_page("history")
        page = app.window.page
        page.take_in(report)
        [entry] = page.table.model_rows.rows
        shown = [column.text(entry) for column in page.table.model_rows.columns]
        assert said(entry.summary) in shown
        assert said(entry.summary) != entry.summary
        found = {}
        for search in (entry.summary.split()[-1], said(entry.summary).split()[-1], "Zwetschge"):
            page.search.setText(search)
            found[search] = len(page.table.model_rows.rows)
        assert list(found.values()) == [1, 1, 0]
    finally:
        end(app, qapp)
        install(qapp, "en")
