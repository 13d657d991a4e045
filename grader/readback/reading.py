"""Reads the answers to one check back, from the simplest explanation to the most particular."""

from __future__ import annotations

from collections.abc import Sequence

from grader.authoring.vocabulary import Vocabulary
from grader.readback.acceptance import Fresh, accepted
from grader.readback.evidence import Seen
from grader.readback.formulas import read
from grader.readback.otherwise import otherwise_right
from grader.readback.places import where
from grader.readback.slips import slips


def read_back(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Return a sentence on what is known of these answers, or None.

    `fresh` asks the same of another seed, and is asked once at most.
    """
    again: list[Sequence[Seen]] = []

    def asked_once() -> Sequence[Seen]:
        if not again:
            again.append(fresh())
        return again[0]

    valued = [seen for seen in cases if seen.due is not None or seen.refused]
    if len(valued) == len(cases):
        for reader in (_formula, otherwise_right, _slip):
            sentence = reader(vocabulary, cases, asked_once)
            if sentence is not None:
                return sentence
    place = where(vocabulary.facts, cases, asked_once)
    return None if place is None else f"Wrong {place}."


def _formula(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Tell the formula of each kind of case, such as each value of a string, but for right ones."""
    told = []
    for kind, group in _kinds(cases).items():
        if all(seen.passed for seen in group):
            continue
        formulas = read(vocabulary, group, lambda seen: seen.answer, kind)

        def others(kind: str = kind) -> Sequence[Seen]:
            return _kinds(fresh()).get(kind, [])

        found = accepted(formulas, group, others)
        if found is None:
            return None
        told.append(found.sentence)
    text = " ".join(told)
    return text[:1].upper() + text[1:] or None


def _kinds(cases: Sequence[Seen]) -> dict[str, list[Seen]]:
    """Return the cases by the strings that they were given, in words."""
    found: dict[str, list[Seen]] = {}
    for seen in cases:
        strings = [value for value in seen.given.values() if isinstance(value, str)]
        words = f"for {' and '.join(map(repr, strings))} " if strings else ""
        found.setdefault(words.replace("'", '"'), []).append(seen)
    return found


def _slip(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> str | None:
    kinds = list(_kinds(cases).values())
    if len(kinds) > 1:
        return None
    due = [formula for formula in read(vocabulary, cases, lambda seen: seen.due)]
    if not due:
        return None
    found = accepted(slips(due[0]), cases, fresh)
    return None if found is None else found.sentence
