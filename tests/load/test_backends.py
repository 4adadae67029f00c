"""Which server is used: the one that was wished for, or the first that is willing; lists are asked for once a day."""

import itertools
import json
import os
import socket
from urllib.parse import parse_qs, urlsplit

import pytest

from latencylab.clock import NS_PER_S, wall_ns
from probes.load.backends import choose, cloudflare, librespeed, ookla
from probes.load.cache import kept_a_day
from probes.load.trouble import LoadError
from tests.load.loopback import JUNK, OK, Client, drain, pour, rogue, running, saying

REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"


def page(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def entry(port, name, **more):
    plain = {"id": 1, "name": name, "server": f"http://127.0.0.1:{port}/", "pingURL": "x", "getIpURL": "x"}
    return plain | {"dlURL": "backend/garbage.php", "ulURL": "backend/empty.php"} | more


def test_the_nearest_public_server_that_is_willing_is_used(tmp_path):
    with running() as willing, rogue(saying(REFUSED)) as unwilling:
        listed = [entry(unwilling, "No"), entry(1, "Away"), entry(willing, "Berlin\x1b[2J (Lab)")]
        with rogue(saying(page(json.dumps(listed).encode()))) as publisher:
            server = librespeed.nearest(f"http://127.0.0.1:{publisher}/servers.php", tmp_path)
    assert (server.backend, server.name, server.label) == ("librespeed", f"127.0.0.1:{willing}", "Berlin?[2J (Lab)")
    assert server.decency.download_flows == 6


def test_a_list_in_which_nobody_is_willing_is_said(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        gone = unused.getsockname()[1]
    listed = json.dumps([entry(gone, "Gone")]).encode()
    with (
        rogue(saying(page(listed))) as publisher,
        pytest.raises(LoadError, match="No public LibreSpeed server answers"),
    ):
        librespeed.nearest(f"http://127.0.0.1:{publisher}/", tmp_path)


def test_addresses_without_a_scheme_are_asked_by_tls():
    [place] = librespeed.parse(json.dumps([entry(1, "x", server="//host.example/dir/")]).encode())
    assert place.url == "https://host.example/dir/"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"[1]", b'[{"server": "//x"}]', b"<html>", b"\xff", b"null"])
def test_a_list_that_is_none_is_said(data):
    with pytest.raises(LoadError, match="list of servers"):
        librespeed.parse(data)


def test_a_named_server_is_found_by_its_page_or_its_scripts():
    with running() as port:
        assert librespeed.named(f"http://127.0.0.1:{port}/").name == f"127.0.0.1:{port}"

    def only_below_backend(sock, head):
        path = head.split()[1]
        sock.sendall(OK + b"Content-Length: 9999999\r\n\r\n" + JUNK if path.startswith(b"/backend/") else REFUSED)
        sock.close()

    with rogue(only_below_backend) as port:
        assert librespeed.named(f"http://127.0.0.1:{port}").name == f"127.0.0.1:{port}"


def test_a_list_is_fetched_once_a_day_and_an_old_one_is_better_than_none(tmp_path):
    fetched = itertools.count()

    def fetch() -> bytes:
        return b"%d" % next(fetched)

    def fail() -> bytes:
        raise OSError("no network")

    assert kept_a_day("list", fetch, int, tmp_path) == 0
    assert kept_a_day("list", fail, int, tmp_path) == 0
    old_s = wall_ns() / NS_PER_S - 90_000
    os.utime(tmp_path / "list", (old_s, old_s))
    assert kept_a_day("list", fail, int, tmp_path) == 0
    assert kept_a_day("list", fetch, int, tmp_path) == 1
    assert kept_a_day("list", fail, int, tmp_path) == 1
    (tmp_path / "list").write_bytes(b"torn")
    assert kept_a_day("list", fetch, int, tmp_path) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["list"]


def test_a_cache_that_cannot_be_written_costs_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert kept_a_day("list", lambda: b"7", int, tmp_path / "file") == 7
    with pytest.raises(OSError, match="no network"):
        kept_a_day("other", lambda: (_ for _ in ()).throw(OSError("no network")), int, tmp_path)


def test_cloudflares_protocol():
    asked = []

    def answer(sock, head):
        method, path = head.split()[:2]
        parts = urlsplit(path.decode())
        asked.append((method.decode(), parts.path))
        if method == b"GET":
            left = int(parse_qs(parts.query)["bytes"][0])
            sock.sendall(OK + b"Content-Length: %d\r\n\r\n" % left)
            pour(sock, left)
        else:
            drain(sock, head)
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")

    with rogue(answer) as port, Client() as client:
        plan = client.prepare(backend="cloudflare", server=f"http://127.0.0.1:{port}/", max_bytes=40_000_000_000).plan
        assert (plan["backend"], plan["label"]) == ("cloudflare", "Cloudflare")
        down, up = client.load_some("download", 30_000_000), client.load_some("upload", 30_000_000)
    assert down.trouble == up.trouble == ""
    assert down.results["download"]["bytes"] > 25_000_000  # more than one of its files
    assert up.results["upload"]["bytes"] > 25_000_000
    assert set(asked) == {("GET", "/__down"), ("POST", "/__up")}


def test_auto_takes_the_targets_own_reflector():
    with running() as port, Client() as client:
        plan = client.prepare(address="127.0.0.1", port=port).plan
    assert (plan["backend"], plan["server"]) == ("reflector", f"127.0.0.1:{port}")


@pytest.fixture
def far_away(monkeypatch):
    """The public backends, each of which says which it is."""

    def missing(name):
        def find(*_):
            raise LoadError(f"{name} is away.")

        return find

    monkeypatch.setattr(librespeed, "nearest", missing("LibreSpeed"))
    monkeypatch.setattr(cloudflare, "find", missing("Cloudflare"))
    monkeypatch.setattr(ookla, "find", missing("Ookla"))
    return monkeypatch


def test_auto_goes_on_to_the_next_and_says_whom_it_passed_over(far_away):
    with running() as port, Client() as client:
        told = client.prepare(address="127.0.0.1", port=1)
        assert [event["error"] for event in told.of("failed")] == [
            "127.0.0.1:1 refuses connections.", "LibreSpeed is away.", "Cloudflare is away.", "Ookla is away.",
        ]  # fmt: skip
        far_away.setattr(cloudflare, "find", lambda: librespeed.named(f"http://127.0.0.1:{port}/"))
        told = client.prepare(address="192.0.2.1")
        assert [event["error"] for event in told.of("failed")] == ["LibreSpeed is away."]
        assert told.plan["server"] == f"127.0.0.1:{port}"


def test_local_never_goes_further_than_the_reflector(far_away):
    with Client() as client:
        told = client.prepare(address="127.0.0.1", port=1, local=True)
        assert [event["error"] for event in told.of("failed")] == ["127.0.0.1:1 refuses connections."]
        told = client.prepare(address="127.0.0.1", local=True)
        assert "No reflector with a bandwidth server is known" in told.trouble


def test_a_server_that_was_named_is_the_only_one_tried(far_away):
    with Client() as client:
        told = client.prepare(server="127.0.0.1:1", address="192.0.2.1", port=1)
    assert {event["error"] for event in told.of("failed")} == {"127.0.0.1:1 refuses connections."}


def test_ndt7_is_never_taken_by_itself():
    assert "ndt7" not in choose._order(choose.Wish(address="192.0.2.1", port=1))
