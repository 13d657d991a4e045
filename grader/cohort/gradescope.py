"""Reads the export of Gradescope: folders submission_N, and who handed them in beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from grader.cohort.people import A_LINK, Entry, Student, System
from grader.errors import SubmissionError
from grader.limits import MAX_METADATA_BYTES

METADATA = "submission_metadata.yml"

#: the fast reader where libyaml was built in; both read plain data only
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_gradescope(folder: Path) -> list[Entry]:
    """Return the submissions of an export; of one who has several, the newest counts.

    Raises:
        SubmissionError: its metadata cannot be read.
    """
    metadata = _metadata(folder / METADATA)
    newest: dict[tuple[str, ...], tuple[Entry, list[str]]] = {}
    told = sorted(metadata.items(), key=lambda item: (_text(item[1], "created_at"), item[0]))
    for name, about in told:
        students = _submitters(about) or (Student(name),)
        entry = _entry(folder / name, students, _text(about, "created_at"))
        who = tuple(student.id for student in students)
        earlier = newest.get(who)
        newest[who] = entry, [earlier[0].name, *earlier[1]] if earlier else []
    known = set(metadata)
    strange = [
        _entry(path, (Student(path.name),), "")
        for path in sorted(folder.glob("submission_*"))
        if path.is_dir() and path.name not in known
    ]
    counted = [_with_notes(entry, earlier) for entry, earlier in newest.values()]
    return [*counted, *strange]


def _metadata(path: Path) -> dict[str, Mapping[str, Any]]:
    if path.stat().st_size > MAX_METADATA_BYTES:
        raise SubmissionError(f"{path}: has over {MAX_METADATA_BYTES >> 20} MiB")
    try:
        loaded = yaml.load(path.read_bytes(), _LOADER)  # noqa: S506 - a safe loader, either way
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SubmissionError(f"{path}: is no YAML as Gradescope writes it ({first})") from None
    if not isinstance(loaded, dict):
        raise SubmissionError(f"{path}: names no submissions; export them anew")
    return {
        str(name): about
        for name, about in loaded.items()
        if isinstance(about, dict) and Path(str(name)).name == str(name) and str(name) != ".."
    }


def _entry(path: Path, students: tuple[Student, ...], when: str) -> Entry:
    problem = None
    if path.is_symlink():
        problem = A_LINK
    elif not path.is_dir():
        problem = "the export names it, and holds no folder of it"
    return Entry(path.name, students, (str(path),), System.GRADESCOPE, path.name, when, (), problem)


def _with_notes(entry: Entry, earlier: list[str]) -> Entry:
    notes = [f"{name} is an earlier attempt: {entry.name} counts" for name in earlier]
    return replace(entry, notes=tuple(notes))


def _submitters(about: Mapping[str, Any]) -> tuple[Student, ...]:
    found = about.get(":submitters", about.get("submitters"))
    students = [
        Student(
            _text(person, "sid") or _text(person, "email") or _text(person, "name"),
            _text(person, "name"),
            email=_text(person, "email"),
        )
        for person in (found if isinstance(found, list) else ())
        if isinstance(person, dict)
    ]
    return tuple(sorted(students, key=lambda student: student.id))


def _text(about: Mapping[str, Any], name: str) -> str:
    """Return a value of the export: its keys are symbols of Ruby, `:name`."""
    value = about.get(f":{name}", about.get(name))
    return "" if value is None else str(value).strip()
