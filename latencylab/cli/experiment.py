"""``--experiment``: does a change help? Blocks with and without it in turn, so that nothing else can be the reason.

The blocks follow each other as A B B A A B B A: a drift that goes on in one direction falls on both alike. The first
second of each block is dropped, in which the change itself may still show.
"""

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

from latencylab import clock, events
from latencylab.bootstrap import spawn_worker
from latencylab.cli.compare import show
from latencylab.cli.main import complain
from latencylab.cli.probe import ended_by_signals, make_plan
from latencylab.comparison import Arm, Run, hold, runs_of
from latencylab.engine.engine import Engine, Spawn
from latencylab.engine.plan import Plan
from latencylab.errors import UserError
from latencylab.events import Event

BLOCKS = 4
"""Of each arm, where one can switch back and forth."""
ARM_S = 60.0
"""What each arm takes in all."""
DROPPED_NS = clock.NS_PER_S
_AS_IT_IS, _CHANGED = "as it was", "with the change"


def experiment(options: Namespace) -> int:
    """Measure the blocks and print the answer; gives the exit status.

    Raises:
        UserError: a target cannot be used, or nothing can be asked of the user.
    """
    count = 1 if options.once else BLOCKS
    plan = _block_plan(options, ARM_S / count if options.block is None else options.block)
    arms: dict[str, list[Run]] = {_AS_IT_IS: [], _CHANGED: []}
    for name in order(count):
        if not _ask(name, sum(map(len, arms.values())) + 1, 2 * count, sys.stdin):
            complain("Ended early; what was measured is judged.")
            break
        run, interrupted = measure(plan, spawn_worker)
        if interrupted:
            complain("Ended early; what was measured is judged.")
            break
        if not any(rtt_ns is not None for rtt_ns in run):
            raise UserError("The target did not answer in this block.", "Check that it is reachable, then try again.")
        arms[name].append(run)
    before, after = (Arm(name, tuple(runs)) for name, runs in arms.items())
    return show(options, hold(before, after, options.metric))


def order(count: int) -> Iterator[str]:
    """The arms in turn: A B for one block each, A B B A A B B A for more."""
    for pair in range(count):
        yield from (_AS_IT_IS, _CHANGED) if pair % 2 == 0 else (_CHANGED, _AS_IT_IS)


def measure(plan: Plan, spawn: Spawn) -> tuple[Run, bool]:
    """One block: its delays without the first second, and whether the user ended it."""
    kept: list[Event] = []
    engine = Engine(plan, spawn, [kept.append])
    with ended_by_signals(engine.stop):
        engine.start()
        engine.run()
    began_ns = next((event.t_ns for event in kept if isinstance(event, events.PhaseChanged)), 0)
    late = [e for e in kept if not isinstance(e, events.Sample) or e.t_ns >= began_ns + DROPPED_NS]
    interrupted = any(isinstance(event, events.SessionEnded) and event.reason == "interrupted" for event in kept)
    return runs_of(late), interrupted


def _block_plan(options: Namespace, block_s: float) -> Plan:
    """Only the latency of the first target is measured: everything else would only stretch the blocks."""
    options.probe = options.experiment
    plan = make_plan(options)
    seconds = block_s + DROPPED_NS / clock.NS_PER_S
    return replace(
        plan,
        targets=plan.targets[:1],
        duration_s=seconds,
        path=False,
        bandwidth=None,
        wifi=False,
        air=None,
        watch=False,
    )


def _ask(name: str, number: int, count: int, stdin: TextIO) -> bool:
    """Tell the user what state is wanted now and wait for Enter; False when the input ends or says q."""
    sys.stderr.write(f"Block {number} of {count}: {name}. Press Enter when it is so (q ends): ")
    sys.stderr.flush()
    line = stdin.readline()
    return bool(line) and line.strip().lower() not in ("q", "quit")
