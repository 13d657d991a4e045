"""The audit's page: whatever a corpus holds is shown as text, and a slip in a template is told."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from grader.audit.auditing import Audit
from grader.audit.findings.coverage import Blind, Coverage
from grader.audit.findings.diagnosed import Diagnosed, Unlabelled
from grader.audit.findings.matrix import CheckRow, ExerciseMatrix
from grader.audit.findings.power import Detection
from grader.audit.pages import page
from grader.audit.pages.strips import Mark
from grader.audit.records import (
    CheckOutcome,
    Condition,
    ExerciseOutcome,
    Family,
    Graded,
    Outcome,
    Problem,
    Proof,
    Rate,
    Sabotage,
    Variant,
)
from grader.model import Assignment
from grader.reports import sheets
from grader.results import Verdict

BAD = """</pre></details><script>alert("x")</script><img src=x onerror='y'>&"""


def graded(family: Family, slug: str, verdict: Verdict) -> Graded:
    """Return a variant that one check has looked at."""
    full = verdict is Verdict.PASSED
    check = CheckOutcome("f.holds", verdict, None, None)
    outcome = Outcome(0, (ExerciseOutcome("f", 2.0 * full, 2.0, (check,)),))
    variant = Variant("01_x", ("f",), slug, family, BAD, BAD, ("f",), BAD, BAD)
    return Graded(variant, (outcome,))


def audit_of(*mutants: Graded) -> Audit:
    """Return an audit in which every text that comes from a corpus is hostile."""
    killed = tuple(mutant.variant.id for mutant in mutants if not mutant.survived)
    row = CheckRow("01_x", "f", "f.holds", 2.0, False, killed, killed)
    variant = mutants[0].variant
    sabotage = Sabotage("01_x", BAD, (Condition(BAD, BAD, BAD),), BAD, BAD)
    return Audit(
        assignments=(Assignment("01_x", BAD, "x", Path(), (), ()),),
        digest="0",
        seeds=1,
        made=1,
        graded=(*mutants, graded(Family.EQUIVALENT, BAD, Verdict.FAILED)),
        proofs={BAD: Proof(True, 1, 2, 0.0, 0.0, BAD)},
        variants={BAD: variant},
        matrices=(ExerciseMatrix("01_x", "f", (row,), mutants),),
        diagnosed=(Diagnosed("01_x", ("f",), BAD, (BAD,), 1, 0, (BAD,)),),
        unlabelled=(Unlabelled(BAD, (BAD,)),),
        detections=(Detection(BAD, "f.holds", 1, 1, 1, 1),),
        rates=(Rate(BAD, 0.01, 300, 3, 0.5, False),),
        coverage=(Coverage("01_x", BAD, 1, 2, 3, 4, (Blind(sabotage, True, None),)),),
        problems=(Problem(BAD, BAD, BAD),),
        seconds=1.0,
        cpu_seconds=1.0,
        sabotage_seconds=1.0,
        gradings=2,
    )


class Parts(HTMLParser):
    """Notes the tags of a page, and whether each is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag not in ("meta", "br"):
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


@pytest.fixture
def hostile() -> Audit:
    return audit_of(
        graded(Family.MUTANT, BAD, Verdict.TIMEOUT), graded(Family.MADE, "m", Verdict.PASSED)
    )


def test_what_a_corpus_holds_is_shown_as_text(hostile: Audit) -> None:
    text = page.to_html(hostile)
    parts = Parts()
    parts.feed(text)
    assert parts.opened == []
    assert {"details", "pre", "rect"} <= parts.seen
    assert not {"script", "img"} & parts.seen
    assert "<script" not in text
    assert text.count("&lt;script&gt;") > 12


def test_a_cell_says_how_a_mutant_was_found(hostile: Audit) -> None:
    text = page.to_html(hostile)
    assert f"{Mark.ALONE.value} (out of time)" in text
    assert f"01/f/m: {Mark.SURVIVED.value}" in text
    assert "The checks may not ship" in text


def test_every_mark_has_a_colour_in_light_and_in_dark() -> None:
    style = (page.TEMPLATES / "page.css").read_text(encoding="utf-8")
    for mark in Mark:
        assert re.search(rf"--{mark.name.lower()}: (light-dark\(|var\(--bad)", style)
        assert f".{mark.name.lower()} {{" in style


def test_every_class_of_the_templates_is_styled() -> None:
    style = (page.TEMPLATES / "page.css").read_text(encoding="utf-8")
    style += (sheets.TEMPLATES / "sheet.css").read_text(encoding="utf-8")
    for path in page.TEMPLATES.glob("*.html"):
        text = re.sub(r"{[{%].*?[%}]}", " ", path.read_text(encoding="utf-8"))
        for names in re.findall(r'class="([^"]*)"', text):
            for name in names.split():
                assert re.search(rf"\.{name}\b", style), name


def test_a_name_that_is_not_there_is_an_error(hostile: Audit) -> None:
    template = sheets.environment(page.TEMPLATES).from_string("{{ audit.nothing }}")
    with pytest.raises(UndefinedError):
        template.render(audit=hostile)
