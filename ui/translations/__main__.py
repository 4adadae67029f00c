"""Brings the translations in step with the source: ``python -m ui.translations``.

Reads every text that is given to ``tr`` or ``noop``, keeps what is translated in ``de.ts`` already, drops what is no
longer said, and compiles the result with Qt's ``lrelease``. English needs a file of its own for its plurals only. The
core's sentences are brought in step the same way in ``core.de.toml``; what stands under ``phrases`` there is kept.
"""

import ast
import json
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from ui.i18n import CONTEXT
from ui.translations.core import CATALOGUE, core_texts

FOLDER = Path(__file__).parent
PLURAL = "%n"
PHRASES, FORMERLY = "phrases", "formerly"
_HEAD = """# What the core says, in German: "English with {1}" = "Deutsch mit {1}". A test fails while one is empty.
# Tables named after a module are brought in step with it by: python -m ui.translations
# "phrases" is kept as it is: whole sentences and plurals that read better by themselves, and words that stand in gaps.
# "formerly" holds what is no longer said, for reports that were stored when it was.
"""


def texts(source: Path) -> Iterator[str]:
    """Every text that is translated in the files of ``source``, in order."""
    for path in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "noop") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def translations(path: Path) -> dict[str, list[str]]:
    """What a file translates: one text, or its plural forms."""
    found: dict[str, list[str]] = {}
    if not path.exists():
        return found
    for message in ET.parse(path).iter("message"):  # noqa: S314 - a file of our own
        source, translation = message.findtext("source", ""), message.find("translation")
        if translation is not None:
            forms = [form.text or "" for form in translation.iter("numerusform")]
            found[source] = forms or [translation.text or ""]
    return found


def write(path: Path, language: str, entries: dict[str, list[str]]) -> None:
    """Write a file of translations."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for source, forms in entries.items():
        message = ET.SubElement(context, "message", {"numerus": "yes"} if PLURAL in source else {})
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation", {} if all(forms) else {"type": "unfinished"})
        if PLURAL in source:
            for form in forms:
                ET.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0]
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")


def compile_ts(path: Path, goal: Path) -> None:
    """Compile with Qt's own tool."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([tool, "-silent", path, "-qm", goal], check=True)


def write_core(path: Path) -> int:
    """Bring the core's sentences in step; gives the number of those that are not translated."""
    tables: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known = {source: target for table in tables.values() for source, target in table.items()}
    wanted = {name: {text: known.get(text, "") for text in said} for name, said in core_texts().items()}
    wanted = {PHRASES: tables.get(PHRASES, {})} | wanted
    said = set().union(*wanted.values())
    wanted[FORMERLY] = {text: target for text, target in known.items() if target and text not in said}
    lines = [_HEAD]
    for name, entries in wanted.items():
        lines.append(f'["{name}"]')
        lines += [
            f"{json.dumps(one, ensure_ascii=False)} = {json.dumps(two, ensure_ascii=False)}"
            for one, two in entries.items()
        ]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")
    return sum(not target for entries in wanted.values() for target in entries.values())


def main() -> int:
    """Bring both languages in step; gives the number of texts that are not translated."""
    said = list(dict.fromkeys(texts(FOLDER.parent)))
    missing = 0
    for language in ("de", "en"):
        known = translations(FOLDER / f"{language}.ts")
        wanted = [text for text in said if language != "en" or PLURAL in text]
        entries = {text: known.get(text) or ([""] * (2 if PLURAL in text else 1)) for text in wanted}
        missing += sum(not all(forms) for forms in entries.values())
        write(FOLDER / f"{language}.ts", language, entries)
        compile_ts(FOLDER / f"{language}.ts", FOLDER / f"{language}.qm")
    missing += write_core(FOLDER / CATALOGUE)
    print(f"{len(said)} texts, {missing} not translated")  # noqa: T201 - a command
    return missing


if __name__ == "__main__":
    sys.exit(bool(main()))
