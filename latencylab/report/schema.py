"""The JSON Schema of the report, as it is published with the package (``latencylab/report/schema.json``)."""

import json
from importlib.resources import files
from typing import Any


def report_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of ``latencylab.report/1``."""
    schema: dict[str, Any] = json.loads(files("latencylab.report").joinpath("schema.json").read_text("utf-8"))
    return schema
