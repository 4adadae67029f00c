"""Tests marked ``lab`` need network namespaces; without them they are skipped in plain sight, or fail if CI=true."""

import os
import signal
import sys

import pytest

from tests.lab import available

collect_ignore_glob = [] if sys.platform == "linux" else ["test_lab*.py"]


@pytest.fixture(autouse=True, scope="session")
def _own_history(tmp_path_factory):
    """No test touches the user's own history, nor does a program that a test starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENCYLAB_DATA", str(tmp_path_factory.mktemp("history")))
        yield


@pytest.fixture(autouse=True, scope="session")
def _signals_arrive():
    """Where the tests run in the background, SIGINT is ignored, and so it would be by every program that they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("lab") is None or (reason := available()) is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"the emulated homes must be tested here, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The very last line: how much was not tested, and why."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reason = None if reporter is None else available()
    if reporter is None or reason is None:
        return
    skipped = [report for report in reporter.stats.get("skipped", []) if reason in str(report.longrepr)]
    if skipped:
        reporter.write_line(f"{len(skipped)} tests of the emulated homes were skipped: {reason}")
