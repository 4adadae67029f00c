"""Which process records a session: its number and when it began, since numbers are used again."""

import os


def this_process() -> str:
    """A name for this process."""
    return _name(os.getpid())


def is_alive(writer: str) -> bool:
    """Whether the process of that name still runs."""
    number = writer.partition("@")[0]
    return number.isdigit() and _name(int(number)) == writer


def _name(pid: int) -> str:
    import psutil

    try:
        return f"{pid}@{psutil.Process(pid).create_time():.2f}"
    except psutil.Error:
        return ""
