"""Whether a connection is paid by volume, in NetworkManager's words."""

import pytest

from probes.host import metered


@pytest.mark.parametrize(
    ("text", "expected"),
    [("yes\n", True), ("yes (guessed)\n", True), ("no (guessed)\n", False), ("unknown\n", None), ("", None)],
)
def test_the_answer_is_read(text, expected):
    assert metered.read_metered(text) is expected


def test_a_cellular_link_is_taken_to_be_metered_unless_the_system_knows_better(monkeypatch):
    monkeypatch.setattr(metered, "_ask_network_manager", lambda interface: "")
    assert metered.is_metered("wwan0", "cellular") is True
    assert metered.is_metered("eth0", "ethernet") is None
    monkeypatch.setattr(metered, "_ask_network_manager", lambda interface: "no")
    assert metered.is_metered("wwan0", "cellular") is False


def test_the_command_is_asked_about_the_interface_and_may_fail(monkeypatch, tmp_path):
    tool = tmp_path / "nmcli"
    tool.write_text('#!/bin/sh\n[ "$5" = eth0 ] || exit 10\necho yes\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert metered.is_metered("eth0", "ethernet") is True
    assert metered.is_metered("eth1", "ethernet") is None
