"""Finds the sabotages of an exercise that show on some input, in a worker: see `holding`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.audit.corpus.conditions import mixing
from grader.audit.corpus.sabotage import Candidates
from grader.audit.records import CHANGED, AuditError, Condition, Sabotage
from grader.audit.run.own_code import as_bytes, session_of
from grader.host.lost import WorkerLost
from grader.host.values import Array, prepare
from grader.host.workers import Workers
from grader.judging.session import Session
from grader.limits import SEARCH_CALL_SECONDS
from grader.model import Assignment, Exercise

_HOLDING = Path(__file__).with_name("holding.py")
_SIGNATURES = (
    Exercise("begin", ("module", "asked"), "", ()),
    Exercise("go_on", ("seconds",), "", ()),
)
#: candidates are sent by so many times what is wanted of them: some never hold
_SPARE = 4


@dataclass(frozen=True)
class Sought:
    """How many sabotages of an exercise are wanted, single and in pairs."""

    exercise: str
    singles: int
    pairs: int


def find(
    workers: Workers, assignment: Assignment, candidates: Candidates, sought: Sought
) -> tuple[Sabotage, ...]:
    """Return sabotages that show, each with its damage and the simplest input that shows it.

    Raises:
        AuditError: the worker ended, or a condition or what draws arguments raised.
    """
    groups = [candidates.singles, candidates.pairs[: _SPARE * sought.pairs]]
    asked = _asked(candidates, groups, (sought.singles, sought.pairs))
    found: list[Any] = []
    try:
        with session_of(_HOLDING, _SIGNATURES, workers, assignment, workers.limits) as session:
            _call(session, "begin", as_bytes(candidates.text), as_bytes(json.dumps(asked)))
            done = False
            while not done:
                answer = _call(session, "go_on", SEARCH_CALL_SECONDS)
                done, more = json.loads(answer.astype(np.uint8).tobytes())
                found += more
    except (WorkerLost, AuditError) as error:
        said = error.message if isinstance(error, WorkerLost) else str(error)
        raise AuditError(f"{candidates.exercise} cannot be sabotaged: {said}") from None
    return tuple(
        Sabotage(
            assignment.id,
            candidates.exercise,
            groups[group][index],
            CHANGED if damage == "change" else damage,
            shown,
        )
        for group, index, damage, shown in found
    )


def _call(session: Session, function: str, *arguments: Array | float) -> Array:
    record = session.call(prepare(function, arguments, 0))
    if record.raised is not None:
        raise AuditError(record.raised.message)
    return np.asarray(record.value)


def _asked(
    candidates: Candidates,
    groups: list[tuple[tuple[Condition, ...], ...]],
    wanted: tuple[int, int],
) -> dict[str, Any]:
    places = {condition: place for place, condition in enumerate(candidates.conditions)}

    def row(several: tuple[Condition, ...]) -> list[Any]:
        if several[0] not in places:
            return ["change", 0, several[0].factor, several[0].code]
        return ["where", mixing(several)[0], *(places[condition] for condition in several)]

    return {
        "exercise": candidates.exercise,
        "parameters": candidates.parameters,
        "conditions": [
            "" if condition.calls else condition.code for condition in candidates.conditions
        ],
        "error_allowed": candidates.error_allowed,
        "groups": [
            {"wanted": count, "candidates": [row(several) for several in group]}
            for group, count in zip(groups, wanted, strict=True)
        ],
    }
