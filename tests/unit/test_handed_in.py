"""Every file that was graded or left aside is named, on the console and in the JSON."""

from __future__ import annotations

import pytest

from grader.reports.console import render
from grader.reports.json_report import to_dict
from grader.submission import SubmissionError
from tests.unit.made import zipped
from tests.unit.support import Grade, solution

STUB = "def x1_from_u(x_t, u, t):\n    raise NotImplementedError()\n"


def test_files_are_named_with_their_roles(grade: Grade) -> None:
    text = "import helper\n" + solution("recovery")
    report = grade(
        {
            "recovery (1).py": text,
            "recovery.py": STUB,
            "helper.py": "x = 1",
            "other.py": "y = 1",
            "data.zip": b"PK\x03\x04broken",
        }
    )
    assert report.score == report.max_score
    files = to_dict(report)["submission"]["files"]
    assert files == [
        {"path": "recovery (1).py", "role": "graded"},
        {"path": "helper.py", "role": "used"},
        {"path": "data.zip", "role": "left_aside"},
        {"path": "other.py", "role": "left_aside"},
        {"path": "recovery.py", "role": "left_aside"},
    ]
    assert report.notices == ("data.zip is not a whole zip archive: make it anew",)
    assert report.assignments[0].notices == (
        "recovery (1).py was graded: recovery.py has none of the exercises written in it",
    )
    printed = render(report)
    assert "Graded: recovery (1).py\n" in printed
    assert "Used by it: helper.py\n" in printed
    assert "Left aside: data.zip, other.py, recovery.py\n" in printed
    assert "data.zip is not a whole zip archive" in printed


def test_names_cannot_move_a_cursor_or_hide(grade: Grade) -> None:
    report = grade({"recovery.py": solution("recovery"), "a\x1b[2J\u202eb.py": "x = 1"})
    assert "ab.py" in [each.path for each in report.files]
    said = render(report)
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"a.zip": b"Rar!\x1a\x07"}, "a.zip is a RAR archive"),
        ({"recovery.ipynb": b"<html>"}, "recovery.ipynb is a web page"),
        (
            {f"{name}/recovery.py": f"x1_from_u = {name!r}" for name in ("ann", "bob", "cy")},
            "this looks like 3 submissions",
        ),
        (
            {"all.zip": zipped({f"{n}.zip": zipped({"recovery.py": f"f={n}"}) for n in "123456"})},
            "this looks like 6 submissions",
        ),
    ],
    ids=["archive", "page", "class", "zips"],
)  # fmt: skip
def test_what_is_no_submission_is_refused(
    files: dict[str, str | bytes], text: str, grade: Grade
) -> None:
    with pytest.raises(SubmissionError) as caught:
        grade(files)
    assert text in str(caught.value)
    assert caught.value.exit_code == 2
