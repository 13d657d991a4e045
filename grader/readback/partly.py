"""Right in part: in which cases, and where an error is raised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.authoring.vocabulary import Fact, Vocabulary
from grader.host.text import clean
from grader.limits import MAX_FUNCTION_CHARACTERS
from grader.readback.acceptance import Fresh
from grader.readback.evidence import Seen
from grader.readback.ideas import ASKED
from grader.readback.places import Row, only_where, where

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
        if all(seen.refusable for seen in cases):  # something else is wrong
            return None
        return f"You raise {called} in every case." if all_raise(fresh(), name) else None
    # where a check wants no value, another one may find the answers wrong
    answer = "answer" if all(seen.due is None for seen in cases) else "answer rightly"
    return where(
        vocabulary.facts,
        rows(cases),
        lambda: rows(fresh()),
        lambda place, others: f"{ASKED} you raise {called} {place}, and {answer} {others}.",
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

    facts = [fact for fact in vocabulary.facts if _concerns(fact, cases)]
    refused = all(seen.record.raised is not None for seen in cases if seen.passed)
    among = _TO_REFUSE if refused and all(seen.refusable for seen in cases) else ASKED
    told = where(
        facts,
        rows(cases),
        lambda: rows(fresh()),
        lambda place, others: f"{among} wrong {place}, and right {others}.",
    )
    if told is not None:
        return told
    if not _whole(cases):  # no size of a batch makes some of its samples wrong
        facts = [fact for fact in facts if fact.sample is not None]
    told = only_where(facts, rows(cases), lambda: rows(fresh()))
    return None if told is None else f"{among} wrong only where {told}."


def _concerns(fact: Fact, cases: Sequence[Seen]) -> bool:
    """Whether a fact may be why cases are wrong: if it is about one sample, that one is wrong."""
    return fact.sample is None or all(
        wrong[fact.sample(seen.given)]
        for seen in cases
        if not seen.passed and fact.of(seen.given) is not None
        if (wrong := seen.wrong_samples) is not None and wrong.any()
    )


def _whole(cases: Sequence[Seen]) -> bool:
    """Whether most samples are wrong in the cases that are."""
    wrong = [
        samples
        for seen in cases
        if not seen.passed and (samples := seen.wrong_samples) is not None and samples.any()
    ]
    return not wrong or bool(np.concatenate(wrong).mean() > 1 / 2)
