"""What an assignment may import, and the names that it can rely on."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import authoring
from grader.catalogue import ASSIGNMENTS, ROOT

_FILES = sorted(
    path
    for pattern in ("[0-9][0-9]_*/checks.py", "[0-9][0-9]_*/misconceptions*.py", "course/*.py")
    for path in ASSIGNMENTS.glob(pattern)
)


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(ASSIGNMENTS)))
def test_an_assignment_imports_the_facade_and_the_courses_room_alone(path: Path) -> None:
    own = {name for name in _imported(path) if name.split(".")[0] in ("grader", "assignments")}
    assert {name for name in own if not name.startswith("assignments.course")} <= {
        "grader.authoring"
    }


@pytest.mark.parametrize(
    "path", sorted((ROOT / "grader").rglob("*.py")), ids=lambda path: path.stem
)
def test_the_engine_imports_no_assignment(path: Path) -> None:
    assert not [name for name in _imported(path) if name.split(".")[0] == "assignments"]


def test_the_workers_side_needs_torch_numpy_and_msgspec_alone() -> None:
    """The layers keep it from the rest of the grader, and this from other packages."""
    room = ROOT / "grader" / "worker"
    outside = {
        name.split(".")[0] for path in sorted(room.rglob("*.py")) for name in _imported(path)
    } - sys.stdlib_module_names
    assert outside == {"grader", "msgspec", "numpy", "torch"}


def test_the_public_names_are_those_that_are_listed() -> None:
    assert sorted(authoring.__all__, key=str.lower) == sorted(_PUBLIC, key=str.lower)
    assert all(hasattr(authoring, name) for name in authoring.__all__)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


_PUBLIC = """
rejects_copies rejects_shifts rejects_sums SAME_UNIFORM
accepted_error ALPHA answers_differ Array Assembly Assignment AuthoringError bfloat16 Choice
covered Domain drawn_values Drawing DRAWS Draws Pattern
draws_from_a_global_generator Examples examples expect_close expect_error expect_generator_use
expect_other_draws expect_tensor expect_tuple expect_value Fact Failure FieldLike float16 Formula
Generator Given Levels made Misconceptions Model Network of_squares read_rows RecordedCall Rejection
rejects_axes rejects_bits rejects_directions rejects_normal rejects_uniform reproduces
returns_float64 rounding Row seeds SHAPE Slip Student UNIT_ROUNDOFF UnlikelyDraws
Vocabulary WrongValue
""".split()  # noqa: SIM905 - as a person reads it
