"""``python -m latencylab.rules``: write the documentation anew, beside the rules."""

from pathlib import Path

from latencylab.rules import RULES
from latencylab.rules.docs import document

if __name__ == "__main__":
    (Path(__file__).parent / "RULES.md").write_text(document(RULES), encoding="utf-8")
