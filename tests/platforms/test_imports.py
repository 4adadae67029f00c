"""The program can be loaded on every system that it is for."""

import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *argv], cwd=HOME, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_every_module_can_be_imported_on(system):
    done = run("-m", "tests.platforms.elsewhere", system)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[-2]) > 40


def test_the_disguise_finds_what_another_system_lacks():
    broken = (
        "import sys; from tests.platforms import elsewhere; elsewhere.ONLY.clear(); sys.exit(elsewhere.main('win32'))"
    )
    done = run("-c", broken)
    assert done.returncode == 1
    assert "probes.host.linux: ModuleNotFoundError" in done.stdout
