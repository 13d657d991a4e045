"""Every file that was graded or left aside is named, on the console and in the JSON."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.judging.grading_run import GradingRun
from grader.reports.console import render
from grader.reports.json_report import to_dict
from grader.submission import read_submission
from tests.unit.made import notebook, zipped
from tests.unit.support import Grade, first_lost, solution, write

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
    assert "ab.py" in [file.path for file in report.files]
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


def test_a_checkout_of_the_kit_is_worth_what_is_written_in_it(grade: Grade) -> None:
    stub = "def x1_from_u(x_t, u, t):\n    raise NotImplementedError()\n"
    others = {
        "kit/grader/__main__.py": "",
        "kit/tests/submissions/right/a/02_recovery/recovery.py": solution("recovery"),
        "kit/solutions/02_recovery/recovery.py": solution("recovery"),
        "kit/tests/helpers.py": solution("recovery"),
    }
    files: dict[str, str | bytes] = {"kit/assignments/02_recovery/recovery.py": stub, **others}
    for handed_in in (files, {"kit.zip": zipped(files)}):
        report = grade(dict(handed_in))
        assert report.score == 0
        assert [file.path for file in report.files] == ["kit/assignments/02_recovery/recovery.py"]


def test_helpers_are_found_under_the_names_that_a_site_gave_them(grade: Grade) -> None:
    text = solution("recovery").replace(
        "def over_trailing(", "from helpers import over_trailing\n\n\ndef _unused(", 1
    )
    helper = solution("recovery")
    files: dict[str, str | bytes] = {
        "doe_12_34_recovery.py": text,
        "doe_12_35_helpers.py": helper.replace("def x1_from_u", "def _a", 1)
        .replace("def x1_from_eps", "def _b", 1)
        .replace("def x1_error_gain", "def _c", 1),
    }
    report = grade(files)
    assert report.score == report.max_score
    assert ("doe_12_35_helpers.py", "used") in [(file.path, file.role) for file in report.files]


def test_an_archive_that_is_not_read_is_named(grade: Grade) -> None:
    report = grade({"recovery.py": STUB, "work.rar": b"Rar!\x1a\x07"})
    assert report.notices == ("work.rar is an archive of a kind that is not read: hand in a .zip",)


def test_code_saved_as_text_in_an_archive_is_told(grade: Grade) -> None:
    files = {"hw/recovery.txt": solution("recovery"), "hw/recovery.py": STUB, "hw/notes.txt": ""}
    assert grade({"hw.zip": zipped(dict(files))}).notices == (
        "hw/recovery.txt was not read: if it is your work, rename it to recovery.py, or to "
        "recovery.ipynb",
    )


def test_a_notebook_that_writes_the_module_is_not_left_aside(grade: Grade) -> None:
    written = f"%%writefile recovery.py\n{solution('recovery')}"
    report = grade({"work.ipynb": notebook(written, "from recovery import *")})
    assert report.score == 20
    assert [(file.path, file.role) for file in report.files] == [
        ("recovery.py", "graded"),
        ("work.ipynb", "used"),
    ]


def test_what_was_split_over_two_files_is_told_where_it_is(grade: Grade) -> None:
    head, first, second, _ = solution("recovery").split("\n\n\ndef ")
    files: dict[str, str | bytes] = {
        "recovery part 1.ipynb": notebook(head, f"def {first}"),
        "recovery part 2.ipynb": notebook(head, f"def {second}"),
    }
    report = grade(files)
    assert first_lost(report, "x1_from_u").message == (
        "x1_from_u is not defined in recovery part 2.ipynb. The cause: it is written in recovery "
        "part 1.ipynb, and one file counts: put both into one"
    )


def test_a_file_of_another_assignment_is_called_that(grader: GradingRun, tmp_path: Path) -> None:
    folder = write(tmp_path, solution("interpolant"), "recovery")
    submission = read_submission(folder, grader.assignments, chosen=False)
    (told,) = grader.grade(submission, chosen=["02_recovery"]).assignments[0].notices
    assert told.startswith("recovery.py is another assignment's: interpolate, ")
    assert told.endswith(" are defined in it")


def test_a_file_that_an_archive_has_twice_is_told(grade: Grade) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in ("x = 1", solution("recovery")):
            archive.writestr("recovery.py", text)
    report = grade({"hw.zip": stream.getvalue()})
    assert report.score == 20
    assert report.assignments[0].notices == (
        "recovery.py is in its archive more than once: the last one counts",
    )


def test_a_checkpoint_alone_is_no_hand_in(grade: Grade) -> None:
    with pytest.raises(SubmissionError) as caught:
        grade({".ipynb_checkpoints/recovery-checkpoint.ipynb": notebook("x = 1")})
    kept = ".ipynb_checkpoints/recovery-checkpoint.ipynb"
    assert f". {kept} does not count: Jupyter keeps it by itself" in str(caught.value)
    assert str(caught.value).endswith("Hand in recovery.py, or give the folder that holds it")
