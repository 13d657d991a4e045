"""Says why an exercise's function cannot be called at all."""

from __future__ import annotations

from dataclasses import dataclass

from grader.host.text import clean
from grader.limits import MAX_PROBLEM_CHARACTERS
from grader.model import Exercise
from grader.wire.messages import (
    LoadedExercise,
    NoFunction,
    OtherParameters,
    Undefined,
    Unreadable,
)


@dataclass(frozen=True)
class Uncallable:
    """Why a function cannot be called; `undefined` is what follows "f is" where it is not there."""

    message: str
    undefined: str | None = None


def why_uncallable(exercise: Exercise, entry: LoadedExercise | None) -> Uncallable | None:
    """Return what keeps an exercise from being called, or None where nothing does.

    `entry` is what the worker told of it, None where it told nothing.
    """
    if entry is None:
        return Uncallable("it was not found")
    match entry.problem:
        case None:
            return None
        case Undefined():
            message = _cut(f"{exercise.id} is {_undefined(entry.problem)}")
            return Uncallable(message, message.removeprefix(f"{exercise.id} is "))
        case NoFunction(place, type_name):
            text = f"{exercise.id} is a {type_name} in {place}; it must be a function"
            return Uncallable(_cut(text))
        case OtherParameters(names):
            # the names are the submission's own: where they are long they go, and not what is wrong
            theirs = _cut(f"it is defined as {exercise.id}({', '.join(names)})")
            wrong = f"but is called with {len(exercise.parameters)} values: {exercise.signature}"
            plain = [name for name in names if not name.startswith("*")]
            if "*" in names and len(plain) == len(exercise.parameters):
                wrong += ". Take the `*` out: what follows it is taken by name only"
            return Uncallable(clean(f"{theirs}, {wrong}", MAX_PROBLEM_CHARACTERS))
        case Unreadable(raised):
            text = f"{exercise.id} cannot be called: it raised {raised} when looked at"
            return Uncallable(_cut(text))


def _undefined(problem: Undefined) -> str:
    empty = ", which is empty" if problem.file_is_empty else ""
    because = f". The cause: {problem.cause}" if problem.cause is not None else ""
    return f"not defined in {problem.path}{empty}{because}"


def _cut(text: str) -> str:
    return clean(text[:MAX_PROBLEM_CHARACTERS], MAX_PROBLEM_CHARACTERS)
