"""The processes that hold a home together, all of them in one PID namespace, so that none can outlive it.

::

    supervisor (a test, or python -m tests.lab)
      keeper              dies with the supervisor (PR_SET_PDEATHSIG), also when that is killed with -9
        init              process 1 of the PID namespace: when it ends, the kernel kills everything in there
          agent: device   holds a network and a mount namespace, and does there what the supervisor asks
          agent: router   ...
          wire: home      forwards packets between two TAP devices
          ...

The namespaces have no names in the file system: with their last process they vanish, and their interfaces and mounts
with them.

Commands run in a namespace join it by file descriptors that its agent sends (:mod:`tests.lab.launch`).
"""

import functools
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.lab import kernel, wire

NAMESPACE_FDS = ("net", "mnt", "pid", "user", "root")
"""What an agent sends with its greeting, in this order."""


def main() -> None:
    """Read the plan of a home from standard input and hold it until the supervisor closes the lifeline or ends."""
    plan = json.loads(sys.stdin.read())
    supervisor = os.getppid()
    if os.geteuid() != 0:
        kernel.enter_user_namespace()
    kernel.unshare(kernel.CLONE_NEWPID)
    kernel.die_with_parent(supervisor)
    init = os.fork()
    if init:
        os.waitpid(init, 0)
        return
    kernel.die_with_parent()
    _init(plan)


def _init(plan: Mapping[str, Any]) -> None:
    lifeline = socket.socket(fileno=plan["lifeline_fd"])
    agent_fds = {name: node["agent_fd"] for name, node in plan["nodes"].items()}
    wire_fds = {name: entry["control_fd"] for name, entry in plan["wires"].items()}
    kept = {lifeline.fileno(), *agent_fds.values(), *wire_fds.values()}
    namespaces: dict[str, int] = {}
    for name, node in plan["nodes"].items():
        mine, theirs = socket.socketpair()
        _child(functools.partial(_agent, name, node, theirs), kept - {node["agent_fd"]})
        theirs.close()
        _, fds, _, _ = socket.recv_fds(mine, 1, 1)
        if not fds:
            return
        namespaces[name] = fds[0]
        mine.close()
    for name, entry in plan["wires"].items():
        _child(functools.partial(wire.main, entry, namespaces), kept - {wire_fds[name]})
    for fd in kept - {lifeline.fileno()}:
        os.close(fd)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # reaps orphans
    lifeline.recv(1)


def _child(body: Callable[[], None], foreign_fds: set[int]) -> None:
    """Run ``body`` in a child process that keeps none of ``foreign_fds``, so that each socket has one owner."""
    if os.fork():
        return
    try:
        for fd in foreign_fds:
            os.close(fd)
        body()
    except BaseException:  # noqa: BLE001 - whatever it was, the supervisor is to read it
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _agent(name: str, node: Mapping[str, Any], init: socket.socket) -> None:
    """Hold a node's namespaces and do what is asked of it there."""
    kernel.set_name(f"node {name}")
    kernel.unshare(kernel.CLONE_NEWNET | kernel.CLONE_NEWNS)
    make_mounts(node["files"])
    fds = [os.open(f"/proc/self/ns/{kind}", os.O_RDONLY) for kind in NAMESPACE_FDS[:-1]]
    fds.append(os.open("/", os.O_PATH))
    supervisor = socket.socket(fileno=node["agent_fd"])
    socket.send_fds(init, [b"+"], fds[:1])
    init.close()
    socket.send_fds(supervisor, [b"{}"], fds)
    for fd in fds:
        os.close(fd)
    while message := supervisor.recv(1 << 20):
        answer, sent = _answer(json.loads(message))
        socket.send_fds(supervisor, [json.dumps(answer).encode()], sent)
        for fd in sent:
            os.close(fd)


def _answer(request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    """Do what ``request`` asks for: answer and file descriptors to send with it."""
    try:
        if "socket" in request:
            return {}, [socket.socket(*request["socket"]).detach()]
        if "read" in request:
            return {"text": Path(request["read"]).read_text()}, []
        for path, value in request.get("write", ()):
            Path(path).write_text(value)
        for argv, text in request.get("run", ()):
            done = subprocess.run(argv, input=text, text=True, capture_output=True, timeout=20, check=False)
            if done.returncode:
                return {"error": f"{' '.join(argv)}: {done.stderr.strip() or done.returncode}"}, []
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"error": str(error)}, []
    return {}, []


def make_mounts(files: Mapping[str, str]) -> None:
    """Give the new mount namespace its own ``/sys`` and ``/proc`` and its own text in ``files`` (path to content).

    The texts lie in a file system in memory that is mounted where ``/sys`` will be, and stay bound to their paths when
    it is taken away again: nothing is written to disk.

    Raises:
        OSError: the system does not permit it.
    """
    kernel.mount("none", "/", "none", kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", "/sys", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV)
    for number, (target, text) in enumerate(files.items()):
        if Path(target).exists():
            source = Path(f"/sys/{number}")
            source.write_text(text)
            source.chmod(0o644)
            kernel.mount(str(source), str(Path(target).resolve()), "none", kernel.MS_BIND)
    kernel.umount("/sys")
    kernel.mount("sysfs", "/sys", "sysfs", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)
    try:
        kernel.mount("proc", "/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)
    except PermissionError:  # containers that mask parts of /proc: the outer one stays, and serves
        return


if __name__ == "__main__":
    main()
