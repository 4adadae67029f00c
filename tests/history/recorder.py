"""Records a session until it is killed; says after each event that it was taken in: ``python -m ... FOLDER ID``."""

import sys
from pathlib import Path

from latencylab.history.saving import SessionSaver
from tests.history.sessions import stream

saver = SessionSaver(Path(sys.argv[1]))
for count, event in enumerate(stream(sys.argv[2], samples=1 << 40, end=False), 1):
    saver(event)
    print(count, flush=True)
