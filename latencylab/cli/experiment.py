"""``--experiment``: does a change help? Asks for each block in turn (:mod:`latencylab.experiment`) and measures it."""

import sys
from argparse import Namespace
from dataclasses import replace
from typing import TextIO

from latencylab import events
from latencylab.bootstrap import spawn_worker
from latencylab.cli.compare import show
from latencylab.cli.main import complain
from latencylab.cli.probe import ended_by_signals, make_plan
from latencylab.comparison import Run
from latencylab.engine.engine import Engine, Spawn
from latencylab.engine.plan import Plan
from latencylab.errors import UserError
from latencylab.events import Event
from latencylab.experiment import ARM_S, BLOCKS, DROPPED_S, Trial, block_run


def experiment(options: Namespace) -> int:
    """Measure the blocks and print the answer; gives the exit status.

    Raises:
        UserError: a target cannot be used, or nothing can be asked of the user.
    """
    count = 1 if options.once else BLOCKS
    plan = _block_plan(options, ARM_S / count if options.block is None else options.block)
    trial = Trial(count)
    while (name := trial.wanted) is not None:
        ended = not _ask(name, trial.done + 1, trial.count, sys.stdin)
        if not ended:
            run, ended = measure(plan, spawn_worker)
        if ended:
            complain("Ended early; what was measured is judged.")
            break
        if not trial.take(run):
            raise UserError("The target did not answer in this block.", "Check that it is reachable, then try again.")
    return show(options, trial.judged(options.metric))


def measure(plan: Plan, spawn: Spawn) -> tuple[Run, bool]:
    """One block: its delays without the first second, and whether the user ended it."""
    kept: list[Event] = []
    engine = Engine(plan, spawn, [kept.append])
    with ended_by_signals(engine.stop):
        engine.start()
        engine.run()
    interrupted = any(isinstance(event, events.SessionEnded) and event.reason == "interrupted" for event in kept)
    return block_run(kept), interrupted


def _block_plan(options: Namespace, block_s: float) -> Plan:
    """Only the latency of the first target is measured: everything else would only stretch the blocks."""
    options.probe = options.experiment
    plan = make_plan(options)
    return replace(
        plan,
        targets=plan.targets[:1],
        duration_s=block_s + DROPPED_S,
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
