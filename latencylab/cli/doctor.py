"""``--doctor``: what this computer lets the program measure, and how to allow the rest."""

import sys
from argparse import Namespace

from latencylab.cli.files import STDOUT, write_json
from latencylab.errors import Exit


def doctor(options: Namespace) -> int:
    """Print the checks; gives the exit status: 0 when everything can be measured, else 1."""
    from latencylab.bootstrap import doctor_checks

    checks = doctor_checks()
    if options.json is not None and not write_json(
        options.json, {"schema": "latencylab.doctor/1", "checks": checks}, "latencylab-doctor.json"
    ):
        return Exit.USAGE
    if options.json != STDOUT and not options.quiet:
        for check in checks:
            sys.stdout.write(f"{'ok' if check['ok'] else 'no':<4}{check['name']:<24}{check['detail']}\n")
            if check["hint"]:
                sys.stdout.write(f"    {check['hint']}\n")
    return Exit.HEALTHY if all(check["ok"] for check in checks) else Exit.FINDINGS
