"""Holds ctypes structures against Windows' own headers, as mingw-w64 has them, without Windows.

A C file puts sizes, offsets and constants into the data section of an object file, which is compiled but never linked
or run; the numbers are read back from between two markers. A structure that a header lacks, or has wrong, can be
declared in the prelude.
"""

import ctypes
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

COMPILER = "x86_64-w64-mingw32-gcc"
_BEGIN, _END = 0x6C61796F75744245, 0x6C61796F7574454E
_WINDOWS_11 = ("-D_WIN32_WINNT=0x0A00", "-DNTDDI_VERSION=0x0A00000B", "-DWIN32_LEAN_AND_MEAN")


class Layout(NamedTuple):
    """A structure of ours and what the headers call it."""

    ours: type[ctypes.Structure]
    c_name: str
    c_fields: Mapping[str, str] = {}
    """Our name of a field and the C expression for it, where they differ; an empty one: it has no offset in C."""


def constants(includes: Sequence[str], expressions: Sequence[str], prelude: str = "") -> list[int]:
    """What the compiler makes of constant expressions, as unsigned 64-bit numbers.

    Skips the test where there is no such compiler, but for CI on Linux, where its absence is a failure.
    """
    compiler = shutil.which(COMPILER)
    if compiler is None:
        reason = f"needs {COMPILER} (Debian: gcc-mingw-w64-x86-64-win32)"
        if os.environ.get("CI") == "true" and sys.platform == "linux":
            pytest.fail(reason)
        pytest.skip(reason)
    values = ", ".join(f"(unsigned long long)({text})" for text in expressions)
    source = "\n".join(
        [
            *(f"#include <{name}>" for name in includes),
            "#include <stddef.h>",
            prelude,
            f"__attribute__((used)) const unsigned long long table[] = {{{_BEGIN}ULL, {values}, {_END}ULL}};",
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "table.o")
        subprocess.run(
            [compiler, *_WINDOWS_11, "-x", "c", "-c", "-o", made, "-"], input=source.encode(), check=True, timeout=120
        )
        return _between_markers(made.read_bytes(), len(expressions))


def _between_markers(data: bytes, count: int) -> list[int]:
    start = data.index(struct.pack("<Q", _BEGIN)) + 8
    *found, end = struct.unpack_from(f"<{count + 1}Q", data, start)
    assert end == _END
    return found


def assert_layouts(includes: Sequence[str], layouts: Sequence[Layout], prelude: str = "") -> None:
    """Every structure has the size, and every field the offset and the size, that the headers give it."""
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        pytest.skip("compares layouts of 64-bit Windows")
    ours: dict[str, int] = {}
    for structure, c_name, renamed in layouts:
        ours[f"sizeof({c_name})"] = ctypes.sizeof(structure)
        for name, *_ in structure._fields_:
            c_field = renamed.get(name, name)
            if c_field:
                ours[f"offsetof({c_name}, {c_field})"] = getattr(structure, name).offset
                ours[f"sizeof((({c_name} *)0)->{c_field})"] = getattr(structure, name).size
    theirs = dict(zip(ours, constants(includes, list(ours), prelude), strict=True))
    assert ours == theirs


def assert_constants(includes: Sequence[str], ours: Mapping[str, int], prelude: str = "") -> None:
    """Every named constant has the value that the headers give it."""
    theirs = constants(includes, list(ours), prelude)
    assert dict(ours) == {name: value & 0xFFFFFFFF for name, value in zip(ours, theirs, strict=True)}
