"""Emulated homes with real packets: routers, address translation, tunnels, packet sizes."""

import select
import socket
import time

import pytest

from tests.beams import ALONE, PORT, best_ping_ms, home, numbered, ping
from tests.lab import Lab
from tests.lab.wirelog import Verdict

pytestmark = pytest.mark.lab


def test_routers_can_be_silent_hidden_or_slow() -> None:
    text = """
        [isp]
        hops = 3
        [node.router]
        silent = true
        [node.isp1]
        hide_ttl = true
        [node.isp2]
        own_delay_ms = 50
    """
    with home(ALONE + text) as lab:
        kinds = [ping(lab, "frankfurt", ttl=ttl) for ttl in (1, 2, 3, 4, 5)]
        assert [answer and answer[0] for answer in kinds] == [11, None, 11, 11, 0]
        assert ping(lab, "router") is None
        assert ping(lab, "isp1") is not None
        assert best_ping_ms(lab, "isp2") - best_ping_ms(lab, "frankfurt") == pytest.approx(50, abs=5)


def test_ipv6_reaches_servers_where_the_home_has_it() -> None:
    with home("ipv6 = true\n" + ALONE) as lab:
        assert (ping(lab, "frankfurt", family=6) or (None,))[0] == 129
        assert (ping(lab, "frankfurt", family=6, ttl=1) or (None,))[0] == 3


def test_a_server_with_only_ipv6_is_out_of_reach_where_there_is_none() -> None:
    with Lab.from_file("ipv6-only-server") as lab:
        found = lab.run("device", ["getent", "ahosts", "six"]).stdout
        assert found.split()[0] == "2001:db8:5e01::2"
        with lab.socket("device", socket.AF_INET6) as sock, pytest.raises(OSError, match="unreachable"):
            sock.connect(("2001:db8:5e01::2", PORT))


def test_double_nat_shows_two_private_hops_and_one_public_address() -> None:
    with Lab.from_file("double-nat") as lab, lab.socket("frankfurt") as sock:
        if not lab.nat:
            pytest.skip("no nft here, so nothing is translated")
        sock.bind(("0.0.0.0", PORT))
        sock.settimeout(5)
        with lab.socket("device") as source:
            source.sendto(b"x", (lab.address("frankfurt"), PORT))
            assert sock.recvfrom(10)[1][0] == "203.0.113.2"
        assert numbered(lab, "router")[0].source == "192.168.2.2"


def test_a_tunnel_takes_everything_through_its_far_end() -> None:
    text = "[device]\nvpn = 'exit'\n[server.exit]\nrtt_ms = 20\n[server.frankfurt]\nrtt_ms = 4"
    with home(text) as lab:
        assert best_ping_ms(lab, "frankfurt") == pytest.approx(6.4 + 20 + 20 + 4, abs=6)
        assert {each.protocol for each in lab.wire("home").log() if each.source.startswith("192.168.1.")} <= {17, 58}
        link_type = lab.run("device", ["cat", "/sys/class/net/tun0/type"]).stdout.strip()
        assert link_type == "65534"


def test_a_small_mtu_is_told_and_a_black_hole_is_not() -> None:
    with home("[wire.access]\nmtu = 1400\n[wire.frankfurt]\ndrop_above = 1300") as lab:
        with lab.socket("device") as sock:
            sock.setsockopt(socket.IPPROTO_IP, 10, 2)  # IP_MTU_DISCOVER: never fragment
            sock.connect((lab.address("frankfurt"), PORT))
            sock.send(bytes(1390))
            deadline = time.monotonic() + 5
            while sock.getsockopt(socket.IPPROTO_IP, 14) == 1500 and time.monotonic() < deadline:  # IP_MTU
                select.select([], [], [], 0.01)
            assert sock.getsockopt(socket.IPPROTO_IP, 14) == 1400
            sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            sock.send(bytes(1340))
            sock.send(bytes(1200))
            while len(numbered(lab, "frankfurt")) < 2 and time.monotonic() < deadline:
                select.select([], [], [], 0.01)
        fates = [(each.size, each.verdict) for each in numbered(lab, "frankfurt")]
        assert fates == [(1368, Verdict.TOO_BIG), (1228, Verdict.FORWARDED)]
