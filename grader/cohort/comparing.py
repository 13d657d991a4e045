"""Compares two outputs of a class: whose score changed, by which check, and what else changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.cohort.records import restored
from grader.cohort.store import Row, Run, Store
from grader.results import GradeReport


@dataclass(frozen=True)
class ChangedCheck:
    """A check that counts otherwise."""

    id: str
    before: str
    after: str
    points: float


@dataclass(frozen=True)
class Change:
    """A submission whose score changed; a score is None where it is in one output alone."""

    name: str
    before: float | None
    after: float | None
    because: tuple[str, ...] = ()
    checks: tuple[ChangedCheck, ...] = ()

    @property
    def up(self) -> bool:
        return (self.after or 0) > (self.before or 0)


def changes(old: Store, new: Store) -> Iterator[Change]:
    """Yield the submissions whose score is another, by name; those first that are in the new."""
    before = {row.entry.name: row for row in old.rows()}
    runs = old.run, new.run
    for row in new.rows():
        other = before.pop(row.entry.name, None)
        if other is None:
            yield Change(row.entry.name, None, restored(row.report).score)
        elif (change := _change(other, row, runs)) is not None:
            yield change
    for name, row in before.items():
        yield Change(name, restored(row.report).score, None)


def _change(old: Row, new: Row, runs: tuple[Run, Run]) -> Change | None:
    if old.report == new.report:
        return None
    before, after = restored(old.report), restored(new.report)
    checks = tuple(_checks(before, after))
    if before.score == after.score and not checks:
        return None
    because = [] if old.key == new.key else ["its code"]
    return Change(
        new.entry.name,
        before.score,
        after.score,
        (*because, *differences(*runs)),
        checks,
    )


def differences(old: Run, new: Run) -> tuple[str, ...]:
    """Return what of two runs is another, in words."""
    pairs = (
        ("the grader", old.grader, new.grader),
        ("the secret", old.drawn, new.drawn),
        ("the options", old.options, new.options),
        ("the isolation", old.isolation, new.isolation),
    )
    return tuple(what for what, before, after in pairs if before != after)


def _checks(before: GradeReport, after: GradeReport) -> Iterator[ChangedCheck]:
    """Yield the checks that count otherwise; one that is gone or new counts 0 there."""
    old = {check.id: check for check in before.checks}
    new = {check.id: check for check in after.checks}
    for identity in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(identity), new.get(identity)
        gained = (now.score if now else 0) - (was.score if was else 0)
        if gained:
            yield ChangedCheck(
                identity,
                was.verdict.value if was else "not there",
                now.verdict.value if now else "not there",
                gained,
            )
