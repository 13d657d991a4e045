"""A small class graded for real: once by a process, once in three parts that are merged."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.catalogue import SOLUTIONS
from grader.cohort import core
from grader.cohort.chunks import Sink, Work
from grader.cohort.comparing import changes
from grader.cohort.core import ChunkGrader
from grader.cohort.local import LocalProcesses
from grader.cohort.lock import locked
from grader.cohort.merging import merge
from grader.cohort.people import Student
from grader.cohort.running import ClassRun, Shard
from grader.cohort.store import DATABASE, WHOLE, Store
from grader.cohort.writing import Written, write_outputs
from grader.errors import ClassError, OutputError
from grader.host.workers import Workers
from tests.cohort.stubs import SETTING, Silent

_SOLUTION = (SOLUTIONS / "02_recovery" / "recovery.py").read_text(encoding="utf-8")
#: a wrong idea that has no name, written in two ways
_STRANGE = "\n\ndef x1_from_u(x_t, u, t):\n    # by Jane Doe\n    return {} * x_t\n"
_CLASS = {
    "anna/recovery.py": _SOLUTION,
    "ben/recovery.py": _SOLUTION + _STRANGE.format("0.123"),
    "cleo/recovery.py": _SOLUTION + _STRANGE.format("0.41 * 0.3"),
    "dan/recovery.py": "def (",
    "eve/02_recovery/recovery.py": _SOLUTION,
    "finn.zip": "no zip",
    # none of them is all of it
    "gina/first.py": "def x1_from_u(x_t, u, t):\n    return x_t\n",
    "gina/second.py": "def x1_error_gain(t, prediction):\n    return t\n",
    # as an old program unpacks what Windows packed
    os.fsdecode(b"j\xf6rg/l\xf6sung.py"): _SOLUTION,
}


@dataclass
class Inline:
    """Grades in this process with a grader that several runs share."""

    grader: ChunkGrader

    def run(self, work: Work, sink: Sink) -> None:
        sink.joined(self.grader.node)
        while (chunk := work.take()) is not None:
            sink.graded(self.grader.grade(chunk.handed))

    def __enter__(self) -> Inline:
        return self

    def __exit__(self, *_: object) -> None: ...


@dataclass(frozen=True)
class Graded:
    source: Path
    whole: Path
    merged: Path
    written: Written
    shared: ChunkGrader


@pytest.fixture(scope="module")
def graded(workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    where = tmp_path_factory.mktemp("real")
    source = where / "class"
    for name, text in _CLASS.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, encoding="utf-8")
    whole, merged = where / "whole", where / "merged"
    run = ClassRun(source, whole, SETTING)
    with locked(whole), Store(whole) as store:
        run.into(store, lambda setting, _: (LocalProcesses(setting, 1), 1), Silent())
        written = write_outputs(store, whole)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "start", lambda **_: workers)  # other tests have theirs from there too
        shared = ChunkGrader(SETTING)
        parts = [where / f"part{number}" for number in (1, 2, 3)]
        for number, part in enumerate(parts, 1):
            run = ClassRun(source, part, SETTING, shard=Shard(number, 3))
            with locked(part), Store(part) as store:
                run.into(store, lambda *_: (Inline(shared), 1), Silent())
        with locked(merged), Store(merged) as store:
            merge(parts, store)
            write_outputs(store, merged)
    yield Graded(source, whole, merged, written, shared)
    shared._run.close()  # and not the workers, which others use


def _files(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(("results.", "times."))
    }


def _without_times(page: bytes) -> str:
    return re.sub(r"<h3>Slowest</h3>.*?</ul>", "", page.decode(), flags=re.S)


def test_parts_that_are_merged_give_the_same_bytes(graded: Graded) -> None:
    whole, merged = _files(graded.whole), _files(graded.merged)
    assert [*whole] == [*merged]
    assert _without_times(whole.pop("class.html")) == _without_times(merged.pop("class.html"))
    assert [name for name in whole if whole[name] != merged[name]] == []


def test_every_submission_has_a_result(graded: Graded) -> None:
    found = {
        outcome.entry.name: (outcome.score, outcome.state) for outcome in graded.written.outcomes
    }
    assert found == {
        "anna": (20, "graded"),
        "ben": (14, "graded"),
        "cleo": (14, "graded"),
        "dan": (0, "graded"),
        "eve": (20, "graded"),
        "finn": (0, "not read"),
        "gina": (0, "not read"),
        "jörg": (20, "graded"),
    }
    rows = csv.DictReader(io.StringIO((graded.whole / "grades.csv").read_text(encoding="utf-8")))
    notes = {row["student_id"]: row["notes"] for row in rows}
    assert "hand in one file with all of them" in notes["gina"]
    assert notes["anna"] == notes["jörg"] == ""
    for name in found:
        report = json.loads((graded.whole / "reports" / f"{name}.json").read_text())
        assert report["submission"]["name"] == name
        assert (graded.whole / "reports" / f"{name}.txt").stat().st_size


def test_the_same_mistake_is_seen_in_both_who_make_it(graded: Graded) -> None:
    """Written in two ways, and asked other cases: the answers to common ones are alike."""
    (draft,) = (graded.whole / "drafts").iterdir()
    text = draft.read_text()
    assert "Shared by 2 students" in text
    assert "0.123 * x_t" in text
    assert "Jane" not in text
    compile(text, "draft", "exec")
    page = (graded.whole / "class.html").read_text()
    assert f"drafts/{draft.name}" in page


def test_the_page_needs_nothing_else(graded: Graded) -> None:
    page = (graded.whole / "class.html").read_text()
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "default-src 'none'" in page


def test_feedback_is_a_page_a_student(graded: Graded) -> None:
    with zipfile.ZipFile(graded.whole / "feedback.zip") as archive:
        assert sorted(archive.namelist()) == [
            f"{name}/report.html"
            for name in ("anna", "ben", "cleo", "dan", "eve", "finn", "gina", "jörg")
        ]


def test_diff_names_whose_score_changed_and_why(graded: Graded, tmp_path: Path) -> None:
    later = tmp_path / "class"
    later.mkdir()
    for name, text in (("ben", _SOLUTION), ("anna", _SOLUTION)):
        (later / name).mkdir()
        (later / name / "recovery.py").write_text(text)
    run = ClassRun(later, tmp_path / "out", SETTING)
    with locked(tmp_path / "out"), Store(tmp_path / "out") as store:
        run.into(store, lambda *_: (Inline(graded.shared), 1), Silent())
    with (
        Store(graded.whole, must_exist=True) as old,
        Store(tmp_path / "out", must_exist=True) as new,
    ):
        found = {change.name: change for change in changes(old, new)}
    assert {*found} == {"ben", "cleo", "dan", "eve", "finn", "gina", "jörg"}
    assert (found["ben"].before, found["ben"].after) == (14, 20)
    assert found["ben"].because == ("its code",)
    assert [check.points for check in found["ben"].checks] == [6]
    assert found["cleo"].after is None


def test_parts_that_do_not_belong_together_are_refused(graded: Graded, tmp_path: Path) -> None:
    parts = sorted(graded.whole.parent.glob("part*"))
    out = tmp_path / "merged"
    for wrong, text in (
        (parts[:2], "part 3/3 is missing"),
        ([*parts, parts[0]], "as is"),
        ([], "name the outputs"),
        ([parts[0], tmp_path], "give the output of"),
    ):
        out.mkdir(exist_ok=True)
        with Store(out) as store, pytest.raises(ClassError, match=text) as refused:
            merge(wrong, store)
        assert "\n" not in str(refused.value)


def test_parts_of_other_classes_and_lists_are_refused(graded: Graded, tmp_path: Path) -> None:
    def changed(change: Callable[[Store], None]) -> list[Path]:
        copies = [tmp_path / path.name for path in graded.whole.parent.glob("part*")]
        for copy in copies:
            shutil.copytree(graded.whole.parent / copy.name, copy, dirs_exist_ok=True)
        with Store(copies[-1]) as store:
            change(store)
        return copies

    def listed(store: Store) -> None:
        store.begin(store.run, store.entries(), [Student("7")])

    for change, text in (
        (lambda store: store.note(WHOLE, "of other files"), "another class, or of this one at"),
        (listed, "give all parts the same --roster"),
    ):
        parts = changed(change)
        (tmp_path / "merged").mkdir(exist_ok=True)
        with Store(tmp_path / "merged") as store, pytest.raises(ClassError, match=text):
            merge(parts, store)
    with Store(parts[0]) as store, pytest.raises(ClassError, match="is one of the parts"):
        merge(parts, store)


def test_a_result_that_is_damaged_is_told_as_such(graded: Graded, tmp_path: Path) -> None:
    shutil.copytree(graded.whole, tmp_path / "out")
    with sqlite3.connect(tmp_path / "out" / DATABASE) as database:
        database.execute("UPDATE results SET report=substr(report, 1, length(report) - 9)")
    database.close()
    for read in (write_outputs, lambda store, _: [*changes(store, store)]):
        with Store(tmp_path / "out") as store, pytest.raises(OutputError, match="delete it"):
            read(store, tmp_path / "out")
