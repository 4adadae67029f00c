"""Two network namespaces joined by a veth pair, for as long as a ``with`` block lasts (Linux, root)."""

import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Self

NEAR, FAR = "192.0.2.1", "192.0.2.2"


class NetPair:
    """``near`` and ``far``, each a namespace with one interface ``eth0``."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._pids: dict[str, int] = {}

    def __enter__(self) -> Self:
        for name in ("near", "far"):
            holder = subprocess.Popen(["unshare", "--net", "--kill-child", "sleep", "infinity"])
            self._stack.callback(holder.wait)
            self._stack.callback(holder.kill)
            self._pids[name] = holder.pid
        while not all(self._apart(pid) for pid in self._pids.values()):
            pass
        near, far = self._pids["near"], self._pids["far"]
        self.run("near", ["ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", str(far)])
        for name, address in (("near", NEAR), ("far", FAR)):
            self.run(name, ["ip", "address", "add", f"{address}/24", "dev", "eth0"])
            self.run(name, ["ip", "link", "set", "eth0", "up"])
            self.run(name, ["ip", "link", "set", "lo", "up"])
        assert near != far
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def command(self, name: str, argv: Sequence[str]) -> list[str]:
        """The command line that runs ``argv`` in a namespace."""
        return ["nsenter", "--net", "--target", str(self._pids[name]), *argv]

    def run(self, name: str, argv: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run ``argv`` in a namespace to its end."""
        return subprocess.run(self.command(name, argv), check=True, text=True, **options)

    def popen(self, name: str, argv: Sequence[str], **options: Any) -> subprocess.Popen[str]:
        """Start ``argv`` in a namespace; it ends with the block at the latest."""
        process = subprocess.Popen(self.command(name, argv), **{"text": True, **options})
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    @staticmethod
    def _apart(pid: int) -> bool:
        from pathlib import Path

        return Path(f"/proc/{pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()
