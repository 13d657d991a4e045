"""JUnit XML, as GitLab and most other systems read it: a suite an assignment, a case an exercise.

GitLab shows the class as the suite and counts the first of equal names, so no two are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from grader.reports.plain import Entry, entries
from grader.reports.wording import TITLE, plural
from grader.results import AssignmentResult, ExerciseResult, GradeReport, Verdict

#: what is no failure of a check but keeps it from being judged; what else is lost is a failure
_ERRORS = (Verdict.ERROR, Verdict.TIMEOUT, Verdict.MEMORY, Verdict.GRADER_ERROR)


def to_junit(report: GradeReport) -> str:
    """Return the report as JUnit XML; scores stand in the properties."""
    root = Element("testsuites", name=f"{TITLE} {report.submission_name}")
    everything = entries(report)
    _count(root, everything)
    root.set("time", f"{report.seconds:.3f}")
    for assignment in report.assignments:
        own = [entry for entry in everything if entry.assignment is assignment]
        suite = SubElement(root, "testsuite", name=assignment.id)
        _count(suite, own)
        suite.set("time", f"{sum(_seconds(entry.exercise) for entry in own):.3f}")
        _points(suite, assignment)
        for entry in own:
            _case(suite, entry)
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, entry: Entry) -> None:
    assignment, exercise, text = entry
    case = SubElement(suite, "testcase", classname=assignment.id, name=exercise.id)
    graded = [file.path for file in assignment.files if file.role == "graded"]
    if len(graded) == 1:
        case.set("file", graded[0])
    case.set("time", f"{_seconds(exercise):.3f}")
    _points(case, exercise)
    kind = _kind(exercise.verdict)
    if kind is not None:
        lost = plural(exercise.max_score - exercise.score)
        told = SubElement(case, kind, message=f"{entry.word}, {lost} lost")
        if kind != "skipped":
            told.set("type", exercise.verdict.value)
        told.text = text
    elif text:
        SubElement(case, "system-out").text = text


def _kind(verdict: Verdict) -> str | None:
    if verdict is Verdict.PASSED:
        return None
    if verdict is Verdict.BLOCKED:
        return "skipped"
    return "error" if verdict in _ERRORS else "failure"


def _count(element: Element, found: Sequence[Entry]) -> None:
    kinds = [_kind(entry.exercise.verdict) for entry in found]
    element.set("tests", str(len(found)))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(kinds.count(kind)))


def _points(element: Element, item: AssignmentResult | ExerciseResult) -> None:
    properties = SubElement(element, "properties")
    for name, value in (("score", item.score), ("max_score", item.max_score)):
        SubElement(properties, "property", name=name, value=f"{value:g}")


def _seconds(exercise: ExerciseResult) -> float:
    return sum(check.seconds for check in exercise.checks)
