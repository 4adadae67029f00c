"""Whatever a bandwidth server does: one clear sentence, nothing hangs, nothing measured is lost, no number made up."""

import itertools
import socket
import ssl
import threading
import time
from http.client import HTTPConnection

import pytest
import trustme

from probes.load import flow, http, run
from tests.load.loopback import JUNK, OK, Client, drain, pour, rogue, running, saying

ENDLESS = OK + b"Content-Length: 1000000000000\r\n\r\n"
REFUSALS = {
    "garbage": (b"\x00\xff\x13 what is this\r\n\r\n" * 9, "does not speak HTTP"),
    "nothing": (b"", "closed the connection without an answer"),
    "redirect": (
        b"HTTP/1.1 302 Found\r\nLocation: http://login.example/?a\r\nContent-Length: 0\r\n\r\n",
        "redirects to login.example, which was not followed. A network that wants a login",
    ),
    "portal page": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 20000\r\n\r\n" + b"x" * 20000,
        "answers with a web page in place of test data",
    ),
    "login required": (b"HTTP/1.1 511 Network\r\nContent-Length: 0\r\n\r\n", "This network wants a login"),
    "403": (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "refuses to be measured with from here (HTTP 403)"),
    "429": (
        b"HTTP/1.1 429 Too Many\r\nRetry-After: 77\r\nContent-Length: 0\r\n\r\n",
        "asks for a pause between measurements. Try again in 77 seconds.",
    ),
    "404": (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answers with HTTP 404"),
    "503": (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "is busy"),
    "packed": (OK + b"Content-Encoding: gzip\r\nContent-Length: 9999\r\n\r\n" + JUNK[:9999], "compresses"),
    "empty": (OK + b"Content-Length: 0\r\n\r\n", "ended its data"),
    "short": (OK + b"Content-Length: 100000000\r\n\r\n" + JUNK[:100], "ended its data"),
    "control characters": (
        b"HTTP/1.1 302 Found\r\nLocation: http://a\x1bm.example/\r\nContent-Length: 0\r\n\r\n",
        "redirects to a?m.example",
    ),
}


@pytest.fixture
def hasty(monkeypatch):
    """Patience is short, so that waiting for what never comes is."""
    for module in (flow, run):
        monkeypatch.setattr(module, "STALL_S", 0.6)
    monkeypatch.setattr(flow, "CONNECT_S", 1.0)
    monkeypatch.setattr(http, "CONNECT_S", 1.0)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_server_that_is_none_is_told_from_one_before_anything_is_loaded(name):
    answer, sentence = REFUSALS[name]
    with rogue(saying(answer)) as port, Client() as client:
        told = client.prepare(backend="reflector", server=f"127.0.0.1:{port}")
    assert [event["e"] for event in told.events] == ["failed", "load_end"]
    assert sentence in told.trouble
    assert all(letter.isprintable() for letter in told.trouble)


def test_nobody_there_is_said():
    with Client() as client, socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
        unused.close()
        assert "refuses connections" in client.prepare(backend="reflector", address="127.0.0.1", port=port).trouble
        assert "not the address of a bandwidth server" in client.prepare(backend="reflector", server="ftp://x").trouble
        assert "no bandwidth backend" in client.prepare(backend="\x1b[2J").trouble
        assert "No bandwidth server was chosen" in client.load("download").trouble


def good_then(answer):
    """A server that is fine when it is asked first, and does ``answer`` to every connection after that."""
    seen = itertools.count()

    def respond(sock, head):
        if next(seen) == 0:
            sock.sendall(ENDLESS + JUNK)
            sock.close()
        else:
            answer(sock, head)

    return respond


def send_some(sock, _):
    sock.sendall(ENDLESS + JUNK)


@pytest.mark.parametrize("direction", ["download", "upload"])
@pytest.mark.parametrize("name", ["garbage", "nothing", "redirect", "403", "429", "503"])
def test_a_server_that_changes_its_mind_is_said_and_gives_no_number(name, direction):
    answer, sentence = REFUSALS[name]

    def refuse(sock, _):
        sock.sendall(answer)
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(1 << 16):  # so that what was sent is not reset before it is read
            pass
        sock.close()

    with rogue(good_then(refuse)) as port, Client() as client:
        assert client.prepare(backend="reflector", server=f"127.0.0.1:{port}").plan["server"] == f"127.0.0.1:{port}"
        told = client.load(direction)
    assert sentence in told.trouble
    assert told.of("load") == []
    assert told.events[-1]["measured"] is False
    assert [event["phase"] for event in told.of("phase")] == [direction, "idle"]
    assert told.events[-1]["e"] == "load_end"


def test_a_server_that_stalls_is_given_up(hasty):
    def stall(sock, head):
        send_some(sock, head)
        time.sleep(1.5)

    with rogue(good_then(stall)) as port, Client() as client:
        client.prepare(backend="reflector", server=f"127.0.0.1:{port}")
        told = client.load("download")
    assert "does not answer" in told.trouble or "Nothing has moved" in told.trouble
    assert told.events[-1]["used_bytes"] >= len(JUNK)
    assert told.of("load") == []  # a blink is no rate


def test_a_server_that_says_nothing_at_all_is_given_up(hasty):
    with rogue(good_then(lambda *_: time.sleep(1.5))) as port, Client() as client:
        client.prepare(backend="reflector", server=f"127.0.0.1:{port}")
        told = client.load("download")
    assert told.of("load") == []
    assert told.events[-1]["measured"] is False
    assert told.trouble


def test_a_server_that_dies_half_way_leaves_what_was_measured():
    threads = []

    def die(sock, _):
        sock.sendall(ENDLESS)
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            sock.sendall(JUNK[:8192])
            time.sleep(0.005)
        threads.append(sock.close())

    with rogue(good_then(die)) as port, Client() as client:
        client.prepare(backend="reflector", server=f"127.0.0.1:{port}")
        told = client.load("download", flows=1)
    result = told.results["download"]
    assert "ended its data" in told.trouble
    assert (result["ended"], result["stable"]) == ("broken", False)
    assert result["bytes"] == told.of("ls")[-1]["bytes"] > 0
    assert 0 < result["mbps"] < 100


def test_more_than_was_promised_is_no_data_of_the_next_answer():
    def too_much(sock, _):
        sock.sendall(OK + b"Content-Length: 65536\r\n\r\n" + JUNK + JUNK)

    with rogue(good_then(too_much)) as port, Client() as client:
        client.prepare(backend="reflector", server=f"127.0.0.1:{port}")
        told = client.load("download", flows=1)
    assert "does not speak HTTP" in told.trouble


def test_one_refused_flow_of_several_does_not_end_the_load():
    seen = itertools.count()

    def answer(sock, _):
        if next(seen) == 2:
            sock.sendall(REFUSALS["429"][0])
            sock.close()
            return
        sock.sendall(ENDLESS)
        pour(sock)

    with rogue(answer) as port, Client() as client:
        client.prepare(backend="reflector", server=f"127.0.0.1:{port}")
        told = client.load_some("download", 10_000_000)
    assert told.trouble == ""
    assert told.results["download"]["mbps"] > 0
    assert next(seen) >= 3  # the refused one was among them


def test_a_stop_ends_the_load_at_once_and_keeps_what_was_measured():
    def answer(sock, head):
        if head.startswith(b"GET"):
            sock.sendall(ENDLESS)
            pour(sock)
        else:
            drain(sock, head)

    with rogue(answer) as port, Client() as client:
        client.prepare(backend="reflector", server=f"127.0.0.1:{port}")
        for direction in ("upload", "both"):
            client.send("start", direction=direction)
            for _ in range(20):
                client.until("ls")
            client.send("stop")
            told = client.until("load_end")
            assert {event["ended"] for event in told.of("load")} == {"stopped"}
            assert told.trouble == ""
            client.send("start", direction=direction)
            client.until("ls")
            client.send("stop")
            assert "too early to tell a rate" in client.until("load_end").trouble


def test_the_end_of_the_input_ends_a_load_that_is_under_way():
    with running() as port, Client() as client:
        client.prepare(backend="reflector", server=f"127.0.0.1:{port}")
        client.send("start", direction="download")
        client.until("ls")
    assert threading.active_count() < 50  # Client.__exit__ has seen the worker's thread end


def test_the_data_budget_is_kept_to():
    def trickle(sock, _):
        sock.sendall(ENDLESS)
        while True:
            sock.sendall(JUNK)
            time.sleep(0.005)

    with rogue(trickle) as port, Client() as client:
        plan = client.prepare(backend="reflector", server=f"127.0.0.1:{port}", max_bytes=40_000_000).plan
        assert plan["budget_bytes"] == 40_000_000
        first = client.load("download", flows=1)
        assert first.results["download"]["ended"] == "data"
        assert first.events[-1]["used_bytes"] == first.results["download"]["bytes"] <= 20_000_000
        second = client.load("download", flows=1)
        assert second.results["download"]["bytes"] <= second.events[-1]["used_bytes"] <= 40_000_000
        told = client.load("download", flows=1)
        assert "used up" in told.trouble
        assert [event["e"] for event in told.events] == ["failed", "load_end"]


def test_the_certificate_must_be_good(monkeypatch):
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    def wrap(sock):
        return context.wrap_socket(sock, server_side=True)

    def answer(sock, _):
        sock.sendall(ENDLESS)
        pour(sock)

    with rogue(answer, wrap) as port, Client() as client:
        for place, why in (("localhost", "certificate"), ("127.0.0.1", "certificate")):
            told = client.prepare(backend="librespeed", server=f"https://{place}:{port}/")
            assert f"The {why} of {place}:{port} is not valid" in told.trouble
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        monkeypatch.setattr(http, "tls", lambda: trusting)
        assert "not valid" in client.prepare(backend="librespeed", server=f"https://127.0.0.1:{port}/").trouble
        assert client.prepare(backend="librespeed", server=f"https://localhost:{port}/").plan["secure"] is True
        assert client.load_some("download").results["download"]["bytes"] > 0
    assert isinstance(http.Site(False, "::1", 80).connection(), HTTPConnection)


def test_plain_http_where_tls_was_asked_for_is_an_error():
    with rogue(saying(ENDLESS + JUNK)) as port, Client() as client:
        told = client.prepare(backend="librespeed", server=f"https://127.0.0.1:{port}/")
    assert "does not speak TLS" in told.trouble
