"""Emulated homes with real packets: rates, queues, and cables that are pulled."""

import itertools
import select
import socket
import statistics
import time

import pytest

from tests.beams import ALONE, PORT, beam, home
from tests.lab import Lab

pytestmark = pytest.mark.lab


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
