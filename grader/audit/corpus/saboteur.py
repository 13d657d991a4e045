"""Sabotages a solution, in a worker: this text comes after the solution's own.

It stands alone, and nothing imports it. What is sabotaged is a function of the solution as those
see it who call it from outside: the others still call the one that is right.
"""

import contextlib
import types
from collections.abc import Callable
from typing import Any

import torch

#: what becomes of an answer
DAMAGES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "an answer off by 1e-3": lambda answer: answer * (1 + 1e-3),
    "0": torch.zeros_like,
    "NaN": lambda answer: torch.full_like(answer, float("nan")),
    "an answer of another shape": lambda answer: answer[None],
    "an answer in float64": lambda answer: answer.double(),
}


def apart(space: dict[str, Any]) -> dict[str, Any]:
    """Return the module's names with functions that know each other, and none defined later."""
    own = dict(space)
    for name, value in space.items():
        if isinstance(value, types.FunctionType) and value.__globals__ is space:
            own[name] = types.FunctionType(
                value.__code__, own, name, value.__defaults__, value.__closure__
            )
    return own


SOLUTION = apart(globals())
CALLS: dict[str, int] = {}


def sabotaged(
    name: str, arguments: tuple[Any, ...], holds: Callable[[int], object], damage: str
) -> Any:
    """Answer as the solution does, except where `holds(number of this call)` is true."""
    CALLS[name] = CALLS.get(name, 0) + 1
    damaging = holds(CALLS[name])
    try:
        answer = SOLUTION[name](*arguments)
    except ValueError:
        if damaging and damage == "no refusal":
            return torch.zeros(1)
        raise
    return damaged(answer, damage) if damaging else answer


def damaged(answer: Any, damage: str) -> Any:
    """Return a wrong answer instead of a right one; of several parts, the first is wrong."""
    if damage == "an error":
        raise RuntimeError("sabotaged")
    if damage not in DAMAGES:
        return answer
    if isinstance(answer, tuple):
        return (DAMAGES[damage](answer[0]), *answer[1:])
    return DAMAGES[damage](answer)


class Asked(Exception):
    """A model was asked: whatever is refused had been refused before."""


def unasked(argument: Any) -> Any:
    """Return an argument for a call that ends where a model is asked, and leaves nothing behind."""
    if isinstance(argument, torch.Generator):
        return torch.Generator()
    if not callable(argument):
        return argument

    def model(*_: object) -> None:
        raise Asked

    return model


def changed(name: str, arguments: tuple[Any, ...], others: tuple[Any, ...]) -> Any:
    """Refuse as the solution does, then answer with other arguments."""
    with contextlib.suppress(Asked):
        SOLUTION[name](*map(unasked, arguments))
    return SOLUTION[name](*others)
