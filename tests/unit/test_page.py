"""The page of a report: its parts lead to each other, and its styles reach nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from jinja2 import UndefinedError

from grader.reports.looks import LOOKS
from grader.reports.page import html_fragment, html_report
from grader.reports.sheets import TEMPLATES, environment
from grader.results import Counterexample, Verdict
from tests.unit.readers import Page
from tests.unit.reports import FAILED, PASSED, lost, report_of

STYLES = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.css")}


def test_each_lost_exercise_is_linked_to_what_is_told_of_it() -> None:
    page = Page(html_report(report_of(PASSED, FAILED, lost(id="h.holds"))))
    links = [values["href"] or "" for tag, values in page.tags if tag == "a"]
    assert links == ["#01_first.g", "#01_first.h"]
    places = [values["id"] for _, values in page.tags if "id" in values]
    assert [link.removeprefix("#") for link in links] == places


def test_functions_that_are_not_there_share_one_account() -> None:
    missing = [
        lost(id=f"{name}.holds", message=f"{name} is gone", counterexample=None) for name in "uv"
    ]
    page = Page(html_report(report_of(PASSED, *missing, undefined="gone")))
    assert page.told("account", "claim") == ["✗", "u and v are gone"]
    assert {values["href"] for tag, values in page.tags if tag == "a"} == {"#01_first.u"}


def test_hints_and_code_are_behind_a_click_and_the_rest_is_not() -> None:
    page = Page(html_report(report_of(lost(reading="you add twice"))))
    assert page.told("details", "p") == ["Subtract.", "One click selects all of it."]
    assert page.told("details", "pre") == ["import torch print(1)"]
    assert page.told("answers", "dd") == ["[2.]", "[3.]"]
    assert page.told("reads") == [
        *("looks like", "You add where you must subtract."),
        *("in fact", "you add twice"),
    ]


def test_conditions_are_told_in_full() -> None:
    report = report_of(PASSED, seed=None, commitment="c" * 64)
    told = Page(html_report(report)).told("about", "dd")
    assert f"commitment {'c' * 64}" in told
    assert f"SHA-256 {'0' * 64}" in told
    assert "commitment cccccccccccccccc," in html_fragment(report)


def test_a_cell_for_one_exercise_lists_no_others() -> None:
    single = Page(html_fragment(report_of(FAILED, notices=("It is odd.",))))
    assert not single.told("exercises")
    assert single.told("h1") == ["g"]
    assert single.told("notice") == ["It is odd."]
    two = Page(html_fragment(report_of(FAILED, PASSED)))
    assert two.told("h1") == ["homework"]
    assert two.told("exercises", "code") == ["g", "f"]
    for page in (single, two):
        assert not any("id" in values for _, values in page.tags), "cells would share them"
        assert page.tags[0][0] == "div"


def test_headings_follow_each_other() -> None:
    page = Page(html_report(report_of(PASSED, FAILED)))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_page_is_large() -> None:
    text = "0.12345678, " * 80
    example = Counterexample({"x": text, "t": text}, text, text, text, text * 2, text)
    checks = [
        replace(FAILED, id=f"f{number}.holds", counterexample=example, hint=f"{number} {text}")
        for number in range(25)
    ]
    assert 200_000 < len(html_report(report_of(*checks)).encode()) < 300_000
    assert len(html_report(report_of(PASSED, FAILED)).encode()) < 25_000


def test_styles_reach_what_is_in_a_sheet_alone() -> None:
    for text in STYLES.values():
        outermost = re.findall(r"^[^\s}{/].*", text, re.MULTILINE)  # all else is nested in these
        assert outermost[0] == ".sheet.sheet {"
        for selectors in outermost:
            for selector in selectors.partition("{")[0].rstrip(", ").split(","):
                assert selector.strip().endswith(".sheet.sheet"), selector
        assert "url(" not in text
        assert "@import" not in text


def test_every_class_is_styled_and_every_verdict_has_a_colour_in_light_and_dark() -> None:
    style = "".join(STYLES.values())
    for path in TEMPLATES.glob("*.html"):
        text = re.sub(r"{[{%].*?[%}]}", " ", path.read_text(encoding="utf-8"))
        for names in re.findall(r'class="([^"]*)"', text):
            for name in names.split():
                assert re.search(rf"\.{name}\b", style), name
    for verdict in Verdict:
        found = re.search(rf"& \.{LOOKS[verdict].colour} {{ --tone: var\((--\w+)\)", style)
        assert found is not None, verdict
        assert f"{found[1]}: light-dark(#" in style


def luminance(colour: str) -> float:
    """Return how bright a colour is, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_all_text_can_be_read(scheme: int) -> None:
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", STYLES["sheet.css"])
    palette = {name: luminance(colours[scheme]) for name, *colours in found}
    tones = [name.removesuffix("-tint") for name in palette if name.endswith("-tint")]
    assert len(tones) == 4
    pairs = [(text, ground) for text in ("ink", "soft", *tones) for ground in ("paper", "card")]
    pairs += [pair for tone in tones for pair in ((tone, f"{tone}-tint"), ("ink", f"{tone}-tint"))]
    for text, ground in [*pairs, ("accent", "card"), ("accent", "paper")]:
        dark, bright = sorted((palette[text], palette[ground]))
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ report.nothing }}").render(report=report_of(PASSED))
