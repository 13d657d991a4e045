"""Every form of the report keeps its contract and tells the same scores, whatever was handed in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.commands.output import check_targets
from grader.errors import OutputError
from grader.judging.border import cleaned
from grader.limits import MAX_ANNOTATIONS, MAX_SUMMARY_BYTES
from grader.reports.annotations import workflow_commands
from grader.reports.classroom50 import to_classroom50
from grader.reports.console import render
from grader.reports.formats import FORMATS
from grader.reports.gradescope import to_gradescope
from grader.reports.json_report import to_dict
from grader.reports.summary import to_summary
from grader.results import AssignmentResult, ExerciseResult, GradeReport, HandedIn, Verdict
from tests.unit.readers import Page, Points, classroom50, gitlab, gradescope, strict_json
from tests.unit.reports import FAILED, PASSED, lost, report_of
from tests.unit.test_border import REPORT, harmless

RUNNER = {
    "CLASSROOM": "course",
    "ASSIGNMENT": "homework",
    "SUBMISSION_TAG": "submit/1",
    "COMMIT_URL": "https://example.org/c",
    "RELEASE_URL": "https://example.org/r",
}
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=timezone(timedelta(hours=2)))
CHECKED = st.tuples(
    st.sampled_from(Verdict), st.sampled_from([0.5, 1, 2, 3.25, 5]), st.booleans(), st.booleans()
)
REPORTS = st.lists(st.lists(CHECKED, min_size=1, max_size=3), min_size=1, max_size=6)


def made(exercises: list[list[tuple[Verdict, float, bool, bool]]]) -> GradeReport:
    """Return a report of two assignments."""
    results = []
    for place, drawn in enumerate(exercises):
        checks = tuple(
            lost(
                id=f"f{place}.{number}",
                verdict=verdict,
                hidden=hidden,
                max_score=points,
                score=points if verdict is Verdict.PASSED else 0,
                message="it is said" if told else None,
            )
            for number, (verdict, points, hidden, told) in enumerate(drawn)
        )
        results.append(ExerciseResult(f"f{place}", f"f{place}(x)", checks))
    half = len(results) // 2
    parts = [("01_first", results[:half]), ("02_second", results[half:])]
    return replace(
        report_of(PASSED),
        assignments=tuple(
            AssignmentResult(name, name, tuple(part), files=(HandedIn("f.py", "graded"),))
            for name, part in parts
            if part
        ),
    )


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(REPORTS.map(made))
def test_all_forms_tell_the_same_scores(report: GradeReport) -> None:
    truth = Points(
        report.score,
        report.max_score,
        {
            exercise.id: (exercise.score, exercise.max_score)
            for assignment in report.assignments
            for exercise in assignment.exercises
        },
    )
    assert gradescope(FORMATS["gradescope"].of(report)) == truth
    assert gitlab(FORMATS["junit"].of(report)) == truth
    whole = classroom50(to_classroom50(report, RUNNER, NOW), "course", "homework")
    assert Fraction(whole.score) / whole.max_score == Fraction(truth.score) / Fraction(
        truth.max_score
    )
    scale = Fraction(whole.max_score) / Fraction(truth.max_score)
    assert whole.exercises == {
        name: (score * scale, most * scale) for name, (score, most) in truth.exercises.items()
    }
    told = f"{truth.score:g} / {truth.max_score:g}"
    shown = [f"{score:g} / {most:g}" for score, most in truth.exercises.values()]
    assert strict_json(FORMATS["json"].of(report))["score"] == truth.score
    page = Page(FORMATS["html"].of(report))
    assert page.told("title")[0].startswith(f"{told} ·")
    assert page.told("exercises", "number") == shown
    summary = FORMATS["summary"].of(report)
    assert f"`: {told} points\n" in summary
    assert re.findall(r"\| ([\d.]+ / [\d.]+) \|\n", summary) == shown
    assert f"{told} points" in render(report)


@pytest.mark.parametrize("name", FORMATS)
def test_no_form_holds_a_number_that_is_none(name: str) -> None:
    for wrong in (float("nan"), float("inf")):
        for report in (report_of(PASSED, seconds=wrong), report_of(lost(score=wrong))):
            with pytest.raises(ValueError, match="not finite"):
                FORMATS[name].of(report)


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_is_text_in_every_form(name: str) -> None:
    text = FORMATS[name].of(cleaned(REPORT))
    assert all(line.isprintable() for line in text.split("\n"))
    assert "<script" not in text or name in ("json", "gradescope", "classroom50", "summary")
    text.encode()
    if name == "html":
        inert(text)
    if name == "summary":
        outside = re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", text)
        outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", outside)
        assert re.findall(r"<[^>]*>", outside) == [
            *("<details>", "<summary>", "</summary>", "</details>")
        ]
        assert not re.search(r"[@\[\]*]|https?:", outside)
    if name == "junit":
        gitlab(text)
    if name == "gradescope":
        gradescope(text)


def inert(text: str) -> None:
    """Check that a page runs nothing and asks for nothing."""
    page = Page(text)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "iframe", "object", "link", "form", "base", "svg", "a"} - {
        "a"
    }
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes), tag
        assert not attributes.keys() & {"src", "srcset", "action", "formaction"}
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in text
    assert "@import" not in text


def test_what_every_form_says_is_what_the_console_says() -> None:
    report = report_of(PASSED, lost(reading="you add twice"), notices=("A notice.",))
    words = ["g holds for every x", "[1.5]", "[2.]", "[3.]", "A sample is off.", "A notice."]
    words += ["You add where you must subtract.", "you add twice", "Subtract.", "seed 0", "full"]
    for name in FORMATS.keys() - {"json"}:  # it holds the records, not the words
        text = FORMATS[name].of(report)
        if name == "html":
            text = " ".join(Page(text).told())
        for word in words:
            if name in ("junit", "classroom50") and word in ("A notice.", "seed 0", "full"):
                continue  # they hold what is told of exercises
            assert word in text, (name, word)
    assert "in fact" in FORMATS["gradescope"].of(report)


def test_a_text_for_gradescope_is_never_html_and_students_see_their_total() -> None:
    report = report_of(PASSED, FAILED)
    data = strict_json(to_gradescope(report))
    assert {data["visibility"], *(test["visibility"] for test in data["tests"])} == {"visible"}
    assert data["extra_data"]["report"] == to_dict(report)
    assert [test["number"] for test in data["tests"]] == ["1.1", "1.2"]
    assert "leaderboard" not in data


def test_gitlab_tells_what_failed_from_what_was_not_judged() -> None:
    states = {Verdict.PASSED: "", Verdict.BLOCKED: "skipped", Verdict.FAILED: "failure"}
    states |= {Verdict.NOT_ATTEMPTED: "failure"}
    for verdict in Verdict:
        text = FORMATS["junit"].of(report_of(lost(verdict=verdict)))
        gitlab(text)
        state = states.get(verdict, "error")
        assert re.findall(r"<(failure|error|skipped) ", text) == [state] * bool(state)


def test_classroom50_is_told_by_the_environment_and_fields_are_never_empty() -> None:
    report = report_of(PASSED, FAILED)
    data = strict_json(to_classroom50(report, RUNNER | {"REVIEW_URL": ""}, NOW))
    assert (data["review"], data["datetime"]) == (RUNNER["COMMIT_URL"], "2026-03-01T10:30:00Z")
    assert classroom50(to_classroom50(report, {}, NOW), "local", "local").score == 2
    assert "expected    [3.]" in data["tests"][1]["output"]


def test_classroom50_takes_whole_points_so_split_ones_are_multiplied() -> None:
    split = report_of(PASSED, lost(id="a.holds", max_score=0.5), lost(id="b.holds", max_score=0.2))
    found = classroom50(to_classroom50(split, RUNNER, NOW), "course", "homework")
    assert found == Points(20, 27, {"f": (20, 20), "a": (0, 5), "b": (0, 2)})


def test_a_summary_stays_under_the_limit_and_says_what_it_left_out() -> None:
    long = [
        lost(id=f"f{number}.holds", message="word " * 9000, hint=str(number))
        for number in range(60)
    ]
    text = to_summary(report_of(*long))
    assert len(text.encode()) <= MAX_SUMMARY_BYTES
    assert "more are told in the other reports" in text
    assert text.count("<details>") < 60
    assert "isolation: full" in text


def test_a_fence_is_longer_than_any_in_it() -> None:
    text = to_summary(report_of(lost(claim="a ```` b"), submission_name="x`y"))
    assert "\n`````text\n" in text
    assert "`` x`y ``" in text


CODE = ("recovery.py, line 3, in f: return g(x)", "helper.py, line 7, in g: return 1 / 0")


#: g is defined twice, and counts where it is last; h comes from the helper
MODULES = {
    "02_recovery/recovery.py": "from helper import h\n\ndef g(x): ...\n\n\ndef g(x):\n    gg = 1\n",
    "02_recovery/helper.py": "def hh(): ...\nh = hh\nh == g\ndef k(): ...\n",
    "old.py": "\n\ndef k(): ...\n",
}


def marked(*checks: object, notices: tuple[str, ...] = ()) -> list[str]:
    report = report_of(*checks, notices=notices)  # type: ignore[arg-type]
    files = (
        HandedIn("02_recovery/recovery.py", "graded"),
        HandedIn("02_recovery/helper.py", "used"),
        HandedIn("old.py", "left_aside"),
    )
    (assignment,) = report.assignments
    report = replace(report, assignments=(replace(assignment, files=files),))
    return workflow_commands(report, PurePosixPath("work"), MODULES)


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("\n".join(CODE), "file=work/02_recovery/helper.py,line=7,"),
        (f"{CODE[0]}\nthe cause: {CODE[1]}", "file=work/02_recovery/recovery.py,line=3,"),
        ("line 9 still raises NotImplementedError: delete it", "recovery.py,line=9,"),
        ("it took too long. recovery.py, line 5 ran last: while True:", "recovery.py,line=5,"),
        ("old.py, line 5, in f: x", "file=work/02_recovery/recovery.py,line=6,title"),
        ("myrecovery.py, line 5", "file=work/02_recovery/recovery.py,line=6,title"),
        ("uses your g", "file=work/02_recovery/recovery.py,line=6,title"),
    ],
)
def test_an_error_is_marked_on_the_innermost_own_line(message: str, place: str) -> None:
    (command,) = marked(lost(message=message, diagnosis=None, hint=None))
    assert command.startswith("::error file=work/")
    assert place in command
    assert "title=01 g%3A 3 points lost::g holds for every x%0A" in command


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("g", "file=work/02_recovery/recovery.py,line=6,"),
        ("h", "file=work/02_recovery/helper.py,line=2,"),
        ("x", "file=work/02_recovery/recovery.py,title"),
    ],
)
def test_an_error_without_a_line_is_marked_where_the_function_is_defined(
    name: str, place: str
) -> None:
    (command,) = marked(lost(id=f"{name}.holds"))
    assert place in command


def test_a_notice_with_a_line_is_a_warning_and_no_text_begins_a_command() -> None:
    told = marked(PASSED, notices=("recovery.py, line 4: SyntaxError: 100%", "Another."))
    (warning,) = told
    assert warning == (
        "::warning file=work/02_recovery/recovery.py,line=4::"
        "recovery.py, line 4: SyntaxError: 100%25."
    )
    commands = workflow_commands(cleaned(REPORT), None, {})
    assert all("\n" not in line and line.startswith("::error title=") for line in commands)
    assert all(harmless(line.partition("::")[2].partition("::")[2]) for line in commands)
    losses = [lost(id=f"f{number}.holds") for number in range(30)]
    assert len(marked(*losses)) == MAX_ANNOTATIONS


def test_two_reports_do_not_write_over_each_other(tmp_path: Path) -> None:
    path = tmp_path / "report"
    check_targets({"--json": path, "--html": tmp_path / "page.html"})
    check_targets({"--json": Path("/dev/null"), "--html": Path("/dev/null")})
    with pytest.raises(OutputError, match=r"--json and --html both go to .*: name two files"):
        check_targets({"--json": path, "--html": tmp_path / "." / "report"})
    with pytest.raises(OutputError, match="both go to the standard output"):
        check_targets({"--json": Path("-"), "--junit": Path("-")})
    with pytest.raises(OutputError, match="does not exist"):
        check_targets({"--junit": tmp_path / "none" / "x"})


@pytest.mark.parametrize("name", ["mine.py", "Mine.IPYNB", "hw.zip", "hw.tar.gz", "hw.rar"])
def test_no_report_takes_the_place_of_somebodys_work(tmp_path: Path, name: str) -> None:
    work = tmp_path / name
    work.write_text("x = 1\n")
    with pytest.raises(OutputError, match="is code or an archive") as refused:
        check_targets({"--json": work})
    assert "\n" not in str(refused.value)
    assert work.read_text() == "x = 1\n"
