"""The pages in a real browser: on a phone and a desk, in light, dark and in print."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from grader.audit.pages.page import to_html
from grader.audit.records import Family
from grader.reports.page import html_fragment, html_report
from grader.results import Counterexample, GradeReport, HandedIn, Verdict
from tests.audit.test_page import audit_of, graded
from tests.browser.chromium import installed, started
from tests.unit.reports import FAILED, PASSED, lost, report_of


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = installed()
    if path is None:
        assert not os.environ.get("CI"), "no Chromium, which .ci/run installs"
        pytest.skip("no Chromium is installed here")
    with started(path) as shared:
        yield shared


def everything() -> GradeReport:
    """Return a report with all that a page can show, and words longer than a phone is wide."""
    example = Counterexample(
        {"u_theta": "x + 2 * t", "a_very_long_parameter_name_of_someone": "[[1., 2.],\n [3., 4.]]"},
        "[" + ", ".join(["0.12345678"] * 40) + "]",
        "x" * 300,
        "the result is off",
        "import torch\nprint(" + "1 + " * 60 + "1)",
        "printed\nby the student",
    )
    message = "recovery.py, line 3, in f: return x\nthe cause: recovery.py, line 1: no"
    checks = [
        lost(id=f"{verdict.value}.holds", verdict=verdict, claim=f"{verdict.value} holds")
        for verdict in Verdict
    ]
    shown = lost(
        id="shown.holds", counterexample=example, reading="You add.", message=message, hint="Look."
    )
    undefined = [
        lost(id=f"{name}.holds", message=f"{name} is not there", counterexample=None)
        for name in ("u", "v")
    ]
    report = report_of(
        *(PASSED, FAILED, shown, *checks, *undefined),
        notices=tuple(f"recovery.py, line {line}: it is odd" for line in range(4)),
        undefined="not there",
    )
    files = (HandedIn("recovery.py", "graded"), HandedIn("old" * 60 + ".py", "left_aside"))
    return replace(report, submission_name="a_long_name_" * 9, files=files, notices=("Two files.",))


def opened(
    browser: Browser, path: Path, text: str, width: int, scheme: Any
) -> tuple[Page, list[str]]:
    """Return a page at a width in a colour scheme, and what went wrong or was asked for."""
    path.write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url))
    page.goto(path.as_uri())
    assert wrong.pop(0) == path.as_uri()
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    return page, wrong


def looked_at(page: Page, wrong: list[str], width: int) -> None:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run()")
    told = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 15
    assert page.evaluate("document.documentElement.scrollWidth") == width, "it scrolls sideways"
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_fit_for_everyone(
    browser: Browser, tmp_path: Path, width: int, scheme: str
) -> None:
    page, wrong = opened(browser, tmp_path / "page.html", html_report(everything()), width, scheme)
    looked_at(page, wrong, width)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 22, 29)"
    assert dark == (scheme == "dark")
    page.close()


def test_a_cell_is_fit_for_everyone_and_takes_the_notebooks_side(
    browser: Browser, tmp_path: Path
) -> None:
    host = (
        '<!doctype html><html lang="en"><title>n</title><body data-jp-theme-light="false">'
        "<style>body { margin: 0 } .jp pre { background: red } .jp h1 { color: red }</style>"
        f"<main class=jp>{html_fragment(everything())}</main>"
    )
    page, wrong = opened(browser, tmp_path / "cell.html", host, 500, "light")
    looked_at(page, wrong, 500)
    style = "getComputedStyle(document.querySelector('.sheet {}')).{}"
    assert page.evaluate(style.format("h1", "color")) == "rgb(230, 235, 242)"
    assert page.evaluate(style.format("pre", "backgroundColor")) == "rgb(17, 22, 29)"
    page.close()


def test_the_page_of_an_audit_is_fit_for_everyone(browser: Browser, tmp_path: Path) -> None:
    audit = audit_of(graded(Family.MUTANT, "m", Verdict.FAILED))
    page, wrong = opened(browser, tmp_path / "audit.html", to_html(audit), 360, "dark")
    looked_at(page, wrong, 360)
    page.close()


def test_print_shows_what_a_click_would(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path / "page.html", html_report(everything()), 800, "dark")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = false)")
    assert not page.locator("pre").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator("pre").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 35, 48)"
    page.close()
