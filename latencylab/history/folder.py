"""Where the history lives."""

import os
from pathlib import Path

VARIABLE = "LATENCYLAB_DATA"
"""Environment variable that names another folder."""


def data_folder() -> Path:
    """The folder for data of this program and user, as the platform has it; not necessarily there yet."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("latencylab", appauthor=False)
