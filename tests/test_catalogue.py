"""The catalogue: its form, the user's own files, regions that a service lists itself, and the distance."""

import json
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import resources

import pytest

from latencylab import clock
from latencylab.catalogue.discovery import DiscoveryError, Store, read_regions, refreshed, with_known_regions
from latencylab.catalogue.distance import distance_km, floor_ms, usual_ms
from latencylab.catalogue.load import load
from latencylab.catalogue.schema import TRANSPORTS, CatalogueError, check
from latencylab.catalogue.wish import server_target, target_of, wanted_tiers
from latencylab.engine.plan import candidates
from latencylab.errors import UserError

FILES = sorted(
    (entry for entry in (resources.files("latencylab.catalogue") / "data").iterdir() if entry.name.endswith(".toml")),
    key=lambda entry: entry.name,
)
CATALOGUE = load()
MINE = """
schema = 1
[service]
id = "moonlight"
name = "My computer"
kind = "cloud gaming"
source = "me"
read = 2026-01-02
[[server]]
region = "attic"
place = "Attic"
host = "192.168.1.20"
transport = "icmp"
[[tier]]
id = "720p60"
name = "small"
size = [1280, 720]
fps = 60
mbps = 8
from = "ours"
source = "me"
"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_of_the_program_keeps_the_form(file):
    body = tomllib.loads(file.read_text(encoding="utf-8"))
    check(body, file.name)
    assert body["service"]["id"] == file.name.removesuffix(".toml")
    regions = [entry["region"] for entry in body.get("server", ())]
    assert len(regions) == len(set(regions))


def test_every_server_can_be_reached_somehow_and_every_stand_in_says_so():
    for service in CATALOGUE.services:
        for server in service.servers:
            assert server.transport in TRANSPORTS
            assert server.transport == "icmp" or server.port
            assert server.own or server.label.startswith("≈")
            assert server.at is not None or service.kind == "test"
            assert server.manners.max_hz is not None or not server.can_be_probed
    assert not any(server.own for name in ("xbox", "luna", "playstation") for server in CATALOGUE.service(name).servers)


def test_tiers_that_ask_for_more_cost_more():
    for service in CATALOGUE.services:
        rates = [tier.mbps for tier in service.tiers]
        assert rates == sorted(rates)
    assert CATALOGUE.service("GFN").tiers[0].mbps == 15


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ("schema = 1 -> schema = 2", "schema must be 1"),
        ("mbps = 8 -> mbps = -8", "[[tier]] number 1 has a mbps that is not"),
        ("mbps = 8 -> mpbs = 8", "unknown field 'mpbs'"),
        ('host = "192.168.1.20" -> host = "-rf /"', "has a host that is not"),
        ('host = "192.168.1.20" -> port = 5', "needs either host or stand_in"),
        ('host = "192.168.1.20" -> stand_in = "aws/nowhere"', "stands for aws/nowhere, which is none"),
        ("[[tier]] -> [tier]", "must be written [[tier]]"),
        ("read = 2026-01-02 -> ", "lacks read"),
        ('name = "small" -> name = "\\u001b[2J"', "has a name that is not"),
        ("schema = 1 -> schema = = 1", "is not TOML"),
    ],
)
def test_a_file_of_the_user_that_is_wrong_is_named_with_what_is_wrong(tmp_path, change, wanted):
    old, new = change.split(" -> ")
    assert old in MINE
    (tmp_path / "mine.toml").write_text(MINE.replace(old, new, 1))
    with pytest.raises(CatalogueError) as error:
        load(tmp_path)
    assert wanted in str(error.value)


def test_a_file_of_the_user_adds_and_replaces(tmp_path):
    (tmp_path / "mine.toml").write_text(MINE)
    service = load(tmp_path).service("sunshine")
    assert service.name == "My computer"
    assert {tier.id: tier.mbps for tier in service.tiers}["720p60"] == 8
    assert {tier.id for tier in service.tiers} > {"720p60", "1080p60"}
    assert load(tmp_path).server("moonlight/attic").host == "192.168.1.20"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("nonsuch/eu", "not in the catalogue"), ("gfn/nowhere", "has no server 'nowhere'"), ("stun/google", "single")],
)
def test_a_word_that_names_nothing_is_refused_in_a_sentence(text, wanted):
    with pytest.raises(UserError, match=wanted):
        target_of(text, CATALOGUE, None, 20)


def test_a_server_is_probed_as_its_manners_ask():
    azure = server_target(CATALOGUE.server("xbox/westeurope"), (52.5, 13.4), 20)
    assert (azure.service, azure.region, azure.label) == ("xbox", "westeurope", "≈ Netherlands")
    assert azure.distance_km == pytest.approx(577, abs=10)
    assert candidates(azure, "auto") == [{"transport": "tcp", "port": 443, "max_hz": 1, "max_probes": 10}]
    beacon, echo = candidates(server_target(CATALOGUE.server("aws/eu-central-1"), None, 20), "auto")
    assert (beacon["transport"], beacon["port"], beacon["max_probes"]) == ("beacon", 7770, 1200)
    assert echo["max_hz"] <= 5


def test_the_tier_is_of_the_service_that_was_named_or_is_probed():
    target = target_of("gfn/eu-germany", CATALOGUE, None, 20)
    wanted, tiers = wanted_tiers(CATALOGUE, None, "1080P60", target)
    assert (wanted.service, wanted.mbps, wanted.rtt_ms) == ("geforce-now", 25, 80)
    assert {tier.service for tier in tiers} == {"geforce-now"}
    assert wanted_tiers(CATALOGUE, None, None, None)[0] is None
    assert len({tier.service for tier in wanted_tiers(CATALOGUE, None, None, None)[1]}) >= 6
    with pytest.raises(UserError, match="It has 720p60"):
        wanted_tiers(CATALOGUE, "xbox", "8k", None)
    with pytest.raises(UserError, match="belongs to a service"):
        wanted_tiers(CATALOGUE, None, "1080p60", None)


def test_distances_and_the_floor_below_which_no_packet_gets():
    assert distance_km((52.52, 13.4), (48.86, 2.35)) == pytest.approx(878, abs=5)
    assert distance_km((0, 179.5), (0, -179.5)) == pytest.approx(111.2, abs=0.5)
    assert floor_ms(1000) == pytest.approx(9.8, abs=0.01)
    assert usual_ms(1000) == pytest.approx(20.6, abs=0.1)


def answer(regions: dict[str, str]) -> bytes:
    pairs = [{"key": "gfn-regions", "value": ",".join(regions)}, {"key": "local-region", "value": "np-x-01"}]
    return json.dumps({"metaData": pairs + [{"key": key, "value": value} for key, value in regions.items()]}).encode()


def test_only_what_looks_like_a_region_of_the_service_is_taken_from_its_list():
    found = read_regions(
        answer({
            "eu-germany": "https://eu-germany.cloudmatchbeta.nvidiagrid.net",
            "eu-evil": "https://evil.example/",
            "eu-trick": "https://nvidiagrid.net.evil.example/",
            "../../etc": "https://a.nvidiagrid.net/",
            "\x1b[2J": "https://b.nvidiagrid.net/",
        }),
        ".nvidiagrid.net",
    )  # fmt: skip
    assert found == {"eu-germany": "eu-germany.cloudmatchbeta.nvidiagrid.net"}
    for body in (b"", b"[]", b'{"metaData": 5}', answer({})):
        with pytest.raises(DiscoveryError):
            read_regions(body, ".nvidiagrid.net")


@pytest.fixture
def listing():
    """A server on this computer that lists two regions, and how often it was asked."""
    asked = []
    regions = {"eu-germany": "https://127.0.0.1/", "eu-new-town": "https://127.0.0.1/"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.headers["User-Agent"])
            self.send_response(200 if self.path == "/regions" else 503)
            self.end_headers()
            self.wfile.write(answer(regions))

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def catalogue_that_asks(tmp_path, url):
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "gfn.toml").write_text(
        'schema = 1\n[service]\nid = "geforce-now"\nname = "GeForce NOW"\nkind = "cloud gaming"\nsource = "x"\n'
        f'read = 2026-01-01\n[discovery]\nurl = "{url}"\nhost_suffix = "127.0.0.1"\n'
    )
    return load(tmp_path / "catalogue")


def test_a_service_is_asked_once_a_day_and_what_it_said_is_kept(tmp_path, listing):
    url, asked = listing
    catalogue = catalogue_that_asks(tmp_path, f"{url}/regions")
    store = Store(tmp_path / "regions")
    fresh, problem = refreshed(catalogue, catalogue.service("gfn"), store)
    assert problem == ""
    assert asked[0].startswith("LatencyLab/")
    by_region = {server.region: server for server in fresh.service("gfn").servers}
    assert by_region.keys() == {"eu-germany", "eu-new-town"}
    assert by_region["eu-germany"].place == "Frankfurt"
    assert (by_region["eu-new-town"].place, by_region["eu-new-town"].at) == ("Eu New Town", None)
    refreshed(catalogue, catalogue.service("gfn"), store)
    assert len(asked) == 1
    kept = with_known_regions(catalogue, store).service("gfn")
    assert [server.region for server in kept.servers] == ["eu-germany", "eu-new-town"]
    assert store.is_due(catalogue.service("gfn"), clock.wall_ns() + 25 * 3600 * clock.NS_PER_S)


def test_a_service_that_does_not_answer_leaves_the_built_in_list_and_is_left_alone_for_a_while(tmp_path, listing):
    url, asked = listing
    catalogue = catalogue_that_asks(tmp_path, f"{url}/down")
    store = Store(tmp_path / "regions")
    same, problem = refreshed(catalogue, catalogue.service("gfn"), store)
    assert "could not be fetched" in problem
    assert len(same.service("gfn").servers) == len(CATALOGUE.service("gfn").servers)
    assert refreshed(catalogue, catalogue.service("gfn"), store)[1] == ""
    assert len(asked) == 1
