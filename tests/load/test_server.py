"""The bandwidth server: LibreSpeed's protocol as its documentation states it, and bounds that hold."""

import contextlib
import json
import socket
import sys
import zlib
from http.client import HTTPConnection
from pathlib import Path

import pytest

from latencylab.clock import NS_PER_S
from probes.loadserver import server as server_module
from probes.loadserver.admission import Admission, Limits
from tests.load.loopback import running

MIB = 1 << 20


def ask(port, method, path, body=None, headers=None, *, chunked=False):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers or {}, encode_chunked=chunked)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()


@pytest.mark.parametrize(
    ("path", "octets"),
    [
        ("/garbage?ckSize=1", MIB),
        ("/backend/garbage.php?ckSize=3&r=0.5", 3 * MIB),
        ("/garbage.php", 4 * MIB),
        ("/garbage?ckSize=x", 4 * MIB),
        ("/garbage?ckSize=0", MIB),
        ("/garbage?ckSize=-7", 4 * MIB),
    ],
)
def test_garbage_is_as_long_as_asked_and_cannot_be_packed(path, octets):
    with running() as port:
        status, headers, body = ask(port, "GET", path)
    assert (status, len(body)) == (200, octets)
    assert headers["Content-Type"] == "application/octet-stream"
    assert "no-store" in headers["Cache-Control"]
    assert len(zlib.compress(body[:MIB], 1)) > 0.99 * MIB


def test_it_never_sends_more_than_a_gibibyte_for_one_question():
    with running() as port, contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/garbage?ckSize=99999")
        assert connection.getresponse().length == 1024 * MIB


def test_uploads_are_taken_with_a_length_and_in_chunks():
    with running() as port:
        assert ask(port, "POST", "/empty", b"x" * 3_000_000)[0] == 200
        assert ask(port, "POST", "/backend/empty.php?r=1", iter([b"x" * 70_000] * 30), chunked=True)[::2] == (200, b"")
        assert ask(port, "POST", "/empty")[0] == 200
        assert ask(port, "GET", "/empty.php")[::2] == (200, b"")
        assert ask(port, "POST", "/garbage", b"x")[0] == 404
        assert ask(port, "GET", "/../etc/passwd")[0] == 404


def test_it_tells_the_client_its_address_and_lets_web_pages_use_it():
    with running() as port:
        status, headers, body = ask(port, "GET", "/getIP?isp=true&cors=true")
        assert (status, json.loads(body)["processedString"]) == (200, "127.0.0.1")
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Origin" not in ask(port, "GET", "/getIP")[1]
        assert ask(port, "OPTIONS", "/empty?cors=true")[1]["Access-Control-Allow-Methods"] == "GET, POST"


def test_one_connection_serves_many_requests():
    with running() as port, contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        for _ in range(5):
            connection.request("GET", "/garbage?ckSize=1")
            assert len(connection.getresponse().read()) == MIB
            connection.request("POST", "/empty", b"x" * 100_000)
            assert connection.getresponse().read() == b""


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00" * 50,
        b"GET\r\n\r\n",
        b"POST /empty HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /empty HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST /empty HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /" + b"a" * 70_000,
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
)
def test_nonsense_ends_its_own_connection_and_nothing_else(request_):
    with running() as port:
        with socket.create_connection(("127.0.0.1", port), 10) as sock, contextlib.suppress(OSError):
            sock.sendall(request_)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(4096):
                pass
        assert ask(port, "GET", "/empty")[0] == 200


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a program choose")
def test_it_sends_with_cubic_where_it_may_and_says_with_what():
    allowed = Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control").read_text().split()
    with running() as port:
        used = ask(port, "GET", "/empty")[1]["Congestion-Control"]
    with socket.socket() as probe:
        try:
            probe.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")
            assert used == "cubic"
        except OSError:
            assert "cubic" not in allowed
            assert used


def test_connections_beyond_the_limit_of_a_source_are_closed():
    with running(Limits(connections_per_source=2)) as port, contextlib.ExitStack() as stack:
        held = [HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(2)]
        for connection in held:
            stack.callback(connection.close)
            connection.request("GET", "/empty")
            assert connection.getresponse().read() == b""
        with pytest.raises(OSError, match=r".*"):
            ask(port, "GET", "/empty")


def test_a_connection_that_stays_too_long_is_cut_off(monkeypatch):
    monkeypatch.setattr(server_module, "_GRACE_S", 0.2)
    with running(Limits(connection_s=0.3, idle_s=5)) as port:
        with socket.create_connection(("127.0.0.1", port), 10) as busy:
            busy.sendall(b"GET /garbage?ckSize=1024 HTTP/1.1\r\n\r\n")
            taken = 0
            with contextlib.suppress(ConnectionError):
                while got := len(busy.recv(1 << 12)):
                    taken += got
            assert taken < 1024 * MIB
        with socket.create_connection(("127.0.0.1", port), 10) as slow:
            slow.sendall(b"GET /em")
            assert slow.recv(100) == b""


def test_a_connection_that_stands_still_is_closed():
    with running(Limits(idle_s=0.2)) as port, socket.create_connection(("127.0.0.1", port), 10) as sock:
        assert sock.recv(100) == b""


S = NS_PER_S


def test_a_source_that_measured_enough_must_wait_and_may_come_back():
    admission = Admission(Limits(load_s=10, refill=0.5))
    assert admission.connect("192.0.2.1", 0)
    assert admission.begin("192.0.2.1", 0) is None
    admission.end("192.0.2.1", 20 * S + 10)  # 20 s of load, of which 10 came back meanwhile
    refusal = admission.begin("192.0.2.1", 20 * S + 11)
    assert refusal is not None
    assert (refusal.status, refusal.retry_s) == (429, 1)
    assert admission.begin("192.0.2.1", 21 * S) is None


def test_flows_of_one_source_at_once_spend_its_time_once():
    admission = Admission(Limits(load_s=10, refill=0.001))
    admission.connect("192.0.2.1", 0)
    for _ in range(6):
        assert admission.begin("192.0.2.1", 0) is None
    for _ in range(6):
        admission.end("192.0.2.1", 9 * S)
    assert admission.begin("192.0.2.1", 9 * S) is None


def test_leaving_does_not_give_time_back():
    admission = Admission(Limits(load_s=10, refill=0.1))
    admission.connect("2001:db8::1", 0)
    assert admission.begin("2001:db8::1", 0) is None
    admission.end("2001:db8::1", 20 * S)
    admission.disconnect("2001:db8::1")
    assert admission.connect("2001:db8::2", 21 * S)  # the same /64
    assert admission.begin("2001:db8::2", 21 * S).status == 429


def test_few_sources_load_at_once_and_the_next_is_told_to_wait():
    admission = Admission(Limits(sources=2))
    for host in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        admission.connect(host, 0)
    assert admission.begin("192.0.2.1", 0) is None
    assert admission.begin("192.0.2.2", 0) is None
    assert admission.begin("192.0.2.3", 0).status == 503
    assert admission.begin("192.0.2.2", 0) is None
    admission.end("192.0.2.1", 1)
    assert admission.begin("192.0.2.3", 1) is None


def test_this_computer_may_load_for_as_long_as_it_likes():
    admission = Admission(Limits(load_s=1))
    for host in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        admission.connect(host, 0)
        assert admission.begin(host, 0) is None
        admission.end(host, 1000 * S)
        assert admission.begin(host, 1000 * S) is None
