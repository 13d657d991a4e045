"""The hand-out has all that a student needs, and nothing of what only staff have.

`python -m tests.publishing.whole_corpus` compares its verdicts with those of the kit on all of the
corpus.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from grader.catalogue import SOLUTIONS, load_catalogue
from grader.commands.regions import BEGIN, END
from grader.judging.grading_run import GradingRun
from grader.publishing.files import File
from grader.publishing.hand_out import makefile
from grader.reports.json_report import to_dict
from grader.submission import read_submission
from tests.corpus import ROOT as CORPUS
from tests.publishing.leaks import said, solution_lines
from tests.publishing.unpacked import run, set_up, unpack

#: lines of solutions that say nothing of them, or are a wrong answer elsewhere
HARMLESS = {
    "return x",
    "x = x0",
    "for k in range(num_steps):",
    # to answer with x1 where u is asked for is a wrong idea of 03, which comes after 02
    "return (x_t - (1 - t) * eps) / t",
}


@pytest.fixture(scope="module")
def handed_out(released: dict[str, File], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the hand-out, unpacked where there is nothing else."""
    folder = tmp_path_factory.mktemp("student")
    return set_up(unpack(released["flow-matching.zip"].data, folder) / "flow-matching")


def test_no_line_of_a_solution_is_in_it(released: dict[str, File]) -> None:
    secret = {
        line
        for assignment in load_catalogue()
        for line in solution_lines(SOLUTIONS / assignment.id / f"{assignment.module}.py")
        if not line.startswith("def ")  # a signature is in the handout
    }
    assert len(secret) > 10
    for path, file in released.items():
        if path.startswith("hand-out/"):
            found = secret & said(file.data.decode())
            assert found <= HARMLESS, path


def test_nothing_that_only_staff_have_is_in_it(released: dict[str, File]) -> None:
    paths = [path for path in released if path.startswith("hand-out/")]
    strange = (
        r"solutions|tests/|mutants|equivalents|audit|cohort|publishing|blind_spots|secret\b.*\.txt"
    )
    assert not [path for path in paths if re.search(strange, path)]
    marks = (BEGIN, END, "solutions/0")
    for path in paths:
        text = released[path].data.decode()
        assert not [mark for mark in marks if mark in text], path


def test_every_link_leads_somewhere(handed_out: Path) -> None:
    pages = list(handed_out.rglob("*.md"))
    assert len(pages) > 3
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            assert target.startswith("https://") or (page.parent / target).exists(), target


def test_make_says_what_there_is_and_all_of_it_can_be_made(handed_out: Path) -> None:
    told = run(["make", "help"], handed_out).stdout
    assert [line.split()[0] for line in told.splitlines()] == [
        "grade",
        "notebook",
        "doctor",
        "clean",
        "help",
    ]
    for target in ("notebook", "help"):
        assert run(["make", target], handed_out).returncode == 0
    gone = run(["make", "test"], handed_out)
    assert gone.returncode == 2
    assert "No rule to make target 'test'" in gone.stderr


def test_commands_of_staff_are_not_offered(handed_out: Path) -> None:
    done = run([".venv/bin/python", "-m", "grader", "release"], handed_out)
    assert done.returncode == 2
    assert "no command release" in done.stderr


#: the kit is installed here, and would lend what the hand-out lacks
_IMPORTS_ALL = """
import importlib, os, pkgutil, sys
sys.meta_path[:] = [finder for finder in sys.meta_path if "ditable" not in repr(finder)]
sys.path.insert(0, os.getcwd())
import grader
for module in pkgutil.walk_packages(grader.__path__, "grader."):
    if not module.name.startswith(("grader.worker", "grader.__main__")):
        importlib.import_module(module.name)
strange = [name for name, module in sys.modules.items() if name.startswith("grader")
           and not (getattr(module, "__file__", "") or "").startswith(os.getcwd())]
sys.exit(f"{strange}" if strange else 0)
"""


def test_no_module_of_it_needs_one_that_stayed_at_home(handed_out: Path) -> None:
    done = run([".venv/bin/python", "-P", "-c", _IMPORTS_ALL], handed_out)
    assert done.returncode == 0, done.stderr


def test_a_makefile_is_cut_at_its_targets() -> None:
    text = ".PHONY: grade test\n\n# of all\ngrade: $(CORE)\n\tx\n\ntest:\n\ty\n\n$(CORE):\n\tz\n"
    kept = makefile(text)
    assert "\ty" not in kept
    assert ".PHONY: grade notebook doctor clean help\n" in kept
    assert "# of all\ngrade: $(CORE)\n\tx\n" in kept


def test_the_hand_out_grades_as_the_kit_does(
    handed_out: Path, tmp_path: Path, public_grader: GradingRun
) -> None:
    """By its own `make grade`, with its own engine, and no network is asked for."""
    work = tmp_path / "work"
    for exercise, name in (
        ("recovery", "x1_from_eps__plus_sign_of_the_slide"),
        ("interpolant", "interpolate__endpoints_swapped"),
    ):
        (source,) = (CORPUS / "wrong").glob(f"{name}/{exercise}.*")
        (work / source.name).parent.mkdir(exist_ok=True)
        (work / source.name).write_bytes(source.read_bytes())
    target = tmp_path / "report.json"
    done = run(["make", "grade", f"SUBMISSION={work}", f"ARGS=--json={target}"], handed_out)
    assert done.returncode == 0, done.stderr
    told = json.loads(target.read_text(encoding="utf-8"))
    submission = read_submission(work, public_grader.assignments, chosen=False)
    expected = to_dict(public_grader.grade(submission))
    assert told["score"] < told["max_score"]
    for report in (told, expected):
        del report["grader"], report["seconds"]
        for assignment in report["assignments"]:
            for part in assignment["exercises"]:
                for check in part["checks"]:
                    del check["seconds"]
    assert told == json.loads(json.dumps(expected))
    assert not [
        check["id"]
        for assignment in told["assignments"]
        for part in assignment["exercises"]
        for check in part["checks"]
        if check["hidden"]
    ]
