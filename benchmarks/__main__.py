"""``make bench``: every benchmark, or those that are named: ``python -m benchmarks accuracy start``."""

import importlib
import sys

ALL = ("accuracy", "bandwidth", "start", "cost", "wifi", "history", "app", "drawing")


def main() -> int:
    """Run them one after the other; nothing else should run meanwhile."""
    wanted = sys.argv[1:] or ALL
    unknown = [name for name in wanted if name not in ALL]
    if unknown:
        print(f"No benchmark called {', '.join(unknown)}; there are {', '.join(ALL)}.", file=sys.stderr)
        return 2
    for name in wanted:
        print(f"== {name}")
        importlib.import_module(f"benchmarks.{name}").main()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
