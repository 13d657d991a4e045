"""Keeps results in a database that survives whatever ends a run.

A transaction a chunk, written through to the disk; a result counts once, by a key of what was
handed in, the grader and what it drew from. A report of one assignment takes 1.2 kB, compressed.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader.cohort.people import Entry, Student
from grader.cohort.records import Record, Unnamed
from grader.errors import ClassError, OutputError
from grader.wire.paths import as_text

DATABASE = "results.sqlite"
#: what is noted of the class of which a part was graded: a digest of all that was handed in
WHOLE = "whole"
#: `CLAS`: a database of something else is not written to
_APPLICATION = 0x434C4153
_VERSION = 1
_DAMAGED = "Nothing in it can be relied on: delete it, or give another --out"
_TABLES = """
CREATE TABLE runs(
    id INTEGER PRIMARY KEY, grader TEXT NOT NULL, drawn TEXT NOT NULL, options TEXT NOT NULL,
    isolation TEXT NOT NULL, UNIQUE(grader, drawn, options));
CREATE TABLE results(
    run INTEGER NOT NULL, submission BLOB NOT NULL, report BLOB NOT NULL, seconds REAL NOT NULL,
    lost INTEGER NOT NULL, unnamed BLOB NOT NULL, PRIMARY KEY(run, submission)) WITHOUT ROWID;
CREATE TABLE entries(place INTEGER PRIMARY KEY, entry BLOB NOT NULL, submission BLOB NOT NULL);
CREATE TABLE roster(place INTEGER PRIMARY KEY, student BLOB NOT NULL);
CREATE TABLE about(name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Run:
    """What decides a result beside the submission; `isolation` must be one as well."""

    grader: str
    drawn: str
    options: str
    isolation: str = ""


@dataclass(frozen=True)
class Row:
    """One submission of the class with its result, if there is one yet."""

    entry: Entry
    key: bytes
    report: bytes
    seconds: float
    lost: bool
    unnamed: tuple[Unnamed, ...]


class Store:
    """The results of one class in a folder. One process writes: see `lock`. A context manager.

    Raises:
        OutputError: it cannot be opened or written, the disk is full, or it is something else.
    """

    def __init__(self, folder: Path, must_exist: bool = False) -> None:
        self.path = folder / DATABASE
        if must_exist and not self.path.is_file():
            raise ClassError(f"{folder}: no {DATABASE} in it: give the output of `class`")
        self._run: int | None = None
        with self._told():
            if must_exist:  # to read: a folder that cannot be written to does as well
                writable = self.path.with_name(f"{DATABASE}-wal").exists()
                mode = "mode=ro" if writable else "mode=ro&immutable=1"
                self._database = sqlite3.connect(f"{self.path.resolve().as_uri()}?{mode}", uri=True)
            else:
                self._database = sqlite3.connect(self.path)
                self._database.execute("PRAGMA journal_mode=WAL")
                self._database.execute("PRAGMA synchronous=FULL")
            self._database.isolation_level = None
            self._prepare()

    def _prepare(self) -> None:
        (application,) = self._database.execute("PRAGMA application_id").fetchone()
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if (application, version) == (_APPLICATION, _VERSION):
            return
        (tables,) = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables or application:
            raise OutputError(f"{self.path}: is no database of this version: use another folder")
        with self._transaction():
            for statement in filter(str.strip, _TABLES.split(";")):
                self._database.execute(statement)
            self._database.execute(f"PRAGMA application_id={_APPLICATION}")
            self._database.execute(f"PRAGMA user_version={_VERSION}")

    def begin(
        self, run: Run, entries: Sequence[tuple[Entry, bytes]], roster: Sequence[Student]
    ) -> None:
        """Say who is in the class now, and what is graded by."""
        encode = msgspec.json.encode
        with self._told(), self._transaction():
            self._database.execute("DELETE FROM entries")
            self._database.execute("DELETE FROM roster")
            self._database.executemany(
                "INSERT INTO entries VALUES(?, ?, ?)",
                # where it lay is told, and never read again
                (
                    (place, encode(replace(entry, paths=tuple(map(as_text, entry.paths)))), key)
                    for place, (entry, key) in enumerate(entries)
                ),
            )
            self._database.executemany(
                "INSERT INTO roster VALUES(?, ?)",
                ((place, encode(student)) for place, student in enumerate(roster)),
            )
            self._use(run)

    def _use(self, run: Run) -> None:
        values = (run.grader, run.drawn, run.options)
        self._database.execute(
            "INSERT OR IGNORE INTO runs(grader, drawn, options, isolation) VALUES(?, ?, ?, ?)",
            (*values, run.isolation),
        )
        (self._run,) = self._database.execute(
            "SELECT id FROM runs WHERE grader=? AND drawn=? AND options=?", values
        ).fetchone()
        self._database.execute("INSERT OR REPLACE INTO about VALUES('run', ?)", (self._run,))

    def graded_at(self, isolation: str) -> None:
        """Note at which level of isolation this run grades.

        Raises:
            ClassError: some of its results were graded at another.
        """
        with self._told():
            (before,) = self._database.execute(
                "SELECT isolation FROM runs WHERE id=?", (self._run,)
            ).fetchone()
            if before and before != isolation:
                raise ClassError(
                    f"{self.path}: was graded at isolation {before}, and here is {isolation}: one "
                    "class needs one level. Go on where it began, or use another folder"
                )
            self._database.execute("UPDATE runs SET isolation=? WHERE id=?", (isolation, self._run))

    def note(self, name: str, value: str) -> None:
        """Keep a fact about the output."""
        with self._told():
            self._database.execute("INSERT OR REPLACE INTO about VALUES(?, ?)", (name, value))

    def noted(self, name: str) -> str | None:
        with self._told():
            row = self._database.execute("SELECT value FROM about WHERE name=?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def known(self, lost: bool = False) -> set[bytes]:
        """Return the keys of what this run has graded for good, and of what was `lost`."""
        with self._told():
            rows = self._database.execute(
                "SELECT submission FROM results WHERE run=? AND lost<=?", (self._run, lost)
            )
            return {key for (key,) in rows}

    def has_results(self) -> bool:
        """Whether anything was graded, by whatever run."""
        with self._told():
            (found,) = self._database.execute("SELECT EXISTS(SELECT 1 FROM results)").fetchone()
        return bool(found)

    def add(self, records: Iterable[Record]) -> None:
        """Keep the results of a chunk, all or none; one that is known is not written again."""
        rows = [
            (
                self._run,
                found.key,
                zlib.compress(found.report, 9),
                found.seconds,
                found.lost,
                zlib.compress(msgspec.json.encode(found.unnamed)) if found.unnamed else b"",
            )
            for found in records
        ]
        with self._told(), self._transaction():
            self._database.executemany(
                "INSERT INTO results VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "report=excluded.report, seconds=excluded.seconds, lost=excluded.lost, "
                "unnamed=excluded.unnamed WHERE lost",
                rows,
            )

    @property
    def run(self) -> Run:
        """What the class was graded by last."""
        with self._told():
            row = self._database.execute(
                "SELECT grader, drawn, options, isolation FROM runs "
                "WHERE id=(SELECT CAST(value AS INTEGER) FROM about WHERE name='run')"
            ).fetchone()
        if row is None:
            raise ClassError(f"{self.path}: holds no class yet: let `class` grade it first")
        return Run(*row)

    def rows(self) -> Iterator[Row]:
        """Yield the submissions that have a result, in the order of their names."""
        with self._told():
            for entry, key, report, seconds, lost, unnamed in self._database.execute(
                "SELECT entry, entries.submission, report, seconds, lost, unnamed FROM entries "
                "JOIN results ON results.submission=entries.submission AND run="
                "(SELECT CAST(value AS INTEGER) FROM about WHERE name='run') ORDER BY place"
            ):
                decoded = msgspec.json.decode(entry, type=Entry)
                mistakes = (
                    msgspec.json.decode(zlib.decompress(unnamed), type=tuple[Unnamed, ...])
                    if unnamed
                    else ()
                )
                yield Row(decoded, key, zlib.decompress(report), seconds, bool(lost), mistakes)

    def entries(self) -> list[tuple[Entry, bytes]]:
        with self._told():
            rows = self._database.execute("SELECT entry, submission FROM entries ORDER BY place")
            return [(msgspec.json.decode(entry, type=Entry), key) for entry, key in rows]

    def roster(self) -> list[Student]:
        with self._told():
            rows = self._database.execute("SELECT student FROM roster ORDER BY place")
            return [msgspec.json.decode(student, type=Student) for (student,) in rows]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell in one line what the database meets: a full disk, a folder that is read-only."""
        try:
            yield
        except (zlib.error, msgspec.DecodeError) as error:
            raise OutputError(f"{self.path}: {error}. {_DAMAGED}") from None
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorname", "") in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
                raise OutputError(f"{self.path}: {error}. {_DAMAGED}") from None
            raise OutputError(
                f"{self.path}: {error}. What was graded before is kept; make room or rights, and "
                "start again to go on"
            ) from None

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
