"""The sentences of the play page, from the blocks of a report."""

from typing import Any

from ui.figures import ms, number
from ui.i18n import tr
from ui.sentences import said
from ui.widgets.drawn import score_tone

LOAD_S = 16.0
"""What the loads both ways take beyond the idle phase, about."""
LOOK_UP_S = 1.0


def SEGMENT_NAMES() -> dict[str, str]:  # noqa: N802 - a table in the language of the user
    """What people call the parts of the way."""
    return {
        "home": tr("Home"),
        "access": tr("Access line"),
        "route": tr("Route and server"),
        "queue": tr("Queue under load"),
    }


def expected_s(plan: dict[str, Any]) -> float:
    """About how long a measurement takes, in s."""
    return float(plan.get("duration_s", 10.0)) + (LOAD_S if plan.get("bandwidth") else LOOK_UP_S)


def main_target(report: dict[str, Any]) -> dict[str, Any] | None:
    """The target that the verdict is about."""
    return next((target for target in report["targets"] if target["role"] == "target"), None)


def connection(report: dict[str, Any] | None) -> str:
    """What the computer is connected by."""
    if report is None:
        return ""
    interface = report["environment"]["interface"]
    link = (report["wifi"] or {}).get("link")
    if interface["kind"] == "wifi" and link:
        text = tr("Now on Wi-Fi “{ssid}”, channel {channel}, {band} GHz")
        return text.format(ssid=link["ssid"], channel=link["channel"], band=said(link["band"]))
    kinds = {
        "ethernet": tr("Now on a cable"),
        "wifi": tr("Now on Wi-Fi"),
        "cellular": tr("Now on a mobile network"),
        "vpn": tr("Now through a VPN"),
        "loopback": tr("Inside this computer"),
    }
    return kinds.get(interface["kind"], "")


def subtitle(report: dict[str, Any]) -> str:
    """What carries the verdict: the figure that decides, and where most of the variation arises."""
    parts = report["verdict"].get("parts") or []
    sentences = []
    worst = min(parts, key=lambda part: part["score"], default=None)
    if worst is not None and worst["score"] < 100:
        metric = metric_name(worst["metric"])
        text = tr("Decisive: {metric}, {value} {unit}.")
        sentences.append(text.format(metric=metric, value=number(worst["value"]), unit=said(worst["unit"])))
    jitters = {segment["name"]: segment["added_jitter_ms"] for segment in report["segments"]}
    total = sum(jitters.values())
    if total > 1 and jitters:
        name = max(jitters, key=lambda key: jitters[key])
        share = round(100 * jitters[name] / total)
        words = {
            "home": tr("{share} % of the delay variation is added between this computer and the router."),
            "access": tr("{share} % of the delay variation is added on the access line."),
            "route": tr("{share} % of the delay variation is added on the route to the server."),
        }
        sentences.append(words[name].format(share=share))
    return " ".join(sentences)


def metric_name(metric: str) -> str:
    """A metric of the verdict in the user's language."""
    names = {
        "RTT, median": tr("ping"),
        "RTT, p99 above the median": tr("the slowest replies above the median"),
        "loss": tr("loss"),
        "jitter, p95": tr("jitter"),
    }
    return names.get(metric) or said(metric)


def tone_of(report: dict[str, Any], metric: str) -> str:
    """The tone of a figure, by its own part of the score."""
    for part in report["verdict"].get("parts") or []:
        if part["metric"] == metric:
            return score_tone(part["score"])
    return ""


def playable_words(playable: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """For each picture that a service sells: a sign, its name and what stands in the way; and the tone.

    ``◐``: some of the services that sell it can be played.
    """
    blocks = {
        "bandwidth": tr("bandwidth"),
        "rtt": tr("ping"),
        "jitter": tr("jitter"),
        "loss": tr("loss"),
        "loaded": tr("queue under load"),
    }
    kinds: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for entry in playable:
        kinds.setdefault((entry["height"] or 0, entry["fps"] or 0), []).append(entry)
    found = []
    for (height, fps), entries in sorted(kinds.items()):
        by = [words for cause, words in blocks.items() if any(cause in entry["blocked_by"] for entry in entries)]
        fine = [bool(entry["ok"]) for entry in entries]
        sign, tone = ("✓", "good") if all(fine) else ("◐", "warning") if any(fine) else ("✕", "bad")
        name = f"4K{fps}" if height == 2160 else f"{height}p{fps}"
        found.append((f"{sign} {name}  {', '.join(by)}".strip(), tone))
    return found


def jitter_split(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Of each part: its id, and its time and delay variation in words."""
    names = SEGMENT_NAMES()
    text = tr("{name} {time}, jitter {jitter}")
    return [
        (
            segment["name"],
            text.format(
                name=names[segment["name"]], time=ms(segment["rtt_ms"]["median"]), jitter=ms(segment["added_jitter_ms"])
            ),
        )
        for segment in report["segments"]
    ]


def certainty(report: dict[str, Any]) -> str:
    """How sure the result is: what was sent, how punctually, and what could not be measured."""
    main, device = main_target(report), report["device"]
    lines = []
    if main is not None:
        text = tr("{count} probes in {time} s by {transport}; {late} sent late, {missed} left out.")
        lines.append(
            text.format(
                count=main["sent"],
                time=number(report["duration_s"]),
                transport=transport_name(main["transport"]),
                late=device["late_sends"],
                missed=device["missed_slots"],
            )
        )
        if main["median_interval_ms"]:
            low, high = main["median_interval_ms"]
            lines.append(tr("The median lies between {low} and {high} (95 %).").format(low=ms(low), high=ms(high)))
    lines += [said(f"{entry['error']} {entry['hint']}".strip()) for entry in report["errors"]]
    return "\n".join(lines)


def transport_name(transport: str) -> str:
    """A transport as people write it."""
    return {"ttl": tr("packets whose TTL ends there")}.get(transport, transport.upper())
