"""Finds the sentences of the core in its source, as templates with numbered gaps, for the catalogue ``core.de.toml``.

A sentence is a text or an f-string that ends like one, or begins like one and has five words. The rules' modules also
hold titles, steps, metrics and clauses that are put into the gaps of sentences; there every text of several words
counts, and every metric and unit. Left out is what the app never shows: the documentation of the rules, their examples,
and why a rule stays silent.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

CATALOGUE = "core.de.toml"
ROOT = Path(__file__).parents[2]
NEVER_SHOWN = (
    "latencylab/bootstrap.py",
    "latencylab/catalogue/discovery.py",
    "latencylab/cli/",
    "latencylab/push/",
    "latencylab/report/air_text.py",
    "latencylab/report/markdown.py",
    "latencylab/report/network_text.py",
    "latencylab/report/pdf/",
    "latencylab/report/verdict_text.py",
    "latencylab/rules/base.py",
    "latencylab/rules/custom.py",
    "latencylab/rules/docs.py",
    "latencylab/rules/examples.py",
    "latencylab/rules/paths.py",
    "latencylab/thresholds.py",
    "latencylab/watch/",
    "probes/doctor.py",
    "probes/loadserver/",
    "probes/reflector/",
)
"""Modules whose sentences are for the command line, the terminal or other programs."""
WHOLLY_SHOWN = ("latencylab/rules/", "latencylab/comparison.py", "latencylab/verdict.py")
_SILENT_CALLS = frozenset({"Example", "not_enough", "not_applicable", "informative", "compile", "execute"})
_SILENT_FIELDS = frozenset({"about", "thresholds", "needs", "changes"})
_WORDS_OF = {"Evidence": (0, 3), "Gain": (0, 4), "rounded_gain": (0, 4), "_part": (0, 2)}
"""Calls whose arguments at these places are words for people."""
_CARRIERS = frozenset(
    ("BodyError", "Failure", "HistoryError", "LoadError", "NewerIndexError", "OutputError", "ProbeFailed", "Problem",
     "RejectedError", "ResolveError", "TransportError", "UserError")
)  # fmt: skip
"""Calls whose arguments of several words are for people, also where they do not end like a sentence."""
_BOUNDARY = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])")
_SENTENCE = re.compile(r"[^\\]* [^\\]*[.!?](?:\s?\{\d+\})*\Z")
_BEGINNING = re.compile(r"[A-Z][a-z]* (?:[^ \n\\]+ ){3,}[^\n\\]+\Z")
_UNITS = frozenset({"%", "ms", "dBm", "GHz", "Mbit/s"})
_WORD = re.compile(r"[A-Za-z]{2,}")
_SQL = re.compile(r"[A-Z]{4,} ")
_CLAUSE = re.compile(r"[a-z]{2,}[,:;]? |[ ,] ?[a-z]{3,}|[a-z]{2,} \{")


def template(node: ast.AST) -> str | None:
    """A text, or an f-string with its gaps numbered from 1; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    count, made = 0, ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            made += str(part.value)
        else:
            count += 1
            made += f"{{{count}}}"
    return made


def sentences(text: str) -> list[str]:
    """The sentences of a template, each with its gaps numbered from 1; a clause stays as it is."""
    if not _SENTENCE.match(text):
        return [text]
    parts = (re.sub(r"(?<=[.!?])(\{\d+\})+\Z", "", part) for part in _BOUNDARY.split(text.strip()))
    return [_renumbered(part) for part in parts if re.search("[a-z]{2}", part)]


def _renumbered(text: str) -> str:
    order = list(dict.fromkeys(re.findall(r"\{(\d+)\}", text)))
    return re.sub(r"\{(\d+)\}", lambda gap: f"{{{order.index(gap[1]) + 1}}}", text)


def core_texts() -> dict[str, list[str]]:
    """Every sentence that the app may show, by module; one that several modules say stands with the first."""
    seen: set[str] = set()
    found = {}
    for path in sorted([*ROOT.glob("latencylab/**/*.py"), *ROOT.glob("probes/**/*.py")]):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(NEVER_SHOWN):
            texts = _texts(ast.parse(path.read_text(encoding="utf-8")), wholly=name.startswith(WHOLLY_SHOWN))
            fresh = [text for text in dict.fromkeys(chain.from_iterable(texts)) if text not in seen]
            seen.update(fresh)
            if fresh:
                found[name] = fresh
    return found | {"latencylab/catalogue/data": list(dict.fromkeys(_notes()))}


def _notes() -> Iterator[str]:
    """What the catalogue says of its services."""
    for path in sorted(ROOT.glob("latencylab/catalogue/data/*.toml")):
        note = tomllib.loads(path.read_text(encoding="utf-8"))["service"].get("note", "")
        yield from sentences(note) if note else ()


def _texts(tree: ast.AST, *, wholly: bool) -> Iterator[list[str]]:
    silent = set(map(id, _silent(tree)))
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Call):
            yield [text for text in _words(node, wholly=wholly) if _WORD.search(text) and text not in _UNITS]
        text = template(node)
        if text and (_is_sentence(text) or (wholly and _is_clause(text))):
            yield sentences(text)


def _is_sentence(text: str) -> bool:
    known = _SENTENCE.match(text) or _BEGINNING.match(text)
    return known is not None and not _SQL.match(text) and len(_WORD.findall(text)) > 1


def _is_clause(text: str) -> bool:
    return bool(_CLAUSE.search(text)) and "\\" not in text


def _words(call: ast.Call, *, wholly: bool) -> Iterator[str]:
    places = _WORDS_OF.get(_name(call), ()) if wholly else ()
    for node in [call.args[place] for place in places if place < len(call.args)]:
        yield template(node) or ""
    if _name(call) in _CARRIERS:
        yield from (part for text in map(template, call.args) if text and " " in text for part in sentences(text))


def _silent(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that hold nothing for people: docstrings, parts of f-strings, arguments that are never shown."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from (part for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            yield from ast.walk(node.format_spec)
        elif _is_silent(node):
            yield from ast.walk(node)


def _is_silent(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in _SILENT_FIELDS
    return isinstance(node, ast.Call) and _name(node) in _SILENT_CALLS


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", "") or getattr(call.func, "attr", ""))
