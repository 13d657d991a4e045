"""Draws the README's picture of a page anew: `python -m tests.browser.picture`."""

from __future__ import annotations

import sys

from grader.catalogue import ROOT, load_catalogue
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.reports.page import html_report
from tests.browser.chromium import installed, started
from tests.goldens import shown

PICTURE = ROOT / ".github" / "page.png"


def main() -> None:
    """Grade, open the page, and keep what a visitor sees first."""
    browser_path = installed()
    if browser_path is None:
        sys.exit("no Chromium is installed here")
    with start() as workers, GradingRun(load_catalogue(), workers) as grader:
        text = html_report(shown(grader))
    with started(browser_path) as browser:
        page = browser.new_page(viewport={"width": 900, "height": 758}, color_scheme="light")
        page.set_content(text)
        PICTURE.write_bytes(page.screenshot())


if __name__ == "__main__":
    main()
