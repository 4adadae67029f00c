"""Imports every module of the program as another system would: run as a script, with the system's name.

The libraries are loaded first, as what they are here; then the system is disguised: its name, the modules and the
functions that it lacks. What cannot be imported then is printed, a module a line.
"""

import contextlib
import ctypes
import errno
import importlib
import os
import pkgutil
import select
import signal
import socket
import sys
import types

OURS = ("latencylab", "probes", "ui")
ONLY = {"probes.host.linux": "linux"}
"""Modules that are for one system, and imported by no module of another."""
MISSING_MODULES = {
    "win32": ("fcntl", "grp", "posix", "pty", "pwd", "pyroute2", "resource", "syslog", "termios", "tty"),
    "darwin": ("pyroute2",),
}
_LINUX_SOCKET = ("AF_NETLINK", "AF_PACKET", "SO_MARK", "SO_BINDTODEVICE")
_LINUX_OS = ("sched_setaffinity", "sched_getaffinity", "sched_setscheduler", "setns", "unshare")
_UNIX_OS = ("fork", "getuid", "geteuid", "getgid", "uname", "setpriority", "PRIO_PROCESS", "set_blocking", "mkfifo")
MISSING_NAMES: dict[str, list[tuple[object, tuple[str, ...]]]] = {
    "win32": [
        (socket, (*_LINUX_SOCKET, "AF_UNIX", "MSG_ERRQUEUE", "MSG_DONTWAIT", "SCM_RIGHTS", "IP_RECVTTL")),
        (os, (*_LINUX_OS, *_UNIX_OS)),
        (signal, ("SIGHUP", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGCHLD", "SIGQUIT", "setitimer", "alarm")),
        (select, ("poll", "epoll")),
        (errno, ("ENODATA", "ENONET", "ETIME", "ECHRNG")),
    ],
    "darwin": [(socket, _LINUX_SOCKET), (os, _LINUX_OS), (select, ("epoll",))],
}


class NoRecvmsg(socket.socket):
    """A socket of Windows."""

    recvmsg = sendmsg = property()


def try_all(names: list[str]) -> dict[str, str]:
    """What cannot be imported, and why."""
    failed: dict[str, str] = {}
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001 - every failure is an answer
            failed[name] = f"{type(error).__name__}: {error}"
    return failed


def our_modules() -> list[str]:
    """Every module of the program."""
    names: list[str] = []
    for package in OURS:
        path = importlib.import_module(package).__path__
        names += [package, *(found.name for found in pkgutil.walk_packages(path, f"{package}.", onerror=print))]
    return [name for name in names if not name.endswith("__main__")]


def disguise(system: str) -> None:
    """From here on this looks like ``system``."""
    for loaded in list(sys.modules):
        if loaded.partition(".")[0] in OURS:
            del sys.modules[loaded]
    for name in MISSING_MODULES[system]:
        for loaded in [loaded for loaded in sys.modules if loaded.startswith(f"{name}.")]:
            del sys.modules[loaded]
        sys.modules[name] = None  # type: ignore[assignment]
    for module, names in MISSING_NAMES[system]:
        for name in names:
            with contextlib.suppress(AttributeError):
                delattr(module, name)
    sys.platform = system
    if system == "win32":
        socket.socket = NoRecvmsg  # type: ignore[misc]
        ctypes.windll = types.SimpleNamespace(kernel32=types.SimpleNamespace())  # type: ignore[attr-defined]


def main(system: str) -> int:
    """Print what cannot be imported elsewhere although it can be here; 1 if there is any."""
    names = our_modules()
    importable = sorted(set(names) - set(try_all(names)))
    disguise(system)
    failed = try_all([name for name in importable if ONLY.get(name, system) == system])
    for name, why in failed.items():
        print(f"{name}: {why}")
    print(f"{len(importable)} modules")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
