"""The Wi-Fi in sentences: for the text of a whole diagnosis, and for the page of the Wi-Fi alone."""

from collections.abc import Iterator

from latencylab.report.figures import number, plural
from latencylab.rules.home_link import SOURCE_WORDS
from latencylab.wifi.bss import Bss, Link
from latencylab.wifi.choice import ChannelScore
from latencylab.wifi.examine import WifiFacts
from latencylab.wifi.history import HappeningKind
from latencylab.wifi.names import display_name

_HAPPENINGS: dict[HappeningKind, str] = {
    "roam": "roam",
    "band-switch": "switch of the band",
    "channel-switch": "switch of the channel",
    "disconnect": "disconnection",
    "scan": "scan",
    "retry-burst": "burst of retransmissions",
}


def wifi_sentences(wifi: WifiFacts) -> Iterator[tuple[str, str]]:
    """What is known, as pairs of a heading and a sentence."""
    link = wifi.link
    if link is None:
        yield "Wi-Fi", f"not connected; {plural(len(wifi.snapshot.networks), 'network')} heard"
        return
    yield "Wi-Fi", " · ".join([display_name(link.ssid), *link_words(wifi, link)])
    air = list(_air_words(wifi))
    if air:
        yield "air", " · ".join(air)
    if wifi.history is not None:
        happened = [plural(count, name) for kind, name in _HAPPENINGS.items() if (count := wifi.history.count(kind))]
        if happened:
            yield "meanwhile", ", ".join(happened)
        for cause in wifi.history.causes:
            if cause.is_convincing:
                yield (
                    "",
                    (
                        f"{cause.matched} of {plural(cause.spikes, 'stall')} came with a {_HAPPENINGS[cause.kind]}; "
                        f"by chance {cause.expected:.1f} would"
                    ),
                )


def link_words(wifi: WifiFacts, link: Link) -> list[str]:
    """The connection: where it is, how strong, how fast, how often it must repeat."""
    words = [place_words(link)]
    if wifi.rssi_dbm is not None:
        words.append(dbm_words(wifi.rssi_dbm))
    rates = [f"{number(rate)} Mbit/s {way}" for rate, way in ((link.tx_mbps, "up"), (link.rx_mbps, "down")) if rate]
    if rates:
        words.append(", ".join(rates))
    if wifi.retry_pct is not None:
        words.append(f"{number(wifi.retry_pct)} % sent again")
    return [word for word in words if word]


def place_words(where: Link | Bss) -> str:
    """Band, channel, width and generation, as far as they are known."""
    words = []
    if where.band is not None:
        words.append(f"{where.band} GHz")
    if where.channel is not None:
        words.append(f"channel {where.channel}")
    if where.width_mhz is not None:
        words.append(f"{where.width_mhz} MHz")
    if where.generation is not None:
        words.append(f"Wi-Fi {where.generation}")
    return ", ".join(words)


def dbm_words(value: float) -> str:
    """A signal with a true minus sign."""
    return f"{'−' if value < 0 else ''}{abs(value):.0f} dBm"


def best_words(score: ChannelScore) -> str:
    """A channel to use, with its width and score."""
    return f"{score.primary} at {score.block.width_mhz} MHz ({score.score}/100)"


def _air_words(wifi: WifiFacts) -> Iterator[str]:
    current = wifi.current
    if current is not None and (wifi.snapshot.scanned or current.source != "estimate"):
        yield f"channel {100 * current.busy:.0f} % busy with others ({SOURCE_WORDS[current.source]})"
    best = [f"{band} GHz {best_words(score)}" for band, score in wifi.best.items()]
    if best:
        yield f"best: {', '.join(best)}"
