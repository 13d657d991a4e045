"""What an audit comes to, in numbers and words that all of its pages show."""

from __future__ import annotations

from typing import NamedTuple

from grader.audit.auditing import Audit
from grader.audit.findings.matrix import CheckRow
from grader.audit.records import Family, Graded


class Share(NamedTuple):
    """So many of so many."""

    done: int
    of: int

    @property
    def whole(self) -> bool:
        return self.done == self.of

    def __str__(self) -> str:
        return f"{self.done} of {self.of}"


class Summary(NamedTuple):
    """The shares that an audit is about."""

    killed: Share
    accepted: Share
    named: Share
    kept: Share
    covered: Share  # single conditions


def summary(audit: Audit) -> Summary:
    """Count what an audit found."""
    mutants = audit.of(Family.MUTANT, Family.MADE)
    right = audit.of(Family.EQUIVALENT)
    return Summary(
        killed=Share(sum(not mutant.survived for mutant in mutants), len(mutants)),
        accepted=Share(sum(not rejected_at(form) for form in right), len(right)),
        named=Share(sum(found.hit for found in audit.diagnosed), len(audit.diagnosed)),
        kept=Share(sum(rate.kept for rate in audit.rates), len(audit.rates)),
        covered=Share(
            sum(covered.singles_killed for covered in audit.coverage),
            sum(covered.singles for covered in audit.coverage),
        ),
    )


def rejected_at(form: Graded) -> list[int]:
    """Return the seeds at which a right form did not get full marks."""
    return [
        outcome.seed
        for outcome in form.outcomes
        if not all(exercise.full for exercise in outcome.exercises)
    ]


def alone(row: CheckRow) -> str:
    """Return how many mutants a check alone kills, or the word for why that says nothing."""
    if row.hidden:
        return "hidden"
    if row.redundant:
        return "redundant" if row.kills else "kills nothing"
    return str(len(row.alone))


def short(check: str) -> str:
    """Return the name of a check without that of its exercise."""
    return check.split(".", 1)[1]
