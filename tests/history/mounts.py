"""Commands that run where a folder is full or may not be written, which takes a mount namespace of their own."""

import os
import shutil
import subprocess
import sys

FULL = 'mount -t tmpfs -o size=64k tmpfs "$0" && exec "$@"'
SOON_FULL = FULL.replace("64k", "256k")
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


def run_where(mount, folder, *arguments):
    """Run the program with ``folder`` mounted so, as its history."""
    flags = ["--mount"] if os.geteuid() == 0 else ["--mount", "--map-root-user"]
    program = [sys.executable, "-m", "latencylab", *arguments]
    return subprocess.run(
        [shutil.which("unshare") or "unshare", *flags, "sh", "-c", mount, str(folder), *program],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "LATENCYLAB_DATA": str(folder)},
    )  # fmt: skip
