"""Other systems' readers of our files, written from their rules: what they refuse, these do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, NamedTuple
from xml.etree import ElementTree


class Points(NamedTuple):
    """What a reader takes from a file: the total, and each exercise by name."""

    score: float
    max_score: float
    exercises: Mapping[str, tuple[float, float]]


def strict_json(text: str) -> Any:
    """Read JSON as others do, who know no NaN."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


_FORMATS = {"text", "html", "simple_format", "md", "ansi"}
_VISIBILITIES = {"visible", "hidden", "after_due_date", "after_published"}
_TOP = {"score", "execution_time", "output", "output_format", "test_output_format"} | {
    *("test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard")
}
_TEST = {"score", "max_score", "status", "name", "name_format", "number", "output"} | {
    *("output_format", "tags", "visibility", "extra_data")
}


def gradescope(text: str) -> Points:
    """Read results.json."""
    data = strict_json(text)
    assert data.keys() <= _TOP
    assert "score" in data or data["tests"]
    for key, value in data.items():
        if key.endswith("_format"):
            assert value in _FORMATS
        elif key.endswith("visibility"):
            assert value in _VISIBILITIES
    assert data["output_format"] == "text", "HTML would be rendered where no format is named"
    names = [test["name"] for test in data["tests"]]
    for test in data["tests"]:
        assert test.keys() <= _TEST
        assert test["output_format"] == test["name_format"] == "text"
        assert test["visibility"] in _VISIBILITIES - {"hidden"}, "it would hide the total"
        assert test["status"] in ("passed", "failed")
        assert isinstance(test["number"], str)
        assert 0 <= test["score"] <= test["max_score"]
        assert all(isinstance(tag, str) for tag in test["tags"])
    assert len(set(names)) == len(names)
    assert data["score"] == sum(test["score"] for test in data["tests"])
    return Points(
        data["score"],
        sum(test["max_score"] for test in data["tests"]),
        {test["name"]: (test["score"], test["max_score"]) for test in data["tests"]},
    )


def classroom50(text: str, classroom: str, assignment: str) -> Points:
    """Read result.json as what collects the scores does."""
    data = strict_json(text)
    assert data["schema"] == "classroom50/result/v1"
    assert (data["classroom"], data["assignment"]) == (classroom, assignment)
    for field in ("submission", "commit", "release", "review", "datetime"):
        assert isinstance(data[field], str)
        assert data[field]
    found = {}
    for test in data["tests"]:
        assert isinstance(test["passed"], bool)
        assert isinstance(test["test-name"], str)
        found[test["test-name"].rpartition("/")[2]] = _whole(test)
        assert test["passed"] == (test["score"] == test["max-score"])
    assert len(found) == len(data["tests"])
    score, max_score = _whole(data)
    assert score == sum(test["score"] for test in data["tests"])
    assert max_score == sum(test["max-score"] for test in data["tests"])
    return Points(score, max_score, found)


def _whole(data: dict[str, Any]) -> tuple[int, int]:
    score, max_score = data["score"], data["max-score"]
    assert type(score) is type(max_score) is int
    assert 0 <= score <= max_score
    return score, max_score


#: an attribute `type` of these would make GitLab read the text as something else, or refuse it
_CASTS = {"symbol", "date", "datetime", "duration", "integer", "float", "decimal", "boolean"} | {
    *("string", "yaml", "base64Binary", "hexBinary", "file", "double", "dateTime", "array")
}
_STATES = ("failure", "error", "skipped")


def gitlab(text: str) -> Points:
    """Read JUnit XML: of equal names the first counts, the class is shown as the suite."""
    assert len(text.encode()) < 30_000_000
    root = ElementTree.fromstring(text)
    assert root.tag == "testsuites"
    found: dict[tuple[str, str], tuple[float, float]] = {}
    total = [0.0, 0.0]
    for suite in root:
        assert suite.tag == "testsuite"
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases))
        for name, state in zip(("failures", "errors", "skipped"), _STATES, strict=True):
            assert suite.get(name) == str(sum(case.find(state) is not None for case in cases))
        own = _points(suite)
        assert own == tuple(map(sum, zip(*map(_points, cases), strict=True)))
        total = [total[0] + own[0], total[1] + own[1]]
        for case in cases:
            told = [child for child in case if child.tag in _STATES]
            assert len(told) <= 1
            assert all(child.get("type") not in _CASTS and child.text for child in told)
            assert not told or case.find("system-out") is None, "it could name an attachment"
            assert float(case.get("time", "")) >= 0
            found.setdefault((case.get("classname", ""), case.get("name", "")), _points(case))
    assert len(found) == len(root.findall("testsuite/testcase")), "two names are equal"
    return Points(total[0], total[1], {name: points for (_, name), points in found.items()})


def _points(element: ElementTree.Element) -> tuple[float, float]:
    told = {entry.get("name"): entry.get("value", "") for entry in element.iter("property")}
    first = {
        entry.get("name"): float(entry.get("value", ""))
        for entry in element.findall("properties/property")
    }
    assert told.keys() == first.keys() == {"score", "max_score"}
    return first["score"], first["max_score"]


#: elements that are not closed
_VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Reads a page strictly: its tree, its texts by class, and what it would ask of a network."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(text)
        self.close()
        assert not self.open, "what is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            classes = [(attributes.get("class") or "").split() for _, attributes in self.open]
            names = {tag for tag, _ in self.open} | {name for part in classes for name in part}
            self.texts.append((tuple(sorted(names)), " ".join(data.split())))

    def told(self, *names: str) -> list[str]:
        """Return the texts inside all of these elements or classes."""
        return [text for inside, text in self.texts if set(names) <= set(inside)]
