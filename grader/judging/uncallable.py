"""Says why an exercise's function cannot be called at all."""

from __future__ import annotations

from grader.host.text import clean
from grader.limits import MAX_PROBLEM_CHARACTERS
from grader.model import Exercise
from grader.wire.messages import (
    ExerciseProblem,
    LoadedExercise,
    NoFunction,
    OtherParameters,
    Undefined,
    Unreadable,
)


def why_uncallable(exercise: Exercise, entry: LoadedExercise | None) -> str | None:
    """Return what keeps an exercise from being called, or None where nothing does.

    `entry` is what the worker told of it, None where it told nothing.
    """
    if entry is None:
        return "it was not found"
    if entry.problem is None:
        return None
    # a long text of the submission's own goes, and not what we have to say at the end
    told = _told(exercise.id, entry.problem)[:MAX_PROBLEM_CHARACTERS]
    if isinstance(entry.problem, OtherParameters):
        told += f", but is called with {len(exercise.parameters)} values: {exercise.signature}"
    return clean(told, MAX_PROBLEM_CHARACTERS)


def _told(name: str, problem: ExerciseProblem) -> str:
    match problem:
        case Undefined(path, is_empty, cause):
            empty = ", which is empty" if is_empty else ""
            because = f". The cause: {cause}" if cause is not None else ""
            return f"{name} is not defined in {path}{empty}{because}"
        case NoFunction(path, type_name):
            return f"{name} is a {type_name} in {path}; it must be a function"
        case OtherParameters(names):
            return f"it is defined as {name}({', '.join(names)})"
        case Unreadable(raised):
            return f"{name} cannot be called: it raised {raised} when looked at"
