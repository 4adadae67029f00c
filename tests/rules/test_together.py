"""Two faults at once, and faults that are hard to place: what is advised of homes that have them."""

import pytest

from latencylab.facts import Jitter, Level, Rtt
from latencylab.report.build import _summary
from latencylab.rules import RULES, judge_all, recommended, resolve
from latencylab.rules.examples import facts_with, target
from latencylab.rules.loads import FULL_QUEUE
from latencylab.rules.losses import example_losses
from latencylab.rules.stalls import example_stalls
from latencylab.rules.wifi_cases import QUICK, SLOW

FEW_LOST = {"received": 198, "loss_pct": 1.0, "loss_interval_pct": (0.3, 3.6)}
SICK_ROUTER = {
    "gateway.rtt_ms": Rtt(6, 7, 12, 14, 36, 45, 60, 9),
    "gateway.jitter_ms": Jitter(6, 5, 30),
    "home.rtt_ms": Level(11, 34),
    "home.added_jitter_ms": 30.0,
}


def advised(changes):
    judgements, failures = judge_all(facts_with(changes), RULES)
    assert not failures
    return [judgement.rule.id for judgement in recommended(resolve(judgements))]


def test_losses_while_nothing_swings_are_not_those_of_a_queue_that_only_a_load_fills():
    lossy = example_losses("access", "main") | {"line.added_loss_pct": 3.0}
    assert {"contact-isp", "enable-qos"} <= set(advised(lossy | {"loaded": FULL_QUEUE}))


def test_a_far_server_does_not_explain_a_router_that_is_slow_by_cable():
    far = {"targets": (target("target", 120.0), target("target", 18.0, id="near", label="near"))}
    home = facts_with(SICK_ROUTER)
    servers = facts_with(far).targets
    rest = tuple(leg for leg in home.targets if leg.role != "target")
    assert {"closer-server", "reboot-router"} <= set(advised(SICK_ROUTER | {"targets": (*servers, *rest)}))


@pytest.mark.parametrize(
    ("kind", "lost_at_home", "first"),
    [
        ("ethernet", 0, "contact-isp"),
        ("ethernet", 1, "contact-isp"),  # a cable hardly ever loses anything
        ("wifi", 1, "use-ethernet"),  # it may be the Wi-Fi as well: a test by cable tells
    ],
)
def test_certain_losses_never_stay_without_an_answer(kind, lost_at_home, first):
    lossy = {f"access.{name}": value for name, value in FEW_LOST.items()}
    lossy |= {"main.received": 196, "main.loss_pct": 2.0, "main.loss_interval_pct": (0.8, 5.0)}
    home = {"gateway.received": 200 - lost_at_home, "gateway.loss_pct": lost_at_home / 2}
    shares = {"line.added_loss_pct": 0.5, "route.added_loss_pct": 1.0}
    quick = QUICK if kind == "wifi" else {}
    assert advised(quick | lossy | home | shares)[0] == first


def test_a_guess_about_the_wifi_gives_way_to_a_line_that_is_unsteady_for_certain():
    lossy = {f"{leg}.{name}": value for leg in ("access", "main") for name, value in FEW_LOST.items()}
    unsteady = {"line.added_jitter_ms": 30.0, "main.jitter_ms": Jitter(9.0, 9.0, 33.0)}
    assert advised(QUICK | lossy | unsteady)[0] == "contact-isp"
    assert "use-ethernet" not in advised(QUICK | lossy | unsteady)


def test_a_line_that_stops_again_and_again_is_nobodys_queue():
    stalls = example_stalls("access") | {"line.added_jitter_ms": 45.0, "main.jitter_ms": Jitter(7.0, 7.0, 66.0)}
    assert advised(stalls) == ["contact-isp"]


def test_the_headline_clears_nobody_of_whom_something_else_is_said():
    def headline(changes):
        facts = facts_with(changes)
        return _summary(facts, recommended(resolve(judge_all(facts, RULES)[0])), None)

    assert headline(SLOW) == "It stutters because of the Wi-Fi, not the line or the server."
    assert "not the line" not in headline(SLOW | {"loaded": FULL_QUEUE})
    lossy = example_losses("access", "main") | {"line.added_loss_pct": 3.0}
    assert headline(lossy).endswith("not at home.")
    assert headline(lossy | SICK_ROUTER) == "Most of the trouble begins on the provider's line."


def test_what_was_not_loaded_is_not_called_fit():
    said = [
        _summary(facts_with({"loaded": loaded, "main.address": "192.0.2.9"}), [], None) for loaded in (None, FULL_QUEUE)
    ]
    assert said[0].startswith("Nothing to fix in what was measured")
    assert said[1].startswith("Nothing to fix in what was measured") is (FULL_QUEUE.upload is None)


def test_a_queue_that_others_keep_full_is_told_beside_a_bad_wifi_and_leaves_no_word_on_the_route():
    home = SLOW | {
        "line.added_jitter_ms": 160.0,
        "route.added_jitter_ms": 10.0,
        "main.rtt_ms": Rtt(19, 20, 120, 120, 195, 205, 210, 50),
        "main.p95_interval_ms": (190.0, 200.0),
        "main.jitter_ms": Jitter(13.0, 13.0, 176.0),
    }
    assert set(advised(home)) == {"use-ethernet", "enable-qos"}
