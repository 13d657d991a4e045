"""Has a submission answer the checks of its exercises: the public ones first, then the hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.errors import show_traceback
from grader.host.text import clean
from grader.judging.attempts import CheckAttempts, ExerciseAttempts
from grader.judging.cases import BrokenCheck
from grader.judging.draw import DrawnCheck
from grader.judging.reference import Reference
from grader.judging.replay import replay_checks
from grader.judging.session import Session
from grader.limits import MAX_PROBLEM_CHARACTERS
from grader.model import Exercise, Kind

#: so many cases of each check come first where a verdict is all that is wanted
_PROBED = 4


def ask_public(
    exercise: Exercise, checks: Sequence[DrawnCheck], session: Session, thorough: bool
) -> ExerciseAttempts:
    """Have one exercise's public checks answered.

    Unless `thorough`, one failing case settles all: nothing is explained or tolerated then.
    """
    public = [drawn for drawn in checks if not drawn.check.hidden]
    before = session.cpu_seconds_so_far
    groups = iter(replay_checks(public, session, _probed(checks, thorough)))
    seconds = session.cpu_seconds_so_far - before
    asked = [
        CheckAttempts(drawn) if drawn.check.hidden else CheckAttempts(drawn, next(groups))
        for drawn in checks
    ]
    return ExerciseAttempts(exercise, asked, seconds)


def ask_hidden(
    asked: ExerciseAttempts, reference: Reference | None, session: Session, thorough: bool
) -> ExerciseAttempts:
    """Have the hidden checks answered as well, after all public ones of the assignment.

    So nothing that they cost or cause can change what a student sees at home. Where a public check
    lost its worker, a hidden one would say nothing new.
    """
    checks = [attempts.drawn for attempts in asked.checks]
    hidden = [drawn for drawn in checks if drawn.check.hidden]
    if not hidden or reference is None or asked.lost_a_worker:
        return asked
    try:
        reference.open()
    except BrokenCheck as error:
        show_traceback(error)
        why = clean(str(error), MAX_PROBLEM_CHARACTERS)
        answered = [CheckAttempts(drawn, broken=why) for drawn in hidden]
    else:
        groups = replay_checks(hidden, session, _probed(checks, thorough))
        answered = [CheckAttempts(*pair) for pair in zip(hidden, groups, strict=True)]
    rest = iter(answered)
    completed = [next(rest) if old.check.hidden else old for old in asked.checks]
    return replace(asked, checks=completed)


def _probed(checks: Sequence[DrawnCheck], thorough: bool) -> int | None:
    """Return how many cases come first, None for all: an audit counts how often a law is broken."""
    laws = any(drawn.check.kind is Kind.DISTRIBUTION for drawn in checks)
    return None if thorough or laws else _PROBED
