"""The check of Windows layouts is itself able to fail."""

import ctypes

import pytest

from tests.mingw import Layout, assert_constants, assert_layouts, constants

WINDOWS = ("windows.h",)


class Point(ctypes.Structure):
    _fields_ = (("x", ctypes.c_int32), ("y", ctypes.c_int32))


class WrongPoint(ctypes.Structure):
    _fields_ = (("x", ctypes.c_int64), ("y", ctypes.c_int32))


def test_a_right_layout_passes_and_a_wrong_one_does_not():
    assert_layouts(WINDOWS, [Layout(Point, "POINT")])
    with pytest.raises(AssertionError):
        assert_layouts(WINDOWS, [Layout(WrongPoint, "POINT")])


def test_numbers_come_back_as_the_compiler_computed_them():
    assert constants(WINDOWS, ["sizeof(long)", "sizeof(WCHAR)", "1ULL << 63"]) == [4, 2, 1 << 63]


def test_a_wrong_constant_is_found():
    assert_constants(WINDOWS, {"ERROR_IO_PENDING": 997})
    with pytest.raises(AssertionError):
        assert_constants(WINDOWS, {"ERROR_IO_PENDING": 996})


def test_a_prelude_declares_what_a_header_lacks():
    assert constants(WINDOWS, ["sizeof(mine)"], "typedef struct {BYTE a; ULONG b;} mine;") == [8]
