"""The script that grades right forms at many seeds goes on where it was ended."""

from __future__ import annotations

from pathlib import Path

from grader.audit.records import CheckOutcome, ExerciseOutcome, Family, Outcome
from grader.catalogue import load_catalogue
from grader.results import Verdict
from tests.right_forms import key, lost, read_log, right_forms, units, write_log

FORMS = right_forms(load_catalogue(wanted="02"))


def test_right_forms_come_from_every_file_and_are_right() -> None:
    assert {form.family for form in FORMS} == {Family.EQUIVALENT}
    names = {form.id for form in FORMS}
    assert {"02/x1_from_u/sigma_notation", "02/x1_from_u/other_order"} <= names


def test_every_form_is_graded_at_every_seed_with_those_of_the_same_cases() -> None:
    found = units(FORMS, [4, 5], [])
    jobs = [job for unit in found for job in unit]
    assert [*map(len, found)] != [1] * len(found)
    assert all(len({job.setting for job in unit}) == 1 for unit in found)
    asked = sorted((job.number, job.setting.seed) for job in jobs)
    assert asked == [(number, seed) for number in range(len(FORMS)) for seed in (4, 5)]


def test_what_calls_a_form_is_graded_at_the_first_seed() -> None:
    gain = next(form for form in FORMS if form.exercises == ("x1_from_u",))
    assert [unit[0].setting.exercises for unit in units([gain], [0, 1], [])] == [
        gain.reaches,
        gain.exercises,
    ]


def test_what_is_known_is_not_done_again() -> None:
    known = [key(FORMS[0], 3), key(FORMS[2], 4)]
    jobs = [job for unit in units(FORMS[:3], [3, 4], known) for job in unit]
    assert sorted((job.number, job.setting.seed) for job in jobs) == [
        (0, 4),
        (1, 3),
        (1, 4),
        (2, 3),
    ]


def test_a_log_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert read_log(log, "now") == {}
    write_log(log, "now", "a", [])
    write_log(log, "before", "b", [])
    with log.open("a") as file:
        file.write('{"digest": "now", "key": "c", "lo')
    write_log(log, "now", "d", ["check (failed)"])
    assert read_log(log, "now") == {"a": [], "d": ["check (failed)"]}


def test_what_took_points_is_named() -> None:
    right = CheckOutcome("f.a", Verdict.PASSED, None, None)
    wrong = CheckOutcome("f.b", Verdict.FAILED, None, None)
    broken = CheckOutcome("g.a", Verdict.GRADER_ERROR, None, None)
    exercises = (
        ExerciseOutcome("f", 1.0, 2.0, (right, wrong)),
        ExerciseOutcome("g", 0.0, 1.0, (broken,)),
    )
    assert lost(Outcome(0, exercises)) == ["f.b (failed)", "g.a (grader_error)"]
    assert lost(Outcome(0, (ExerciseOutcome("f", 2.0, 2.0, (right,)),))) == []
