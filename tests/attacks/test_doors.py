"""The other doors to a grade: pytest's command line, and make's variables.

`tests/unit/test_makefile.py` holds the variables one by one; here is what is around them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from grader.catalogue import ROOT
from grader.commands.pytest_words import joined
from tests.samples import one_in

CHECKS = "assignments/02_recovery/checks.py"
_SETTINGS = "addopts = -p evil\npythonpath = .\n"
_RUNS = "open({!r}, 'w').close()\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a submission with all that pytest picks up by itself; each would write `hit`."""
    folder = tmp_path / "handed in"
    folder.mkdir()
    hit = _RUNS.format(str(tmp_path / "hit"))
    for name in ("conftest.py", "evil.py", "recovery.py", "test_recovery.py", "setup.py"):
        (folder / name).write_text(hit)
    (folder / "pytest.ini").write_text(f"[pytest]\n{_SETTINGS}")
    (folder / "tox.ini").write_text(f"[pytest]\n{_SETTINGS}")
    (folder / "setup.cfg").write_text(f"[tool:pytest]\n{_SETTINGS}")
    (folder / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\naddopts = ["-p", "evil"]\npythonpath = ["."]\n'
    )
    return folder


ORDERS: dict[str, list[str]] = {
    "two words": ["--submission", "X"],
    "one word": ["--submission=X"],
    "two words first": ["--submission", "X", CHECKS],
    "two words last": [CHECKS, "--submission", "X"],
    "one word last": [CHECKS, "--submission=X"],
    "a file of it": [CHECKS, "--submission", "X/recovery.py"],
    "another folder of tests": ["--submission", "X", "assignments", "-k", "x1_from_u"],
    "its plugin left out": ["-p", "no:grader.pytest_plugin", "--submission", "X"],
    "its plugin named": ["-p", "grader.pytest_plugin", "--submission", "X", CHECKS],
    "a slip in its name": ["--submision", "X"],
    "another rootdir": ["--submission", "X", "--rootdir", "assignments", CHECKS],
}


def _run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _collected(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", "-q"]
    # what is collected where no word is a path: all of the tests would take ten times as long
    return _run([*command, "-o", f"testpaths={CHECKS}", *words], **environment)


@pytest.mark.parametrize("order", one_in(4, [*ORDERS]))
def test_pytest_reads_nothing_of_a_submission_but_its_bytes(order: str, hostile: Path) -> None:
    done = _collected(*(word.replace("X", str(hostile)) for word in ORDERS[order]))
    assert not (hostile.parent / "hit").exists(), done.stdout + done.stderr
    assert str(hostile) not in done.stderr.partition("rootdir:")[2]
    if CHECKS in ORDERS[order]:
        assert "::x1_from_u::" in done.stdout, done.stdout + done.stderr


def test_pytest_reads_nothing_by_its_environment_either(hostile: Path) -> None:
    done = _collected(CHECKS, PYTEST_ADDOPTS=f"-q --submission  '{hostile}'")
    assert not (hostile.parent / "hit").exists(), done.stdout + done.stderr


def test_nor_does_the_command_of_pytest(hostile: Path) -> None:
    script = Path(sysconfig.get_path("scripts"), "pytest")
    done = _run([str(script), "--collect-only", "-q", "--submission", str(hostile), CHECKS])
    assert not (hostile.parent / "hit").exists(), done.stdout + done.stderr
    assert "::x1_from_u::" in done.stdout


def test_a_submission_that_is_given_as_tests_would_run(hostile: Path) -> None:
    """What the cases above must not do, so that they can fail."""
    _collected(str(hostile))
    assert (hostile.parent / "hit").exists()


def test_words_are_joined_to_the_option_alone() -> None:
    assert joined(["a", "--submission", "X", "-q"]) == ["a", "--submission=X", "-q"]
    assert joined(["--submission=X", "Y", "--sub"]) == ["--submission=X", "Y", "--sub"]
    assert joined(["-k", "sub", "--durations", "3"]) == ["-k", "sub", "--durations", "3"]


@pytest.mark.parametrize("flags", [[], ["-n"], ["-e"]])
@pytest.mark.parametrize("name", ["SUBMISSION", "ASSIGNMENT", "ARGS", "PYTHON"])
def test_make_expands_no_variable_however_it_is_given(
    name: str, flags: list[str], tmp_path: Path
) -> None:
    """On the command line, by the environment, and by the two variables that add to the first."""
    hit = tmp_path / "hit"
    value = f"$(shell touch {hit})`touch {hit}`$$(touch {hit})"
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "GNUMAKE"))}
    for words, environment in (
        ([f"{name}={value}"], {}),
        ([f"{name}?={value}"], {}),
        ([f"{name}+={value}"], {}),
        ([], {name: value}),
        ([], {"MAKEFLAGS": f"-- {name}={value.replace(' ', chr(92) + ' ')}"}),
    ):
        command = ["make", "-f", str(ROOT / "Makefile"), "--no-print-directory", *flags, "help"]
        subprocess.run(
            [*command, *words],
            cwd=ROOT,
            env=outside | environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert not hit.exists(), (words, environment)
