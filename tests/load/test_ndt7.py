"""ndt7: asks first, and carries its subtests as the specification says, over TLS."""

import json
from itertools import pairwise

import pytest

from probes.load.backends import ndt7 as backend
from probes.load.trouble import LoadError
from tests.load.certificates import trust
from tests.load.loopback import PATIENCE_S, Client, rogue, saying
from tests.load.ndt7_server import SUBPROTOCOL, ndt7


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    found = trust(tmp_path, "localhost")
    monkeypatch.setattr(backend, "tls", lambda: found.client)
    monkeypatch.setattr(backend, "CONNECT_S", PATIENCE_S)
    return found


def test_nothing_is_sent_unless_the_user_lets_the_address_be_published(trusted):
    with ndt7(trusted.server) as (port, seen), Client() as client:
        told = client.prepare(backend="ndt7", server=f"localhost:{port}")
        assert "publishes this computer's address" in told.trouble
        assert "--yes-publish" in told.trouble
        assert [event["e"] for event in told.events] == ["failed", "load_end"]
        assert seen.paths == []


def test_both_subtests_follow_the_specification(trusted):
    with ndt7(trusted.server) as (port, seen), Client() as client:
        plan = client.prepare(backend="ndt7", server=f"localhost:{port}", publish=True).plan
        assert (plan["backend"], plan["secure"], plan["server"]) == ("ndt7", True, f"localhost:{port}")
        down = client.load_some("download")
        up = client.load_some("upload", 4 << 20)
    assert down.trouble == up.trouble == ""
    assert seen.paths == ["/ndt/v7/download", "/ndt/v7/upload"]
    assert set(seen.protocols) == {SUBPROTOCOL}
    assert all(agent.startswith("LatencyLab/") for agent in seen.agents)
    assert down.results["download"]["congestion"] == "bbr"
    assert all(sample["flows"] <= 1 for sample in down.of("ls"))
    assert down.results["download"]["mbps"] > 0
    sizes = seen.sizes
    assert sizes[0] == 1 << 13
    assert all(size & (size - 1) == 0 and size <= 1 << 24 for size in sizes)
    sent = 0
    for before, size in pairwise(sizes):
        sent += before
        assert size in (before, 2 * before)
        assert size == before or before < sent / 16 + before  # doubled no sooner than the specification permits
    # what the client counts as sent is what came, but for what was under way at the end and the frames' heads
    assert up.results["upload"]["bytes"] == pytest.approx(sum(sizes), rel=0.1, abs=3 << 20)


def test_a_subtest_that_the_server_ends_is_measured_all_the_same(trusted):
    with ndt7(trusted.server, seconds=2) as (port, _), Client() as client:
        client.prepare(backend="ndt7", server=f"localhost:{port}", publish=True)
        told = client.load("download", min_s=PATIENCE_S, max_s=PATIENCE_S)
    assert told.results["download"]["mbps"] > 0
    assert told.results["download"]["ended"] == "time"
    assert told.trouble == ""


def test_who_does_not_speak_it_is_told():
    with Client() as client:
        with ndt7(None, protocol="chat") as (port, _):
            client.prepare(backend="ndt7", server=f"ws://127.0.0.1:{port}", publish=True)
            assert "refuses the test (HTTP 400)" in client.load("download").trouble
        with rogue(saying(b"HTTP/1.1 429 Enough\r\nContent-Length: 0\r\n\r\n")) as port:
            client.prepare(backend="ndt7", server=f"ws://127.0.0.1:{port}", publish=True)
            assert "asks for a pause" in client.load("download").trouble
        with rogue(saying(b"nonsense\r\n\r\n")) as port:
            client.prepare(backend="ndt7", server=f"ws://127.0.0.1:{port}", publish=True)
            assert "does not speak" in client.load("upload").trouble


def test_an_unknown_certificate_is_an_error(tmp_path):
    with ndt7(trust(tmp_path, "localhost").server) as (port, _), Client() as client:
        client.prepare(backend="ndt7", server=f"localhost:{port}", publish=True)
        assert f"The certificate of localhost:{port} is not valid" in client.load("download").trouble


def located(port):
    urls = {
        f"wss:///ndt/v7/{name}": f"wss://localhost:{port}/ndt/v7/{name}?access_token=x"
        for name in ("download", "upload")
    }
    return json.dumps({"results": [{"machine": "mlab1", "urls": urls}]}).encode()


def test_the_locator_is_asked_for_the_nearest_server_and_its_tokens_are_kept(trusted):
    with ndt7(trusted.server) as (port, seen):
        body = located(port)
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        with rogue(saying(answer)) as locator:
            server = backend.find(locate_url=f"http://127.0.0.1:{locator}/v2/nearest/ndt/ndt7")
        flow = server.flow("upload")
        flow.start()
        while not seen.sizes and flow.running:
            pass
        flow.stop()
    assert server.name == f"localhost:{port}"
    assert seen.paths == ["/ndt/v7/upload?access_token=x"]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"results": []}', b'{"results": [{"urls": {}}]}', b"[1]", b"\xff"])
def test_a_locator_without_capacity_is_said(body):
    with pytest.raises(LoadError, match="no server to offer"):
        backend.located(body)
