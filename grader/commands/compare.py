"""Tells whose score changed between two outputs of `class`."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.cohort.comparing import Change, changes, differences
from grader.cohort.store import Store
from grader.commands.words import one_line
from grader.reports.wording import listed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `diff` takes."""
    parser.add_argument("old", type=Path, metavar="OLD", help="the output of a class")
    parser.add_argument("new", type=Path, metavar="NEW", help="that of a later run")


def run(options: argparse.Namespace) -> int:
    """Tell whose score changed between two outputs of `class`, and by which check."""
    with Store(options.old, must_exist=True) as old, Store(options.new, must_exist=True) as new:
        found = sorted(changes(old, new), key=lambda change: change.name)
        other = differences(old.run, new.run)
        total = len({entry.name for store in (old, new) for entry, _ in store.entries()})
    for change in found:
        print(one_line(_line(change)))  # students choose the names of files
        for check in change.checks:
            print(f"    {check.points:+g}  {check.id}: {check.before}, now {check.after}")
    up = sum(change.up for change in found)
    print(f"{len(found)} of {total} changed, {up} up and {len(found) - up} down or gone.")
    print(
        f"Beside code, {listed(other)} changed." if other else "Nothing but code can have changed."
    )
    return 1 if found else 0


def _line(change: Change) -> str:
    if change.before is None:
        return f"{change.name}: new, {change.after:g}"
    if change.after is None:
        return f"{change.name}: {change.before:g}, and gone now"
    gained = change.after - change.before
    why = f"since {listed(change.because)} changed" if change.because else _BY_ITSELF
    return f"{change.name}: {change.before:g} to {change.after:g} ({gained:+g}), {why}"


#: the same bytes, grader and secret: the submission itself asks a clock, or the machine was short
_BY_ITSELF = "though nothing changed: it behaves otherwise each time"
