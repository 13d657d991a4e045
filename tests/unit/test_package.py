"""What a wheel of the engine holds, and what it does not promise."""

from __future__ import annotations

import tomllib

from grader.catalogue import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_file_that_the_engine_reads_is_in_it() -> None:
    room = ROOT / "grader"
    shipped = {
        path
        for pattern in PYPROJECT["tool"]["setuptools"]["package-data"]["grader"]
        for path in room.glob(pattern)
    }
    here = {path for path in room.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    programs = {path for path in shipped if path.suffix == ".py"}  # that are published as they are
    assert {path for path in here if path.suffix not in (".py", ".md")} == shipped - programs


def test_nothing_is_published_that_needs_the_assignments_of_a_checkout() -> None:
    assert PYPROJECT["project"].keys().isdisjoint(("scripts", "gui-scripts", "entry-points"))
