"""``python -m tests.scenarios``: diagnose every home, print what was right and what was not."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.lab.support import available
from tests.scenarios.gains import Realised, realise
from tests.scenarios.judge import NOTHING, Answer, Expectation, confusion, faults, first_of
from tests.scenarios.run import HOMES, LIMIT_S, diagnose_home, is_heavy

_NEEDED_PCT = 95
_GAINS_PCT = 80


def main() -> int:
    """Run the command line; gives 0 when the diagnosis is good enough."""
    options = _arguments()
    if reason := available():
        print(f"tests.scenarios: {reason}", file=sys.stderr)
        return 2
    paths = _chosen(options.homes)
    if options.gains:
        return 0 if _gains(paths, options.jobs) else 1
    good = True
    for run in range(options.runs):
        if options.runs > 1:
            print(f"Run {run + 1} of {options.runs}")
        good = _run(paths, options) and good
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.scenarios", description=__doc__)
    parser.add_argument("homes", nargs="*", metavar="HOME", help="names of homes; all without any")
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="how often each (1)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many light ones at once (1)")
    parser.add_argument("--limit", type=float, default=LIMIT_S, metavar="S", help="what a diagnosis may take (30)")
    parser.add_argument("--add", default="", metavar="OPTIONS", help="further options of the diagnosis, as one text")
    parser.add_argument("--gains", action="store_true", help="apply the remedies and set gains against what they bring")
    return parser.parse_args()


def _chosen(names: Sequence[str]) -> list[Path]:
    return [HOMES / f"{name}.toml" for name in names] or sorted(HOMES.glob("*.toml"))


def _run(paths: Sequence[Path], options: argparse.Namespace) -> bool:
    """Diagnose each home once; whether that was good enough."""
    pairs, wrong, warned = [], 0, 0
    print(f"{'home':<27}{'expected':<26}{'answered':<26}{'score':>5}{'s':>4}")
    for path, expected, whole in _answers(paths, tuple(options.add.split()), options.jobs):
        answer = whole.about_home(expected)
        bad = faults(expected, answer, options.limit)
        wrong += bool(bad)
        warned += expected.healthy and bool(answer.serious)
        pairs.append((expected.label, first_of(expected, answer)))
        _print_row(path.stem, expected, answer, bad)
    _print_matrix(confusion(pairs))
    right_pct = 100 * (len(paths) - wrong) / len(paths)
    healthy = sum(wanted == NOTHING for wanted, _ in pairs)
    print(f"{right_pct:.1f} % of {len(paths)} homes right; {warned} of {healthy} healthy ones warned of")
    return right_pct >= _NEEDED_PCT and warned == 0


def _answers(paths: Sequence[Path], added: tuple[str, ...], jobs: int) -> Iterator[tuple[Path, Expectation, Answer]]:
    """What is expected and answered of each home; those that keep a whole computer busy by themselves come last."""
    light, heavy = [], []
    for path in paths:
        (heavy if is_heavy(path) else light).append(path)
    for some, at_once in ((light, jobs), (heavy, 1)):
        with ProcessPoolExecutor(at_once) as pool:
            for path, (expected, answer) in zip(some, pool.map(diagnose_home, some, [added] * len(some)), strict=True):
                yield path, expected, answer


def _print_row(name: str, expected: Expectation, answer: Answer, bad: Sequence[str]) -> None:
    score = "-" if answer.score is None else answer.score
    said = " ".join(answer.ids) or NOTHING
    print(
        f"{name:<27}{expected.label:<26}{answer.ids[0] if answer.ids else NOTHING:<26}{score:>5}{answer.seconds:>4.0f}"
    )
    if bad:
        print(f"  WRONG: {'; '.join(bad)}  [{said}]")
        for error in answer.errors if not answer.ids else ():
            print(f"    {error}")
    sys.stdout.flush()


def _print_matrix(matrix: dict[str, dict[str, int]]) -> None:
    columns = sorted({got for row in matrix.values() for got in row})
    print("\nexpected \\ answered (columns in the order of the list below)")
    for number, name in enumerate(columns, 1):
        print(f"  {number:>2} {name}")
    print(f"{'':<26}" + "".join(f"{number:>4}" for number in range(1, len(columns) + 1)))
    for wanted in sorted(matrix):
        cells = "".join(f"{matrix[wanted].get(got) or '.':>4}" for got in columns)
        print(f"{wanted:<26}{cells}")
    print()


def _gains(paths: Sequence[Path], jobs: int) -> bool:
    """Apply each remedy that a home knows, and set the predicted gain against the realised one."""
    print(f"{'home':<24}{'remedy':<24}{'metric':<24}{'predicted':>18}{'realised':>10}")
    found: list[Realised] = []
    with ProcessPoolExecutor(jobs) as pool:
        for realised in pool.map(realise, paths):
            for one in realised:
                found.append(one)
                low_high = f"{one.low:.3g} to {one.high:.3g}"
                mark = "" if one.inside else "  outside"
                print(f"{one.home:<24}{one.remedy:<24}{one.metric:<24}{low_high:>18}{one.realised:>10.3g}{mark}")
                sys.stdout.flush()
    inside = 100 * sum(one.inside for one in found) / len(found) if found else 0.0
    narrow = 100 * sum(one.narrow for one in found) / len(found) if found else 0.0
    print(f"{inside:.0f} % of {len(found)} gains inside their interval; {narrow:.0f} % at most as wide as the gain")
    return inside >= _GAINS_PCT


if __name__ == "__main__":
    sys.exit(main())
