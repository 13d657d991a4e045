"""The command line as a user meets it: exit codes, one line for each mistake, no traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from grader import __version__, cli
from grader.catalogue import ROOT, SOLUTIONS
from grader.commands import grading
from grader.errors import GraderError
from grader.judging.grading_run import GradingRun
from grader.reports.formats import FORMATS
from grader.results import Verdict
from tests.unit.reports import FAILED, PASSED, lost, report_of
from tests.unit.support import solution, wrong


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "GRADER_DEBUG")}
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def recovery(folder: Path, code: str = "") -> Path:
    path = folder / "recovery.py"
    path.write_text(wrong("recovery", code) if code else solution("recovery"))
    return path


WRONG = "def x1_from_u(x_t, u, t):\n    return x_t + t * u"


def test_a_right_submission_exits_with_0_and_prints_its_report(tmp_path: Path) -> None:
    done = run("grade", recovery(tmp_path), "--fail-under", "100")
    assert done.returncode == 0
    assert "20 / 20 points" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_json_goes_to_a_file_beside_the_report_on_the_terminal(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = run("grade", recovery(tmp_path, WRONG), "--json", target, "--fail-under", "71")
    assert done.returncode == 1, "14 of 20 is under 71 percent"
    data = json.loads(target.read_text(encoding="utf-8"))
    assert (data["score"], data["max_score"]) == (14, 20)
    assert "14 / 20 points" in done.stdout


def test_one_grading_writes_every_form_and_marks_lines_on_github_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    work = tmp_path / "work"
    work.mkdir()
    targets = {name: tmp_path / f"report.{name}" for name in FORMATS}
    options = [text for name, path in targets.items() for text in (f"--{name}", str(path))]
    done = run("grade", recovery(work, WRONG), "--public", *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert "14 / 20 points" in done.stdout
    error = r"^::error file=work/recovery\.py,line=\d+,title=02 x1_from_u%3A 6 points lost::"
    assert re.search(error, done.stdout, re.MULTILINE)
    for name, path in targets.items():
        assert re.search(r'14 / 20|"?score"?[:=, ]+(value=)?"?14', path.read_text()), name


def test_json_on_the_standard_output_is_json_alone(tmp_path: Path) -> None:
    done = run(
        "grade",
        recovery(tmp_path, WRONG),
        "--json",
        "-",
        "--seed",
        "5",
        "--public",
        "--fail-under",
        "70",
    )
    assert done.returncode == 0, "14 of 20 is 70 percent"
    data = json.loads(done.stdout)
    assert data["grader"]["seed"] == 5
    checks = [c for e in data["assignments"][0]["exercises"] for c in e["checks"]]
    assert not any(check["hidden"] for check in checks)


def test_an_assignment_is_chosen_and_then_any_name_will_do(tmp_path: Path) -> None:
    path = recovery(tmp_path).rename(tmp_path / "my homework.py")
    done = run("grade", path, "--assignment", "2", "--hidden", "--json", "-")
    data = json.loads(done.stdout)
    assert [assignment["id"] for assignment in data["assignments"]] == ["02_recovery"]
    assert data["score"] == 20
    assert any(c["hidden"] for e in data["assignments"][0]["exercises"] for c in e["checks"])


def test_the_stubs_are_graded_by_default() -> None:
    done = run("grade", "--assignment", "03")
    assert done.returncode == 0
    assert "0 / 30 points" in done.stdout
    assert "Next: write u_from_eps(x_t, eps, t), for 5 points." in done.stdout


def fails(arguments: list[str | Path], code: int, text: str) -> None:
    """Expect one clear line, without starting a process for each of many mistakes."""
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert text in last
    assert len(done.stderr.splitlines()) == 1 or done.stderr.startswith("usage: ")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    fails(["grade", tmp_path / "none"], 2, "none: no such file or folder")


def test_an_unwritable_target_is_refused_before_the_work(tmp_path: Path) -> None:
    fails(["grade", "--json", tmp_path / "none" / "r.json"], 2, "does not exist")


def test_wrong_usage() -> None:
    fails(["grade", "--public", "--hidden"], 2, "not allowed with argument")


def main(*arguments: str | Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run the command line in this process, for mistakes that are met before grading."""
    with pytest.raises(SystemExit) as caught:
        cli.main([str(argument) for argument in arguments])
    assert isinstance(caught.value.code, int)
    captured = capsys.readouterr()
    assert captured.out == ""
    return caught.value.code, captured.err


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "the following arguments are required: COMMAND"),
        (
            ["mark"],
            "no command mark. There are: grade, stubs, audit, class, diff, release, doctor. "
            "Try python -m grader --help",
        ),
        (["gradee", "x"], "no command gradee; did you mean grade? There are: grade, stubs,"),
        (["README.md"], "no command README.md. To grade it: python -m grader grade README.md."),
        (
            ["--seed", "3", "grade"],
            "--seed comes before the command: write python -m grader COMMAND --seed",
        ),
        (["grade", "--seed", "x"], "invalid int value"),
        (["grade", "--fail-under", "101"], "a percentage from 0 to 100 is expected"),
        (["grade", "--fail-under", "nan"], "a percentage from 0 to 100 is expected"),
        (["grade", "--fail-under", "half"], "a percentage from 0 to 100 is expected"),
        (["grade", "--colour"], "no option --colour. Try python -m grader grade --help"),
        (["grade", "--asignment", "01"], "no option --asignment; did you mean --assignment?"),
        (["grade", "x", "--jsn=r.json"], "no option --jsn; did you mean --json?"),
        (["grade", "--assign", "01"], "no option --assign; did you mean --assignment?"),
        (["grade", "my", "homework.py"], "homework.py is one argument too many: quote a path"),
        (["grade", "a\nb", "c\nd"], "c\\nd is one argument too many"),
        (["grade", ""], "is empty: give a folder or a file, or leave it out"),
        (["grade", "--require-isolation", "shared_uid"], "; did you mean shared-uid? There are:"),
        (
            ["audit", "--fsat"],
            "no option --fsat; did you mean --fast? Try python -m grader audit --help",
        ),
        (["audit", "--seeds", "none"], "a whole number from 1 is expected, not 'none'"),
        (["class", "x", "--out=y", "--workers=0"], "a whole number from 1 is expected, not '0'"),
        (["class", "x", "--out=y", "--follow-through=2"], "a share from 0 to 1 is expected"),
    ],
)
def test_usage_is_explained_and_exits_with_2(
    arguments: list[str], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = main(*arguments, capsys=capsys)
    assert code == 2
    (line,) = told.splitlines()
    assert text in line
    assert ".." not in line


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"grader {__version__}\n"


def test_the_seconds_that_are_told_are_those_that_the_user_waited(tmp_path: Path) -> None:
    path = recovery(tmp_path)
    began = time.perf_counter()
    done = run("grade", path, "--public", "--json", "-")
    waited = time.perf_counter() - began
    told = json.loads(done.stdout)["seconds"]
    assert 0.7 * waited < told <= waited + 0.02, f"{told:.2f} s told, {waited:.2f} s waited"


@pytest.mark.parametrize(
    ("made", "arguments", "text"),
    [
        ("", ["."], "no .py, .ipynb, .zip or .tar.gz file in this folder"),
        ("homework.py", ["homework.py"], "no assignment has a file of this name"),
        ("recovery.txt", ["recovery.txt"], "not a .py, .ipynb, .zip or .tar.gz file, nor a folder"),
        ("recovery.py", [".", "--assignment", "9"], "no assignment 9. There are: 01_interpolant"),
        (
            "recovery.py",
            [".", "--assignment", "recovry"],
            "no assignment recovry; did you mean recovery? There are: 01_interpolant",
        ),
        ("recovery.py", [".", "--assignment", "a\nb"], "no assignment a\\nb. There are: 01_"),
        ("recovery.py", [".", "--json", "."], "is a folder; name a file in it"),
    ],
)
def test_what_cannot_be_graded_is_told_in_one_line_and_exits_with_2(
    made: str,
    arguments: list[str],
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    if made:
        (tmp_path / made).write_text("x = 1")
    code, told = main("grade", *arguments, capsys=capsys)
    assert code == 2
    assert len(told.splitlines()) == 1
    assert told.startswith("grader: ")
    assert text in told


def test_hidden_checks_without_solutions_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import grader.commands.grade

    monkeypatch.setattr(
        grader.commands.grade, "GradingRun", partial(GradingRun, solutions=tmp_path)
    )
    code, told = main("grade", SOLUTIONS, "--hidden", capsys=capsys)
    assert code == 2
    assert told.startswith("grader: --hidden: there are no solutions in ")
    assert len(told.splitlines()) == 1


def test_a_failure_of_our_own_exits_with_3_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import grader.commands.grade

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    monkeypatch.setattr(grader.commands.grade, "read_submission", broken)
    code, told = main("grade", tmp_path, capsys=capsys)
    assert code == 3
    assert len(told.splitlines()) == 1
    assert "the grader itself failed (RuntimeError: a bug)" in told
    assert "--debug shows where" in told


def test_debug_shows_where_an_error_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        try:
            raise RuntimeError("the cause")
        except RuntimeError as error:
            raise GraderError("one line") from error

    monkeypatch.setenv("GRADER_DEBUG", "")  # which --debug sets
    monkeypatch.setattr(grading, "check_targets", broken)
    assert main("grade", "--json", "x", capsys=capsys) == (2, "grader: one line\n")
    code, told = main("grade", "--debug", "--json", "x", capsys=capsys)
    assert code == 2
    assert "RuntimeError: the cause" in told
    assert told.endswith("\ngrader: one line\n")


def test_other_errors_exit_with_their_own_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Mine(GraderError):
        exit_code = 3

    def broken(*_: object, **__: object) -> None:
        raise Mine("one line")

    monkeypatch.setattr(grading, "check_targets", broken)
    assert main("grade", "--json", "x", capsys=capsys) == (3, "grader: one line\n")


@pytest.mark.parametrize(
    ("fail_under", "code"), [(None, 0), (0, 0), (40, 0), (40.0001, 1), (100, 1)]
)
def test_the_exit_code_compares_the_percentage(fail_under: float | None, code: int) -> None:
    assert grading._exit_code(report_of(PASSED, FAILED), fail_under) == code


def test_a_provisional_score_exits_with_3_whatever_it_is() -> None:
    provisional = report_of(PASSED, lost(verdict=Verdict.GRADER_ERROR))
    assert grading._exit_code(provisional, None) == 3
    assert grading._exit_code(provisional, 100) == 3


def test_a_reader_that_has_read_enough_is_no_failure(tmp_path: Path) -> None:
    path = recovery(tmp_path, WRONG)
    command = f"{sys.executable} -m grader grade '{path}' | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
