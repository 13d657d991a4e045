"""How corpus files are read: plain titles, and errors that name the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.audit.corpus.cells import read_cells, read_inputs
from grader.audit.corpus.reach import affected
from grader.audit.records import AuditError

TEXT = '''"""For people."""

# %% plain : velocity
def velocity(x1, eps):
    return x1 + eps


# %% both : velocity, interpolate -> reversed_time
velocity = lambda x1, eps: eps - x1
from other import line as interpolate


# %% audit_inputs
def audit_inputs(exercise, case):
    return None
'''


def write(folder: Path, text: str) -> Path:
    path = folder / "mutants.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_cells_are_read_in_order(tmp_path: Path) -> None:
    first, second = read_cells(write(tmp_path, TEXT))
    assert (first.slug, first.exercises, first.misconception) == ("plain", ("velocity",), None)
    assert first.code == "def velocity(x1, eps):\n    return x1 + eps\n"
    assert second.exercises == ("velocity", "interpolate")
    assert second.misconception == "reversed_time"


def test_inputs_are_no_variant(tmp_path: Path) -> None:
    assert "def audit_inputs" in read_inputs(write(tmp_path, TEXT))
    assert read_inputs(tmp_path / "nothing.py") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n# %% no exercise\n", "line 2"),
        ("# %% a : b\ndef b(:\n", "line 2"),
        ("# %% a : b\ndef c(): ...\n", "defines no b"),
        ("# %% a : b\nb = 1\n# %% a : b\nb = 2\n", "two cells named a"),
    ],
)
def test_errors_name_the_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AuditError, match=said):
        read_cells(write(tmp_path, text))


def test_what_a_change_affects() -> None:
    text = (
        "def helper(): ...\n"
        "def first(): return helper()\n"
        "def second(): return first()\n"
        "def third(): return 1\n"
        "first = lambda: 2\n"
    )
    names = ["first", "second", "third"]
    assert affected(text, ["first"], names) == ("first", "second")
    assert affected(text, ["helper"], names) == ()  # the later `first` calls it no more
