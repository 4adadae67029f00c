"""Can homes be emulated on this computer, as this user? Tried, not guessed: ``python -m tests.lab.support``."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [sys.executable, "-S", "-E", "-m"]
"""How processes inside homes are started, from :data:`ROOT`: nothing but the standard library, hence quickly."""
TOOL_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
"""Where ``ip`` and ``nft`` are; Debian's users do not have the last two on their path."""


@functools.cache
def available() -> str | None:
    """None when homes can be emulated, else one sentence that says why not."""
    if sys.platform != "linux":
        return "emulated homes need Linux"
    done = subprocess.run([*PYTHON, __name__], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        return f"network namespaces could not be tried: {(done.stderr.strip().splitlines() or ['?'])[-1]}"
    return done.stdout.strip() or None


def tool(name: str) -> str | None:
    """Path of a system tool, or None."""
    return shutil.which(name, path=TOOL_PATH)


def _reason() -> str | None:
    """Make, in this process, everything that a home needs; the first thing that fails is the reason."""
    from tests.lab import keeper, kernel, tap

    if tool("ip") is None:
        return "the command ip is missing (package iproute2)"
    reason = tap.unavailable()
    if reason is not None:
        return reason
    what = "user namespaces"
    try:
        if os.geteuid() != 0:
            kernel.enter_user_namespace()
        what = "network namespaces"
        kernel.unshare(kernel.CLONE_NEWPID)
        if child := os.fork():
            os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        kernel.unshare(kernel.CLONE_NEWNET | kernel.CLONE_NEWNS)
        what = "mounts in a mount namespace"
        keeper.make_mounts({})
        what = "TAP devices"
        tap.Tap("eth0", b"\2\0\0\0\0\1")
    except OSError as error:
        return f"{what} are not permitted here ({error.strerror})"
    return None


if __name__ == "__main__":
    print(_reason() or "", end="")
