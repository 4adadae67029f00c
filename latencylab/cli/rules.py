"""``--rules`` and ``--explain ID``: what is advised, and when."""

import difflib
import sys
import textwrap
from argparse import Namespace
from dataclasses import asdict
from typing import Any

from latencylab import thresholds
from latencylab.cli.files import STDOUT, write_json
from latencylab.cli.terminal import style_of
from latencylab.errors import Exit, UserError
from latencylab.report.text import WIDTH
from latencylab.rules import active
from latencylab.rules.base import Rule
from latencylab.rules.docs import page

SCHEMA = "latencylab.rules/1"


def list_rules(options: Namespace) -> int:
    """Print the rules and the limits; gives the exit status."""
    body = {
        "schema": SCHEMA,
        "rules": [rule_object(rule) for rule in active()],
        "thresholds": {name: asdict(limit) for name, limit in sorted(thresholds.every().items())},
    }
    if options.json is not None and not write_json(options.json, body, "latencylab-rules.json"):
        return Exit.USAGE
    if options.json != STDOUT and not options.quiet:
        style = style_of(sys.stdout)
        lines = [f"{rule.id:<26}{rule.title}" for rule in active()]
        lines += ["", "One of them, with its cases: latencylab --explain ID", ""]
        lines += [f"{name:<22}{limit.value:>7g} {limit.unit:<8}{limit.source}" for name, limit in _limits()]
        sys.stdout.write("".join(f"{style.plain(line)}\n" for line in lines))
    return Exit.HEALTHY


def explain(options: Namespace) -> int:
    """Print one rule; gives the exit status.

    Raises:
        UserError: there is none of that id.
    """
    known = {rule.id: rule for rule in active()}
    rule = known.get(options.explain)
    if rule is None:
        near = difflib.get_close_matches(options.explain, known, 1)
        raise UserError(
            f"There is no rule {options.explain!r}.", f"Did you mean {near[0]}?" if near else "See latencylab --rules."
        )
    if options.json is not None and not write_json(options.json, rule_object(rule), "latencylab-rule.json"):
        return Exit.USAGE
    if options.json != STDOUT and not options.quiet:
        style = style_of(sys.stdout)
        for line in page(rule).splitlines():
            hang = "   " if line[:2] in ("* ", "1.") else ""
            for wrapped in textwrap.wrap(line, WIDTH, subsequent_indent=hang) or [""]:
                sys.stdout.write(f"{style.plain(wrapped)}\n")
    return Exit.HEALTHY


def rule_object(rule: Rule) -> dict[str, Any]:
    """A rule as plain data."""
    return {
        "id": rule.id,
        "title": rule.title,
        "about": rule.about,
        "needs": sorted(rule.needs),
        "effort": rule.effort,
        "last_resort": rule.last_resort,
        "yields_to": list(rule.yields_to),
        "links": sorted(rule.links),
        "systems": sorted(rule.systems),
        "steps": list(rule.steps),
        "steps_by_system": {name: list(steps) for name, steps in rule.steps_by_system.items()},
        "steps_by_router": {name: list(steps) for name, steps in rule.steps_by_router.items()},
        "sources": list(rule.sources),
        "thresholds": list(rule.thresholds),
        "examples": [{"text": example.text, "fires": example.fires} for example in rule.examples],
    }


def _limits() -> list[tuple[str, thresholds.Threshold]]:
    return sorted(thresholds.every().items())
