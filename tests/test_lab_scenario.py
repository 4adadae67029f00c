"""How homes are written down and planned: no namespaces."""

import textwrap
from pathlib import Path

import pytest

from tests.lab import scenario
from tests.lab.scenario import HOMES, Scenario, ScenarioError
from tests.lab.topology import Topology


@pytest.mark.parametrize("path", sorted(HOMES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_home_can_be_planned_and_says_what_it_is(path: Path) -> None:
    home = Scenario.from_file(path.stem)
    assert Topology(home).wires.keys() >= {"home", "access"}
    assert len(home.title) > 20
    assert len(home.about) > 20
    assert home.expect


def test_the_documented_example_holds_all_that_is_said_there() -> None:
    text = textwrap.dedent((scenario.__doc__ or "").partition("::\n")[2].partition("\nThe wires:")[0])
    example = Scenario.from_text(text)
    assert list(Topology(example).nodes) == ["device", "router", "isp1", "frankfurt", "exit", "tv"]
    assert example.wire["access"].down["stalls"] == {"every_s": 3, "for_ms": 80}
    assert (example.traffic[0].source, example.timeline[1].enabled) == ("tv", False)


def test_what_is_left_out_is_healthy() -> None:
    topology = Topology(Scenario.from_text(""))
    assert list(topology.nodes) == ["device", "router", "isp1", "frankfurt"]
    assert list(topology.wires) == ["home", "access", "frankfurt"]
    assert topology.address("frankfurt", 4) == "198.51.100.2"
    assert topology.nodes["router"].nat


def test_a_direction_overrides_the_whole_wire() -> None:
    text = "[wire.access]\nrate_mbit = 10\ndelay_ms = 7\n[wire.access.down]\nrate_mbit = 50"
    settings = Topology(Scenario.from_text(text)).wires["access"].settings
    assert (settings["up"].rate_mbit, settings["down"].rate_mbit) == (10, 50)
    assert (settings["up"].delay_ms, settings["down"].delay_ms) == (7, 7)


def test_hops_neighbours_and_servers_get_nodes_wires_and_addresses() -> None:
    text = """
        ipv6 = true
        [home]
        hops = ["mesh", "router"]
        [isp]
        hops = 2
        cgnat = true
        [neighbour.tv]
        [server.near]
        behind = "isp1"
        [server.far]
        rtt_ms = 100
    """
    topology = Topology(Scenario.from_text(text))
    assert list(topology.wires) == ["home", "mesh", "access", "isp1", "tv", "near", "far"]
    assert topology.address("isp1", 4) == "100.64.0.1"
    assert topology.address("far", 6) == "2001:db8:5e01::2"
    assert [name for name, node in topology.nodes.items() if node.nat] == ["router", "isp1"]
    assert topology.wires["far"].settings["up"].delay_ms == 50


def test_a_server_with_one_family_only_resolves_to_that() -> None:
    topology = Topology(Scenario.from_file("ipv6-only-server"))
    assert topology.address("six", 6) == "2001:db8:5e01::2"
    assert "2001:db8:5e01::2 six\n" in topology.hosts()
    assert topology.hosts().count("six") == 1
    with pytest.raises(KeyError):
        topology.address("six", 4)


def test_files_are_found_beside_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[files]\nwifi = "scan.txt"\n[expect]\nfirst = "x"')
    home = Scenario.from_file(tmp_path / "mine.toml")
    assert home.files["wifi"] == tmp_path / "scan.txt"
    assert (home.name, home.expect) == ("mine", {"first": "x"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("titel = 'x'", "did you mean 'title'"),
        ("[wire.home]\ndelay = 5", "no such setting: 'delay'"),
        ("[wire.hom]\ndelay_ms = 5", "no wire called 'hom'"),
        ("[wire.home.down]\nloss_pct = 200", "loss_pct must be a number from 0 to 100"),
        ("[wire.home]\nmtu = 'big'", "mtu"),
        ("[server.x]\nrtt_ms = 'far'", "rtt_ms must not be 'far'"),
        ("[node.rooter]\nsilent = true", "there is no 'rooter'"),
        ("[[traffic]]\nfrom = 'tv'\nto = 'frankfurt'", "there is no 'tv'"),
        ("[[service]]\nnode = 'router'", "'command' is missing"),
        ("[server.home]", "home or access"),
        ("[home]\nhops = []", "a home needs"),
        ("wire = 5", "wire must be a table"),
        ("[[", "Invalid"),
        ("[node.router]\nping_group = 'all'", "ping_group"),
        ("[server.x]\nonly = 'ipv5'", "only"),
        ("[[timeline]]\nat_s = 1\nwire = 'hose'\nplugged = false", "hose"),
        ("[[traffic]]\nfrom = 'device'\nto = 'frankfurt'\nkind = 'sideload'", "kind"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        Topology(Scenario.from_text(text))


def test_an_unknown_home_brings_a_hint() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'healthy'"):
        Scenario.from_file("helthy")
