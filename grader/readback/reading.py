"""Reads the answers to one check back, from the simplest explanation to the most particular."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.authoring.vocabulary import Vocabulary
from grader.readback.acceptance import Fresh, accepted
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula, read
from grader.readback.otherwise import otherwise_right
from grader.readback.partly import refusing, wrong_cases, wrong_samples
from grader.readback.slips import scaled, slips


@dataclass(frozen=True)
class Reading:
    """What is known of answers, in a sentence; `gives_all` says that each is what it says."""

    sentence: str
    gives_all: bool = False


def read_back(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> Reading | None:
    """Return what is known of these answers, or None.

    `fresh` asks the same of another seed, and is asked once at most.
    """
    due: dict[str, Formula] | None = None
    again: list[Sequence[Seen]] = []

    def asked_once() -> Sequence[Seen]:
        if not again:
            again.append(fresh())
        return again[0]

    if all(seen.due is not None or seen.record.raised is not None for seen in cases):
        if (told := _formula(vocabulary, cases, asked_once)) is not None:
            return Reading(told, gives_all=True)
        if (told := otherwise_right(vocabulary, cases, asked_once)) is not None:
            return Reading(told)
        due = _due(vocabulary, cases)
        if due is not None:
            found = accepted([*slips(due), *scaled(due, cases)], cases, asked_once)
            if found is not None:
                return Reading(found.sentence, gives_all=True)
    for reader in (refusing, wrong_cases):
        if (told := reader(vocabulary, cases, asked_once)) is not None:
            return Reading(told)
    if due is not None and (told := wrong_samples(vocabulary, due, cases, asked_once)) is not None:
        return Reading(told)
    return None


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
    found: dict[str, list[Seen]] = {}
    for seen in cases:
        found.setdefault(seen.kind, []).append(seen)
    return found


def _due(vocabulary: Vocabulary, cases: Sequence[Seen]) -> dict[str, Formula] | None:
    """Return the formula of what is due, by kind of case, or None where it is not found."""
    found = {}
    for kind, group in _kinds(cases).items():
        formulas = read(
            vocabulary, [seen for seen in group if seen.due is not None], lambda seen: seen.due
        )
        if not formulas:
            return None
        found[kind] = formulas[0]
    return found
