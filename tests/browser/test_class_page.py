"""The page of a class of 500 in a real browser: on a phone and a desk, in light, dark and print."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from grader.cohort.outcomes import outcome_of
from grader.cohort.overview import Overview
from grader.cohort.page import class_page
from grader.cohort.people import Entry, Student
from grader.cohort.records import Unnamed
from grader.cohort.store import Row
from grader.results import Verdict
from tests.browser.test_in_a_browser import browser, everything, looked_at, opened
from tests.unit.reports import FAILED, PASSED, lost, report_of

__all__ = ["browser"]


@pytest.fixture(scope="module")
def page() -> str:
    """A class with all that its page can show, in words longer than a phone is wide."""
    overview = Overview()
    for number in range(500):
        verdicts = [*Verdict]
        some = verdicts[number % len(verdicts)], verdicts[number * number % len(verdicts)]
        checks = [
            lost(id=f"{name}.holds", verdict=verdict, claim="a claim of many words " * 5)
            for name, verdict in zip(("first", "a_second_with_a_long_name"), some, strict=True)
        ]
        report = everything() if number < 3 else report_of(PASSED, FAILED, *checks)
        if number % 50 == 0:
            (part,) = report.assignments
            report = replace(report, assignments=(replace(part, unread="lost"),))
        name = f"{'Student ' * (number % 20 + 1)}{number}"
        unknown = Unnamed(PASSED.id.partition(".")[0], (float(number % 7),), "def f(): ...")
        row = Row(Entry(name, (Student(name),), ()), bytes(32), b"", number / 20, False, (unknown,))
        overview.add(row, outcome_of(row, name, report), report)
    drafts = {place: f"drafts/{'unknown' * 9}{place}.py" for place in range(7)}
    return class_page(overview, [Student("a" * 90)] * 70, drafts)


def test_it_is_small(page: str) -> None:
    assert len(page.encode()) < 3 << 20


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_it_is_fit_for_everyone(
    browser: Browser, tmp_path: Path, page: str, width: int, scheme: str
) -> None:
    shown, wrong = opened(browser, tmp_path / "class.html", page, width, scheme)
    looked_at(shown, wrong, width)
    shown.emulate_media(media="print")
    assert shown.locator(".map svg").first.is_visible()
    assert not shown.locator("nav").is_visible()
    shown.close()
