"""What builds on a failing exercise is blocked, not failed: one mistake is told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.results import CheckResult, ExerciseResult, Verdict


def block(
    judged: Mapping[str, Sequence[CheckResult]], uses: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[CheckResult]]:
    """Return the results by exercise, those blocked that fail and use a failing exercise.

    `uses` names the other exercises that each exercise's code refers to. Where two refer to each
    other, neither is blocked by the other: one of them must be told what is wrong.
    """
    below = failing_below(judged, uses)
    return {name: _blocked(results, below[name]) for name, results in judged.items()}


def failing_below(
    judged: Mapping[str, Sequence[CheckResult]], uses: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the failing exercises that each exercise uses, and that do not use it."""
    failing = {
        name for name, results in judged.items() if any(result.is_lost for result in results)
    }
    return {
        name: [
            used
            for used in uses.get(name, ())
            if used in failing and name not in _reached(used, uses)
        ]
        for name in judged
    }


def _reached(name: str, uses: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the exercises that an exercise refers to, through others too."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for used in uses.get(waiting.pop(), ()):
            if used not in found:
                found.add(used)
                waiting.append(used)
    return found


def _blocked(results: Sequence[CheckResult], below: Sequence[str]) -> Sequence[CheckResult]:
    if not below or not any(result.verdict.is_wrong for result in results):
        return results
    holds = "which does not hold yet" if len(below) == 1 else "which do not hold yet"
    message = f"uses your {' and '.join(below)}, {holds}: fix that first"
    return [
        result
        if result.verdict in (Verdict.PASSED, Verdict.GRADER_ERROR)
        else replace(
            result,
            verdict=Verdict.BLOCKED,
            message=message,
            counterexample=None,
            diagnosis=None,
            hint=None,
        )
        for result in results
    ]


def is_blocked(result: ExerciseResult) -> bool:
    """Whether an exercise lost nothing but what another one of the student's takes from it."""
    return result.verdict is Verdict.BLOCKED
