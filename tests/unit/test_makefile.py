"""What a user gives to `make` is data: it reaches the grader as it is, and nothing in it runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.catalogue import ROOT

STUB = f"""#!{sys.executable} -IS
import json, os, sys
if sys.argv[1:3] == ["-I", "-S"]:  # what splits ARGS is run as it is
    os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])
open("argv.json", "a").write(json.dumps(sys.argv[1:]) + "\\n")
"""


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """Return a folder with the Makefile, set up already, whose python writes down what it gets."""
    folder = tmp_path / "kit"
    (folder / "grader" / "commands").mkdir(parents=True)
    (folder / ".ci").mkdir()
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in (
        "Makefile",
        "grader/commands/from_make.py",
        "grader/commands/pytest_words.py",
        "pyproject.toml",
        ".ci/lock.txt",
    ):
        shutil.copy(ROOT / name, folder / name)
    stub = folder / ".venv" / "bin" / "python"
    stub.write_text(STUB)
    stub.chmod(0o755)
    for stamp in (".core", ".dev"):
        (folder / ".venv" / stamp).touch()
    return folder


def make(kit: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make, without what a make around these tests was told."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAKE") and k != "ARGS"}
    return subprocess.run(
        ["make", *arguments],
        cwd=kit,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def received(kit: Path) -> list[str]:
    """Return what the one run of python in the kit got, after `-m grader grade`."""
    lines = (kit / "argv.json").read_text().splitlines()
    assert len(lines) == 1
    words: list[str] = json.loads(lines[0])
    assert words[:3] == ["-m", "grader", "grade"]
    return words[3:]


#: each would leave a file `hit` behind where something of it runs
HOSTILE = {
    "a command": "; touch hit",
    "make's shell": "$(shell touch hit)",
    "make's shell, escaped": "$$(shell touch hit)",
    "make's eval": "$(eval $(shell touch hit))",
    "the shell's own": "$$(touch hit)",
    "backquotes": "`touch hit`",
    "a closed quote": '"; touch hit; "',
    "a closed single quote": "'; touch hit; '",
    "a line": "x\ntouch hit",
    "a line for make": "x\n\t@touch hit",
    "another command": "x & touch hit | touch hit && touch hit",
    "a redirection": "x > hit",
    "braces": '}"; touch hit; ${x:+"',
    "a comment": "x # y",
    "a pattern": "*",
    "a home": "~",
    "a backslash": "x\\",
    "a space": "my homework.zip",
    "spaces": "a  b ",
    "an option": "--json=hit",
    "a dash": "-",
    "a percent sign": "%s%n",
    "letters": "Übung ü/日本.py",
}


@pytest.mark.parametrize("where", ["command line", "environment"])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_value_arrives_as_it_is_and_nothing_in_it_runs(what: str, where: str, kit: Path) -> None:
    value = HOSTILE[what]
    names = ("SUBMISSION", "ASSIGNMENT")
    given = dict.fromkeys(names, value)
    if where == "environment":
        done = make(kit, "grade", **given)
    else:
        done = make(kit, "grade", *(f"{name}={value}" for name in names))
    assert done.returncode == 0, done.stderr
    assert received(kit) == [f"--assignment={value}", "--", value]
    assert not (kit / "hit").exists()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_rehearsal_runs_nothing_of_a_value(what: str, kit: Path) -> None:
    (kit / ".venv" / ".core").unlink()  # so that PYTHON is in it as well
    names = ("SUBMISSION", "ASSIGNMENT", "ARGS", "PYTHON")
    done = make(kit, "-n", "grade", *(f"{name}={HOSTILE[what]}" for name in names))
    assert done.returncode == 0, done.stderr
    assert not (kit / "hit").exists()
    assert not (kit / "argv.json").exists()


@pytest.mark.parametrize("what", HOSTILE)
def test_no_argument_runs_anything(what: str, kit: Path) -> None:
    make(kit, "grade", f"ARGS={HOSTILE[what]}")
    make(kit, "audit", ARGS=HOSTILE[what])
    assert not (kit / "hit").exists()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_python_that_is_none_is_refused_and_nothing_runs(what: str, kit: Path) -> None:
    shutil.rmtree(kit / ".venv")
    done = make(kit, "grade", f"PYTHON={HOSTILE[what]}")
    assert done.returncode == 2
    assert "Python 3.11 or newer is needed" in done.stderr
    assert not (kit / "hit").exists()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", []),
        ("  ", []),
        ("--seed=1", ["--seed=1"]),
        ("--seed 1  --public", ["--seed", "1", "--public"]),
        ("--json 'my report.json'", ["--json", "my report.json"]),
        ('--json "my report.json"', ["--json", "my report.json"]),
        (r"--json my\ report.json", ["--json", "my report.json"]),
        ("--json *", ["--json", "*"]),
        ("--json $HOME", ["--json", "$HOME"]),
        ("--json ''", ["--json", ""]),
        ("--seed=1\n--public", ["--seed=1", "--public"]),
        ("ARGS", ["ARGS"]),
    ],
)
def test_arguments_are_split_as_a_shell_would_and_not_evaluated(
    value: str, words: list[str], kit: Path
) -> None:
    done = make(kit, "grade", f"ARGS={value}", "SUBMISSION=ARGS")
    assert done.returncode == 0, done.stderr
    assert received(kit) == [*words, "--", "ARGS"]


def test_an_open_quotation_is_told_in_one_line(kit: Path) -> None:
    done = make(kit, "grade", "ARGS=--json 'my report")
    assert done.returncode == 2
    first, *rest = done.stderr.splitlines()
    assert first == 'make: ARGS="--json \'my report": no closing quotation; close what is opened'
    assert all(line.startswith("make: *** [Makefile:") for line in rest)
    assert not (kit / "argv.json").exists()


def test_without_variables_all_of_the_assignments_are_graded(kit: Path) -> None:
    assert make(kit, "grade").returncode == 0
    assert received(kit) == ["--"]


THERE_ARE = "There are: SUBMISSION, ASSIGNMENT, OUT, ARGS, PYTHON"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ASIGMENT", "; did you mean ASSIGNMENT?"),
        ("ASSIGMENTS", "; did you mean ASSIGNMENT?"),
        ("assignment", "; did you mean ASSIGNMENT?"),
        ("SUBMISION", "; did you mean SUBMISSION?"),
        ("submition", "; did you mean SUBMISSION?"),
        ("ARG", "; did you mean ARGS?"),
        ("PYHTON", "; did you mean PYTHON?"),
        ("SEED", "."),
        ("RUN", "."),
        ("SHELL", "."),
        ("a;b", "."),
        ("a'b`c\"d", "."),
    ],
)
def test_a_variable_that_is_not_there_is_refused_in_one_line(
    name: str, told: str, kit: Path
) -> None:
    done = make(kit, "grade", f"{name}=$(shell touch hit)")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert f"make: no variable {name}{told} {THERE_ARE}" in line
    assert not (kit / "hit").exists()
    assert not (kit / "argv.json").exists()


OWN = sorted(
    {
        line.removeprefix("override ").split()[0]
        for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
        if line.startswith("override ")
    }
    | {"any_variable", "known", "letter", "cases", "MAKEFILE_LIST", "CURDIR", ".SHELLFLAGS"}
)


@pytest.mark.parametrize("name", OWN)
def test_the_makefiles_own_names_run_no_value_either(name: str, kit: Path) -> None:
    make(kit, "help", f"{name}=$(shell touch hit)")
    make(kit, "-e", "help", **{name: "$(shell touch hit)"})
    make(kit, "-e", "grade", **{name: "touch hit;"})
    assert not (kit / "hit").exists()


def test_the_environment_may_hold_any_other_name(kit: Path) -> None:
    assert make(kit, "grade", ASIGMENT="1", CC="gcc").returncode == 0
