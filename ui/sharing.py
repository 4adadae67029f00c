"""A report for other people: as text for a forum, with the addresses of the home taken out."""

import ipaddress
import re
from collections.abc import Iterable
from typing import Any

from ui.figures import ms, number, percent
from ui.i18n import tr
from ui.pages.play_words import SEGMENT_NAMES, main_target, transport_name
from ui.widgets.advice import gain_words

_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w.])")
_MAC = re.compile(r"\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b")


def as_text(report: dict[str, Any], *, hide: bool) -> str:
    """The report as plain text; with ``hide``, without addresses, host names and network names."""
    verdict = report["verdict"]
    score = "" if verdict["score"] is None else tr(" ({score}/100)").format(score=verdict["score"])
    lines = [f"LatencyLab {report['version']}: {verdict['summary']}{score}"]
    main = main_target(report)
    if main is not None and main["rtt_ms"]:
        text = tr("Ping {median} (p95 {p95}, p99 {p99}), jitter {jitter}, loss {loss}, by {transport}")
        lines.append(
            text.format(
                median=ms(main["rtt_ms"]["median"]),
                p95=ms(main["rtt_ms"]["p95"]),
                p99=ms(main["rtt_ms"]["p99"]),
                jitter=ms(main["jitter_ms"]["pdv_p95"]),
                loss=percent(main["loss_pct"]),
                transport=transport_name(main["transport"]),
            )
        )
    names = SEGMENT_NAMES()
    lines += [
        tr("{name}: {time}, adds {jitter} of jitter").format(
            name=names[segment["name"]],
            time=ms(segment["rtt_ms"]["median"]),
            jitter=ms(segment["added_jitter_ms"]),
        )
        for segment in report["segments"]
    ]
    for entry in report["recommendations"]:
        gain, metric = gain_words(entry["gain"])
        lines += [f"{number(entry['rank'])}. {entry['title']}  {gain} {metric}".rstrip(), f"   {entry['why']}"]
    text = "\n".join(lines) + "\n"
    return hidden(text, names_of(report)) if hide else text


def names_of(report: dict[str, Any]) -> set[str]:
    """What names the home or its owner's servers in a report."""
    found = {report["environment"].get("hostname") or "", *(report["environment"].get("dns") or ())}
    for target in report["targets"]:
        found |= {target["host"], target["address"], target["id"] if "." in target["id"] else ""}
    wifi = report["wifi"] or {}
    for network in (wifi.get("link") or {}, *wifi.get("networks", ())):
        found |= {network.get("ssid") or "", network.get("bssid") or ""}
    return {name for name in found if len(name) > 2 and name not in ("gateway", "access", "local", "127.0.0.1")}


def hidden(text: str, names: Iterable[str]) -> str:
    """``text`` without addresses and without ``names``."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, tr("[hidden]"))
    text = _MAC.sub(tr("[hidden]"), text)
    return _ADDRESS.sub(lambda match: tr("[hidden]") if _is_address(match[0]) else match[0], text)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
