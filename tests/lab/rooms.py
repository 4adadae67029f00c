"""The namespaces of a home and what can be done in them: run commands, open sockets, write kernel settings.

This is the supervisor's side of :mod:`tests.lab.keeper`: it knows namespaces and processes, and nothing of networks.
"""

import contextlib
import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from tests.lab import kernel
from tests.lab.channel import Channel, LabError
from tests.lab.keeper import NAMESPACE_FDS
from tests.lab.support import PYTHON, ROOT, TOOL_PATH

_END_TIMEOUT_S = 5


class Rooms:
    """A network and a mount namespace for each name, all in one PID namespace.

    Args:
        names: of the namespaces.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._agents = {name: Channel(f"node {name}") for name in names}
        self._lifeline = Channel("keeper")
        self._namespaces: dict[str, dict[str, int]] = {}
        self._keeper: subprocess.Popen[bytes] | None = None
        self.messages: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        """What processes of the home itself say when something goes wrong."""
        self.owns_user_namespace = os.geteuid() != 0
        """Whether root in there is an ordinary user outside."""

    def open(self, files: Mapping[str, str], wires: Mapping[str, Any], wire_fds: Sequence[int]) -> None:
        """Start the processes that hold the namespaces, and the wires.

        Args:
            files: text to show in place of files such as ``/etc/hosts``, by path.
            wires: what :mod:`tests.lab.wire` is to be started with, by name.
            wire_fds: file descriptors that those plans mention.

        Raises:
            LabError: this computer does not permit it.
        """
        channels = [self._lifeline, *self._agents.values()]
        nodes = {name: {"agent_fd": agent.far.fileno(), "files": files} for name, agent in self._agents.items()}
        plan = {"lifeline_fd": self._lifeline.far.fileno(), "nodes": nodes, "wires": wires}
        self._keeper = subprocess.Popen(
            [*PYTHON, "tests.lab.keeper"],
            cwd=ROOT,
            env={**os.environ, "PATH": TOOL_PATH},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self.messages,
            pass_fds=[*(channel.far.fileno() for channel in channels), *wire_fds],
            start_new_session=True,
        )
        assert self._keeper.stdin is not None
        with self._keeper.stdin as pipe:
            pipe.write(json.dumps(plan).encode())
        for channel in channels:
            channel.far.close()
        for name, agent in self._agents.items():
            fds = agent.greeting(len(NAMESPACE_FDS))
            self._namespaces[name] = dict(zip(NAMESPACE_FDS, fds, strict=True))

    def close(self) -> None:
        """End every process in the namespaces, and with them the namespaces; returns when they are gone."""
        self._lifeline.close()
        for agent in self._agents.values():
            agent.close()
        if self._keeper is not None:
            try:
                self._keeper.wait(_END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._keeper.kill()
                self._keeper.wait()
        for fds in self._namespaces.values():
            for fd in fds.values():
                os.close(fd)
        self._namespaces.clear()
        self.messages.close()

    def last_words(self) -> str:
        """The end of what the home's own processes said."""
        size = os.fstat(self.messages.fileno()).st_size
        return os.pread(self.messages.fileno(), 4000, max(0, size - 4000)).decode(errors="replace").strip()

    def agent(self, node: str) -> Channel:
        """The agent in ``node``; raises LabError when there is no such node."""
        if node not in self._agents:
            raise LabError(f"no node called {node!r}; there are {', '.join(self._agents)}")
        return self._agents[node]

    def popen(
        self,
        node: str,
        argv: Sequence[str | os.PathLike[str]],
        *,
        privileged: bool = True,
        cwd: str | Path | None = None,
        pass_fds: Sequence[int] = (),
        **options: Any,
    ) -> subprocess.Popen[Any]:
        """Start ``argv`` inside ``node``: ``subprocess.Popen`` with its options.

        The process that is returned stands in for the command: signals sent to it reach the command, and it ends as the
        command ends. ``privileged`` False takes all capabilities from the command.

        Raises:
            LabError: there is no such node.
        """
        self.agent(node)
        fds: dict[str, int | None] = dict(self._namespaces[node])
        if not self.owns_user_namespace:
            fds["user"] = None
        place = {**fds, "cwd": str(cwd or Path.cwd()), "privileged": privileged}
        command = [*PYTHON, "tests.lab.launch", json.dumps(place), *(os.fspath(word) for word in argv)]
        passed = [*pass_fds, *(fd for fd in fds.values() if fd is not None)]
        return subprocess.Popen(command, cwd=ROOT, pass_fds=passed, **options)

    def run(
        self, node: str, argv: Sequence[str | os.PathLike[str]], *, timeout: float | None = 60, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run ``argv`` inside ``node`` to its end; text of both outputs unless ``options`` direct them elsewhere.

        Raises:
            subprocess.TimeoutExpired: it took longer than ``timeout`` seconds, and was killed.
            LabError: there is no such node.
        """
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with self.popen(node, argv, **{**pipes, **options}) as process:
            try:
                out, err = process.communicate(timeout=timeout)
            except BaseException:
                process.kill()
                raise
        return subprocess.CompletedProcess([os.fspath(word) for word in argv], process.returncode, out, err)

    def socket(
        self, node: str, family: int = socket.AF_INET, kind: int = socket.SOCK_DGRAM, protocol: int = 0
    ) -> socket.socket:
        """A socket for this process that lives in ``node``; raises LabError when it is refused there."""
        _, (fd,) = self.agent(node).ask(1, socket=[int(family), int(kind), protocol])
        return socket.socket(fileno=fd)

    @contextlib.contextmanager
    def enter(self, node: str) -> Iterator[None]:
        """Let this thread make its sockets in ``node`` for the length of the block (its network, not its files).

        Raises:
            LabError: the lab runs without privilege: use :meth:`socket` or :meth:`run` then.
        """
        self.agent(node)
        if self.owns_user_namespace:
            raise LabError("only root's threads can enter a namespace: use socket() or run()")
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        try:
            kernel.setns(self._namespaces[node]["net"], kernel.CLONE_NEWNET)
            yield
        finally:
            kernel.setns(home, kernel.CLONE_NEWNET)
            os.close(home)
