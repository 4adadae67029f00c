"""Emulated homes with real packets: what the wires promise, and that nothing is left behind."""

import csv
import itertools
import os
import select
import signal
import socket
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from latencylab.clock import NS_PER_MS
from probes import kernelstamps
from tests.lab import Lab, LabError, Scenario
from tests.lab.support import ROOT
from tests.lab.wirelog import Record, Verdict

pytestmark = pytest.mark.lab

PORT = 9000
ALONE = """
    [wire.access]
    rate_mbit = 1000
    delay_ms = 0
    [server.frankfurt]
    rtt_ms = 0
"""
"""A home whose only delay is what a test sets."""


def home(text: str = "") -> Lab:
    return Lab(Scenario.from_text(text))


class Beam:
    """Numbered datagrams from one node to another, stamped by the kernel where they leave and where they arrive."""

    def __init__(self, lab: Lab, source: str = "device", target: str = "frankfurt") -> None:
        self.tx_ns: dict[int, int] = {}
        self.rx_ns: dict[int, int] = {}
        self.out, self.into = lab.socket(source), lab.socket(target)
        self.into.bind(("0.0.0.0", PORT))
        self.out.connect((lab.address(target), PORT))
        for sock in (self.out, self.into):
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            assert kernelstamps.enable(sock) == "kernel"
        self.sent = 0
        while not self._stamps():  # the kernel begins to stamp some time after the first socket asked for it
            pass

    def _stamps(self) -> bool:
        self.into.sendto(b"now?", ("127.0.0.1", PORT))
        select.select([self.into], [], [], 1)
        datagram = kernelstamps.receive(self.into)
        return datagram is not None and datagram.rx_ns is not None

    def send(self, count: int, gap_s: float) -> None:
        """Send ``count`` datagrams ``gap_s`` apart, taking in whatever arrives meanwhile."""
        start = time.monotonic()
        for number in range(count):
            self.out.send(struct.pack("!I", self.sent) + bytes(60))
            self.sent += 1
            self.take(start + (number + 1) * gap_s - time.monotonic())

    def take(self, for_s: float) -> None:
        """Take in what arrives within ``for_s`` seconds."""
        until = time.monotonic() + for_s
        while (left := until - time.monotonic()) > 0:
            select.select([self.into], [], [], left)
            self._collect()
        self._collect()

    def _collect(self) -> None:
        while datagram := kernelstamps.receive(self.into):
            assert datagram.rx_ns is not None
            self.rx_ns[struct.unpack_from("!I", datagram.data)[0]] = datagram.rx_ns
        for stamp in kernelstamps.error_queue(self.out):
            assert isinstance(stamp, kernelstamps.TxStamp)
            self.tx_ns[stamp.key] = stamp.tx_ns

    @property
    def delays_ms(self) -> list[float]:
        return [(self.rx_ns[key] - self.tx_ns[key]) / NS_PER_MS for key in sorted(self.rx_ns)]


@contextmanager
def beam(lab: Lab, source: str = "device", target: str = "frankfurt") -> Iterator[Beam]:
    made = Beam(lab, source, target)
    with made.out, made.into:
        yield made


def numbered(lab: Lab, wire: str, direction: str = "up") -> list[Record]:
    """The beam's datagrams in a wire's log."""
    return [each for each in lab.wire(wire).log() if each.dport == PORT and each.direction == direction]


def number_of(record: Record) -> int:
    return int(struct.unpack_from("!I", record.payload)[0])


def test_a_delay_is_what_was_set_as_the_kernel_sees_it_and_as_the_log_says() -> None:
    with home("[wire.home]\ndelay_ms = 10") as lab, beam(lab, target="router") as probe:
        probe.send(150, 0.007)
        probe.take(0.1)
        assert len(probe.rx_ns) == 150
        assert statistics.median(probe.delays_ms) == pytest.approx(10.0, abs=0.15)
        logged = {number_of(each): each for each in numbered(lab, "home")}
        unseen_us = [(probe.rx_ns[key] - probe.tx_ns[key] - (logged[key].delay_ns or 0)) / 1000 for key in probe.rx_ns]
        assert statistics.median(unseen_us) == pytest.approx(0, abs=100)
        before_us = [(logged[key].in_ns - probe.tx_ns[key]) / 1000 for key in probe.rx_ns]
        assert statistics.median(before_us) == pytest.approx(0, abs=100)


def test_delay_on_one_segment_shows_on_that_wire_and_no_other() -> None:
    with home("[wire.access.up]\ndelay_ms = 30") as lab, beam(lab) as probe:
        probe.send(20, 0.005)
        probe.take(0.15)
        delays = {
            name: statistics.median((each.delay_ns or 0) / NS_PER_MS for each in numbered(lab, name))
            for name in lab.wires
        }
        assert delays == pytest.approx({"home": 0.2, "access": 30, "frankfurt": 5}, abs=0.3)
        assert statistics.median(probe.delays_ms) == pytest.approx(35.2, abs=0.6)


def test_the_log_follows_a_packet_through_address_translation() -> None:
    with home() as lab, lab.socket("device") as sock:
        sock.sendto(b"where are you going", (lab.address("frankfurt"), PORT))
        deadline = time.monotonic() + 5
        while not numbered(lab, "frankfurt") and time.monotonic() < deadline:
            select.select([], [], [], 0.01)
        seen = {name: numbered(lab, name)[0] for name in lab.wires}
        assert [seen[name].payload for name in lab.wires] == [b"where are you go"] * 3
        assert [seen[name].size for name in lab.wires] == [20 + 8 + 19] * 3
        assert seen["home"].source == "192.168.1.2"
        assert seen["frankfurt"].source == ("203.0.113.2" if lab.nat else "192.168.1.2")
        assert seen["home"].in_ns < seen["access"].in_ns < seen["frankfurt"].in_ns


def test_loss_is_within_its_confidence_interval_and_each_lost_packet_is_in_the_log() -> None:
    with home(ALONE + "[wire.home.up]\nloss_pct = 5") as lab, beam(lab, target="router") as probe:
        probe.send(3000, 0.0002)
        probe.take(0.1)
        lost = {number_of(each) for each in numbered(lab, "home") if each.verdict == Verdict.LOST}
        assert set(range(3000)) - set(probe.rx_ns) == lost
        assert len(lost) == pytest.approx(150, abs=4 * 12)  # four standard deviations of the binomial


def test_flipped_bits_are_noticed_by_the_receiver() -> None:
    with home("[wire.access.up]\ncorrupt_pct = 50") as lab, beam(lab) as probe:
        probe.send(200, 0.0005)
        probe.take(0.1)
        fates = [each.verdict for each in lab.wire("access").log() if each.direction == "up" and each.protocol == 17]
        assert len(probe.rx_ns) == fates.count(Verdict.FORWARDED)
        assert fates.count(Verdict.CORRUPTED) == pytest.approx(100, abs=4 * 7)
        assert lab.overruns() == 0


def test_loss_on_the_way_up_is_no_loss_on_the_way_down() -> None:
    with home("[wire.access.up]\nloss_pct = 100") as lab:
        with beam(lab) as upward:
            upward.send(50, 0.0005)
            upward.take(0.05)
            assert not upward.rx_ns
        with beam(lab, source="isp1", target="router") as downward:
            downward.send(50, 0.0005)
            downward.take(0.05)
            assert len(downward.rx_ns) == 50


def test_bursts_of_loss_are_as_long_as_was_set() -> None:
    with home(ALONE + "[wire.home.up]\nloss_pct = 10\nloss_burst = 6") as lab, beam(lab, target="router") as probe:
        probe.send(4000, 0.0002)
        probe.take(0.1)
        lost = [each.verdict == Verdict.LOST for each in sorted(numbered(lab, "home"), key=number_of)]
        bursts = [sum(1 for _ in group) for is_lost, group in itertools.groupby(lost) if is_lost]
        assert len(lost) == 4000
        assert statistics.mean(bursts) == pytest.approx(6, abs=2.5)
        assert sum(lost) / 4000 == pytest.approx(0.1, abs=0.06)


def test_stalls_hold_packets_and_let_them_go_together() -> None:
    text = "[wire.home.up]\nstalls = { every_s = 0.5, for_ms = 80, offset_s = 0.3 }"
    with home(ALONE + text) as lab, beam(lab, target="router") as probe:
        probe.send(300, 0.005)
        probe.take(0.1)
        assert len(probe.rx_ns) == 300
        held = [each for each in numbered(lab, "home") if (each.delay_ns or 0) - each.late_ns > 2 * NS_PER_MS]
        ends = sorted((each.out_ns or 0) - each.late_ns for each in held)
        stalls = [ends[0], *(later for earlier, later in itertools.pairwise(ends) if later - earlier > NS_PER_MS)]
        assert 2 <= len(stalls) <= 4
        periods_s = [(later - earlier) / 1e9 for earlier, later in itertools.pairwise(stalls)]
        assert periods_s == pytest.approx([0.5] * len(periods_s), abs=0.002)
        assert 60 < max(probe.delays_ms) < 100


def test_exponential_jitter_is_in_the_probes_as_it_is_in_the_log() -> None:
    with home(ALONE + "[wire.home.up]\njitter = 'exponential 5 ms'") as lab, beam(lab, target="router") as probe:
        probe.send(200, 0.011)
        probe.take(0.2)
        logged = {number_of(each): (each.delay_ns or 0) / NS_PER_MS for each in numbered(lab, "home")}
        seen = sorted(probe.delays_ms)
        truth = sorted(logged[key] for key in probe.rx_ns)
        assert len(truth) == 200
        assert seen[190] - seen[0] == pytest.approx(truth[190] - truth[0], rel=0.1)
        assert statistics.mean(truth) == pytest.approx(5, abs=2)


def test_settings_change_while_packets_run() -> None:
    with home(ALONE) as lab, beam(lab, target="router") as probe:
        probe.send(20, 0.003)
        lab.wire("home").set("up", delay_ms=25)
        probe.send(20, 0.003)
        probe.take(0.1)
        assert statistics.median(probe.delays_ms[:20]) < 2
        assert statistics.median(probe.delays_ms[20:]) == pytest.approx(25, abs=0.5)
        with pytest.raises(ValueError, match="delay"):
            lab.wire("home").set("up", delay=5)
        lab.wire("home").set("both", loss_pct=100)
        probe.send(5, 0.003)
        assert max(probe.rx_ns) == 39


def transfer_mbit(lab: Lab, bytes_sent: int, seconds: float) -> float:
    """Payload rate of a TCP download from frankfurt to the device, after the first third of the time."""
    with lab.socket("frankfurt", kind=socket.SOCK_STREAM) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("0.0.0.0", PORT))
        server.listen()
        with lab.socket("device", kind=socket.SOCK_STREAM) as client:
            client.connect((lab.address("frankfurt"), PORT))
            sender, _ = server.accept()
            with sender:
                return _pump(sender, client, bytes_sent, seconds)


def _pump(sender: socket.socket, client: socket.socket, chunk: int, seconds: float) -> float:
    sender.setblocking(False)
    client.setblocking(False)
    start = time.monotonic()
    received = first = 0
    first_at = start
    while (now := time.monotonic()) < start + seconds:
        readable, writable, _ = select.select([client], [sender], [], 0.1)
        if writable:
            sender.send(bytes(chunk))
        if readable:
            received += len(client.recv(1 << 20))
        if not first and now > start + seconds / 3:
            first, first_at = received, now
    return (received - first) * 8e-6 / (time.monotonic() - first_at)


@pytest.mark.parametrize("rate_mbit", [10, 100])
def test_a_line_carries_its_rate(rate_mbit: int) -> None:
    with home(f"[wire.access.down]\nrate_mbit = {rate_mbit}\nqueue_ms = 50") as lab:
        measured = transfer_mbit(lab, 1 << 16, 1.5)
        assert measured == pytest.approx(rate_mbit * 1448 / 1500, rel=0.05)


def test_a_full_queue_delays_probes_by_its_length_and_sqm_cures_it() -> None:
    text = """
        [wire.access.up]
        rate_mbit = 10
        queue_ms = 200
        [[traffic]]
        name = "backup"
        from = "device"
        to = "depot"
        kind = "upload"
        flows = 4
        [server.depot]
        rtt_ms = 2
        [server.frankfurt]
        rtt_ms = 2
        [remedy.enable-qos.wire.access.up]
        discipline = "sqm"
    """
    with home(text) as lab, beam(lab) as probe:
        probe.take(1.5)  # until the flows have filled the queue
        probe.send(50, 0.01)
        probe.take(0.3)
        assert 150 < statistics.median(probe.delays_ms) < 215
        lab.apply("enable-qos")
        probe.take(0.5)
        probe.rx_ns.clear()
        probe.send(50, 0.01)
        probe.take(0.1)
        assert statistics.median(probe.delays_ms) < 15
        lab.stop("backup")
        assert lab.services.keys() == {"traffic-depot"}


def test_a_link_that_is_taken_down_refuses_and_comes_back_with_its_routes() -> None:
    with home(ALONE) as lab, beam(lab) as probe:
        lab.set_link("device", "eth0", up=False)
        with lab.socket("device") as sock, pytest.raises(OSError, match="Network is unreachable"):
            sock.connect((lab.address("frankfurt"), PORT))
        lab.set_link("device", "eth0", up=True)
        probe.send(10, 0.002)
        probe.take(0.05)
        assert len(probe.rx_ns) == 10


def test_a_timeline_pulls_the_cable_and_puts_it_back() -> None:
    text = """
        [[timeline]]
        at_s = 0.2
        wire = "home"
        plugged = false
        [[timeline]]
        at_s = 0.4
        wire = "home"
        plugged = true
        up = { delay_ms = 20 }
    """
    with home(ALONE + text) as lab, beam(lab, target="router") as probe:
        lab.start_timeline()
        probe.send(120, 0.005)
        probe.take(0.1)
        arrived = sorted(probe.rx_ns)
        gap = max(later - earlier for earlier, later in itertools.pairwise(arrived))
        assert 30 < gap < 55  # 0.2 s of 5 ms each
        assert probe.delays_ms[0] < 5
        assert probe.delays_ms[-1] == pytest.approx(20, abs=2)


def ping(lab: Lab, target: str, node: str = "device", family: int = 4, ttl: int = 64) -> tuple[int, float] | None:
    """Type of the ICMP message that an echo request brings back, and after how many ms; None without an answer."""
    v6 = family == 6
    protocol = socket.IPPROTO_ICMPV6 if v6 else socket.IPPROTO_ICMP
    with lab.socket(node, socket.AF_INET6 if v6 else socket.AF_INET, socket.SOCK_RAW, protocol) as sock:
        sock.settimeout(0.4)
        level, option = (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS) if v6 else (socket.IPPROTO_IP, socket.IP_TTL)
        sock.setsockopt(level, option, ttl)
        request = struct.pack("!BBHHH", 128 if v6 else 8, 0, 0 if v6 else 0xF7FF, 0, 0)  # IPv6 sums by itself
        start = time.perf_counter()
        sock.sendto(request, (lab.address(target, family), 0))
        while True:
            try:
                data = sock.recv(2048)
            except TimeoutError:
                return None
            kind = data[0 if v6 else 20]
            if kind not in (8, 128, 133, 134, 135, 136, 143):
                return kind, (time.perf_counter() - start) * 1000


def best_ping_ms(lab: Lab, target: str) -> float:
    """The quickest of five answers: a loaded computer adds to some."""
    return min(answer[1] for _ in range(5) if (answer := ping(lab, target)))


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


def test_unprivileged_ping_is_refused_or_allowed_as_the_node_says() -> None:
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)"
    raw = "import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)"
    with home("[node.router]\nping_group = 'nobody'") as lab:
        assert lab.run("device", [sys.executable, "-c", code], privileged=False).returncode == 0
        assert "PermissionError" in lab.run("device", [sys.executable, "-c", raw], privileged=False).stderr
        assert lab.run("device", [sys.executable, "-c", raw]).returncode == 0
        assert "PermissionError" in lab.run("router", [sys.executable, "-c", code], privileged=False).stderr
        lab.sysctl("router", "net.ipv4.ping_group_range", "0 0")
        assert lab.run("router", [sys.executable, "-c", code], privileged=False).returncode == 0


def test_a_node_sees_its_own_interfaces_names_and_processes() -> None:
    with home("[device]\ninterface = 'wlan0'\nnameserver = '192.0.2.53'") as lab:
        seen = lab.run("device", ["sh", "-c", "ls /sys/class/net; cat /etc/resolv.conf; getent hosts router; ls /proc"])
        assert seen.stdout.split()[:2] == ["lo", "wlan0"]
        assert "nameserver 192.0.2.53" in seen.stdout
        assert "192.168.1.1" in seen.stdout
        assert str(os.getpid()) not in seen.stdout.split()
        port = lab.run("device", ["cat", "/sys/class/net/wlan0/type", "/sys/class/net/wlan0/operstate"]).stdout.split()
        assert port == ["1", "up"]
    slow = "[device]\nlink_mbps = 100\nfull_duplex = false"
    with home(slow) as lab:
        port = lab.run("device", ["cat", "/sys/class/net/eth0/speed", "/sys/class/net/eth0/duplex"]).stdout.split()
        assert port == ["100", "half"]


def test_services_run_as_long_as_the_home_stands() -> None:
    text = """
        [[service]]
        name = "web"
        node = "frankfurt"
        command = "{python} -m http.server --bind {frankfurt} 8080"
        listens = "tcp:8080"
    """
    with home(text) as lab:
        with lab.socket("device", kind=socket.SOCK_STREAM) as sock:
            sock.connect((lab.address("frankfurt"), 8080))
            sock.sendall(b"HEAD / HTTP/1.0\r\n\r\n")
            assert sock.recv(15) == b"HTTP/1.0 200 OK"
        web = lab.services["web"]
        assert web.poll() is None
    assert web.poll() is not None


def test_sockets_can_be_made_in_a_node_by_entering_it() -> None:
    with home() as lab:
        if lab.owns_user_namespace:
            with pytest.raises(LabError, match="root"), lab.enter("device"):
                pass
            return
        outside = socket.if_nameindex()
        with lab.enter("device"):
            assert [name for _, name in socket.if_nameindex()] == ["lo", "eth0"]
        assert socket.if_nameindex() == outside


def test_unknown_places_are_named() -> None:
    with home() as lab:
        with pytest.raises(LabError, match="there are home, access, frankfurt"):
            lab.wire("hose")
        with pytest.raises(LabError, match="there are device, router"):
            lab.run("divice", ["true"])
        with pytest.raises(LabError, match="no interface"):
            lab.set_link("device", "eth7", up=False)
        with pytest.raises(LabError, match="Invalid argument"):
            lab.sysctl("device", "net.ipv4.ping_group_range", "x")


# Commands


def lab_command(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.lab", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_by_hand_a_command_runs_in_a_home_and_its_status_comes_back() -> None:
    done = lab_command("healthy", "--", "sh", "-c", "cat /sys/class/net/eth0/address; exit 7")
    assert (done.returncode, done.stdout) == (7, "02:00:00:00:01:02\n")
    assert lab_command("--in", "router", "healthy", "--", "ls", "/sys/class/net").stdout.split() == [
        "lan0",
        "lo",
        "wan0",
    ]
    assert lab_command("healthy", "--", "no-such-command").returncode == 127
    assert lab_command("healthy", "--", "sh", "-c", "kill -TERM $$").returncode == 128 + signal.SIGTERM


def test_by_hand_homes_are_listed_and_mistakes_explained() -> None:
    listed = lab_command("--list")
    assert listed.returncode == 0
    assert "bufferbloat" in listed.stdout
    wrong = lab_command("bufferblob", "--", "true")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean 'bufferbloat'" in wrong.stderr
    assert "examples:" in lab_command("--help").stdout
    assert lab_command("healthy").returncode == 2


def test_by_hand_the_packets_are_written_as_csv(tmp_path: Path) -> None:
    code = f"import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'csv', ('isp1', {PORT}))"
    done = lab_command("--log", str(tmp_path / "log.csv"), "healthy", "--", sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "log.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["dport"] == str(PORT)]
    assert (rows[0]["wire"], rows[0]["direction"], rows[0]["verdict"]) == ("home", "up", "forwarded")
    assert bytes.fromhex(rows[0]["payload"]) == b"csv"


def test_by_hand_a_signal_reaches_the_command_and_the_home_goes_with_it() -> None:
    script = "trap 'echo caught; exit 130' INT TERM; echo ready; while :; do sleep 0.02; done"
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.lab", "healthy", "--", "sh", "-c", script],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            before = descendants(process.pid)
            if number == signal.SIGINT:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
            assert process.stdout.read() == "caught\n"
            assert process.wait(10) == 130
        assert len(before) > 5
        assert not alive(before)


def descendants(pid: int) -> set[tuple[int, int]]:
    """Processes below ``pid``, with their start times, since numbers are used again."""
    parents: dict[int, list[tuple[int, int]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append((int(stat.parent.name), int(fields[19])))
    found: set[tuple[int, int]] = set()
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found.update(children)
        waiting += [child for child, _ in children]
    return found


def alive(processes: set[tuple[int, int]]) -> set[int]:
    """Those of ``processes`` that still run (one that is dead but not yet reaped has no memory any more)."""
    found = set()
    for pid, start in processes:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[19]) == start and fields[0] not in "ZX":
            found.add(pid)
    return found


def test_after_kill_9_nothing_is_left(tmp_path: Path) -> None:
    """Not a process, even a daemon, not an interface, not a mount, not a file; however the supervisor ended."""
    interfaces, mounts = set(socket.if_nameindex()), set(Path("/proc/self/mountinfo").read_text().splitlines())
    daemon = "(trap '' HUP TERM; setsid sleep 100 & echo $!); echo ready; sleep 100"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.lab", "film-next-door", "--", "sh", "-c", daemon],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        assert process.stdout.readline() == "ready\n"
        family = descendants(process.pid)
        assert len(family) > 15
        assert len(alive(family)) == len(family)
        process.kill()
        process.wait()
    deadline = time.monotonic() + 10
    while alive(family) and time.monotonic() < deadline:
        select.select([], [], [], 0.02)
    assert not alive(family)
    assert set(socket.if_nameindex()) <= interfaces
    assert set(Path("/proc/self/mountinfo").read_text().splitlines()) <= mounts
    assert not list(tmp_path.iterdir())


def test_homes_can_stand_side_by_side_and_leave_no_file_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with home("[wire.home]\ndelay_ms = 1") as one, home("[wire.home]\ndelay_ms = 30") as other:
        answers_ms = [best_ping_ms(lab, "router") for lab in (one, other)]
    assert answers_ms == pytest.approx([2, 60], abs=4)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def as_nobody(python: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module as user nobody, with a /dev/net/tun that everybody may open, as most systems have it."""
    prepare = 'mount -t tmpfs none /dev/net && mknod -m 666 /dev/net/tun c 10 200 && exec "$@"'
    become = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    command = ["unshare", "-m", "sh", "-c", prepare, "sh", *become, python, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_without_privilege_a_home_stands_too() -> None:
    python = next((path for path in ("/usr/bin/python3", "/usr/local/bin/python3") if Path(path).exists()), None)
    if os.geteuid() != 0 or python is None:
        pytest.skip("needs root, to become nobody, and a Python that nobody may run")
    tried = as_nobody(python, "tests.lab.support")
    if tried.returncode or tried.stdout:
        pytest.skip(f"not as nobody: {tried.stdout or tried.stderr}")
    done = as_nobody(python, "tests.lab", "healthy", "--", "sh", "-c", "cat /sys/class/net/*/address; id -u")
    assert (done.returncode, done.stdout.split()) == (0, ["02:00:00:00:01:02", "00:00:00:00:00:00", "0"]), done.stderr
