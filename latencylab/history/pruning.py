"""Room for new sessions: the oldest go, but never one with a note or in a comparison, nor the newest."""

from latencylab.history.store import History

LIMIT_BYTES = 1 << 30
"""What the recordings may take up unless told otherwise: some 10,000 quick tests, or two weeks of watching."""


def prune(history: History, limit_bytes: int = LIMIT_BYTES) -> list[str]:
    """Delete the oldest sessions until the recordings fit into ``limit_bytes``; gives their ids.

    The age is the order of arrival: a wall clock that was set back must not make the newest session the oldest.

    Raises:
        OutputError: the history cannot be written.
    """
    excess = history.recorded_bytes() - limit_bytes
    removed = []
    for entry in history.prunable()[:-1] if excess > 0 else ():
        if excess <= 0:
            break
        history.delete(entry.id)
        excess -= entry.bytes
        removed.append(entry.id)
    return removed
