"""The pages say what the code does, and lead to what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader import limits
from grader.catalogue import ROOT
from grader.worker import choosing
from grader.worker.environment import PACKAGES
from tests.pages import PAGES

STAFF = (ROOT / "grader" / "STAFF.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_rule_on_the_page_is_that_of_the_code() -> None:
    quoted = re.search(r"<!-- rule: \S+ -->(.*?)<!-- end -->", STAFF, re.DOTALL)
    assert quoted is not None
    _, _, rule = (choosing.__doc__ or "").partition("\n\n")
    assert words(quoted[1]) == words(rule)


def test_every_limit_of_reading_is_on_the_page() -> None:
    table = STAFF[STAFF.index("| limit of reading |") : STAFF.index("## The report")]
    source = (ROOT / "grader" / "limits.py").read_text(encoding="utf-8")
    reading = source[source.index("# --- reading") : source.index("# --- searching")]
    names = re.findall(r"^([A-Z_]+) =", reading, re.MULTILINE)
    assert len(names) > 9
    for name in names:
        value = getattr(limits, name)
        if name.endswith("BYTES"):
            shown = f"{value >> 20} MiB"
        elif name.endswith("SECONDS"):
            shown = f"{value:.0f} s"
        elif name == "MAX_ARCHIVE_DEPTH":
            shown = "an archive in an archive at most" if value == 2 else "another sentence"
        else:
            shown = f"{value:,}" if value >= 10_000 else f"{value}"
        assert re.search(rf"\b{re.escape(shown)}\b", table), name


def test_the_packages_are_those_that_are_installed_and_listed() -> None:
    assert all(name in STAFF for name in PACKAGES)
    handouts = list((ROOT / "assignments").glob("*/README.md"))
    assert handouts
    for handout in handouts:
        text = handout.read_text(encoding="utf-8")
        assert all(name in text for name in PACKAGES), handout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_first_page_leads_to_every_other() -> None:
    reached = {ROOT / "README.md"}
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            path = (page.parent / target).resolve()
            if path.suffix == ".md" and path not in reached:
                reached.add(path)
                waiting.append(path)
    assert reached == set(PAGES)
