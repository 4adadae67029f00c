"""double-nat: a second router of the home translates addresses again."""

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, Verdict, not_enough


def judge(facts: Facts) -> Finding:
    """Fires when the hop behind the router is a private address too."""
    double = facts.environment.double_nat
    if double is None:
        return not_enough("Whether a second router stands behind this one could not be seen.")
    if not double:
        return PASS
    return Finding(
        Verdict.WARN,
        "advice",
        summary="Two routers stand one behind the other; each waits, fills up and fails by itself.",
        why="Behind the router stands one with a private address; as a rule it translates addresses once more.",
        evidence=(Evidence("routers that translate addresses", 2, 1, ""),),
        confidence=0.5,
    )


RULE = Rule(
    id="double-nat",
    title="Let one of the two routers be a mere bridge",
    about=(
        "Two routers in a row keep two tables and two queues, and a queue managed in one does not help in the other. "
        "Voice chat, invitations and streaming from your own computer also fail more often behind two translations."
    ),
    needs=frozenset({"environment"}),
    judge=judge,
    steps=(
        "If your own router stands behind the provider's box: turn on bridge mode (modem mode) in the box.",
        "Or turn your own router into an access point (AP mode), so that only the box translates.",
        "Test again, and set port forwarding and QoS anew in the router that is left.",
    ),
    sources=("Moonlight wiki, Troubleshooting: double NAT", "RFC 7021: impact of cascaded NAT on applications"),
    effort=2,
    examples=(
        Example("The second hop is a private address.", fires=True, changes={"environment.double_nat": True}),
        Example("The provider's first hop follows the router.", fires=False, changes={}),
    ),
)
