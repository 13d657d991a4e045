"""Right in part: in which cases, in which samples of them, and where an error is raised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.host.text import clean
from grader.host.values import Array
from grader.limits import MAX_FUNCTION_CHARACTERS
from grader.readback.acceptance import Fresh
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula
from grader.readback.ideas import Predicted, agrees
from grader.readback.places import Row, where
from grader.readback.wanted import Wanted

#: what lies between the cases is not known
_ASKED = "In all that was asked:"
#: where a check asks for errors alone, since another may have asked for answers, and got them
_TO_REFUSE = "Of all asked that must be refused:"


def refusing(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Say where an error is raised, if all that is answered is right."""

    def rows(cases: Sequence[Seen]) -> list[Row]:
        answered_right = all(seen.passed for seen in cases if seen.record.raised is None)
        raised = [seen.record.raised for seen in cases]
        if not answered_right or not any(raised):
            return []
        return [Row(seen.given, seen.record.raised is not None) for seen in cases]

    names = {seen.record.raised.types[0] for seen in cases if seen.record.raised is not None}
    if len(names) != 1:
        return None
    name = names.pop()
    called = clean(name, MAX_FUNCTION_CHARACTERS)
    if all(seen.record.raised is not None for seen in cases):
        # the error is told; it is news where other strings are answered, or where some may refuse
        if not cases[0].kind and not any(seen.passed for seen in cases):
            return None
        return f"You raise {called} in every case." if all_raise(fresh(), name) else None
    # where a check wants no value, another one may find the answers wrong
    answer = "answer" if all(seen.due is None for seen in cases) else "answer rightly"
    return where(
        vocabulary.facts,
        rows(cases),
        lambda: rows(fresh()),
        lambda place, others: f"{_ASKED} you raise {called} {place}, and {answer} {others}.",
    )


def all_raise(cases: Sequence[Seen], name: str) -> bool:
    """Whether each case raises an exception of this name."""
    return all(
        seen.record.raised is not None and seen.record.raised.types[0] == name for seen in cases
    )


def wrong_cases(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Say in which cases it is wrong."""

    def rows(cases: Sequence[Seen]) -> list[Row]:
        return [Row(seen.given, not seen.passed) for seen in cases]

    refused = all(seen.record.raised is not None for seen in cases if seen.passed)
    among = _TO_REFUSE if refused and all(seen.refusable for seen in cases) else _ASKED
    return where(
        vocabulary.facts,
        rows(cases),
        lambda: rows(fresh()),
        lambda place, others: f"{among} wrong {place}, and right {others}.",
    )


def wrong_samples(
    vocabulary: Vocabulary, due: Formula | Wanted, cases: Sequence[Seen], fresh: Fresh
) -> str | None:
    """Say in which samples it is wrong, beside the formula that is wanted."""

    def rows(cases: Sequence[Seen]) -> list[Row]:
        found: list[Row] = []
        for seen in cases:
            if seen.refused:
                continue
            right = _right_samples(due, seen)
            if right is None:
                return []
            found += [
                Row({**seen.given, "sample": number}, not is_right)
                for number, is_right in enumerate(right)
                if is_right is not None
            ]
        return found

    told = where(
        vocabulary.samples,
        rows(cases),
        lambda: rows(fresh()),
        lambda place, others: f"{_ASKED} samples are wrong {place}, and right {others}.",
    )
    if told is None:
        return None
    there = _there(due, [*cases, *fresh()])
    return told if there is None else f"{told[:-1]}; there you give {there}."


def _right_samples(due: Formula | Wanted, seen: Seen) -> list[bool | None] | None:
    """Return which samples are right, or None where they cannot be compared.

    A sample is None where rounding may move it by more than it is large: anything may be right.
    """
    with np.errstate(all="ignore"):
        predicted = due.predict(seen)
    if predicted is None or seen.due is None or seen.answer is None:
        return None
    if predicted.value.shape != seen.answer.shape:
        return None
    return [
        _is_right(Predicted(value, room), answer, wanted)
        for value, room, answer, wanted in zip(
            *map(np.atleast_1d, (predicted.value, predicted.room, seen.answer, seen.due)),
            strict=True,
        )
    ]


def _is_right(predicted: Predicted, answer: Array, wanted: Array) -> bool | None:
    if np.all((predicted.room > np.abs(predicted.value)) & (predicted.value != 0)):
        return None
    is_finite_where_due = bool((np.isfinite(answer) | (answer == wanted)).all())
    return is_finite_where_due and agrees(predicted, answer)


def _there(due: Formula | Wanted, cases: Sequence[Seen]) -> str | None:
    """Return the one number that all wrong samples have, in words."""
    found = set()
    for seen in cases:
        if seen.refused or seen.answer is None:
            continue
        for answer, right in zip(seen.answer, _right_samples(due, seen) or (), strict=False):
            if right is False:
                found |= {f"{value:g}" for value in np.unique(answer)}
    return found.pop() if len(found) == 1 else None
