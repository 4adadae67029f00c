"""Which server answers fastest: the order, ties that are said to be ties, and a whole ranking on real packets."""

import json
from dataclasses import replace
from random import Random

import pytest

from latencylab.catalogue.load import load
from latencylab.engine.ranking import FINALISTS, SWEEP_PROBES, finalist_ids, ordered
from tests.homes import PROGRAM
from tests.lab import Lab, Scenario

MS = 1_000_000
SERVERS = [server for server in load().service("gfn").servers if server.region.startswith("eu-")]
BERLIN = (52.5, 13.4)


def steady(rng, middle_ms, count=150):
    return [round(rng.gauss(middle_ms, 0.4) * MS) for _ in range(count)]


def test_only_the_few_that_are_near_the_best_of_the_sweep_are_compared():
    swept = {"a": [30 * MS, None, 31 * MS], "b": [29 * MS] * 3, "c": [35 * MS] * 3, "d": [38 * MS] * 3, "e": [80 * MS]}
    assert finalist_ids(swept) == {"a", "b", "c"}
    assert len(finalist_ids(swept)) == FINALISTS
    assert finalist_ids({"a": [None], "b": []}) == set()


def test_the_order_and_what_cannot_be_told_apart():
    rng = Random(1)
    first, twin, behind, far, silent = (server.id for server in SERVERS[:5])
    final = {first: steady(rng, 20), twin: steady(rng, 20), behind: steady(rng, 24)}
    swept = {far: [70 * MS] * 3, silent: [None] * 3, **{name: [25 * MS] * 3 for name in final}}
    rows = ordered(SERVERS[:5], BERLIN, swept, final)
    assert {row.id for row in rows[:2]} == {first, twin}
    assert [row.id for row in rows[2:]] == [behind, far, silent]
    assert [row.as_good_as_best for row in rows] == [True, True, False, None, None]
    low, high = rows[2].interval_ms
    assert low <= 24 <= high
    assert rows[-1].median_ms is None
    assert rows[-1].loss_pct == 100
    assert all(row.floor_ms < row.median_ms for row in rows[:4])


def test_without_a_place_there_is_no_floor():
    rows = ordered(SERVERS[:2], None, {SERVERS[0].id: [20 * MS] * 3}, {})
    assert rows[0].floor_ms is None
    assert rows[0].above_usual_ms is None
    assert rows[0].as_good_as_best is None


def test_an_unknown_place_is_no_place():
    rows = ordered([replace(SERVERS[0], at=None)], BERLIN, {SERVERS[0].id: [20 * MS] * 3}, {})
    assert rows[0].distance_km is None


HOME = """
[server.frankfurt]
rtt_ms = 10
[server.paris]
rtt_ms = 10.1
[server.tokyo]
rtt_ms = 90
"""
CATALOGUE = """
schema = 1
[service]
id = "mine"
name = "My service"
kind = "cloud gaming"
source = "a test"
read = 2026-01-01
[defaults]
transport = "icmp"
max_hz = 20
"""


@pytest.mark.lab
def test_servers_are_ranked_on_real_packets_and_no_more_are_sent_than_permitted(tmp_path):
    folder = tmp_path / "latencylab" / "catalogue"
    folder.mkdir(parents=True)
    servers = "".join(
        f'[[server]]\nregion = "{name}"\nplace = "{name}"\nhost = "{name}"\n'
        for name in ("tokyo", "paris", "frankfurt")
    )
    (folder / "mine.toml").write_text(CATALOGUE + servers)
    with Lab(Scenario.from_text(HOME)) as lab:
        settings = ["env", f"XDG_CONFIG_HOME={tmp_path}", f"XDG_CACHE_HOME={tmp_path}"]
        done = lab.run("device", [*settings, *PROGRAM, "--servers", "--rank", "--service", "mine", "--json", "-"])
        log = lab.wire("tokyo").log()
        asked = sum(record.icmp_type == 8 for record in log)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [entry["id"] for entry in found["servers"]][2] == "mine/tokyo"
    assert found["best"] in ("mine/paris", "mine/frankfurt")
    assert found["servers"][2]["as_good_as_best"] is None
    assert asked == SWEEP_PROBES
