"""Asks for a failing case alone, in a new process: an answer may depend on earlier calls."""

from __future__ import annotations

from grader.judging.cases import Attempt
from grader.judging.replay import replay
from grader.judging.session import Session

#: CPU seconds that loading the file takes; a new process has to load it again
_TOO_SLOW_TO_LOAD = 1.0

_DEPENDS = "your answers depend on the calls before, or on chance."


def told_alone(attempt: Attempt, session: Session) -> str | None:
    """Return what it tells of a failing attempt to ask for it first of all, or None.

    Ends the session's worker, so that the next call is made in a new one. A training is not asked
    for: it takes seconds, twice.
    """
    if not attempt.failed or session.loading_seconds > _TOO_SLOW_TO_LOAD:
        return None
    if any(record.call.trains for record in attempt.records):
        return None
    if any(changed.what == "result" for record in attempt.records for changed in record.modified):
        return None  # a result that the next call overwrites was right when it was given
    session.close()
    (first,) = replay([attempt.drawn], session)
    if first.passed:
        return f"Asked this first, in a new process, you answer right: {_DEPENDS}"
    if first.problem is None:
        return None
    (again,) = replay([attempt.drawn], session)
    if again.passed:
        return (
            "Asked this first, in a new process, you answer wrong, and asked the same again, "
            f"right: {_DEPENDS}"
        )
    return None
