"""Grades a class: finds what is new in it, has that graded, and keeps every result as it comes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from grader.catalogue import load_catalogue
from grader.cohort.chunks import Sink, Work, chunk_size
from grader.cohort.core import digest_here, given_up
from grader.cohort.finding import find_submissions
from grader.cohort.folder import refuse_another_class
from grader.cohort.people import Entry, Student
from grader.cohort.reading import Handed, read_entry
from grader.cohort.records import Chunk, Graded, Node, Setting
from grader.cohort.roster import claimed_by_several, matched
from grader.cohort.store import WHOLE, Run, Store
from grader.cohort.unpacking import opened
from grader.errors import ClassError
from grader.host.text import clean
from grader.judging.secret import Secret
from grader.limits import MAX_NAME_CHARACTERS
from grader.model import Assignment
from grader.wire.paths import shortened

#: in the report of what could not be read; no text of a submission has a bare quote in JSON
_UNREAD, _READ = re.compile(rb'"unread":"(?!missing")'), re.compile(rb'"unread":null')

#: a list of another class, or one whose ids are of another system
_STRANGERS = (
    "warning: nobody in --roster is among those who handed in: is it the list of this class, and "
    "does a column have the ids, names or addresses of this download?"
)


@dataclass(frozen=True)
class Shard:
    """A part of a class: the `number`-th of `count`, from 1."""

    number: int
    count: int

    def holds(self, key: bytes) -> bool:
        """Whether a submission belongs to it, whatever its name and whoever else is there."""
        return int.from_bytes(key[:8], "big") % self.count == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


class Watcher(Protocol):
    """Is told how far a run is."""

    def begin(self, total: int, known: int) -> None: ...

    def advance(self, graded: int, unread: int, provisional: int) -> None: ...

    def say(self, line: str) -> None: ...


class Driver(Protocol):
    """Has work graded somewhere; a context manager."""

    def run(self, work: Work, sink: Sink) -> None: ...

    def __enter__(self) -> Driver: ...

    def __exit__(self, *details: object) -> None: ...


#: returns what grades, for so many submissions, and how many cores it has
Drive = Callable[[Setting, int], tuple[Driver, int]]


@dataclass
class ClassRun:
    """One run over a class, from a folder or a zip to the database in its output."""

    source: Path
    out: Path
    setting: Setting
    roster: Sequence[Student] = ()
    shard: Shard | None = None
    told: list[str] = field(default_factory=list)
    graded_now: int = 0
    given_up: int = 0

    def into(self, store: Store, drive: Drive, watcher: Watcher) -> None:
        """Grade what the store does not know.

        Raises:
            GraderError: nothing is found, or nothing can be graded here.
        """
        assignments = load_catalogue(wanted=self.setting.assignment)
        run = run_of(self.setting, assignments)
        with opened(self.source, self.out, self.told) as folder:
            found = find_submissions(folder, assignments, self.told)
            entries, absent = matched(found, self.roster)
            refuse_another_class(store, entries)
            if self.roster and len(absent) == len(self.roster):
                self.told.append(_STRANGERS)
            elif strangers := self._strangers(entries):
                self.told.append(f"warning: handed in, and not in --roster: {strangers}")
            if several := claimed_by_several(found, self.roster):
                names = shortened([clean(name, MAX_NAME_CHARACTERS) for name in several])
                self.told.append(f"warning: several submissions seem to be one student's: {names}")
            keyed = self._keyed(entries, assignments)
            whole = hashlib.sha256(repr([(entry.name, key) for entry, key in keyed]).encode())
            if self.shard is not None:
                keyed = [(entry, key) for entry, key in keyed if self.shard.holds(key)]
            store.begin(run, keyed, self.roster)
            store.note("shard", "" if self.shard is None else str(self.shard))
            store.note(WHOLE, whole.hexdigest())
            known = store.known()
            missing = {key: entry for entry, key in keyed if key not in known}
            watcher.begin(len({key for _, key in keyed}), len(known & {key for _, key in keyed}))
            if not missing:
                return
            changed: dict[str, bytes] = {}
            handed = self._handed(missing, assignments, changed)
            driver, cores = drive(self.setting, len(missing))
            sink = _Keeper(self, store, assignments, run, watcher)
            with driver:
                driver.run(Work(handed, chunk_size(len(missing), cores)), sink)
            if changed:  # while it was graded; what was read last counts
                keyed = [(entry, changed.get(entry.name, key)) for entry, key in keyed]
                store.begin(run, keyed, self.roster)

    def _strangers(self, entries: Sequence[Entry]) -> str:
        """Return the submissions of nobody in the roster, where there is one."""
        known = {student.id for student in self.roster}
        names = [
            clean(entry.name, MAX_NAME_CHARACTERS)
            for entry in entries
            if known and not any(student.id in known for student in entry.students)
        ]
        return shortened(names)

    def _keyed(
        self, entries: Sequence[Entry], assignments: Sequence[Assignment]
    ) -> list[tuple[Entry, bytes]]:
        chosen = self.setting.assignment is not None
        return [(entry, read_entry(entry, assignments, chosen).key) for entry in entries]

    def _handed(
        self,
        missing: dict[bytes, Entry],
        assignments: Sequence[Assignment],
        changed: dict[str, bytes],
    ) -> Iterator[Handed]:
        """Yield what is to be graded, read only now: a class does not fit the memory."""
        for key, entry in missing.items():
            handed = read_entry(entry, assignments, self.setting.assignment is not None)
            if handed.key != key:
                changed[entry.name] = handed.key
            yield handed


def run_of(setting: Setting, assignments: Sequence[Assignment]) -> Run:
    """Return what results are kept under beside their submission."""
    drawn = "seed 0" if setting.secret is None else Secret(setting.secret).commitment
    options = {
        "assignments": [assignment.id for assignment in assignments],
        "public": setting.public,
        "follow_through": setting.follow_through,
    }
    return Run(digest_here(assignments, setting.public), drawn, json.dumps(options))


def _is_unread(report: bytes) -> bool:
    """Whether what was handed in could not be read, or was of no assignment."""
    return _UNREAD.search(report) is not None or _READ.search(report) is None


@dataclass
class _Keeper:
    """Keeps what a driver reports, and refuses a process that would grade otherwise."""

    of: ClassRun
    store: Store
    assignments: Sequence[Assignment]
    run: Run
    watcher: Watcher
    node: Node | None = None

    def joined(self, node: Node) -> None:
        if node.grader != self.run.grader:
            raise ClassError(
                f"a process has grader {node.grader}, and this is {self.run.grader}: one class "
                "needs one grader. Give all of them the same checkout and packages"
            )
        if self.node is not None and node.isolation != self.node.isolation:
            raise ClassError(
                f"processes hold submissions at different levels: {self.node.isolation} and "
                f"{node.isolation}. One class needs one level"
            )
        if self.node is None:
            self.store.graded_at(node.isolation)
            self.node = node

    def graded(self, graded: Graded) -> None:
        self.store.add(graded.records)
        self.of.graded_now += len(graded.records)
        self.of.told += [line for line in graded.told if line not in self.of.told]
        lost = sum(record.lost for record in graded.records)
        unread = sum(not record.lost and _is_unread(record.report) for record in graded.records)
        self.watcher.advance(len(graded.records), unread, lost)

    def lost(self, chunk: Chunk) -> None:
        assert self.node is not None
        record = given_up(chunk, self.assignments, self.of.setting, self.node)
        self.store.add([record])
        self.of.given_up += 1
        self.watcher.advance(1, 0, 1)
