"""Of an exercise that is bound more than once, what is told is what is bound in the end."""

from __future__ import annotations

import pytest

from tests.unit.made import notebook
from tests.unit.support import Grade, solution

OTHER = "def x1_from_u(x_t, u, t):\n    return 0 * x_t\n"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (f"if False:\n    {OTHER.replace('    ', '        ')}", None),
        (
            f"try:\n    1 / 0\nexcept ZeroDivisionError:\n    {OTHER.replace('    ', '        ')}",
            "the last one counts (recovery.ipynb, code cell 2, line 4), not recovery.ipynb, code",
        ),
        ("from old import *", "x1_from_u is bound anew: {} takes what old.py has, and that counts"),
        (
            "from old import x1_from_u",
            "x1_from_u is bound anew: {} takes what old.py has, and that counts",
        ),
        ("%run old.py", "x1_from_u is bound anew: {} takes what old.py has, and that counts"),
        (
            "for x1_from_u in (x1_from_u, lambda x_t, u, t: x_t):\n    pass",
            "x1_from_u is bound anew in {}: that counts, not recovery.ipynb, code cell 1, line ",
        ),
        ("from torch import *\nx1_from_u = torch.no_grad()(x1_from_u)", None),
        (OTHER, "x1_from_u is defined more than once: the last one counts ({}), not "),
        ("from no_such_package import x1_from_u", None),
    ],
)
def test_what_is_told_is_what_is_bound(cell: str, told: str | None, grade: Grade) -> None:
    files: dict[str, str | bytes] = {
        "recovery.ipynb": notebook(solution("recovery"), cell),
        "old.py": OTHER,
    }
    report = grade(files)
    lines = [text for text in report.assignments[0].notices if text.startswith("x1_from_u ")]
    if told is None:
        assert not lines
        assert report.score == 20
    else:
        (line,) = lines
        assert told.format("recovery.ipynb, code cell 2, line 1") in line


def test_a_library_function_of_the_same_name_is_told(grade: Grade) -> None:
    cells = [solution("interpolant"), "from torch.nn.functional import *\nfrom torch import *"]
    (line,) = grade({"interpolant.ipynb": notebook(*cells)}, "01").assignments[0].notices
    assert line == (
        "interpolate is bound anew: interpolant.ipynb, code cell 2, line 1 takes what "
        "torch.nn.functional has, and that counts"
    )


def test_what_one_line_replaces_is_told_in_one(grade: Grade) -> None:
    files: dict[str, str | bytes] = {
        "recovery.ipynb": notebook(solution("recovery"), "from old import *"),
        "old.py": solution("recovery"),
    }
    (line,) = grade(files).assignments[0].notices
    assert line.startswith("x1_from_u, x1_from_eps, x1_error_gain are bound anew: ")


@pytest.mark.parametrize(
    ("last", "told"), [("over_trailing = 5", True), ("over_trailing = lambda t, x: t", False)]
)
def test_a_helper_that_is_no_function_in_the_end_is_told(
    last: str, told: bool, grade: Grade
) -> None:
    report = grade({"recovery.ipynb": notebook(solution("recovery"), last)}, "02")
    lines = [text for text in report.assignments[0].notices if "is bound anew" in text]
    assert bool(lines) is told
    assert all(
        line.startswith("over_trailing is bound anew in recovery.ipynb, code cell 2, line 1")
        for line in lines
    )
