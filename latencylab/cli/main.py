"""From arguments to an exit status. Nothing that a person can cause ends in a traceback."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from latencylab.cli.parser import build_parser
from latencylab.errors import Exit, UserError


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for; gives the exit status."""
    try:
        return _dispatch(build_parser().parse_args(arguments))
    except UserError as error:
        complain(str(error))
        return error.status
    except BrokenPipeError:
        # The reader of standard output is gone (latencylab ... | head): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.HEALTHY
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def complain(sentence: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"latencylab: {sentence}\n")


def _dispatch(options: Namespace) -> int:
    if options.probe is not None:
        from latencylab.bootstrap import Spawner

        spawner = Spawner("latency")
        try:
            from latencylab.cli.probe import probe

            return probe(options, spawner)
        finally:
            spawner.close()
    if options.serve is not None:
        from latencylab.cli.serve import serve

        return serve(options)
    if options.replay is not None:
        from latencylab.cli.replay import replay

        return replay(options)
    if options.servers:
        from latencylab.cli.servers import servers

        return servers(options)
    if options.history is not None:
        from latencylab.cli.history import show_history

        return show_history(options)
    if options.compare is not None:
        from latencylab.cli.compare import compare

        return compare(options)
    if options.experiment is not None:
        from latencylab.bootstrap import spawn_worker
        from latencylab.cli.experiment import experiment

        return experiment(options, spawn_worker)
    if options.export is not None:
        from latencylab.cli.history import export

        return export(options)
    if options.import_ is not None:
        from latencylab.cli.history import import_file

        return import_file(options)
    if options.wifi:
        from latencylab.cli.wifi import wifi

        return wifi(options)
    if options.doctor:
        from latencylab.cli.doctor import doctor

        return doctor(options)
    from latencylab.bootstrap import open_app

    return open_app([])
