"""``python -m latencylab`` and the installed commands. Imports only what the call needs: the start must be cheap."""

import sys

from latencylab import __version__


def main() -> int:
    """The command line; gives the exit status."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        print(f"latencylab {__version__}")  # noqa: T201 - the shortest way to the most frequent answer
        return 0
    if len(arguments) == 2 and arguments[0] == "--worker":
        from latencylab.bootstrap import run_worker

        return run_worker(arguments[1])
    from latencylab.cli.main import run

    return run(arguments)


def main_app() -> int:
    """The desktop app, without a console."""
    sys.argv[1:] = []
    return main()


if __name__ == "__main__":
    sys.exit(main())
