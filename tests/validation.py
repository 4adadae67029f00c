"""Holds a report against the published schema."""

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from latencylab.report.schema import report_schema


@cache
def validator() -> Draft202012Validator:
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(report: Any) -> list[str]:
    """What is wrong with it, each with its place; empty when nothing is."""
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(report)]


def checked(report: dict[str, Any]) -> dict[str, Any]:
    """The report, which follows the schema."""
    assert faults(report) == []
    return report
