"""Every text of a report is cleaned at the border, and a field that is new as well."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest

from grader.host.text import clean, clean_lines
from grader.judging.border import SEVERAL_LINES, cleaned
from grader.limits import MAX_REPORTED_CHARACTERS, MAX_REPORTED_LINE_CHARACTERS
from grader.reports.console import render, render_check, render_svg
from grader.reports.json_report import to_json
from grader.results import CheckResult, GradeReport, Verdict
from tests.unit.reports import FAILED, PASSED, report_of

HOSTILE = (
    "\x1b[2J\x1b]0;PWNED\x07\x1b]8;;http://x\x1b\\x\x9b31m\r\n::error file=a::70 of 70\n"
    "##vso[task.complete]\u202egnp.\u2066\u200b\u200d\ufeff\x00\x08\x7f\ud800\u2028\x85x "
    + "a" * 63
    + "::error::y"
    + "\n::set-output name=x::y\n##[error]z"
    + "\U000e0041"
    + "=cmd|' /C calc'!A0<script>alert(1)</script>[red]"
)


def hostile(kind: Any, field: str = "") -> Any:
    """Return a value of this kind whose texts are all hostile, made by what it declares."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind is str:
        return f"{HOSTILE}{field}"
    if kind is bool:
        return False
    if kind in (int, float):
        return kind(1)
    if origin is tuple:
        return (hostile(inner[0], field),)
    if origin is dict:
        return {hostile(inner[0], field): hostile(inner[1], field)}
    if origin in (typing.Union, types.UnionType):
        return hostile(next(one_of for one_of in inner if one_of is not type(None)), field)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Verdict.FAILED if kind is Verdict else next(iter(kind))
    assert is_dataclass(kind), f"what is a {kind}? say it above"
    hints = typing.get_type_hints(kind)
    return kind(**{f.name: hostile(hints[f.name], f.name) for f in fields(kind)})  # type: ignore[operator]


def texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a record with the field that holds it."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item, field)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield f"name in {field}", key
            yield from texts(item, field)
    elif is_dataclass(value):
        for inner in fields(value):
            yield from texts(getattr(value, inner.name), inner.name)


def harmless(line: str) -> bool:
    return line.isprintable() and not line.lstrip().startswith(("::", "##[", "##vso["))


REPORT: GradeReport = hostile(GradeReport)


def test_every_field_holds_hostile_text() -> None:
    found = [*texts(REPORT)]
    assert len({field for field, _ in found}) >= 20
    assert all(HOSTILE in text for _, text in found)


def test_every_field_is_cleaned() -> None:
    for field, text in texts(cleaned(REPORT)):
        lines = text.split("\n")
        assert len(lines) == 1 or field in SEVERAL_LINES, field
        assert all(map(harmless, lines)), (field, text)
        assert len(text) <= MAX_REPORTED_CHARACTERS, field
        assert "PWNED" not in text


def test_no_report_that_is_made_of_it_moves_anything() -> None:
    report = cleaned(REPORT)
    checks = report.checks
    shown = [render(report, width) for width in (20, 72, 80, 200)]
    shown += [render_check(check) for check in checks]
    shown += [text for _, text in texts_of_json(json.loads(to_json(report)))]
    for text in shown:
        for line in text.split("\n"):
            assert harmless(line), line
    picture = render_svg(report, "x")
    assert "<script>" not in picture
    assert "\x1b" not in picture
    to_json(report).encode()  # no lone surrogate is left


def texts_of_json(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for key, inner in value.items():
            yield "", str(key)
            yield from texts_of_json(inner)
    elif isinstance(value, str):
        yield "", value


def test_what_is_not_cleaned_would_be_seen() -> None:
    assert not all(harmless(line) for line in render(REPORT).split("\n"))


def test_a_long_text_is_cut_and_a_short_one_kept() -> None:
    long: CheckResult = replace(FAILED, claim="x" * 9000, message="y" * 90_000)
    found = cleaned(report_of(long))
    assert len(found.checks[0].claim) == MAX_REPORTED_LINE_CHARACTERS
    assert len(found.checks[0].message or "") == MAX_REPORTED_CHARACTERS
    honest = report_of(PASSED, FAILED, notices=("A file was left aside.",))
    assert cleaned(honest) == honest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a  b", "a b"),
        ("a \u200b b", "a b"),
        ("::error::x", "'::error::x"),
        ("a ::error::x", "a : :error::x"),
        ("a:::error title=x::y", "a: :error title=x::y"),
        ("x[::2] and a::b", "x[::2] and a::b"),
        ("##[group]", "'##[group]"),
        ("a ##vso[x]", "a # #vso[x]"),
        ("## a heading", "## a heading"),
        ("at 0x7f0000000000", "at 0x..."),
    ],
)
def test_a_text_is_cleaned_once_and_for_all(text: str, told: str) -> None:
    assert clean(text, 100) == told
    assert clean(told, 100) == told


def test_lines_keep_their_spaces() -> None:
    code = "def f(x):\n    return x  # twice\n\nprint(f(1))"
    assert clean_lines(code, 1000) == code
    assert clean_lines("a\tb\x1b[1m\r\n  c", 1000) == "a b \n  c"
