"""The report in Markdown: the summary of a step of GitHub Actions, or the body of a release.

What a submission chose stands in code, which renders nothing and mentions nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.limits import MAX_SUMMARY_BYTES
from grader.reports.accounts import Account, Told, told
from grader.reports.console import render_account
from grader.reports.looks import LOOKS
from grader.reports.plain import outcome
from grader.reports.wording import TITLE, closing, files_by_role, next_steps, number, points
from grader.results import GradeReport

#: what may stand in Markdown as it is
_SIGNS = re.compile(r"[^\w\s.,;?'·]|_")


def to_summary(report: GradeReport) -> str:
    """Return the summary; what would pass the limit of GitHub is left out, and it says so."""
    found = told(report)
    text = "\n".join(_head(report, found))
    end = _fenced("\n".join([*_files(report), closing(report)]))
    room = MAX_SUMMARY_BYTES - len((text + end).encode()) - 200
    for place, account in enumerate(found.accounts):
        part = _account(account)
        room -= len(part.encode())
        if room < 0:
            text += f"\n{len(found.accounts) - place} more are told in the other reports.\n"
            break
        text += part
    return f"{text}\n{end}\n"


def _head(report: GradeReport, found: Told) -> Iterator[str]:
    yield f"## {TITLE} · {_span(report.submission_name)}: {points(report)} points\n"
    for line in next_steps(report):
        yield f"{escaped(line)}\n"
    if report.notices:
        yield f"{_fenced(chr(10).join(report.notices))}\n"
    for assignment in report.assignments:
        yield f"### {escaped(f'{number(assignment)} {assignment.title}')}: {points(assignment)}\n"
        notices = "\n".join(found.notices[assignment.id])
        if notices:
            yield f"{_fenced(notices)}\n"
        yield "| | exercise | | points |\n|---|---|---|---:|"
        for exercise in assignment.exercises:
            sign = LOOKS[exercise.verdict].sign
            name = _span(exercise.id).replace("|", "\\|")
            yield f"| {sign} | {name} | {outcome(exercise.verdict)} | {points(exercise)} |"
        yield ""


def _account(account: Account) -> str:
    lost = f", {account.lost}" if account.lost else ""
    title = escaped(f"{account.title}{lost}")
    text = _fenced(render_account(account))
    return f"\n<details><summary>{title}</summary>\n\n{text}\n\n</details>\n"


def _files(report: GradeReport) -> Iterator[str]:
    return (f"{title}: {paths}" for title, paths in files_by_role(report))


def escaped(text: str) -> str:
    """Return text whose signs are no Markdown and no HTML."""
    return _SIGNS.sub(lambda found: f"&#{ord(found[0])};", text)


def _span(text: str) -> str:
    fence = "`" * (_longest(text) + 1)
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


def _fenced(text: str) -> str:
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def _longest(text: str) -> int:
    """Return how many backticks stand together at most."""
    return max(map(len, re.findall("`+", text)), default=0)
