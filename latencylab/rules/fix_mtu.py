"""fix-mtu: large packets vanish on the way without a word, or are much smaller than usual."""

from latencylab.facts import Facts
from latencylab.reach import PathMtu
from latencylab.rules.base import PASS, Evidence, Example, Finding, Gain, Rule, Verdict, not_enough
from latencylab.thresholds import MTU_USUAL


def judge(facts: Facts) -> Finding:
    """Fires on a black hole, and on an MTU below what tunnels and access lines need outside a VPN."""
    found = facts.mtu
    if found is None or found.mtu is None or not found.confirmed:
        return not_enough("The path MTU was not found for certain.")
    small = found.mtu < MTU_USUAL.value and not facts.environment.vpn
    if not found.black_hole and not small:
        return PASS
    return Finding(
        Verdict.WARN,
        "warning" if found.black_hole else "advice",
        summary="Large packets do not get through in one piece.",
        why=_why(found),
        evidence=(Evidence("largest packet that arrives", found.mtu, found.interface_mtu, "octets"),),
        gain=Gain("loss", 0.0, 100.0, 100.0, f"% of packets above {found.mtu} octets") if found.black_hole else None,
        confidence=0.8 if found.black_hole else 0.5,
        steps=(f"Set the MTU of the router's Internet connection to {found.mtu}, or of this computer as below.",),
    )


def _why(found: PathMtu) -> str:
    label = f" ({found.label})" if found.label else ""
    if found.black_hole:
        return (
            f"Packets above {found.mtu} octets{label} vanish, though this computer may send {found.interface_mtu}, "
            "and nobody tells it: what sends large packets hangs."
        )
    return f"Only {found.mtu} octets{label} pass, fewer than any usual line needs; each packet carries less."


RULE = Rule(
    id="fix-mtu",
    title="Set the MTU to what the line carries",
    about="Video comes in large packets. Those above the path's MTU are lost, or cut in two, and both must arrive.",
    needs=frozenset({"mtu", "environment"}),
    judge=judge,
    steps=(
        "In the router, turn on MSS clamping, and let ICMP 'fragmentation needed' (IPv6: 'packet too big') pass.",
        "Test again: the largest packet that arrives should be the computer's own MTU.",
    ),
    steps_by_system={
        "Windows": ("In an administrator's prompt: netsh interface ipv4 set subinterface NAME mtu=N store=persistent",),
        "Darwin": ("In a terminal: networksetup -setMTU NAME N",),
        "Linux": ("In a terminal, as root: ip link set dev NAME mtu N",),
    },
    sources=(
        "RFC 8899: datagram packetization layer path MTU discovery",
        "RFC 2923: problems with path MTU discovery (black holes)",
        "Sunshine documentation, troubleshooting: packet loss mended by a smaller MTU",
    ),
    effort=2,
    yields_to=("disable-vpn",),
    thresholds=("MTU_USUAL",),
    examples=(
        Example(
            "Packets above 1387 octets vanish.",
            fires=True,
            changes={"mtu": PathMtu(1387, None, 1500, None, None, black_hole=True, confirmed=True, via="icmp")},
        ),
        Example(
            "A PPPoE line says that it takes 1492.",
            fires=False,
            changes={
                "mtu": PathMtu(1492, "PPPoE", 1500, 1492, "192.0.2.1", black_hole=False, confirmed=True, via="icmp")
            },
        ),
    ),
)
