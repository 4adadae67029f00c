"""The rules: from facts to recommendations. Pure: no clock, no socket, no file.

To add one: a file with its ``RULE`` (with an example in which it fires and one in which it stays silent), its line in
:data:`RULES`, its home in ``tests/scenarios``.
"""

from collections.abc import Sequence

from latencylab.facts import Facts, Failure
from latencylab.rules import (
    closer_server,
    contact_isp,
    disable_vpn,
    double_nat,
    enable_qos,
    fix_mtu,
    low_latency_broadband,
    lower_tier,
    reboot_router,
    route_problem,
    runner,
    slow_device,
    slow_link,
    stop_background_traffic,
    switch_cellular,
    upgrade_plan,
    use_ethernet,
)
from latencylab.rules.base import Rule
from latencylab.rules.ranking import recommended, resolve
from latencylab.rules.runner import Judgement

__all__ = ["RULES", "Judgement", "judge_all", "recommended", "resolve"]

RULES: tuple[Rule, ...] = (
    closer_server.RULE,
    contact_isp.RULE,
    disable_vpn.RULE,
    double_nat.RULE,
    enable_qos.RULE,
    fix_mtu.RULE,
    low_latency_broadband.RULE,
    lower_tier.RULE,
    reboot_router.RULE,
    route_problem.RULE,
    slow_device.RULE,
    slow_link.RULE,
    stop_background_traffic.RULE,
    switch_cellular.RULE,
    upgrade_plan.RULE,
    use_ethernet.RULE,
)
"""In alphabetical order; :mod:`latencylab.rules.ranking` finds the order of advice."""


def judge_all(facts: Facts, rules: Sequence[Rule] = RULES) -> tuple[list[Judgement], list[Failure]]:
    """Every rule's judgement, and what went wrong in rules that failed (the others go on)."""
    return runner.judge_all(facts, rules)
