"""The few Linux system calls that namespaces need and that Python 3.11 does not offer.

Nothing here knows of homes or wires. ``os.unshare`` and ``os.setns`` exist from Python 3.12 on only.

Sources: unshare(2), setns(2), mount(2), prctl(2), user_namespaces(7), capabilities(7).
"""

import ctypes
import os
import signal
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH = 2

_PR_SET_PDEATHSIG, _PR_SET_NAME, _PR_CAPBSET_DROP, _PR_SET_TIMERSLACK, _PR_SET_NO_NEW_PRIVS = 1, 15, 24, 29, 38

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Move this process into new namespaces of the kinds in ``flags``; raises OSError when that is not permitted."""
    _checked(_libc.unshare(flags), "unshare")


def setns(fd: int, kind: int) -> None:
    """Move this thread into the namespace behind ``fd``, of ``kind`` ``CLONE_NEW...``; raises OSError."""
    _checked(_libc.setns(fd, kind), "setns")


def mount(source: str, target: str, kind: str, flags: int = 0) -> None:
    """mount(2); raises OSError."""
    _checked(
        _libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), None), f"mount {target}"
    )


def umount(target: str) -> None:
    """Take the topmost mount off ``target``; what was bound out of it elsewhere stays. Raises OSError."""
    _checked(_libc.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def die_with_parent(parent_pid: int | None = None) -> None:
    """Let the kernel kill this process when its parent ends, however that ends.

    A changed identity clears the setting, so call it last. ``parent_pid`` closes the race with a parent that is gone
    already.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent_pid is not None and os.getppid() != parent_pid:
        os._exit(1)


def set_name(name: str) -> None:
    """What ``ps`` and ``top`` call this process."""
    _libc.prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def exact_timers() -> None:
    """Let this process be woken to the nanosecond, where the default lets wake-ups be 50 us late."""
    _libc.prctl(_PR_SET_TIMERSLACK, 1, 0, 0, 0)


def forbid_privileges() -> None:
    """Drop every capability for good at the next exec: the program then runs like an ordinary user's, though uid 0."""
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(last + 1):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def enter_user_namespace() -> None:
    """Become root of a new user namespace in which only this user and group exist; raises OSError if not permitted."""
    uid, gid = os.geteuid(), os.getegid()
    unshare(CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
