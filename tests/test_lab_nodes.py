"""Emulated homes: what a computer in one sees and may do."""

import os
import socket
import sys

import pytest

from tests.beams import home
from tests.lab import LabError

pytestmark = pytest.mark.lab


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
