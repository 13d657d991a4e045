"""The report on a submission as one HTML page, and as a part of one for the cell of a notebook."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment

from grader.reports.accounts import Account, Tone, told
from grader.reports.looks import LOOKS
from grader.reports.sheets import environment
from grader.reports.wording import (
    CODE,
    TITLE,
    closing,
    drawn_by,
    files_by_role,
    next_steps,
    number,
    points,
)
from grader.results import ExerciseResult, GradeReport


def html_report(report: GradeReport) -> str:
    """Return the page; it needs no other file, no script and no network."""
    found = told(report)
    links = {
        (account.assignment, name): _link(account)
        for account in found.accounts
        for name in account.exercises
    }
    return _rendered("page.html", report, told=found, links=links)


def html_fragment(report: GradeReport) -> str:
    """Return the report as one `div` with styles of its own, to stand in another page."""
    names = [found.id for assignment in report.assignments for found in assignment.exercises]
    single = len(names) == 1
    name = names[0] if single else report.submission_name
    return _rendered("cell.html", report, told=told(report), single=single, name=name)


def _rendered(template: str, report: GradeReport, **values: Any) -> str:
    return _templates().get_template(template).render(report=report, **values)


@cache
def _templates() -> Environment:
    made = environment()
    made.globals |= {
        "CODE": CODE,
        "LOOKS": LOOKS,
        "TITLE": TITLE,
        "Tone": Tone,
        "closing": closing,
        "facts_of": _facts,
        "files": files_by_role,
        "link": _link,
        "next_steps": next_steps,
        "number": number,
        "points": points,
        "share": _share,
    }
    return made


def _link(account: Account) -> str:
    """Return where on the page an account stands."""
    return f"{account.assignment}.{account.exercises[0]}"


def _share(exercise: ExerciseResult) -> float:
    return 100 * exercise.score / exercise.max_score if exercise.max_score else 0


def _facts(report: GradeReport) -> list[tuple[str, str]]:
    """Return what a regrade would need to be the same, and how long this took."""
    drawn = drawn_by(report) if report.commitment is None else f"commitment {report.commitment}"
    took = [("Time", f"{report.seconds:.1f} s")] if report.seconds else []
    return [
        ("Drawn by", drawn),
        ("Isolation", report.isolation),
        ("Submission", f"SHA-256 {report.submission_sha256}"),
        ("Grader", f"{report.grader_version}, {report.grader_digest}"),
        *took,
    ]
