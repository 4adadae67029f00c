"""Loss by direction against a simulated stateful reflector."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from latencylab.stats.direction import DirectionalLoss

WRAP = 1 << 32


def exchange(fates, first=0, counter=0):
    """The replies to requests that are lost "up", lost "down", answered "ok" or answered twice "copy"; true counts."""
    replies = []
    for number, fate in enumerate(fates, first):
        if fate == "up":
            continue
        if fate != "down":
            replies.append((number % WRAP, counter % WRAP))
        if fate == "copy":
            counter += 1
            replies.append((number % WRAP, counter % WRAP))
        counter += 1
    return replies


def told(replies, sent):
    loss = DirectionalLoss()
    for reply in replies:
        loss.add(*reply)
    return loss.counts(sent)


@given(st.lists(st.sampled_from(["ok", "ok", "up", "down", "copy"]), max_size=80), st.integers(0, 10), st.randoms())
def test_directions_are_right_up_to_the_last_answer_despite_reordering_and_copies(fates, tail, rng):
    fates = [*fates, "ok"]
    replies = exchange(fates)
    replies += rng.choices(replies, k=3)  # copies made on the way down
    shuffled = [reply for _, reply in sorted((k + rng.random() * 8, reply) for k, reply in enumerate(replies))]
    counts = told(shuffled, len(fates) + tail)
    assert counts.lost_up == fates.count("up")
    assert counts.lost_down == fates.count("down")
    assert counts.received == fates.count("ok") + fates.count("copy")
    assert counts.unknown == tail
    assert sum(counts[:4]) == counts.sent == len(fates) + tail


@given(st.lists(st.sampled_from(["ok", "up", "down"]), max_size=60), st.integers(1, 60))
def test_numbers_may_wrap(fates, before):
    loss = DirectionalLoss()
    for quarter in range(4):  # most of four thousand million packets, all but lost on the way down
        loss.add(quarter << 30, quarter << 30)
    loss.add(WRAP - before - 1, WRAP - before - 1)
    earlier = loss.counts(WRAP - before)
    for reply in exchange([*fates, "ok"], first=WRAP - before, counter=WRAP - before):
        loss.add(*reply)
    counts = loss.counts(WRAP - before + len(fates) + 1)
    assert counts.lost_up == fates.count("up")
    assert counts.lost_down - earlier.lost_down == fates.count("down")
    assert counts.received - earlier.received == fates.count("ok") + 1


def test_what_was_sent_after_the_last_answer_is_unknown():
    counts = told(exchange(["ok"] * 10), 25)
    assert (counts.received, counts.lost_up, counts.lost_down, counts.unknown) == (10, 0, 0, 15)
    assert told([], 7) == (0, 0, 0, 7, 7)


def test_a_reflector_that_restarts_begins_a_new_count():
    before = exchange(["ok", "up", "down", "ok"] * 20)
    # 80 sent; then 5 into the void, and a new reflector that loses every fourth on the way down
    after = exchange(["ok", "ok", "ok", "down"] * 25 + ["ok"], first=85)
    loss = DirectionalLoss()
    for reply in before + after:
        loss.add(*reply)
    counts = loss.counts(186)
    assert loss.restarts == 1
    assert (counts.lost_up, counts.lost_down, counts.unknown) == (20, 20 + 25, 5)
    assert sum(counts[:4]) == 186


def test_a_restart_after_few_packets_is_noticed_by_a_number_given_twice():
    loss = DirectionalLoss()
    for reply in [(0, 0), (1, 1), (2, 2), (5, 0), (6, 1), (7, 2)]:
        loss.add(*reply)
    counts = loss.counts(8)
    assert (loss.restarts, counts.received, counts.lost_up, counts.lost_down, counts.unknown) == (1, 6, 0, 0, 2)


def test_a_reflector_that_was_counting_before_us_is_taken_from_where_it_is():
    counts = told(exchange(["ok", "down", "up", "ok"], first=2, counter=1000), 6)
    assert (counts.received, counts.lost_up, counts.lost_down, counts.unknown) == (2, 1, 1, 2)


def test_a_later_phase_counts_its_own_packets_only():
    fates = ["ok", "up", "down", "ok"] * 50
    replies = [reply for reply in exchange(fates) if reply[0] >= 100]
    loss = DirectionalLoss(first=100)
    for reply in replies:
        loss.add(*reply)
    assert loss.counts(100) == (50, 25, 25, 0, 100)


def test_ratios_are_of_what_went_that_way():
    counts = told(exchange(["up"] * 50 + ["down", "ok"] * 25), 100)
    assert (counts.up_ratio, counts.down_ratio) == (0.5, 0.5)
    empty = told([], 0)
    assert (empty.up_ratio, empty.down_ratio) == (None, None)


def test_a_day_of_it_stays_right():
    rng = Random(1)
    fates = [*rng.choices(["ok", "up", "down"], [0.97, 0.02, 0.01], k=50000), "ok"]
    counts = told(exchange(fates), len(fates))
    assert (counts.lost_up, counts.lost_down) == (fates.count("up"), fates.count("down"))
