"""The files that a report can be written to: a name, what it is for, and what makes it.

What makes it is named and not imported, so that the command line knows its options before the
workers start, and imports nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from math import isfinite
from pkgutil import resolve_name
from typing import NamedTuple, cast

from grader.results import GradeReport


class Format(NamedTuple):
    """A form of the report: `maker` is the function that makes it, as module:function."""

    help: str
    maker: str

    def of(self, report: GradeReport) -> str:
        """Return the report in this form.

        Raises:
            ValueError: a number in it is none, which no form may hold.
        """
        if not all(map(isfinite, _numbers(report))):
            raise ValueError("the report holds a number that is not finite")
        return cast(Callable[[GradeReport], str], resolve_name(self.maker))(report)


FORMATS = {
    "json": Format("the report as JSON", "grader.reports.json_report:to_json"),
    "html": Format("the report as one page", "grader.reports.page:html_report"),
    "gradescope": Format("results.json for Gradescope", "grader.reports.gradescope:to_gradescope"),
    "junit": Format("JUnit XML, for GitLab and others", "grader.reports.junit:to_junit"),
    "classroom50": Format("result.json for Classroom 50", f"{__name__}:_classroom50"),
    "summary": Format(
        "Markdown, for a step of GitHub Actions", "grader.reports.summary:to_summary"
    ),
}


def _classroom50(report: GradeReport) -> str:
    from grader.reports.classroom50 import to_classroom50

    return to_classroom50(report, os.environ, datetime.now(UTC))


def _numbers(report: GradeReport) -> list[float]:
    found = [report.seconds, report.score, report.max_score]
    for check in report.checks:
        found += [check.score, check.max_score, check.seconds]
    return found
