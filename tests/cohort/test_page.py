"""The class page: what it counts, what it shows, and that nothing handed in becomes markup."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.cohort.clusters import Clusters
from grader.cohort.outcomes import named, outcome_of
from grader.cohort.overview import Overview
from grader.cohort.page import class_page
from grader.cohort.people import Entry, Student
from grader.cohort.plots import distribution, heat_map
from grader.cohort.records import Unnamed, restored, stored
from grader.cohort.store import Row
from grader.results import GradeReport, Verdict
from tests.unit.reports import FAILED, PASSED, report_of

_EVIL = "<script>alert(1)</script>"


def _overview(reports: list[GradeReport], names: list[str] | None = None) -> Overview:
    overview = Overview()
    for number, report in enumerate(reports):
        name = names[number] if names else f"s{number:03}"
        row = Row(Entry(name, (Student(name),), ()), bytes(32), b"", float(number), False, ())
        overview.add(row, outcome_of(row, name, report), report)
    return overview


def test_a_stored_report_comes_back_without_times_and_with_a_name() -> None:
    report = report_of(PASSED, replace(FAILED, seconds=3.0))
    again = restored(stored(report), "Jane", ("a note",))
    assert again.submission_name == "Jane"
    assert again.notices == ("a note", *report.notices)
    assert again.seconds == 0
    assert [check.seconds for check in again.checks] == [0, 0]
    assert [replace(check, seconds=0.0) for check in report.checks] == list(again.checks)


def test_mistakes_are_counted_by_student_and_the_smallest_example_is_shown() -> None:
    assert FAILED.counterexample is not None
    large = replace(FAILED, counterexample=replace(FAILED.counterexample, inputs={"x": "9" * 99}))
    overview = _overview([report_of(large), report_of(FAILED), report_of(PASSED)])
    (held,) = overview.held
    assert len(held.files) == 2
    assert held.example is not None
    assert held.example.shown == FAILED.counterexample
    assert overview.with_misconception == 2
    page = class_page(overview, [], {})
    assert "You add where you must subtract." in page
    assert "2 of 3 submissions show a mistake" in page


def test_each_sentence_is_told_of_those_who_were_told_it() -> None:
    """Several ideas may have one id: what one of them says is not true of the others' students."""
    assert FAILED.diagnosis is not None
    other = replace(FAILED, diagnosis=replace(FAILED.diagnosis, message="You forget to add."))
    overview = _overview([report_of(FAILED), report_of(other), report_of(FAILED)])
    assert [(held.message, len(held.files)) for held in overview.held] == [
        (FAILED.diagnosis.message, 2),
        ("You forget to add.", 1),
    ]
    assert overview.with_misconception == 3


def test_a_mistake_that_costs_nothing_is_none() -> None:
    tolerated = replace(FAILED, verdict=Verdict.PASSED, score=3)
    assert _overview([report_of(tolerated)]).held == []


def test_nothing_that_was_handed_in_is_markup() -> None:
    assert FAILED.counterexample is not None
    evil = replace(
        FAILED, counterexample=replace(FAILED.counterexample, actual=_EVIL, inputs={_EVIL: _EVIL})
    )
    page = class_page(_overview([report_of(evil)], [_EVIL]), [Student(_EVIL, _EVIL)], {})
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_every_check_has_a_row_and_every_submission_a_column() -> None:
    overview = _overview([report_of(PASSED, FAILED)] * 3 + [report_of(PASSED, PASSED)])
    drawn = heat_map(overview)
    assert drawn.columns == 4
    strips = [strip for *_, strips in drawn.groups for strip in strips]
    assert len(strips) == len({check.id for check in report_of(PASSED, FAILED).checks})
    assert dict(strips[0].paths) == {"p": "M0 0h4v1h-4z"}


def test_a_large_class_is_sampled() -> None:
    overview = _overview([report_of(PASSED)] * 1300)
    drawn = heat_map(overview)
    assert (drawn.columns, drawn.sampled) == (600, True)


@pytest.mark.parametrize(
    ("score", "place"), [(0, 0), (4.9, 0), (5, 1), (99.9, 19), (100, 20), (50, 10)]
)
def test_scores_fall_into_twentieths_and_full_marks_stand_alone(score: float, place: int) -> None:
    bars = distribution([score], 100)
    assert [bar.count for bar in bars] == [int(number == place) for number in range(21)]


def test_equal_answers_are_one_mistake_and_others_are_not() -> None:
    clusters = Clusters()
    said = ""
    for name, answers in (
        ("a", (1.0, "raised E")),
        ("b", (1.0003, "raised E")),
        ("c", (1.1, "raised E")),
        ("d", (1.0, "raised F")),
        ("e", (1.0, "raised E", 2.0)),
    ):
        clusters.add(name, Unnamed("f", answers, ""), said)
        said = "told by a later one"
    (shared,) = clusters.shared
    assert shared.members == ["a", "b"]
    assert shared.said == "told by a later one"
    assert clusters.lone == 3


def test_an_empty_class_has_a_page() -> None:
    assert "No submission shows" in class_page(Overview(), [Student("a")], {})


def test_what_is_not_read_raises_nothing() -> None:
    unread = report_of(replace(FAILED, verdict=Verdict.ERROR))
    (part,) = unread.assignments
    unread = replace(unread, assignments=(replace(part, unread="unreadable", notices=("why",)),))
    other = replace(part, id="99_other")
    partly = replace(unread, assignments=(*unread.assignments, other))
    overview = _overview([unread, partly, report_of(FAILED)])
    assert overview.checks[0].codes[0] == "u"
    assert [outcome.state for outcome in overview.outcomes] == [
        "not read",
        "partly read",
        "graded",
    ]
    assert overview.unread == [("s000", "why"), ("s001", "why")]
    assert "not read, or not there" in class_page(overview, [], {})


def test_a_lone_file_is_counted_with_all_assignments_of_the_class() -> None:
    alone = report_of(PASSED)
    (part,) = alone.assignments
    (exercise,) = part.exercises
    later = replace(exercise, id="later", checks=(replace(PASSED, id="later.holds"),))
    whole = replace(alone, assignments=(part, replace(part, id="99_other", exercises=(later,))))
    overview = _overview([alone, whole])
    assert overview.most == whole.max_score == 2 * alone.max_score
    assert overview.full == 1
    assert dict(overview.missing) == {"99_other": 1}
    assert overview.exercises[1].verdicts == {"p": 1, "n": 1}
    assert [line.passed(2) for line in overview.checks] == [1, 0.5]
    both = whole.assignments
    lost = replace(whole, assignments=tuple(replace(found, unread="lost") for found in both))
    overview = _overview([alone, lost])  # which may have been work of either
    assert overview.most == alone.max_score
    assert [line.id for line in overview.exercises] == [exercise.id]


def test_a_name_moves_no_cursor_and_hides_nothing() -> None:
    """A student chooses what a file is called; a plain name stays what a system knows again."""
    plain, odd = "ada  ::lovelace_1", "\x1b[2Jeve\u202e"
    entries = [
        Entry(name, (Student(name, name),), (), place=name, notes=(f"{name} is earlier",))
        for name in (plain, odd)
    ]
    report = stored(report_of(PASSED))
    rows = [Row(entry, bytes(32), report, 0.0, False, ()) for entry in entries]
    (same, *_), (row, file, shown) = named(rows)
    assert same.entry is entries[0]
    assert row.entry.name == row.entry.students[0].name == row.entry.place == shown.submission_name
    assert (row.entry.name, file, shown.notices[0]) == ("eve", "2Jeve", "eve is earlier")
