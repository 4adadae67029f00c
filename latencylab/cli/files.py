"""Writing a report as JSON so that nothing is lost, not even when the disk is full."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from latencylab.cli.main import complain
from latencylab.errors import OutputError
from latencylab.files import replace_file

STDOUT = "-"


def write_json(where: str, body: Any, spare_name: str) -> bool:
    """Write ``body`` to a file, or to standard output for ``-``.

    When the disk is full, it goes to the folder for temporary files, and that is said; False then.
    """
    text = json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if where == STDOUT:
        sys.stdout.write(text)
        sys.stdout.flush()
        return True
    try:
        replace_file(Path(where), text.encode())
    except OutputError as error:
        spare = Path(tempfile.gettempdir()) / spare_name
        try:
            spare.write_text(text, encoding="utf-8")
        except OSError:
            complain(f"{error} The report follows on standard output.")
            sys.stdout.write(text)
            return False
        complain(f"{error} The report is in {spare} instead.")
        return False
    return True
