"""The user's own rules and limits: ``rules.toml`` in the folder for settings, or the file that ``--rules-from`` names.

::

    [thresholds]
    HOME_P95 = 8                 # any name that latencylab --rules shows; the unit stays
    [[rule]]                     # see latencylab/rules/custom.py
    ...
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from latencylab.errors import UserError


def rules_path() -> Path:
    """Where the file lies."""
    return platformdirs.user_config_path("latencylab", appauthor=False) / "rules.toml"


def take_in(path: Path | None = None) -> None:
    """Let the user's rules and limits hold for this process.

    Args:
        path: the file; the usual one when None, which may be missing.

    Raises:
        UserError: it cannot be read, or says what cannot be.
    """
    where = path or rules_path()
    try:
        body = tomllib.loads(where.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if path is None:
            return
        raise UserError(f"There is no file {where}.", "Check its path.") from error
    except OSError as error:
        raise UserError(f"Cannot read {where}: {error.strerror}.", "Check its permissions.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{where} is not TOML: {error}.", "Mend it or remove it.") from error
    _apply(body, where)


def _apply(body: Mapping[str, Any], where: Path) -> None:
    from latencylab import rules, thresholds
    from latencylab.rules.custom import CustomRuleError, custom_rule

    if unknown := body.keys() - {"thresholds", "rule"}:
        raise UserError(f"{where} has an unknown part {min(unknown)!r}.", "Known are thresholds and rule.")
    try:
        own = [custom_rule(table) for table in body.get("rule", [])]
        rules.add(own)
        thresholds.adjust(body.get("thresholds", {}), f"yours, {where.name}")
    except (CustomRuleError, thresholds.ThresholdError) as error:
        raise UserError(f"{where} cannot be used: {error}.", "Mend it or remove it.") from error
