"""The autograder in a folder laid out as /autograder: whatever comes, a valid result is there.

`PUBLISHING=long` grades every kind of submission; by default a few that stand for them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.catalogue import SOLUTIONS, load_catalogue
from grader.publishing.files import File
from grader.publishing.notebooks import notebook
from tests.publishing.conftest import KEY
from tests.publishing.long import only_long
from tests.publishing.unpacked import python, run, unpack

RIGHT = (SOLUTIONS / "02_recovery" / "recovery.py").read_text(encoding="utf-8")

#: gets its points for what it must not be able to read, and else ends its process
HOSTILE = """
import os
def x1_from_u(x_t, u, t):
    for path in {paths!r}:
        try:
            open(path).read() if os.path.isfile(path) else os.listdir(path)
        except OSError:
            continue
        return x_t + (1 - t).reshape(-1, *[1] * (x_t.ndim - 1)) * u
    os._exit(0)
"""


@pytest.fixture
def autograder(released: dict[str, File], tmp_path: Path) -> Path:
    """Return a folder as the platform lays it out, with a Python where setup.sh puts one."""
    folder = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        (folder / name).mkdir(parents=True)
    unpack(released["gradescope/02_recovery.zip"].data, folder / "source")
    earlier = {"previous_submissions": [{"results": {"tests": [{"score": 20}]}}]}
    (folder / "submission_metadata.json").write_text(json.dumps(earlier))
    python(tmp_path / "home" / "venv" / "bin")
    return folder


def graded(autograder: Path, by: str = "") -> dict[str, Any]:
    """Grade the submission and return the result, in which nothing but valid JSON may stand."""
    if by:
        program = autograder.parent / "home" / "venv" / "bin" / "python"
        program.write_text(by)
    done = run(
        [str(autograder / "source" / "run_autograder")],
        autograder.parent,
        AUTOGRADER=str(autograder),
        GRADER_HOME=str(autograder.parent / "home"),
    )
    assert done.returncode == 0, done.stderr
    return result(autograder)


def result(autograder: Path) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    text = (autograder / "results" / "results.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text, parse_constant=refuse)
    assert isinstance(found["score"], int | float)
    for name in ("output_format", "test_output_format", "test_name_format"):
        assert found[name] == "text", "HTML would be shown by default"
    assert KEY.decode().strip() not in text
    return found


def hostile(autograder: Path) -> str:
    """Return the solution with one exercise that is after what lies in the autograder's folder."""
    paths = [autograder / "source" / name for name in ("course.secret", "run.py", "about.json")]
    paths += [autograder / "submission_metadata.json"]
    paths += [autograder / "results", autograder / "results" / "results.json"]
    return RIGHT + HOSTILE.format(paths=[str(path) for path in paths])


def test_a_notebook_with_the_name_that_a_site_gives_and_a_function_that_is_after_the_secret(
    autograder: Path,
) -> None:
    """It reads nothing, and costs itself alone; what is right beside it gets its points."""
    (assignment,) = (found for found in load_catalogue() if found.module == "recovery")
    name = "doe_LATE_12345_678901_recovery-1.ipynb"
    book = notebook(assignment, hostile(autograder))
    (autograder / "submission" / name).write_text(book, encoding="utf-8")
    found = graded(autograder)
    assert {test["name"]: test["score"] for test in found["tests"]} == {
        "x1_from_u": 0,
        "x1_from_eps": 8,
        "x1_error_gain": 6,
    }
    assert found["score"] == 14
    assert "ended the whole process" in found["tests"][0]["output"]
    assert [path.name for path in (autograder / "results").iterdir()] == ["results.json"]
    for path in ("source/course.secret", "submission_metadata.json", "results", "submission"):
        assert (autograder / path).stat().st_mode & 0o077 == 0


@only_long
def test_an_empty_submission_is_told_what_is_missing(autograder: Path) -> None:
    found = graded(autograder)
    assert found["score"] == 0
    assert found["output"].startswith("submission: no .py, .ipynb, .zip or .tar.gz file")


@only_long
@pytest.mark.parametrize(
    ("name", "code", "score"),
    [
        ("recovery.py", RIGHT, 20),
        ("recovery.py", RIGHT + "\n\ndef x1_from_u(x_t, u, t):\n    return x_t - u\n", 14),
        ("recovery.py", RIGHT + "\n\ndef x1_from_u(x_t, u, t):\n    while True: pass\n", 14),
        ("recovery.py", "import os\nos.kill(os.getppid(), 9)\n" + RIGHT, 20),
        ("recovery.py", "\0", 0),
        ("anything.py", RIGHT, 20),
    ],
)
def test_other_submissions_get_their_points(
    name: str, code: str, score: float, autograder: Path
) -> None:
    (autograder / "submission" / name).write_text(code)
    assert graded(autograder)["score"] == score


def stand_in(grading: str) -> str:
    """Return a program for the place of python: it does `grading` where it is asked to grade."""
    return f"""#!{sys.executable} -IS
import os, runpy, sys, time
if "grade" not in sys.argv:
    sys.executable, sys.argv = __file__, sys.argv[2:]
    runpy.run_path(sys.argv[0], run_name="__main__")
    sys.exit()
target = sys.argv[sys.argv.index("--gradescope") + 1]
{grading}
"""


@pytest.mark.parametrize(
    ("grading", "told"),
    [
        ("sys.exit('grader: work.py: cannot be read')", "The grader failed."),
        ("print('grader: x.py: is <b>', file=sys.stderr); sys.exit(2)", "x.py: is <b>"),
        ("open(target, 'w').write('{\"score\": 2'); sys.exit(0)", "The grader failed."),
        ("open(target, 'w').write('[]'); sys.exit(0)", "The grader failed."),
        ("os.kill(os.getpid(), 9)", "The grader failed."),
    ],
)
def test_whatever_becomes_of_grading_a_result_of_zero_says_it(
    grading: str, told: str, autograder: Path
) -> None:
    found = graded(autograder, stand_in(grading))
    assert found["score"] == 0
    assert found["output"].startswith(told)


def test_grading_that_takes_too_long_is_ended_before_the_platform_does(autograder: Path) -> None:
    program = autograder / "source" / "run.py"
    text = program.read_text(encoding="utf-8")
    assert "SECONDS = 540" in text
    program.write_text(text.replace("SECONDS = 540", "SECONDS = 0.2"))
    found = graded(autograder, stand_in("time.sleep(600)"))
    assert found["output"].startswith("Grading took over 0.2 seconds.")


def _when(moment: str) -> str:
    return {
        "before grading": "time.sleep(600)",
        "half written": "open(target, 'w').write('{\"score\": 1'); time.sleep(600)",
    }[moment]


@pytest.mark.parametrize("moment", ["before grading", "half written"])
def test_killed_at_any_moment_it_leaves_a_valid_result(moment: str, autograder: Path) -> None:
    program = autograder.parent / "home" / "venv" / "bin" / "python"
    mark = autograder.parent / "reached"
    note = f"print(os.getpid(), file=open({str(mark)!r}, 'w'), flush=True); time.sleep"
    program.write_text(stand_in(_when(moment).replace("time.sleep", note)))
    running = subprocess.Popen(
        [str(autograder / "source" / "run_autograder")],
        env=os.environ
        | {"AUTOGRADER": str(autograder), "GRADER_HOME": str(autograder.parent / "home")},
        start_new_session=True,
    )
    _wait(lambda: mark.is_file() and mark.read_text().endswith("\n"))
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    os.kill(int(mark.read_text()), signal.SIGKILL)  # which the end of a container ends as well
    found = result(autograder)
    assert found["score"] == 0
    assert found["output"].startswith("The grader did not come to its end.")


def _wait(happened: Callable[[], bool]) -> None:
    """Wait until something happened that must happen."""
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_without_the_python_that_set_up_brings_there_is_a_result(autograder: Path) -> None:
    (autograder.parent / "home" / "venv" / "bin" / "python").unlink()
    run(
        [str(autograder / "source" / "run_autograder")],
        autograder.parent,
        AUTOGRADER=str(autograder),
        GRADER_HOME=str(autograder.parent / "home"),
    )
    assert result(autograder)["output"].startswith("The grader did not come to its end.")


def test_set_up_is_a_script_that_pins_what_it_brings(autograder: Path) -> None:
    text = (autograder / "source" / "setup.sh").read_text(encoding="utf-8")
    assert "--python 3.11" in text
    assert "--torch-backend cpu" in text
    assert "--constraint" in text
    done = subprocess.run(["bash", "-n"], input=text, text=True, check=False)
    assert done.returncode == 0
