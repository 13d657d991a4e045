"""How an instructor writes an assignment's misconceptions.py: known wrong ideas, as code.

    known = Misconceptions()

    @known.formula("x1_from_u", hint="How much time is left at time t?")
    def travels_for_t(x_t: Array, u: Array, t: Array) -> Array:
        "You travel for the time t that has passed, not for 1 - t."
        return x_t + t * u

The function's name is the misconception's id, its docstring what the student reads. It is the
diagnosis where it gives every answer that the failing check recorded, and asked a model the same.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.authoring.reproduction import reproduces
from grader.errors import AuthoringError
from grader.host.proxy import RecordedCall
from grader.host.values import Array
from grader.model import Misconception

_Records = Sequence[RecordedCall]
_Broadcast = Callable[[Array, Array], Array]


class Misconceptions:
    """Collects the known wrong ideas of one assignment, most telling first.

    Each method but `convention` is a decorator; `identity` and `message` stand in for the decorated
    function's name and docstring. The same id may be given several functions: each is a way to hold
    the same idea. `broadcast` maps parameters of formulas to a function `(value, like)` that gives
    the value the axes of `like`, the first array among the arguments.
    """

    def __init__(self, broadcast: Mapping[str, _Broadcast] | None = None) -> None:
        self._broadcast = dict(broadcast or {})
        self.found: list[Misconception] = []

    def formula(
        self,
        exercise: str,
        hint: str | None = None,
        tolerated: bool = False,
        identity: str | None = None,
        message: str | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add a wrong formula, as numpy in float64, parameters broadcast as was said."""

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            names = list(inspect.signature(function).parameters)

            def broadcast(*arguments: Any) -> Any:
                like = next(each for each in arguments if isinstance(each, np.ndarray))
                return function(
                    *(
                        self._broadcast[name](each, like) if name in self._broadcast else each
                        # a trailing default holds a constant of the idea
                        for name, each in zip(names, arguments, strict=False)
                    )
                )

            recognises = {exercise: reproduces(broadcast)}
            self._add(function, recognises, hint, tolerated, identity, message)
            return function

        return add

    def code(
        self,
        exercise: str,
        hint: str | None = None,
        identity: str | None = None,
        message: str | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add wrong code as it would stand in a submission, in numpy: nothing is broadcast for it.

        A model among its arguments is a callable that takes and returns numpy arrays.
        """

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            recognises = {exercise: reproduces(function)}
            self._add(function, recognises, hint, identity=identity, message=message)
            return function

        return add

    def symptom(
        self,
        *exercises: str,
        hint: str | None = None,
        tolerated: bool = False,
        identity: str | None = None,
        message: str | None = None,
    ) -> Callable[[Callable[[_Records], bool]], Callable[[_Records], bool]]:
        """Add a predicate over all recorded calls of a check of the exercise."""

        def add(predicate: Callable[[_Records], bool]) -> Callable[[_Records], bool]:
            for exercise in exercises:
                recognises = {exercise: predicate}
                self._add(predicate, recognises, hint, tolerated, identity, message)
            return predicate

        return add

    def convention(
        self, identity: str, message: str, hint: str, **formulas: Callable[..., Any]
    ) -> None:
        """Add a set of formulas, one an exercise, that a submission may hold throughout."""
        recognises = {exercise: reproduces(formula) for exercise, formula in formulas.items()}
        self.found.append(Misconception(identity, message, hint, recognises))

    def _add(
        self,
        function: Callable[..., Any],
        recognises: dict[str, Callable[[_Records], bool]],
        hint: str | None,
        tolerated: bool = False,
        identity: str | None = None,
        message: str | None = None,
    ) -> None:
        text = message or inspect.cleandoc(function.__doc__ or "").replace("\n", " ")
        if not text:
            raise AuthoringError(f"{function.__name__} needs a docstring: it is what students read")
        name = identity or function.__name__
        self.found.append(Misconception(name, text, hint, recognises, tolerated))
