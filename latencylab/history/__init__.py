"""What was measured earlier: an index with the reports (SQLite), and the recordings beside it.

``folder/history.db`` holds one row a session and its report; ``folder/recordings/ID.llrec`` what happened. The row is
made before the recording begins and the report is added when it ends, so that whatever kills the program costs at most
what the recording had not yet handed to the operating system.
"""

from latencylab.history.entry import Entry
from latencylab.history.load import Loaded, load_session
from latencylab.history.saving import SessionSaver
from latencylab.history.store import History, HistoryError

__all__ = ["Entry", "History", "HistoryError", "Loaded", "SessionSaver", "load_session"]
