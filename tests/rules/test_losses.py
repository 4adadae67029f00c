"""Losses count only when they are more than a few unlucky probes."""

from dataclasses import replace
from random import Random

import pytest

from latencylab.rules.examples import HEALTHY, target
from latencylab.rules.losses import blames, certain_loss, pooled_loss_pct

ROLES = ("access", "target", "twin")


def facts(*lost, sent=200, burst=None):
    """The healthy home, of whose access, target and twin so many probes were lost."""
    twin = target("twin", 18.0, id="play.example/icmp")
    legs = [HEALTHY.targets[2], HEALTHY.targets[0], twin]
    changed = [
        replace(leg, sent=sent, received=sent - count, loss_burst_mean=burst)
        for leg, count in zip(legs, lost, strict=True)
    ]
    return replace(HEALTHY, targets=(changed[1], changed[2], HEALTHY.targets[1], changed[0]))


@pytest.mark.parametrize(
    ("lost", "sent", "certain"),
    [
        ((1, 0, 0), 80, False),  # whose own interval begins at 0.22 %
        ((1, 1, 1), 80, False),  # one instant that cost every leg a probe
        ((2, 0, 0), 80, False),
        ((2, 1, 1), 200, True),
        ((4, 3, 4), 200, True),
        ((2, 1, 1), 2000, False),
        ((0, 0, 0), 200, False),
    ],
)
def test_losses_of_all_legs_behind_the_router_count_together(lost, sent, certain):
    assert certain_loss(facts(*lost, sent=sent), *ROLES) is certain


def test_a_server_that_drops_or_limits_pings_loses_nothing():
    assert not certain_loss(facts(0, 0, 200), *ROLES)
    assert not certain_loss(facts(0, 0, 90), *ROLES)
    assert certain_loss(facts(0, 8, 8), *ROLES)
    assert pooled_loss_pct(facts(0, 0, 200), *ROLES) == 0
    assert pooled_loss_pct(facts(0, 4, 200), "target", "twin") == 2


def test_without_a_leg_that_answers_nothing_is_lost_for_certain():
    assert not certain_loss(facts(200, 200, 200), *ROLES)
    assert pooled_loss_pct(facts(200, 200, 200), *ROLES) == 0


def test_losses_in_one_burst_say_less_than_as_many_apart():
    assert certain_loss(facts(2, 2, 2), *ROLES)
    assert not certain_loss(facts(2, 2, 2, burst=6.0), *ROLES)


def test_another_servers_losses_do_not_count():
    lossy = replace(target("target", 30.0, id="other.example"), received=150)
    assert not certain_loss(replace(HEALTHY, targets=(*HEALTHY.targets, lossy)), *ROLES)


def blamed(near_pct, route_pct, sure=1.0):
    """In how many of 500 homes the route is said, so surely or surer, to lose more than what lies before it."""
    rng, count = Random(1), 0
    for _ in range(500):
        lost = [sum(rng.random() * 100 < pct for _ in range(200)) for pct in (near_pct, *[near_pct + route_pct] * 2)]
        count += blames(facts(*lost), "target", "twin", than="access") >= sure
    return count


@pytest.mark.parametrize("near_pct", [1, 4])
def test_a_home_that_loses_is_not_put_on_the_route_by_chance(near_pct):
    assert blamed(near_pct, 0) <= 5


def test_little_loss_is_put_on_the_route_with_less_confidence():
    assert blamed(0, 2, sure=0.5) >= 425 > blamed(0, 2)
    assert blamed(1, 0, sure=0.5) <= 50
    assert blamed(0, 0, sure=0.5) == 0


@pytest.mark.parametrize(("near_pct", "route_pct"), [(0, 5), (2, 12)])
def test_a_route_that_loses_is_found(near_pct, route_pct):
    assert blamed(near_pct, route_pct) >= 475


def test_one_outage_before_the_border_and_beyond_it_is_not_put_behind_it():
    home = facts(33, 34, 34, burst=17.0)
    assert blames(home, "target", "twin", than="access") == 0
