"""The rules: from facts to recommendations. Pure: no clock, no socket, no file.

To add one: a file with its ``RULE`` (with an example in which it fires and one in which it stays silent), its line in
:data:`RULES`, its home in ``tests/scenarios``.
"""

from collections.abc import Sequence

from latencylab.facts import Facts, Failure
from latencylab.rules import (
    change_channel,
    closer_server,
    contact_isp,
    disable_vpn,
    double_nat,
    enable_qos,
    fix_mtu,
    low_latency_broadband,
    lower_tier,
    move_closer,
    reboot_router,
    route_problem,
    runner,
    slow_device,
    slow_link,
    stop_background_traffic,
    switch_cellular,
    upgrade_plan,
    upgrade_wifi,
    use_5ghz,
    use_6ghz,
    use_ethernet,
    use_mesh,
    widen_channel,
    wifi_background_scan,
    wifi_power_save,
)
from latencylab.rules.base import Rule
from latencylab.rules.ranking import recommended, resolve
from latencylab.rules.runner import Judgement

__all__ = ["RULES", "Judgement", "active", "add", "judge_all", "recommended", "resolve"]

RULES: tuple[Rule, ...] = (
    change_channel.RULE,
    closer_server.RULE,
    contact_isp.RULE,
    disable_vpn.RULE,
    double_nat.RULE,
    enable_qos.RULE,
    fix_mtu.RULE,
    low_latency_broadband.RULE,
    lower_tier.RULE,
    move_closer.RULE,
    reboot_router.RULE,
    route_problem.RULE,
    slow_device.RULE,
    slow_link.RULE,
    stop_background_traffic.RULE,
    switch_cellular.RULE,
    upgrade_plan.RULE,
    upgrade_wifi.RULE,
    use_5ghz.RULE,
    use_6ghz.RULE,
    use_ethernet.RULE,
    use_mesh.RULE,
    widen_channel.RULE,
    wifi_background_scan.RULE,
    wifi_power_save.RULE,
)
"""In alphabetical order; :mod:`latencylab.rules.ranking` finds the order of advice."""


_own: list[Rule] = []


def add(rules: Sequence[Rule]) -> None:
    """Let the user's rules be asked too; one with the id of an earlier one takes its place."""
    ids = {rule.id for rule in rules}
    _own[:] = [*(rule for rule in _own if rule.id not in ids), *rules]


def active() -> tuple[Rule, ...]:
    """The rules that are asked: the program's, and the user's, which may stand in for them."""
    own = {rule.id for rule in _own}
    return (*(rule for rule in RULES if rule.id not in own), *_own)


def judge_all(facts: Facts, rules: Sequence[Rule] | None = None) -> tuple[list[Judgement], list[Failure]]:
    """Every rule's judgement, and what went wrong in rules that failed (the others go on)."""
    return runner.judge_all(facts, active() if rules is None else rules)
