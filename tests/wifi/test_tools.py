"""The systems' own commands, as what they are asked for and what is made of their answers."""

import os
import sys

import pytest

from probes.wifi import source, tools
from tests.wifi.test_iw import LINK, SCAN
from tests.wifi.test_netsh import LIST, OLD_ADAPTER
from tests.wifi.test_texts import TERSE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the commands that stand for others are shell scripts")


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """A folder in which commands can be put; nothing else is found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}")
    monkeypatch.setattr(tools, "_SYSTEM_FOLDERS", ())
    monkeypatch.setattr(tools, "_INTERFACES", tmp_path / "net")

    def put(name, script):
        path = folder / name
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        path.chmod(0o755)

    return put


def test_iw_is_asked_about_each_wireless_interface(commands, tmp_path):
    (tmp_path / "net" / "wlan0" / "phy80211").mkdir(parents=True)
    (tmp_path / "net" / "eth0").mkdir()
    log = tmp_path / "log"
    (tmp_path / "scan").write_text(SCAN)
    (tmp_path / "link").write_text(LINK)
    commands(
        "iw",
        f'echo "$LC_ALL $@" >> {log}; case "$*" in *scan*) cat {tmp_path}/scan;; *link) cat {tmp_path}/link;; esac',
    )
    snapshot = tools.read_by_tools()
    assert len(snapshot.networks) == 5
    asked = log.read_text().splitlines()
    assert "C dev wlan0 scan dump -u" in asked
    assert not any("eth0" in line or line.endswith(" scan") for line in asked)


def test_without_iw_nmcli_is_asked_and_an_older_one_for_fewer_columns(commands, tmp_path):
    (tmp_path / "rows").write_text(TERSE)
    commands("nmcli", f'case "$*" in *BANDWIDTH*) exit 2;; *rescan*no) cat {tmp_path}/rows;; esac')
    assert len(tools.read_by_tools().networks) == 4


def test_a_command_that_fails_or_is_missing_gives_nothing(commands):
    assert tools.read_by_tools().networks == ()
    commands("nmcli", "echo garbage; exit 10")
    assert tools.read_by_tools().networks == ()


def test_a_scan_is_asked_for_only_by_name(commands, tmp_path):
    assert not tools.ask_for_scan()
    log = tmp_path / "log"
    commands("nmcli", f'echo "$@" >> {log}')
    assert tools.ask_for_scan()
    assert log.read_text().split() == ["device", "wifi", "rescan"]


def test_where_the_kernel_cannot_be_asked_the_commands_are(commands, tmp_path, monkeypatch):
    def refuse():
        raise OSError("no netlink here")

    monkeypatch.setattr(source, "_read_system", refuse)
    (tmp_path / "rows").write_text(TERSE)
    commands("nmcli", f"cat {tmp_path}/rows")
    assert source.read_wifi().source == "nmcli"
    commands("nmcli", "exit 1")
    snapshot = source.read_wifi()
    assert snapshot.networks == ()
    assert "no netlink here" in snapshot.problems[0].error


def test_netsh_is_read_on_windows(commands, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    (tmp_path / "list").write_bytes(LIST.encode())
    (tmp_path / "adapter").write_bytes(OLD_ADAPTER.encode())
    commands("netsh", f'case "$*" in *interfaces*) cat {tmp_path}/adapter;; *bssid*) cat {tmp_path}/list;; esac')
    monkeypatch.setattr(tools, "_CONSOLE_ENCODING", "utf-8")
    snapshot = tools.read_by_tools()
    assert (snapshot.link.channel, len(snapshot.networks)) == (44, 5)
