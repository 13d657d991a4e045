"""Right in some entries: where the others are, by what was given there, and what is answered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.authoring.vocabulary import Fact
from grader.host.values import Array
from grader.readback.acceptance import Fresh
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula
from grader.readback.ideas import ASKED
from grader.readback.places import Known, parting
from grader.readback.wanted import Wanted


def by_entries(due: Formula | Wanted, cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Say in which entries one number, or what was given, is answered; the others are right.

    An entry that is right so or so is of either.
    """
    table = _table(due, cases)
    if table is None:
        return None
    there = _there(table)
    time = due.vocabulary.time
    if there is None or not _parted(there, [table], time):
        return None
    later = _table(due, fresh())
    found = [] if later is None else _parted(there, [table, later], time)
    return found[0] if len(found) == 1 else None


#: by name, in all entries of all cases: what is given, what is answered, and whether it is right
_Table = dict[str, Array]
_ANSWER, _RIGHT = "", " is right"


def _table(due: Formula | Wanted, cases: Sequence[Seen]) -> _Table | None:
    columns: dict[str, list[Array]] = {}
    for seen in cases:
        if seen.refused:
            continue
        predicted, answer = due.predict(seen), seen.answer
        if predicted is None or answer is None or predicted.value.shape != answer.shape:
            return None
        off = np.abs(answer - predicted.value)
        right = off <= predicted.room
        own = {name: array for name, array in seen.arrays.items() if array.shape == answer.shape}
        for name, array in {**own, _ANSWER: answer, _RIGHT: right}.items():
            columns.setdefault(name, []).append(np.ravel(array))
    count = len(columns.get(_ANSWER, ()))
    # the time is like the answer where there is one axis alone
    known = {name: parts for name, parts in columns.items() if len(parts) == count}
    return {name: np.concatenate(parts) for name, parts in known.items()} if count else None


def _there(table: _Table) -> str | float | None:
    """Return the one number of all wrong entries, or the name of what was given there."""
    wrong = ~table[_RIGHT].astype(bool)
    answers = table[_ANSWER][wrong]
    if not answers.size:
        return None
    if (answers == answers[0]).all() or np.isnan(answers).all():
        return float(answers[0])
    for name, values in table.items():
        if name not in (_ANSWER, _RIGHT) and (answers == values[wrong]).all():
            return name
    return None


def _parted(there: str | float, tables: Sequence[_Table], time: str) -> list[str]:
    """Return where it is answered, in words: all ways to say so."""
    names = [name for name in tables[0] if all(name in part for part in tables)]
    table = {name: np.concatenate([part[name] for part in tables]) for name in names}
    answer, right = table.pop(_ANSWER), table.pop(_RIGHT).astype(bool)
    value = table[there] if isinstance(there, str) else np.full(answer.shape, there)
    other = (answer == value) | (np.isnan(answer) & np.isnan(value))
    if not (right | other).all():
        return []
    known = right != other
    told = there if isinstance(there, str) else f"{there + 0.0:g}"
    return parting(
        _facts({name: values[known] for name, values in table.items()}, time),
        other[known],
        lambda place, others: f"{ASKED} you give {told} {place}, and what is right {others}.",
    )


def _facts(columns: _Table, time: str) -> Known:
    found: list[tuple[Fact, Array]] = []
    for name, values in columns.items():
        entry = name if name == time else f"the entry of {name}"
        for told, otherwise, truth in (
            ("is 0", "is not 0", values == 0),
            ("is negative", "is not negative", values < 0),
            ("is positive", "is not positive", values > 0),
        ):
            found.append((_fact(entry, told, otherwise), truth.astype(np.float64)))
        found.append((_fact(entry, "is {}"), values))
        found.append((_fact(entry, "is {} in size"), np.abs(values)))
    return found


def _fact(name: str, told: str, otherwise: str = "") -> Fact:
    """Return a fact about an entry of this array, whose values are at hand."""
    words = [f"{name} {part}" if part else "" for part in (told, otherwise)]
    return Fact(name, words[0], lambda given: given[name], words[1])
