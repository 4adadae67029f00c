"""What is hidden is hidden in every byte of every format, the same way everywhere, and nothing else is changed."""

import json
import re
from functools import cache
from types import SimpleNamespace

import pikepdf
import pypdf
import pytest

from latencylab import codec, events
from latencylab.cli.outputs import Outputs
from latencylab.recording import read
from latencylab.report.build import build_report
from latencylab.report.hide import Hider
from latencylab.session.session import Session
from tests.report.drawn import told
from tests.report.example import SECRETS, example
from tests.validation import faults

OPTIONS = {"hide": True, "no_save": True, "data_dir": None, "paper": "a4", "push": None}
FORMATS = {"json": "json", "csv": "csv", "findings": "csv", "pdf": "pdf", "markdown": "md", "record": "llrec"}


def stream(report):
    """The session's events, with every secret in the fields that hold it and in sentences."""
    yield events.SessionStarted(
        0, report["id"], 1, "0.1.0", hostname=SECRETS["hostname"], settings={"targets": ["play.example.net:18862"]}
    )
    yield events.HostSeen(0, "wlp1s0", "wifi", address="192.168.178.20", gateway=SECRETS["gateway"], dns=("9.9.9.9",))
    for name, radio in (("ssid", "bssid"), ("neighbour", "other_bssid")):
        yield events.NetworkHeard(0, bssid=SECRETS[radio], ssid=SECRETS[name].encode().hex())
    yield events.WifiLinkSeen(0, ssid=SECRETS["ssid"].encode().hex(), bssid=SECRETS["bssid"], interface="wlp1s0")
    yield events.HopSeen(0, 2, SECRETS["hop"])
    yield events.HopNamed(0, SECRETS["hop"], SECRETS["hop_name"])
    yield events.PathChanged(0, 2, SECRETS["hop"], SECRETS["address6"])
    yield events.ProbeFailed(0, "play.example.net:18862", f"{SECRETS['host']} is slow for {SECRETS['hostname']}.")
    yield events.UnknownEvent(0, {"e": "novelty", "t_ns": 0, "address": SECRETS["address"], "why": SECRETS["ssid"]})
    yield from list(told(report))[1:]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Every format, hidden: name and path."""
    folder = tmp_path_factory.mktemp("hidden")
    paths = {name: folder / f"report-{name}.{suffix}" for name, suffix in FORMATS.items()}
    outputs = Outputs(SimpleNamespace(**OPTIONS, **paths | {"json": str(paths["json"])}))
    report = example()
    for event in stream(report):
        for sink in outputs.sinks:
            sink(event)
    assert outputs.finish(report)
    return paths


@cache
def everything(path):
    """All that a curious reader could find: a file's bytes, of a PDF also text, objects and metadata; in lower case."""
    body = path.read_bytes()
    if path.suffix == ".pdf":
        reader = pypdf.PdfReader(path)
        body += "\n".join(page.extract_text() for page in reader.pages).encode()
        body += str(reader.metadata).encode() + str(reader.outline).encode()
        with pikepdf.open(path) as pdf:
            body += b"".join(o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream))
    lowered = body.decode("utf-8", "surrogateescape").lower()
    return lowered.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_in_any_byte(written, name, secret):
    body = everything(written[name])
    assert len(body) > 200
    for form in (
        SECRETS[secret].encode(),
        SECRETS[secret].encode("utf-16-be"),
        SECRETS[secret].encode().hex().encode(),
    ):
        assert form.lower() not in body.lower()


def test_the_same_words_stand_for_the_same_things_in_all_formats(written):
    report = json.loads(written["json"].read_text())
    main = report["targets"][0]
    assert re.fullmatch(r"host-\d+", main["host"])
    assert main["id"] == f"{main['host']}:18862"
    assert main["id"] in written["csv"].read_text()
    assert main["host"].replace("-", "-") in written["markdown"].read_text()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(written["pdf"]).pages)
    assert main["host"] in text
    assert main["address"] in text
    assert report["wifi"]["link"]["ssid"] in text
    legs = {event.leg for event in read(written["record"]) if isinstance(event, events.LegAdded)}
    assert legs == {target["id"] for target in report["targets"]}


def test_what_was_measured_stays_and_the_schema_holds(written):
    hidden, plain = json.loads(written["json"].read_text()), example()
    assert faults(hidden) == []
    assert hidden["id"] == plain["id"]
    assert [target["rtt_ms"] for target in hidden["targets"]] == [target["rtt_ms"] for target in plain["targets"]]
    assert [target["id"] for target in hidden["targets"]][1:] == ["gateway", "access"]
    assert [segment["name"] for segment in hidden["segments"]] == ["home", "access", "route"]
    assert hidden["recommendations"] == plain["recommendations"]
    assert hidden["verdict"] == plain["verdict"]


def test_another_session_uses_the_same_words_for_other_things():
    """Nothing of a secret is in its word: the first host of any session is host-1."""
    for host in ("alpha.example", "beta.example"):
        assert Hider().report({"id": "1", "targets": [{"host": host}]})["targets"][0]["host"] == "host-1"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("ping 198.51.100.7 failed", "ping address-1 failed"),
        ("via 2001:db8::17:5 and fe80::1%eth0.", "via address-1 and private-6-address-1."),
        ("radio 3C-A6-2F-11-22-33", "radio radio-1"),
        ("interface enx001122334455", "interface enxradio-1"),
        ("at 12:30:45 on 2026-11-21, version 1.2.3, 127.0.0.1 and ::1", None),
        ("a ratio of 1:2:3 and 999.999.999.999", None),
        ("198.51.100.7:443, [2001:db8::1]:443", "address-1:443, [address-2]:443"),
    ],
)
def test_what_looks_like_an_address_is_hidden_even_if_no_field_named_it(text, hidden):
    assert Hider().text(text) == (text if hidden is None else hidden)


def test_a_network_that_is_named_like_a_word_of_ours_breaks_nothing():
    report = example()
    for name in ("home", "icmp", "A", "access"):
        report["wifi"]["link"]["ssid"] = name
        hidden = Hider().report(report)
        assert faults(hidden) == []
        assert hidden["segments"][0]["name"] == "home"
        assert hidden["recommendations"][0]["title"] == "Connect the computer to the router by cable"


def test_every_kind_of_event_can_be_hidden():
    hider = Hider()
    for event in stream(example()):
        hidden = hider.event(event)
        assert type(hidden) is type(event)
        assert codec.decode(codec.encode(hidden)) == hidden


def home_of(gateway, second, provider):
    """A session whose judgements rest on what its addresses are."""
    yield events.SessionStarted(0, "00", 1, "0.1.0", settings={"targets": ["host.example"], "path": True})
    yield events.HostSeen(0, "wlp1s0", "wifi", address="192.168.1.7", gateway=gateway)
    legs = {"host.example": ("target", "198.51.100.9"), "gateway": ("gateway", gateway), "access": ("access", provider)}
    for leg, (role, address) in legs.items():
        yield events.LegAdded(0, leg, role, leg, address, address, "icmp")
    for ttl, address in enumerate((gateway, second, provider), 1):
        yield events.HopSeen(0, ttl, address, ttl * 300_000)
    yield events.AirSeen(0, "iw", "file", "DE", scanned=True)
    for radio, channel, digits, connected in (
        ("3c:a6:2f:11:22:30", 36, "aa", True),
        ("3e:a6:2f:11:22:31", 36, "bb", False),  # the same radio's second network
        ("3c:a6:2f:11:22:48", 6, "aa", False),  # the same device's other band
        ("9c:c7:a6:44:55:60", 36, "cc", False),
        ("9e:c7:a6:44:55:61", 36, "dd", False),
        ("9c:c7:a6:44:99:61", 36, "ee", False),
    ):
        freq, band = (5180, "5") if channel == 36 else (2437, "2.4")
        yield events.NetworkHeard(0, radio, digits, -55.0, freq, band, channel, 20, freq, connected=connected)
    yield events.WifiLinkSeen(0, "iw", ssid="aa", bssid="3c:a6:2f:11:22:30", band="5", channel=36, width_mhz=20)
    for number in range(60):
        for leg, rtt_ms in (("host.example", 30), ("gateway", 2), ("access", 9)):
            yield events.Sample(number * 50_000_000, leg, number, number, rtt_ns=rtt_ms * 1_000_000 + number)
    yield events.SessionEnded(4_000_000_000)


def report_of(stream):
    session = Session()
    for event in stream:
        session.apply(event)
    return json.loads(json.dumps(build_report(session).to_object()))


@pytest.mark.parametrize(
    ("gateway", "second", "provider", "double_nat"),
    [
        ("192.168.1.1", "192.168.178.1", "203.0.113.9", True),
        ("192.168.1.1", "100.64.0.1", "203.0.113.9", False),
        ("10.0.0.1", "10.0.1.1", "203.0.113.9", True),
        ("fe80::1%eth0", "fd00::1", "2001:db8::1", False),
    ],
)
def test_a_hidden_recording_gives_the_same_report_as_the_plain_one(gateway, second, provider, double_nat):
    plain, hider = report_of(home_of(gateway, second, provider)), Hider()
    assert plain["environment"]["double_nat"] is double_nat
    hidden = [codec.decode(codec.encode(hider.event(event))) for event in home_of(gateway, second, provider)]
    assert gateway not in "".join(map(codec.encode, hidden))
    assert report_of(hidden) == hider.report(plain)
    twice = Hider()
    assert report_of(twice.event(event) for event in hidden) == twice.report(hider.report(plain))
