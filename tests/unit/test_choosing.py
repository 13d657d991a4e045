"""One rule chooses an assignment's file; where it does not decide, nothing is graded in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.reports.wording import next_steps
from grader.results import Verdict
from grader.worker.candidates import NoFile, Wanted
from grader.worker.choosing import Choice, choose, written_instead
from tests.unit.made import notebook
from tests.unit.reports import lost, report_of

STUB = '''
def x1_from_u(x_t, u, t):
    """Return x1."""
    # YOUR CODE HERE
    raise NotImplementedError()


def x1_from_eps(x_t, eps, t):
    raise NotImplementedError
'''
DONE = "def x1_from_u(x_t, u, t):\n    return x_t\n\n\ndef x1_from_eps(x_t, e, t): return x_t\n"
HALF = "def x1_from_u(x_t, u, t):\n    return x_t\n\n\ndef x1_from_eps(x_t, e, t): pass\n"
WANTED = Wanted(
    "02_recovery",
    "recovery",
    frozenset({"x1_from_u", "x1_from_eps"}),
    ("interpolant", "sampling"),
    False,
)


def of(files: dict[str, str | bytes], wanted: Wanted = WANTED) -> Choice:
    data = {p: text.encode() if isinstance(text, str) else text for p, text in files.items()}
    return choose(data, wanted)


def path_of(files: dict[str, str | bytes]) -> str:
    return of(files).source.path


def refused(files: dict[str, str | bytes]) -> NoFile:
    with pytest.raises(NoFile) as caught:
        of(files)
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    "path",
    [
        "recovery.py",
        "a/b/recovery.py",
        "02_recovery/recovery.py",
        "hw.zip/wrap/assignments/02_recovery/recovery.py",
        "Recovery.py",
        "doe_1_2_recovery-1.py",
    ],
)
def test_the_file_is_found_flat_or_in_folders(path: str) -> None:
    others = {"other.py": "x = 1", "01_interpolant/interpolant.py": DONE}
    choice = of({path: DONE, **others})
    assert (choice.source.path, choice.notices) == (path, [])


BETTER: list[tuple[str, dict[str, str | bytes]]] = [
    ("the assignment's own folder", {"02_recovery/recovery.py": DONE, "recovery.py": DONE + "#"}),
    ("the outermost", {"c/recovery.py": DONE, "a/b/recovery.py": DONE + "#"}),
    ("loose over archived", {"a/b/recovery.py": DONE, "hw.zip/recovery.py": DONE + "#"}),
    ("the exact name", {"recovery.py": DONE, "recovery (1).py": DONE + "#"}),
    ("the exact name over a copy", {"recovery.py": DONE, "Copy of recovery.py": DONE + "#"}),
    ("the later copy", {"recovery (2).py": DONE, "recovery (1).py": DONE + "#"}),
    ("the later date", {"recovery_2026-11-04.py": DONE, "recovery_2026-11-03.py": DONE + "#"}),
    ("the later attempt", {"doe_1_9_recovery-1.py": DONE, "doe_1_7_recovery.py": DONE + "#"}),
    ("the later archive", {"hw (1).zip/recovery.py": DONE, "hw.zip/recovery.py": DONE + "#"}),
    ("the later folder", {"hw 2/recovery.py": DONE, "hw 1/recovery.py": DONE + "#"}),
    ("more written", {"recovery.ipynb": notebook(DONE), "recovery.py": HALF}),
    ("the module", {"recovery.py": DONE, "recovery.ipynb": notebook(DONE + "#")}),
    ("written over the stub", {"recovery (1).py": DONE, "recovery.py": STUB}),
    ("half written over the stub", {"a/b/recovery.py": HALF, "02_recovery/recovery.py": STUB}),
    ("a notebook over the stub", {"recovery-Copy1.ipynb": notebook(DONE), "recovery.py": STUB}),
    ("an archive over the stub", {"hw.zip/recovery.py": DONE, "recovery.py": STUB}),
    ("another name over the stub", {"hw1_final.py": DONE, "recovery.py": STUB}),
    ("readable over broken", {"recovery.py": DONE, "recovery.ipynb": b"{"}),
    ("one that says so in comments", {"recovery.py": "# NotImplementedError\n" + DONE,
                                      "recovery (1).py": STUB}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "files"), BETTER, ids=[rule for rule, _ in BETTER])
def test_the_better_file_counts_in_either_order(rule: str, files: dict[str, str | bytes]) -> None:
    best = next(iter(files))
    for order in (files, dict(reversed(files.items()))):
        choice = of(order)
        assert choice.source.path == best
        assert len(choice.notices) == 1, "the other is told"
        assert choice.notices[0].startswith(f"{best} was graded: ")


def test_equal_copies_are_no_conflict() -> None:
    assert path_of({"a/recovery.py": DONE, "b/recovery.py": DONE}) == "a/recovery.py"


@pytest.mark.parametrize(
    "files",
    [
        {"a/recovery.py": DONE, "b/recovery.py": DONE + "#"},
        {"one.zip/recovery.py": DONE, "two.zip/recovery.py": DONE + "#"},
        {"ann/recovery.ipynb": notebook(DONE), "bob/recovery.py": DONE},
    ],
)
def test_where_the_rule_does_not_decide_both_are_named(files: dict[str, str | bytes]) -> None:
    problem = refused(files)
    assert problem.kind == "undecided"
    assert all(path in problem.message for path in files)


@pytest.mark.parametrize(
    "files",
    [
        {f"{name}/recovery.py": DONE + f"# {name}" for name in ("ann", "bob", "cy")},
        {f"c/{name}/hw/recovery.py": DONE + f"# {name}" for name in ("ann", "bob", "cy")},
        {f"all.zip/{name}.zip/recovery.py": DONE + f"# {name}" for name in ("ann", "bob", "cy")},
        {f"{name}_{n}_1_recovery.py": DONE for n, name in enumerate(("ann", "bob"))},
        {f"submission_{n}/recovery.py": DONE + str(n) for n in range(2)},
        {f"{name}/recovery.py": STUB for name in "abcdef"},
        {f"{name}/hw1.py": DONE + f"# {name}" for name in ("ann", "bob", "cy")},
        {"ann/recovery.py": DONE, "bob/hw/recovery.py": DONE + "#", "cy/a/b/recovery.py": HALF},
        {"ann_1_2_hw.zip/recovery.py": DONE, "bob_3_4_hw.zip/recovery.py": DONE + "#"},
        {"ann/recovery.py": DONE, "bob/recovery.py": STUB, "cy/recovery.py": STUB},
        {f"{n} A_{n}_assignsubmission_file_hw.zip/recovery.py": DONE + n for n in "12"},
    ],
    ids=[
        "folders",
        "wrapped",
        "zips",
        "canvas",
        "gradescope",
        "stubs",
        "other names",
        "depths",
        "canvas zips",
        "one done",
        "moodle zips",
    ],
)
def test_a_class_is_never_graded_as_one(files: dict[str, str | bytes]) -> None:
    problem = refused(files)
    assert problem.kind == "several"
    assert "submissions" in problem.message


def test_the_only_file_that_defines_the_functions_counts_whatever_it_is_called() -> None:
    for name in ("Untitled1.ipynb", "hw1_final.ipynb"):
        assert path_of({name: notebook(DONE), "plots.py": "x = 1"}) == name
    # another assignment's file is its own, where it only has a helper of this name
    helper = "def x1_from_u(x_t, u, t):\n    return x_t\n"
    assert refused({"sampling.py": helper}).kind == "missing"
    # but a student may go on in the file of the week before
    assert (
        path_of({"interpolant.ipynb": notebook(DONE), "recovery.py": STUB}) == "interpolant.ipynb"
    )
    # what is called a test is none where nothing else has the exercises
    assert path_of({"test.py": DONE}) == "test.py"
    assert path_of({"test_recovery.py": DONE, "mine.py": HALF}) == "mine.py"


def test_a_file_of_any_name_counts_where_it_is_plainly_meant() -> None:
    # a notebook and what was exported of it, whichever case its suffix is in
    for stem in ("hw1", "HW1 Jane Doe"):
        pair: dict[str, str | bytes] = {f"{stem}.ipynb": notebook(DONE), f"{stem}.py": DONE}
        assert path_of(pair) == f"{stem}.py"
        assert path_of({**pair, f"{stem}.py": HALF}) == f"{stem}.ipynb"
    # the one that has all of them, beside where one was tried
    half = "def x1_from_u(x_t, u, t):\n    return 2 * x_t\n"
    choice = of({"hw1.py": DONE, "scratch.py": half})
    assert choice.source.path == "hw1.py"
    assert choice.notices == ["hw1.py was graded: scratch.py does not count beside hw1.py"]
    assert refused({"a/hw1.ipynb": notebook(DONE), "b/hw1.py": DONE}).kind == "missing"


def test_several_that_define_them_are_named_and_not_guessed() -> None:
    problem = refused({"try1.py": DONE, "try2.py": DONE + "#"})
    assert (problem.kind, problem.message) == (
        "missing",
        "recovery.py was not handed in; try1.py, try2.py define its functions: call one of them "
        "recovery.py",
    )
    first, second = DONE.split("\n\n\n")
    assert refused({"a.py": first, "b.py": second}).message == (
        "recovery.py was not handed in; a.py, b.py define functions of it: hand in one file with "
        "all of them"
    )


FIRST, SECOND = DONE.split("\n\n\n")


@pytest.mark.parametrize(
    ("files", "step"),
    [
        ({"try1.py": DONE, "try2.py": DONE + "#"}, "do what the notice of assignment 01 asks."),
        ({"a.py": FIRST, "b.py": SECOND}, "do what the notice of assignment 01 asks."),
        ({"recovry.py": "x = 1"}, "do what the notice of assignment 01 asks."),
        (
            {"recovery.py": STUB, "a.py": DONE, "b.py": DONE + "#"},
            "do what the notice of assignment 01 asks.",
        ),
        ({"recovery.py": STUB}, "write g(x), for 3 points."),
        ({"notes.py": "x = 1"}, "write g(x), for 3 points."),
    ],
)
def test_the_next_step_is_what_a_notice_asks_for(files: dict[str, str | bytes], step: str) -> None:
    try:
        told = of(files).notices
    except NoFile as problem:
        told = [problem.message]
    report = report_of(lost(verdict=Verdict.NOT_ATTEMPTED), notices=tuple(told))
    assert next_steps(report) == [f"Next: {step}"]
    elsewhere = replace(
        report_of(lost(verdict=Verdict.NOT_ATTEMPTED)),
        notices=("a.txt was not read: if it is your work, rename it to recovery.py",),
    )
    assert next_steps(elsewhere) == ["Next: do what the notice on your files asks."]


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"a/recovery.py": STUB, "a/recovery.ipynb": notebook(DONE)}, "a/recovery.ipynb"),
        ({"a/recovery.py": STUB, "recovery (1).py": HALF}, "recovery (1).py"),
        ({"a/recovery.py": HALF, "recovery (1).py": DONE}, "a/recovery.py"),
        ({"a/recovery.py": STUB, "b.py": DONE}, "a/recovery.py"),
        ({"a/recovery.py": STUB, "b/recovery.py": DONE, "c/recovery.py": HALF}, "a/recovery.py"),
    ],
)
def test_what_is_imported_is_what_is_written(files: dict[str, str | bytes], path: str) -> None:
    data = {p: text.encode() if isinstance(text, str) else text for p, text in files.items()}
    assert written_instead(data, "a/recovery.py", "recovery", WANTED.exercises) == path


@pytest.mark.parametrize(
    ("files", "text"),
    [
        (["sampling.py"], "recovery.py was not handed in"),
        (["recovry.py"], "recovery.py was not handed in; recovry.py was: rename it to recovery.py"),
        (
            ["a/recovery_plots.ipynb"],
            "recovery.py was not handed in; a/recovery_plots.ipynb was: rename it to "
            "recovery.ipynb",
        ),
        (["notes.py"], "recovery.py was not handed in; there was notes.py"),
    ],
)
def test_a_missing_file_is_told_with_what_was_there(files: list[str], text: str) -> None:
    assert refused(dict.fromkeys(files, "x = 1")).message == text


def test_a_file_that_cannot_be_read_is_told_and_not_called_missing() -> None:
    problem = refused({"recovery.ipynb": b"<!DOCTYPE html><html>", "other.py": "x = 1"})
    assert problem.kind == "unreadable"
    assert "is a web page" in problem.message
    assert refused({"recovery.ipynb": b"{", "recovery.py": STUB}).kind == "unreadable"


def test_a_stub_alone_is_graded_as_it_is() -> None:
    assert path_of({"recovery.py": STUB}) == "recovery.py"


def test_a_chosen_single_file_counts_whatever_its_name() -> None:
    any_name = Wanted("02_recovery", "recovery", WANTED.exercises, (), True)
    assert of({"homework.py": "x = 1"}, any_name).source.path == "homework.py"


def test_the_stubs_of_the_course_are_untouched() -> None:
    """Whatever a stub offers beside its placeholders, other work comes before it."""
    from grader.catalogue import load_catalogue
    from grader.commands.stubs import stubs
    from grader.worker.sources import read
    from grader.worker.work import is_touched

    made = stubs()
    assert len(made) == len(load_catalogue())
    for path, text in made.items():
        assert not is_touched(read(path.name, text.encode())), path


def test_what_a_star_import_may_bring_is_no_sign_of_these_exercises() -> None:
    other = "from helper import *\n\n\ndef velocity(x1, eps):\n    return x1  # as x1_from_u\n"
    assert refused({"interpolant.py": other}).kind == "missing"
    assert refused({"hw1.py": other}).kind == "missing"
    assert path_of({"recovery.py": "from helper import *\n"}) == "recovery.py"


def test_a_file_that_defines_more_of_another_assignment_is_not_taken_for_a_part_of_it() -> None:
    wanted = replace(WANTED, other_exercises=frozenset({"train", "loss"}))
    part = "def x1_from_u(x_t, u, t):\n    return x_t\n"
    other = f"{part}\n\ndef train(): pass\n\n\ndef loss(): pass\n"
    with pytest.raises(NoFile):
        of({"hw5.py": other}, wanted)
    assert of({"hw2.py": part}, wanted).source.path == "hw2.py"
    assert of({"all.py": DONE + other}, wanted).source.path == "all.py"


def test_the_kits_own_files_define_nothing_that_was_handed_in() -> None:
    files = {"k/02_recovery/recovery.py": STUB, "k/02_recovery/picture.py": DONE}
    assert of(dict(files)).notices == []
    assert path_of({"picture.py": DONE}) == "picture.py"


def test_where_the_rest_of_the_exercises_is_is_told() -> None:
    files: dict[str, str | bytes] = {"recovery.py": f"{HALF}# 1", "recovery_part2.py": DONE}
    (notice,) = of(files).notices
    assert notice == (
        "recovery_part2.py has x1_from_eps, and does not count beside recovery.py: hand in one "
        "file with all of them"
    )
    files["recovery.py"] = f"from recovery_part2 import x1_from_eps\n{HALF}"
    assert not of(files).notices
    files["recovery.py"] = DONE
    assert not of(files).notices
