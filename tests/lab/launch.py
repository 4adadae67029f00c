"""Runs a command inside a home's namespaces: ``python -m tests.lab.launch PLACE COMMAND...``, started by the lab.

``PLACE`` is JSON: file descriptors of the namespaces and of the root directory, the working directory, and whether the
command may keep its capabilities. Entering a PID namespace takes a child, so this process stays as the command's
stand-in: it passes on signals and ends as the command ended. The home's end ends the command, and thereby this.

The command has a process group of its own, in the terminal's foreground if there is a terminal, as a shell would do it:
Ctrl-C then reaches the command alone, and a signal to this process or its group reaches it once.
"""

import contextlib
import json
import os
import signal
import sys
from typing import Any

from tests.lab import kernel

_TERMINAL = 0
_PASSED_ON = {
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGCONT
}  # fmt: skip


def main() -> int:
    """Enter, run, wait; gives the exit status, or ends by the signal that ended the command."""
    place, command = json.loads(sys.argv[1]), sys.argv[2:]
    signal.pthread_sigmask(signal.SIG_BLOCK, _PASSED_ON | {signal.SIGCHLD})
    _enter(place)
    child = os.fork()
    if child == 0:
        _become(command, place["privileged"])
    _foreground(child)
    status = _wait(child)
    _foreground(os.getpgrp())
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {-status})
        os.kill(os.getpid(), -status)
    return status


def _enter(place: dict[str, Any]) -> None:
    for name, kind in (
        ("user", kernel.CLONE_NEWUSER),
        ("pid", kernel.CLONE_NEWPID),
        ("net", kernel.CLONE_NEWNET),
        ("mnt", kernel.CLONE_NEWNS),
    ):
        if place[name] is not None:
            kernel.setns(place[name], kind)
    os.fchdir(place["root"])
    os.chroot(".")
    os.chdir(place["cwd"])
    for name in ("user", "pid", "net", "mnt", "root"):
        if place[name] is not None:
            os.close(place[name])


def _foreground(group: int) -> None:
    """Give the terminal, if standard input is one, to a process group."""
    with contextlib.suppress(OSError):
        os.setpgid(group, group)
    if os.isatty(_TERMINAL):
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        with contextlib.suppress(OSError):
            os.tcsetpgrp(_TERMINAL, group)


def _become(command: list[str], privileged: bool) -> None:
    kernel.die_with_parent()
    _foreground(os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if not privileged:
        kernel.forbid_privileges()
    try:
        os.execvp(command[0], command)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr, flush=True)
        os._exit(127 if isinstance(error, FileNotFoundError) else 126)


def _wait(child: int) -> int:
    """Exit status of ``child``, negative when a signal ended it."""
    while True:
        received = signal.sigwaitinfo(_PASSED_ON | {signal.SIGCHLD})
        if received.si_signo == signal.SIGCHLD:
            ended, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
            if ended and os.WIFSTOPPED(status):
                os.kill(child, signal.SIGCONT)  # nobody is there who could continue it later
            elif ended:
                return os.waitstatus_to_exitcode(status)
        else:
            os.kill(child, received.si_signo)


if __name__ == "__main__":
    sys.exit(main())
