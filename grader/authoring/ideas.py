"""How an instructor writes an assignment's misconceptions.py: known wrong ideas, as code.

    known = Misconceptions()

    @known.formula("x1_from_u", hint="How much time is left at time t?")
    def travels_for_t(x_t: Array, u: Array, t: Array) -> Array:
        "You travel for the time t that has passed, not for 1 - t."
        return x_t + t * u

The function's name is the misconception's id, its docstring what the student reads. It is the
diagnosis where it gives every answer that the failing check recorded, and asked a model the same.
It is a mutant as well: an audit grades what the idea answers, behind the solution's refusals.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from grader.authoring.naming import Broadcast, broadcast
from grader.authoring.reproduction import reproduces
from grader.errors import AuthoringError
from grader.host.proxy import RecordedCall
from grader.model import Misconception

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Recognises = Mapping[str, Callable[[Sequence[RecordedCall]], bool]]
_Plays = Mapping[str, Callable[..., Any]]


class Misconceptions:
    """Collects the known wrong ideas of one assignment, most telling first.

    Each method but `convention` is a decorator; `identity` and `message` stand in for the decorated
    function's name and docstring. The same id may be given several functions: each is a way to hold
    the same idea. `broadcast` maps parameters of formulas to a function `(value, like)` that gives
    the value the axes of `like`, the argument with the most axes.
    """

    def __init__(self, broadcast: Broadcast | None = None) -> None:
        self._broadcast = dict(broadcast or {})
        self._formulas: list[tuple[str, Misconception, Callable[..., Any]]] = []
        self.found: list[Misconception] = []
        self.pairs: list[Misconception] = []

    def formula(
        self,
        exercise: str,
        hint: str | None = None,
        tolerated: bool = False,
        identity: str | None = None,
        message: str | None = None,
    ) -> Callable[[_Function], _Function]:
        """Add a wrong formula, as numpy in float64, its parameters broadcast.

        A trailing parameter with a default holds a constant of the idea.
        """

        def add(function: _Function) -> _Function:
            plays = {exercise: broadcast(function, self._broadcast)}
            self._add(function, plays, None, hint, tolerated, identity, message)
            self._formulas.append((exercise, self.found[-1], function))
            return function

        return add

    def code(
        self,
        exercise: str,
        hint: str | None = None,
        identity: str | None = None,
        message: str | None = None,
    ) -> Callable[[_Function], _Function]:
        """Add wrong code as it would stand in a submission, in numpy: nothing is broadcast for it.

        A model among its arguments is a callable that takes and returns numpy arrays, a generator
        is one of numpy's.
        """

        def add(function: _Function) -> _Function:
            self._add(function, {exercise: function}, None, hint, False, identity, message)
            return function

        return add

    def symptom(
        self,
        *exercises: str,
        hint: str | None = None,
        tolerated: bool = False,
        identity: str | None = None,
        message: str | None = None,
        plays: Callable[..., Any] | None = None,
        gives_all: bool = False,
        shows: Callable[[Sequence[RecordedCall]], bool] | None = None,
        drawn: bool = False,
    ) -> Callable[[_Function], _Function]:
        """Add a predicate over the recorded calls of a check of the exercise.

        It must hold of all of them and of those of the smallest case alone; where many are needed
        to tell, `shows` says in its stead whether one case has to do with it. What is `drawn` from
        a global generator must show in two answers to one call that differ. One that `gives_all`
        answers is no mere symptom: it is code, looked at in another way. It has mutants where it
        `plays` code, or where mutants.py has cells for it.
        """

        def add(predicate: _Function) -> _Function:
            for exercise in exercises:
                played = {} if plays is None else {exercise: plays}
                recognises = {exercise: predicate}
                self._add(predicate, played, recognises, hint, tolerated, identity, message)
                self.found[-1] = replace(
                    self.found[-1], is_symptom=not gives_all, shows=shows, drawn=drawn
                )
            return predicate

        return add

    def convention(
        self, identity: str, message: str, hint: str, **formulas: Callable[..., Any]
    ) -> None:
        """Add code for several exercises, that a submission may hold throughout."""
        self._add(None, formulas, None, hint, False, identity, message)

    def pair(self, exercise: str, identity: str, message: str, wrong: Broadcast) -> None:
        """Pair the exercise's formulas so far with a `wrong` way to broadcast: two at once."""
        for about, idea, function in self._formulas:
            play = broadcast(function, wrong)
            if about == exercise and play is not function and not idea.tolerated:
                both = Misconception(identity, message, None, {exercise: reproduces(play)})
                self.pairs.append(at_once(idea, both))

    def _add(
        self,
        function: Callable[..., Any] | None,
        plays: _Plays,
        recognises: _Recognises | None,
        hint: str | None,
        tolerated: bool,
        identity: str | None,
        message: str | None,
    ) -> None:
        text = message or inspect.cleandoc((function and function.__doc__) or "").replace("\n", " ")
        name = identity or (function.__name__ if function is not None else "")
        if not text:
            raise AuthoringError(f"{name} needs a docstring: it is what students read")
        if recognises is None:
            recognises = {exercise: reproduces(play) for exercise, play in plays.items()}
        self.found.append(Misconception(name, text, hint, dict(recognises), tolerated, plays))


def at_once(first: Misconception, second: Misconception) -> Misconception:
    """Return two mistakes in one submission, recognised as `second` is."""
    return replace(
        second,
        id=f"{first.id}+{second.id}",
        message=f"Two mistakes at once. {first.message} And: {second.message}",
        hint=first.hint,
    )
