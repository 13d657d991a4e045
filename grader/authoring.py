"""How an instructor writes an assignment: checks.py and misconceptions.py are made of these.

    assignment = AssignmentDraft(title="Recover the clean sample", module="recovery")
    x1_from_u = assignment.exercise("x1_from_u(x_t, u, t)", hint="Which definition has x1 in it?")

    @x1_from_u.property(points(), score=6)
    def recovers_x1(student: Student, point: Point) -> None:
        "x1_from_u gives back the x1 that was drawn"
        expect_close(student.x1_from_u(point.x_t, point.u, point.t), ...)

The docstring is the claim that the student reads. A body returns if the claim holds for its case.
It must depend on nothing but its case and the student's answers, since it is run again and again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st

from grader.model import Check, Exercise, GraderError, Kind, Misconception
from grader.student.proxy import RecordedCall
from grader.student.values import Array, Model
from grader.tolerance import over_trailing

_Body = Callable[..., None]
_Records = Sequence[RecordedCall]


class AuthoringError(GraderError):
    """An assignment's checks.py or misconceptions.py is not as it must be."""


class AssignmentDraft:
    """Collects the exercises of one assignment, in the order in which they are reported."""

    def __init__(self, title: str, module: str) -> None:
        self.title = title
        self.module = module
        self.exercises: list[ExerciseDraft] = []

    def exercise(self, signature: str, hint: str) -> ExerciseDraft:
        """Add an exercise, by its signature as the handout gives it: `name(first, second)`."""
        name, _, parameters = signature.rstrip(")").partition("(")
        draft = ExerciseDraft(name, tuple(part.strip() for part in parameters.split(",")), hint)
        self.exercises.append(draft)
        return draft


@dataclass
class ExerciseDraft:
    """Collects the checks of one exercise; each of the four methods is a decorator."""

    id: str
    parameters: tuple[str, ...]
    hint: str
    checks: list[Check] = field(default_factory=list)

    def property(
        self,
        given: st.SearchStrategy[Any],
        score: float,
        examples: int = 12,
        requires: Sequence[_Body] = (),
    ) -> Callable[[_Body], _Body]:
        """Add a law that must hold for every case that `given` yields."""
        return self._adder(Kind.PROPERTY, given, score, examples, requires)

    def protocol(
        self,
        given: st.SearchStrategy[Any],
        score: float,
        examples: int = 4,
        requires: Sequence[_Body] = (),
    ) -> Callable[[_Body], _Body]:
        """Add a rule about errors that must be raised, or about how randomness is used."""
        return self._adder(Kind.PROTOCOL, given, score, examples, requires)

    def distribution(
        self, given: st.SearchStrategy[Any], score: float, requires: Sequence[_Body] = ()
    ) -> Callable[[_Body], _Body]:
        """Add a check of the law of random samples; one example, of a stated error rate."""
        return self._adder(Kind.DISTRIBUTION, given, score, 1, requires)

    def reference(
        self, given: st.SearchStrategy[Any], examples: int = 6
    ) -> Callable[[_Body], _Body]:
        """Add a comparison with the course's solution: `body(student, reference, case)`.

        It carries no points of its own, so that a score is the same with and without solutions;
        where it fails, the exercise's points do not count.
        """
        return self._adder(Kind.REFERENCE, given, 0, examples, ())

    def _adder(
        self,
        kind: Kind,
        given: st.SearchStrategy[Any],
        score: float,
        examples: int,
        requires: Sequence[_Body],
    ) -> Callable[[_Body], _Body]:
        def add(body: _Body) -> _Body:
            claim = inspect.cleandoc(body.__doc__ or "").replace("\n", " ")
            if not claim:
                raise AuthoringError(f"{body.__name__} needs a docstring: it is the check's claim")
            needed = tuple(f"{self.id}.{required.__name__}" for required in requires)
            known = {check.id for check in self.checks}
            if not known.issuperset(needed):
                raise AuthoringError(f"{body.__name__} requires a check that is not above it")
            identity = f"{self.id}.{body.__name__}"
            if identity in known:
                raise AuthoringError(f"{self.id} has two checks named {body.__name__}")
            check = Check(identity, self.id, claim, score, kind, body, given, examples, needed)
            self.checks.append(check)
            return body

        return add

    def finished(self) -> Exercise:
        return Exercise(self.id, self.parameters, self.hint, tuple(self.checks))


class Misconceptions:
    """Collects the known wrong ideas of one assignment, most telling first.

    The name of a decorated function is the misconception's id, its docstring the message. The same
    id may be given several functions: each is a way to hold the same idea.
    """

    def __init__(self) -> None:
        self.found: list[Misconception] = []

    def formula(
        self, exercise: str, hint: str | None = None, tolerated: bool = False
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add a wrong formula, as numpy in float64, with t already broadcast over trailing axes."""

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            names = list(inspect.signature(function).parameters)

            def broadcast(*arguments: Any) -> Any:
                like = next(each for each in arguments if isinstance(each, np.ndarray))
                return function(
                    *(
                        over_trailing(each, like) if name == "t" else each
                        for name, each in zip(names, arguments, strict=True)
                    )
                )

            self._add(function, {exercise: reproduces(broadcast)}, hint, tolerated)
            return function

        return add

    def code(
        self, exercise: str, hint: str | None = None
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add wrong code as it would stand in a submission, in numpy: nothing is broadcast for it.

        A model among its arguments is a callable that takes and returns numpy arrays.
        """

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            self._add(function, {exercise: reproduces(function)}, hint)
            return function

        return add

    def sign(
        self, *exercises: str, hint: str | None = None
    ) -> Callable[[Callable[[_Records], bool]], Callable[[_Records], bool]]:
        """Add a predicate over all recorded calls of a check of the exercise."""

        def add(predicate: Callable[[_Records], bool]) -> Callable[[_Records], bool]:
            for exercise in exercises:
                self._add(predicate, {exercise: predicate}, hint)
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
    ) -> None:
        message = inspect.cleandoc(function.__doc__ or "").replace("\n", " ")
        if not message:
            raise AuthoringError(f"{function.__name__} needs a docstring: it is what students read")
        entry = Misconception(function.__name__, message, hint, recognises, tolerated)
        self.found.append(entry)


class Replay:
    """A model as a misconception calls it: evaluated in float64, and recorded."""

    def __init__(self, model: Model) -> None:
        self._field = model.field
        self.asked: list[tuple[Array, Array]] = []

    def __call__(self, x: Array, t: Array | float) -> Array:
        times = np.broadcast_to(np.asarray(t, dtype=np.float64), x.shape[:1])
        self.asked.append((x, times))
        return self._field(x, times)


def reproduces(function: Callable[..., Any]) -> Callable[[_Records], bool]:
    """Return the predicate: `function` explains every answer, evaluation and exception recorded."""

    def predicate(records: _Records) -> bool:
        return bool(records) and all(_explains(function, record) for record in records)

    return predicate


def _explains(function: Callable[..., Any], record: RecordedCall) -> bool:
    models = {id(each): Replay(each) for each in record.call.models}
    arguments = [
        each.astype(np.float64) if isinstance(each, np.ndarray) else models.get(id(each), each)
        for each in record.call.arguments
    ]
    with np.errstate(all="ignore"):
        try:
            value = function(*arguments)
        except Exception:  # noqa: BLE001 - a wrong idea may well fail, and then so must the student
            return record.raised is not None and record.raised.types[0] != "NotImplementedError"
    if record.raised is not None or not _alike(record.value, value):
        return False
    for replay in models.values():
        if len(replay.asked) != len(record.evaluations):
            return False
        for (x, t), evaluation in zip(replay.asked, record.evaluations, strict=True):
            if not _alike(evaluation.x, x) or not _alike(evaluation.t, t):
                return False
    return True


def _alike(actual: Any, wanted: Any) -> bool:
    """Whether a recorded value is what a wrong idea gives, up to float32's rounding."""
    if isinstance(wanted, tuple):
        return (
            isinstance(actual, tuple)
            and len(actual) == len(wanted)
            and all(map(_alike, actual, wanted))
        )
    if not isinstance(actual, np.ndarray) or actual.dtype.names:
        return False
    wanted = np.asarray(wanted, dtype=np.float64)
    if actual.shape != wanted.shape:
        return False
    finite = np.isfinite(wanted)
    got = actual.astype(np.float64)
    scale = 1.0 + float(np.abs(wanted[finite]).max(initial=0.0))
    return bool(
        np.array_equal(got[~finite], wanted[~finite], equal_nan=True)
        and (np.abs(got[finite] - wanted[finite]) <= 1e-5 * scale).all()
    )
