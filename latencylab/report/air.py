"""What the report says of the Wi-Fi beside its block: why there is none, and the verdict on it alone."""

from latencylab.facts import Facts, Failure
from latencylab.rules import RULES, Judgement
from latencylab.session.session import Session
from latencylab.wifi.stream import PROBE

WIFI_RULES = tuple(rule for rule in RULES if "wifi" in rule.needs and "wifi" in rule.links)


def is_air_only(session: Session) -> bool:
    """Whether nothing but the Wi-Fi was asked for."""
    settings = session.started.settings if session.started else {}
    return "air" in settings and "targets" not in settings


def absent(session: Session, facts: Facts) -> tuple[Failure, ...]:
    """Why the block is empty, where nothing else says so."""
    if facts.wifi is not None or any(failure.probe == PROBE for failure in facts.failures):
        return ()
    settings = session.started.settings if session.started else {}
    if settings.get("air", "none") == "none":
        return (Failure(PROBE, "The Wi-Fi was not looked at, as asked."),)
    return (Failure(PROBE, "Nothing was heard of the Wi-Fi before the session ended."),)


def unneeded(facts: Facts) -> tuple[Failure, ...]:
    """What need not be said to somebody who is not on Wi-Fi: that there is none."""
    if not facts.targets or facts.environment.link in ("wifi", "unknown"):
        return ()
    return tuple(failure for failure in facts.failures if failure.probe == PROBE)


def air_summary(facts: Facts, advised: list[Judgement]) -> str:
    """The Wi-Fi in one sentence."""
    wifi = facts.wifi
    if wifi is None:
        return next((failure.error for failure in facts.failures if failure.probe == PROBE), "There is no Wi-Fi here.")
    if advised:
        return advised[0].finding.summary
    if wifi.link is None:
        count = len(wifi.snapshot.networks)
        return f"{count} network{'s' * (count != 1)} heard; none of them is the connected one."
    return "Nothing on the air calls for a change."
