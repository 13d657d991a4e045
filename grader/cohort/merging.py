"""Puts the parts of a class together that were graded apart: the same rows as in one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.cohort.folder import refuse_another_class
from grader.cohort.people import Entry, Student
from grader.cohort.records import Record
from grader.cohort.store import WHOLE, Row, Run, Store
from grader.errors import ClassError
from grader.limits import MAX_CHUNK_SUBMISSIONS
from grader.reports.wording import short


def merge(parts: Sequence[Path], into: Store) -> None:
    """Copy the results of all parts.

    Raises:
        ClassError: they do not belong together, one is missing, or two tell different results.
    """
    if not parts:
        raise ClassError("class merge: name the outputs that belong together")
    run: Run | None = None
    entries: dict[str, tuple[Entry, bytes]] = {}
    shards: dict[str, Path] = {}
    whole: tuple[str | None, list[Student]] | None = None
    for part in parts:
        if part.resolve() == into.path.parent.resolve():
            raise ClassError(f"--out {part}: is one of the parts: give a new folder")
        with Store(part, must_exist=True) as store:
            run = _same(run, store.run, part)
            shard = store.noted("shard") or "1/1"
            if shard in shards:
                raise ClassError(
                    f"{part}: is part {shard}, as is {shards[shard]}: name one of them"
                )
            shards[shard] = part
            for entry, key in store.entries():
                if entry.name in entries and entries[entry.name][1] != key:
                    raise ClassError(f"{part}: {entry.name} is another submission than before")
                entries[entry.name] = entry, key
            here = store.noted(WHOLE), store.roster()
            if whole is not None and whole[1] != here[1]:
                raise ClassError(f"{part}: has another roster: give all parts the same --roster")
            if whole is not None and whole[0] != here[0]:
                raise ClassError(
                    f"{part}: is a part of another class, or of this one at another time: grade "
                    "all parts of the same files"
                )
            whole = here
    assert run is not None
    assert whole is not None
    _complete(shards)
    keyed = [entries[name] for name in sorted(entries)]
    refuse_another_class(into, (entry for entry, _ in keyed))
    into.begin(run, keyed, whole[1])
    into.graded_at(run.isolation)
    into.note("shard", "")
    for part in parts:
        with Store(part, must_exist=True) as store:
            _copy(store, into)
    missing = {key for _, key in keyed} - into.known(lost=True)
    if missing:
        name = next(entry.name for entry, key in keyed if key in missing)
        raise ClassError(f"{len(missing)} submissions have no result, such as {name}: grade again")


def _same(run: Run | None, other: Run, part: Path) -> Run:
    """Return what both were graded by; a part that holds nothing was graded at no level."""
    if run is None or not run.isolation:
        run = replace(run or other, isolation=other.isolation)
    other = replace(other, isolation=other.isolation or run.isolation)
    for what, ours, theirs in (
        ("grader", run.grader, other.grader),
        ("secret (by its commitment)", short(run.drawn), short(other.drawn)),
        ("options", run.options, other.options),
        ("isolation", run.isolation, other.isolation),
    ):
        if ours != theirs:
            raise ClassError(f"{part}: its {what} is {theirs}, that of the others {ours}")
    return other


def _complete(shards: dict[str, Path]) -> None:
    counts = {shard.split("/")[1] for shard in shards}
    if len(counts) > 1:
        raise ClassError(
            f"parts of different classes: {', '.join(sorted(shards))}: name those of one"
        )
    (count,) = counts
    missing = [f"{number}/{count}" for number in range(1, int(count) + 1)]
    missing = [shard for shard in missing if shard not in shards]
    if missing:
        raise ClassError(f"part {missing[0]} is missing: grade it, or name its output as well")


def _copy(store: Store, into: Store) -> None:
    waiting: list[Record] = []
    for row in store.rows():
        waiting.append(_record(row))
        if len(waiting) == MAX_CHUNK_SUBMISSIONS:
            into.add(waiting)
            waiting = []
    into.add(waiting)


def _record(row: Row) -> Record:
    return Record(row.key, row.report, row.seconds, row.lost, row.unnamed)
