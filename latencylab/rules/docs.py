"""The documentation of the rules, made from the rules themselves (``RULES.md``, ``--rules``, ``--explain``)."""

from collections.abc import Sequence

from latencylab import thresholds
from latencylab.rules.base import Rule

_EFFORTS = {1: "a click or a minute", 2: "some minutes", 3: "a purchase or a call"}
_SYSTEMS = {"Darwin": "macOS"}


def document(rules: Sequence[Rule]) -> str:
    """All of it as Markdown."""
    head = [
        "# What LatencyLab advises, and when",
        "",
        "Made from the rules by `python -m latencylab.rules`; a test fails when it is out of date. The same pages are",
        "printed by `latencylab --explain ID`, the list by `latencylab --rules`.",
        "",
        "A rule passes, warns, fails, informs, does not apply, lacks data, or failed itself. What warns or fails is",
        "advised, the most useful first: severity, times how much of a playable stream's limit the remedy should take",
        "away, times how sure that is, divided by what it costs. Of two that mend the same only the better one.",
        "",
        *(f"* [{rule.id}](#{rule.id}): {rule.title}" for rule in rules),
        "",
    ]
    return "\n".join([*head, *(page(rule) for rule in rules)])


def page(rule: Rule) -> str:
    """One rule as Markdown."""
    parts = [f"## {rule.id}", "", f"**{rule.title}.** {rule.about}", ""]
    parts += [*_facts(rule), ""]
    for example in rule.examples:
        parts.append(f"* {'Fires' if example.fires else 'Silent'}: {example.text}")
    parts += ["", "Steps:", "", *(f"1. {step}" for step in rule.steps)]
    for system, steps in sorted(rule.steps_by_system.items()):
        parts += [f"* On {_SYSTEMS.get(system, system)}: {step}" for step in steps]
    for family, steps in sorted(rule.steps_by_router.items()):
        parts += [f"* {family}: {step}" for step in steps]
    parts += ["", "Sources:", "", *(f"* {source}" for source in rule.sources), *_limits(rule), ""]
    return "\n".join(parts)


def _facts(rule: Rule) -> list[str]:
    """What it reads and when it is not asked, in a sentence or two."""
    words = [f"Reads {', '.join(sorted(rule.needs))}. Costs {_EFFORTS[rule.effort]}."]
    if rule.links:
        words.append(f"Only where the computer is connected by {' or '.join(sorted(rule.links))}.")
    if rule.systems:
        words.append(f"Only on {' or '.join(_SYSTEMS.get(name, name) for name in sorted(rule.systems))}.")
    if rule.yields_to:
        words.append(f"Gives way to {', '.join(rule.yields_to)}.")
    if rule.last_resort:
        words.append("As mere advice it comes only where nothing else is more than advice.")
    return [" ".join(words)]


def _limits(rule: Rule) -> list[str]:
    known = thresholds.every()
    return [
        f"* {name} = {known[name].value:g} {known[name].unit}: {known[name].source}"
        for name in dict.fromkeys(rule.thresholds)
        if name in known
    ]
