"""Room for new sessions: the oldest go, but never one with a note or in a comparison, nor the newest."""

from latencylab import clock
from latencylab.history.store import History
from latencylab.settings import Limits


def prune(history: History, limits: Limits, now_wall_ns: int) -> list[str]:
    """Delete sessions that are too old, then the oldest until the recordings fit; gives their ids.

    The order is that of arrival, and a session counts as no older than any that arrived before it: a wall clock that
    was set back must not make the newest session the oldest, nor an imported one too old at once.

    Args:
        history: what to make room in.
        limits: what may stay.
        now_wall_ns: present time of the wall clock.

    Raises:
        OutputError: the history cannot be written.
    """
    removed = []
    if limits.age_s is not None:
        before = clock.iso_utc(max(0, now_wall_ns - round(limits.age_s * clock.NS_PER_S)))
        removed += [entry.id for entry in history.prunable(before)]
    for session_id in removed:
        history.delete(session_id)
    excess = history.recorded_bytes() - limits.bytes
    for entry in history.prunable() if excess > 0 else ():
        if excess <= 0:
            break
        history.delete(entry.id)
        excess -= entry.bytes
        removed.append(entry.id)
    return removed
