"""Every check is a pytest item, in a pytest of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

from grader.catalogue import ASSIGNMENTS, ROOT
from tests.unit.support import solution, wrong

CHECKS = ASSIGNMENTS / "02_recovery" / "checks.py"


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def wrong_recovery(folder: Path) -> Path:
    code = "def x1_from_u(x_t, u, t):\n    return x_t + over_trailing(t, x_t) * u"
    path = folder / "recovery.py"
    path.write_text(wrong("recovery", code))
    return path


def test_a_lost_check_is_a_failed_item_with_the_graders_account(tmp_path: Path) -> None:
    log = tmp_path / "junit.xml"
    done = run(CHECKS, "--submission", wrong_recovery(tmp_path), "--junitxml", log)
    assert done.returncode == 1
    assert "2 failed, 6 passed" in done.stdout
    assert "You travel for the time t that has passed" in done.stdout
    assert "Traceback" not in done.stdout
    cases = {case.get("name"): case for case in Xml.parse(log).iter("testcase")}
    assert len(cases) == 8
    assert cases["recovers_x1"].find("failure") is not None
    properties = {
        entry.get("name"): entry.get("value") for entry in cases["recovers_x1"].iter("property")
    }
    assert properties == {"score": "0", "max_score": "6"}


def test_k_chooses_checks_by_exercise(tmp_path: Path) -> None:
    done = run(CHECKS, "--submission", wrong_recovery(tmp_path), "-k", "x1_error_gain", "-v")
    assert done.returncode == 0
    assert "3 passed, 5 deselected" in done.stdout
    assert "02_recovery/checks.py::x1_error_gain::multiplies_the_error PASSED" in done.stdout


def test_without_solutions_hidden_checks_are_no_items(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # as in a student's kit: it loads the plugin
    shutil.copytree(ASSIGNMENTS / "02_recovery", tmp_path / "assignments" / "02_recovery")
    (tmp_path / "assignments" / "02_recovery" / "recovery.py").write_text(solution("recovery"))
    done = run("assignments", "-q", cwd=tmp_path)
    assert done.returncode == 0
    assert "5 passed" in done.stdout


def test_a_submission_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    done = run(CHECKS, "--submission", tmp_path / "none", "-x")
    assert done.returncode == 1
    assert "none: no such file or folder" in done.stdout
    assert "Traceback" not in done.stdout


def test_other_files_named_checks_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text("raise RuntimeError('must not be run')")
    assert run(tmp_path).returncode == 5, "no items"


def test_a_single_file_is_graded_as_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "recovery (1).py"
    path.write_text(solution("recovery"))
    done = run(ASSIGNMENTS, f"--submission={path}", "-q")
    assert done.returncode == 0
    assert "8 passed" in done.stdout, "the items of its own assignment, and no other"


def test_what_is_not_attempted_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "recovery.py"
    stub = "def x1_from_eps(x_t, eps, t):\n    raise NotImplementedError()\n"
    path.write_text(wrong("recovery", stub))
    done = run(CHECKS, f"--submission={path}", "-q", "-rs")
    assert done.returncode == 0
    assert "3 skipped" in done.stdout
    assert "not written yet" in done.stdout


def test_messages_of_junit_begin_with_words(tmp_path: Path) -> None:
    log = tmp_path / "junit.xml"
    run(CHECKS, f"--submission={wrong_recovery(tmp_path)}", "--junitxml", log)
    failures = [failure.get("message") or "" for failure in Xml.parse(log).iter("failure")]
    assert failures
    assert all(message[:1].isalpha() for message in failures)


def test_a_file_of_another_name_is_about_what_it_defines(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text(solution("recovery"))
    done = run(ASSIGNMENTS, f"--submission={path}", "-q")
    assert done.returncode == 0
    assert "8 passed" in done.stdout
    assert "failed" not in done.stdout
