"""What Classroom 50, Actions and a container are given fits what they ask for."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.catalogue import SOLUTIONS
from grader.cli import _parsed
from grader.publishing.files import File, write_under
from tests.publishing.long import only_long
from tests.publishing.unpacked import python, run

RUNNER = {
    "CLASSROOM": "flow",
    "ASSIGNMENT": "recovery",
    "SUBMISSION_TAG": "submission/1",
    "COMMIT_URL": "https://example.org/c",
    "RELEASE_URL": "https://example.org/r",
    "REVIEW_URL": "https://example.org/v",
    "OWNER": "student",
}


@pytest.fixture
def autograder(released: dict[str, File], tmp_path: Path) -> Path:
    """Return the program, with its siblings beside it."""
    folder = tmp_path / "course" / "autograders" / "recovery"
    start = "classroom50/02_recovery/"
    files = {path.removeprefix(start): released[path] for path in released if start in path}
    assert sum(len(file.data) for file in files.values()) < 10 << 20, "its limit for a bundle"
    write_under(folder, files)
    (tmp_path / "checkout").mkdir()
    return folder / "autograder.py"


def graded(autograder: Path, grading: str) -> dict[str, Any]:
    """Run it in the student's checkout and return its result."""
    checkout = autograder.parents[3] / "checkout"
    done = run([sys.executable, str(autograder)], checkout, GRADER_PYTHON=grading, **RUNNER)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads((checkout / "result.json").read_text(encoding="utf-8"))
    assert found["schema"] == "classroom50/result/v1"
    assert {"submission", "commit", "release", "review", "datetime", "tests"} <= found.keys()
    assert type(found["score"]) is type(found["max-score"]) is int
    return found


@only_long
def test_a_checkout_gets_its_points_its_body_and_its_page(autograder: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "recovery.py").write_bytes((SOLUTIONS / "02_recovery" / "recovery.py").read_bytes())
    found = graded(autograder, str(python(tmp_path / "bin")))
    assert (found["score"], found["max-score"], found["classroom"]) == (20, 20, "flow")
    assert (checkout / "release-body.md").is_file()
    assert "<html" in (checkout / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("sys.exit('no')", "The grader did not come to its end"),
        ("print('grader: .: no .py file', file=sys.stderr); sys.exit(2)", ".: no .py file"),
    ],
)
def test_where_nothing_can_be_graded_a_result_of_zero_says_it(
    ends: str, told: str, autograder: Path, tmp_path: Path
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!{sys.executable} -IS\nimport sys\n{ends}\n")
    program.chmod(0o755)
    found = graded(autograder, str(program))
    assert (found["score"], found["max-score"], found["tests"]) == (0, 20, [])
    assert found["message"].startswith(told)


def test_the_bundle_has_no_secret_and_grades_public_checks_alone(
    released: dict[str, File],
) -> None:
    text = released["classroom50/02_recovery/autograder.py"].data.decode()
    assert '"--public"' in text
    assert "--secret" not in text
    assert not [path for path in released if "classroom50" in path and "secret" in path]


def test_the_workflow_asks_for_what_grade_can_write(released: dict[str, File]) -> None:
    text = released["hand-out/.github/workflows/grade.yml"].data.decode()
    asked = re.findall(r"(--\w+)=([\w.]+)", text)
    assert {option for option, _ in asked} == {"--summary", "--junit", "--html", "--json"}
    for _, file in asked:
        assert text.count(file) > 1, f"{file} is written and never used"
    assert "contents: read" in text
    assert "persist-credentials: false" in text
    assert "secrets." not in text
    (arguments,) = re.findall(r"ARGS: (.*)", text)
    options = vars(_parsed(["grade", *arguments.split()]))
    assert options["public"]
    assert {name: str(options[name.removeprefix("--")]) for name, _ in asked} == dict(asked)


def test_the_image_grades_as_a_user_who_is_not_root(released: dict[str, File]) -> None:
    lines = released["container/Dockerfile"].data.decode().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["10001"]
    after = lines[lines.index("USER 10001") + 1 :]
    assert not [line for line in after if line.startswith(("RUN", "USER", "COPY", "ADD"))]
    copied = [line.split()[1] for line in lines if line.startswith("COPY ")]
    assert all(any(path.startswith(f"container/{name}") for path in released) for name in copied)
