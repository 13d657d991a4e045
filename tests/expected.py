"""Writes a report down as a person reads it: only what differs from "all passed".

What that is says `submissions/expected/passed.json`: what the solutions get, in full. A report
that says the same of its assignments is written as nothing. What can be told from the rest is not
repeated: titles, claims and points stand in `passed.json`, and a check that is not passed scores 0.

    x1_from_eps__plus_sign_of_the_slide: 12 of 20
      02_recovery: 12 of 20
        x1_from_eps: failed, 0 of 8
          recovers_x1_from_noise: failed, test_cases 1
            counterexample:
              inputs:
                t: [0.25]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.reports.json_report import to_dict
from grader.results import GradeReport

#: a dictionary of the JSON report
Entry = Mapping[str, Any]


def comparable(report: GradeReport) -> dict[str, Any]:
    """Return what of a report must be the same on every machine and after every refactoring.

    The digest of a submission's own bytes says nothing about the grader.
    """
    data = to_dict(report)
    del data["grader"]["version"], data["grader"]["digest"], data["grader"]["isolation"]
    del data["submission"]["sha256"]
    _drop_seconds(data)
    return data


def _drop_seconds(data: Any) -> None:
    if isinstance(data, dict):
        data.pop("seconds", None)
    for value in data.values() if isinstance(data, dict) else data:
        if isinstance(value, dict | list):
            _drop_seconds(value)


def written(name: str, data: Entry, passed: Sequence[Entry], modules: Sequence[str]) -> str:
    """Return the text of a report on the submission `name`, "" if it says "all passed" and no more.

    `passed` holds what its assignments are like where all is passed, `modules` the files' names.
    """
    whole = sum(assignment["max_score"] for assignment in passed)
    usual = {
        "schema_version": 2,
        "name": name,
        "files": [f"graded {module}.py" for module in modules],
        "notices": [],
        "seed": 0,
        "score": whole,
        "max_score": whole,
        "assignments": passed,
    }
    data = _flat(data)
    if data == usual:
        return ""
    lines = [f"{name}: {_points(data)}"]
    lines += _indented(_differences(data, usual, told=("score", "max_score", "assignments")))
    for assignment, wanted in _pairs(data["assignments"], passed):
        lines += _indented(_assignment(assignment, wanted))
    return "\n".join(lines) + "\n"


def _flat(data: Entry) -> Entry:
    """Return a report without its inner dictionaries, a file on one line."""
    rest = {key: value for key, value in data.items() if key not in ("submission", "grader")}
    files = [f"{file['role']} {file['path']}" for file in data["submission"]["files"]]
    return {"name": data["submission"]["name"], "files": files, **data["grader"], **rest}


def refused(name: str, error: str) -> str:
    """Return the text of a submission that is not graded at all."""
    return f"{name}: refused\n" + "".join(f"{line}\n" for line in _indented(error.splitlines()))


def _assignment(data: Entry, passed: Entry) -> Iterator[str]:
    if data == passed:
        return
    title = f"{data['id']}: {_points(data)}"
    reason = _ungraded(data, passed)
    if reason is not None:
        yield f"{title}, {reason}"
        return
    yield title
    yield from _indented(
        _differences(data, passed, told=("score", "max_score", "exercises")),
    )
    for exercise, wanted in _pairs(data["exercises"], passed["exercises"]):
        yield from _indented(_exercise(exercise, wanted))


def _ungraded(data: Entry, passed: Entry) -> str | None:
    """Return what is said of a file as a whole, and so of every check alike, or None."""
    if len(data["notices"]) != 1:
        return None
    (message,) = data["notices"]
    verdict = data["exercises"][0]["verdict"]
    alike: Entry = {"verdict": verdict, "score": 0}
    untried: Entry = {"message": message, "test_cases": 0}
    exercises = [
        {
            **exercise,
            **alike,
            "checks": [{**check, **alike, **untried} for check in exercise["checks"]],
        }
        for exercise in passed["exercises"]
    ]
    whole = {**passed, "score": 0, "notices": [message], "exercises": exercises}
    return f"{verdict}: {message}" if data == whole else None


def _exercise(data: Entry, passed: Entry) -> Iterator[str]:
    if data == passed:
        return
    yield f"{data['id']}: {data['verdict']}, {_points(data)}"
    for check, wanted in _pairs(data["checks"], passed["checks"]):
        yield from _indented(_check(check, wanted))


def _check(data: Entry, passed: Entry) -> Iterator[str]:
    if data == passed:
        return
    score = passed["score"] if data["verdict"] == "passed" else 0
    tried = data["test_cases"]
    cases = "" if tried == passed["test_cases"] else f", test_cases {tried}"
    yield f"{data['id'].partition('.')[2]}: {data['verdict']}{cases}"
    wanted = {**passed, "score": score}
    yield from _indented(_differences(data, wanted, told=("verdict", "test_cases")))


def _pairs(data: Sequence[Entry], passed: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield each part of a report beside what it is like where all is passed."""
    names, wanted = ([part["id"] for part in parts] for parts in (data, passed))
    assert names == wanted, f"{names} are reported, passed.json has {wanted}: `make goldens`"
    return zip(data, passed, strict=True)


def _points(data: Entry) -> str:
    return f"{data['score']:g} of {data['max_score']:g}"


def _differences(data: Entry, usual: Entry, told: Sequence[str]) -> Iterator[str]:
    """Yield the lines of every value that is not the usual one, but for those `told` elsewhere."""
    for key, value in data.items():
        if key not in told and value != usual[key]:
            yield from _value(key, value)


def _value(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield f"{key}:"
        for name, part in value.items():
            if part is not None:
                yield from _indented(_value(name, part))
    elif isinstance(value, list) and value:
        for part in value:
            yield from _value(key.removesuffix("s"), part)
    elif isinstance(value, str) and "\n" in value:
        yield f"{key}:"
        yield from _indented(value.split("\n"))
    else:
        yield f"{key}: {value if isinstance(value, str) else json.dumps(value)}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)


def sections(text: str) -> dict[str, str]:
    """Return the reports of a file by the names of their submissions."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        if not line[0].isspace():
            name = line.partition(":")[0]
        found[name] = found.get(name, "") + line
    return {name: section.rstrip("\n") + "\n" for name, section in found.items()}
