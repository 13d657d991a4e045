"""How an instructor writes an assignment's checks.py.

    assignment = Assignment(title="Recover the clean sample", module="recovery")
    x1_from_u = assignment.exercise("x1_from_u(x_t, u, t)", hint="Which definition has x1 in it?")

    @x1_from_u.gives("x1_hat", points(), score=6, rounded=lambda x_t, u, x1: (x_t, u, x1))
    def recovers_x1(x1: Array) -> Array:
        "x1_from_u gives back the x1 that was drawn"
        return x1

    @x1_from_u.property(points(), score=1)
    def is_a_tensor(student: Student, point: Point) -> None:
        "x1_from_u returns a tensor of the shape of x_t"
        expect_tensor(student.x1_from_u(point.x_t, point.u, point.t), point.x_t.shape)

The docstring is the claim that the student reads. A body returns if the claim holds for its case.
It must depend on nothing but its case and the student's answers, since it is run again and again.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from grader.authoring.declared import (
    Allowed,
    MayRefuse,
    Rounded,
    Slope,
    agrees,
    gives,
    refuses,
    within,
)
from grader.authoring.examples import Examples, refuse_slips
from grader.authoring.naming import Broadcast
from grader.authoring.vocabulary import Vocabulary
from grader.errors import AuthoringError
from grader.host.proxy import RecordedCall
from grader.limits import COMPARED_CASES
from grader.model import Check, Exercise, Kind

_Body = Callable[..., Any]
#: what a check is given: see `grader.authoring.examples.Examples`, or a strategy of tuples of cases
Given = st.SearchStrategy[Any] | Examples[Any]
_Records = Sequence[RecordedCall]


class Assignment:
    """Collects the exercises of one assignment, in the order in which they are reported.

    `broadcast` gives parameters of formulas the axes that they need, as in `Misconceptions`;
    `vocabulary` is what wrong answers are read back in.
    """

    def __init__(
        self,
        title: str,
        module: str,
        broadcast: Broadcast | None = None,
        vocabulary: Vocabulary | None = None,
        dear: bool = False,
    ) -> None:
        self.title = title
        self.module = module
        self.broadcast = dict(broadcast or {})
        self.vocabulary = vocabulary
        self.dear = dear
        self.exercises: list[ExerciseDraft] = []

    def exercise(self, signature: str, hint: str) -> ExerciseDraft:
        """Add an exercise, by its signature as the handout gives it: `name(first, second)`."""
        name, parameters = _parsed(signature)
        if any(known.id == name for known in self.exercises):
            raise AuthoringError(f"there are two exercises named {name}")
        draft = ExerciseDraft(name, parameters, hint, self.broadcast, self.exercises)
        self.exercises.append(draft)
        return draft


def _parsed(signature: str) -> tuple[str, tuple[str, ...]]:
    """Return the name and the parameters of a signature: plain ones, since checks give no names."""
    try:
        (function,) = ast.parse(f"def {signature}: ...").body
    except (SyntaxError, ValueError):
        function = ast.Pass()
    if isinstance(function, ast.FunctionDef):
        names = tuple(parameter.arg for parameter in function.args.args)
        plain = f"def {function.name}({', '.join(names)}):\n    ..."
        if ast.unparse(function) == plain and len({*names}) == len(names):
            return function.name, names
    raise AuthoringError(f"{signature!r} is no signature: write it as name(first, second)")


@dataclass(frozen=True)
class _Plain:
    """A strategy of tuples of cases, without small or fixed ones."""

    given: st.SearchStrategy[Any]
    small: None = None
    covering: None = None


@dataclass
class ExerciseDraft:
    """Collects the checks of one exercise.

    `property`, `protocol`, `distribution` and `reference` decorate the body of a check; `gives`,
    `agrees` and `refuses` make it of a declaration.
    """

    id: str
    parameters: tuple[str, ...]
    hint: str
    broadcast: Broadcast
    siblings: Sequence[ExerciseDraft]  # all of the assignment's, this one among them
    checks: list[Check] = field(default_factory=list)
    _comparisons: list[tuple[_Body, str, Given, int, Sequence[_Body]]] = field(default_factory=list)

    def property(
        self,
        given: Given,
        score: float,
        examples: int = 8,
        requires: Sequence[_Body] = (),
    ) -> Callable[[_Body], _Body]:
        """Add a law that must hold for every case that `given` yields."""
        return self._adder(Kind.PROPERTY, given, score, examples, requires)

    def protocol(
        self,
        given: Given,
        score: float,
        examples: int = 2,
        requires: Sequence[_Body] = (),
    ) -> Callable[[_Body], _Body]:
        """Add a rule about errors that must be raised, or about how randomness is used."""
        return self._adder(Kind.PROTOCOL, given, score, examples, requires)

    def distribution(
        self, given: Given, score: float, requires: Sequence[_Body] = ()
    ) -> Callable[[_Body], _Body]:
        """Add a check of the law of random samples; one example, of a stated error rate."""
        return self._adder(Kind.DISTRIBUTION, given, score, 1, requires)

    def reference(self, given: Given) -> Callable[[_Body], _Body]:
        """Add a comparison with the course's solution: `body(student, reference, case)`.

        It carries no points of its own, so that a score is the same with and without solutions;
        where it fails, the exercise's points do not count.
        """
        return self._adder(Kind.REFERENCE, given, 0, 1, ())

    def gives(
        self,
        what: str,
        given: Given,
        score: float,
        rounded: Rounded,
        slope: Slope | None = None,
        may_refuse: MayRefuse | None = None,
        examples: int = 8,
        requires: Sequence[_Body] = (),
    ) -> Callable[[_Body], _Body]:
        """Add a formula of the drawn case as a law, and the comparison with the solution.

        The decorated function names the fields of the case that it needs, as `rounded` does, which
        returns the terms that a right solution adds up: what rounding may move. `slope` is the
        derivative of the answer by a quantity that may be rounded once itself. Where the case
        `may_refuse`, ValueError is as right as the answer. `what` is how messages call the answer.
        """

        def add(formula: _Body) -> _Body:
            own = self.id, self.parameters
            allowed = within(rounded, slope, self.broadcast)
            law = gives(*own, formula, allowed, what, self.broadcast, may_refuse)
            self._add(Kind.PROPERTY, formula.__name__, formula.__doc__, law, given, score,
                      examples, requires)  # fmt: skip
            # where it fails alone, what stands above it keeps its points
            own_law = (formula,) if requires else ()
            self.agrees(what, given, allowed, may_refuse=may_refuse, requires=own_law)
            return formula

        return add

    def agrees(
        self,
        what: str,
        given: Given,
        allowed: Allowed,
        examples: int = 1,
        may_refuse: MayRefuse | None = None,
        requires: Sequence[_Body] = (),
    ) -> None:
        """Add the comparison with the solution.

        `allowed`, of (case, the solution's answer), is how far a right answer may be off: the two
        may differ by twice that, since the solution's is one as well. Of a covering some cases do,
        since a property has been asked about them all.
        """
        body = agrees(self.id, self.parameters, allowed, what, may_refuse)
        given = given.some(COMPARED_CASES) if isinstance(given, Examples) else given
        claim = f"{self.id} agrees with the course's solution"
        self._comparisons.append((body, claim, given, examples, requires))

    def refuses(
        self,
        name: str,
        when: str | Callable[[Any], str],
        given: Given,
        score: float,
        claim: str,
        examples: int = 2,
        requires: Sequence[_Body] = (),
        error: str = "ValueError",
        also: Callable[[Any], Sequence[str]] = lambda _: (),
    ) -> None:
        """Add an error that must be raised; `when` says for what, in words or of the case.

        `also` gives the names of errors that are as right for a case.
        """
        body = refuses(self.id, self.parameters, error, when, also)
        self._add(Kind.PROTOCOL, name, claim, body, given, score, examples, requires)

    def _adder(
        self, kind: Kind, given: Given, score: float, examples: int, requires: Sequence[_Body]
    ) -> Callable[[_Body], _Body]:
        def add(body: _Body) -> _Body:
            self._add(kind, body.__name__, body.__doc__, body, given, score, examples, requires)
            return body

        return add

    def _add(
        self,
        kind: Kind,
        name: str,
        text: str | None,
        body: Callable[..., None],
        given: Given,
        score: float,
        examples: int,
        requires: Sequence[_Body],
    ) -> None:
        claim = inspect.cleandoc(text or "").replace("\n", " ")
        if not claim:
            raise AuthoringError(f"{name} needs a docstring: it is the check's claim")
        refuse_slips(name, score, given)
        needed = tuple(f"{self.id}.{required.__name__}" for required in requires)
        known = {check.id for check in self.checks}
        if not known.issuperset(needed):
            raise AuthoringError(f"{name} requires a check that is not above it")
        identity = f"{self.id}.{name}"
        if identity in known:
            raise AuthoringError(f"{self.id} has two checks named {name}")
        parts = given if isinstance(given, Examples) else _Plain(given)
        self.checks.append(
            Check(
                identity,
                self.id,
                claim,
                score,
                kind,
                body,
                parts.given,
                examples,
                parts.small,
                parts.covering,
                needed,
            )
        )

    def finished(self) -> Exercise:
        """Return the record, once all exercises are there: a check may call any of them.

        Comparisons with the solution come after all other checks.
        """
        for number, comparison in enumerate(self._comparisons, start=1):
            body, claim, given, examples, requires = comparison
            name = "agrees_with_the_solution" + (f"_{number}" if number > 1 else "")
            self._add(Kind.REFERENCE, name, claim, body, given, 0, examples, requires)
        self._comparisons.clear()
        functions = tuple(sibling.id for sibling in self.siblings)
        checks = tuple(replace(check, functions=functions) for check in self.checks)
        return Exercise(self.id, self.parameters, self.hint, checks)
