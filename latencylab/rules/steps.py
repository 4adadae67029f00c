"""What to do, step by step, for this computer and this router: never a step for another system or device."""

from latencylab.facts import Facts
from latencylab.rules.base import Finding, Rule
from latencylab.rules.routers import family_of
from latencylab.rules.runner import system_of
from latencylab.wifi.names import safe_name

_WHOLE = 7
"""More steps than this nobody follows (ours)."""


def steps_of(rule: Rule, finding: Finding, facts: Facts) -> tuple[str, ...]:
    """The steps that follow from the figures, those of the operating system, the general ones, the router's."""
    system = rule.steps_by_system.get(system_of(facts), ())
    return (*finding.steps, *system, *rule.steps, *_router_steps(rule, facts))[:_WHOLE]


def _router_steps(rule: Rule, facts: Facts) -> tuple[str, ...]:
    """Of the router's family where it is known by its network's name; else which families have a page of their own."""
    if not rule.steps_by_router:
        return ()
    family = family_of(router_names(facts))
    if family in rule.steps_by_router:
        return tuple(f"{family}: {step}" for step in rule.steps_by_router[family])
    return (f"Steps for {', '.join(sorted(rule.steps_by_router))}: latencylab --explain {rule.id}",)


def router_names(facts: Facts) -> tuple[str, ...]:
    """Texts that may name the router's maker: its network's name, as far as it is known."""
    wifi = getattr(facts, "wifi", None)
    link = getattr(wifi, "link", None)
    name = safe_name(getattr(link, "ssid", None))
    return (name,) if name else ()
