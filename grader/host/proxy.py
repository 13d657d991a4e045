"""The `student` that a check calls: an unknown answer suspends the check, a known one is replayed.

A check's body is a pure function of its case and of the answers it is given. So the engine can run
all bodies up to their first unanswered call, send those calls in one go, and run the bodies again:
a hundred cases cost a few exchanges with the worker instead of hundreds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.host.channel import Outcome
from grader.host.values import Array, Evaluation, Generator, PreparedCall, from_wire, prepare
from grader.wire.messages import GlobalUse, Modified, Raised, Returned


class Failure(Exception):
    """A claim does not hold: what was seen, what was expected, and what stands out between them.

    `hint`, where there is one, is better advice than the exercise's own. `{n}` in a note stands for
    the student's name of parameter n.
    """

    def __init__(
        self,
        note: str,
        actual: object = None,
        expected: object = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(note)
        self.note = note
        self.actual = actual
        self.expected = expected
        self.hint = hint


class WrongValue(Failure):
    """An answer of the right kind, shape and dtype with wrong numbers in it.

    `allowed` is how far each may be off, where that is known.
    """

    def __init__(self, *told: Any, allowed: Array | None = None) -> None:
        super().__init__(*told)
        self.allowed = allowed


class UnlikelyDraws(Failure):
    """What was drawn is all but impossible: whether it shows in a case is a matter of chance."""


class StudentError(Exception):
    """The submission raised where an answer was expected."""

    def __init__(self, function: str, raised: Raised) -> None:
        super().__init__(raised.told)
        self.function = function
        self.raised = raised


class Suspended(BaseException):
    """A body needs the answer to `call`; not an `Exception`, so that no body swallows it.

    The calls `ahead` come after it whatever the answer is.
    """

    def __init__(self, call: PreparedCall, ahead: Sequence[PreparedCall] = ()) -> None:
        super().__init__(call.function)
        self.call = call
        self.ahead = tuple(ahead)


@dataclass(frozen=True, eq=False)
class RecordedCall:
    """One call with everything that came of it: what diagnosis works on.

    `value` is the decoded result, or None where `raised` tells the exception; `printed` is the
    beginning of what the call wrote to the standard output. `gradients` are the derivatives of the
    value by each answer of a differentiable model, None where it does not depend on it. `asked` is
    what a network was asked: the number of samples each time, and the first x and t; () where that
    is not known. `evaluated` is how many evaluations the worker counted, seen or not.
    `reseeded` is whether the generator that it was given has another seed after it.
    """

    call: PreparedCall
    value: Any
    raised: Raised | None
    evaluations: tuple[Evaluation, ...]
    modified: tuple[Modified, ...] = ()
    global_uses: tuple[GlobalUse, ...] = ()
    printed: str = ""
    gradients: tuple[Array | None, ...] = ()
    asked: tuple[Array, ...] = ()
    evaluated: int = 0
    reseeded: bool = False

    @property
    def watched(self) -> bool:
        """Whether the grader made the evaluations: those of a formula are not recorded."""
        return all(model.formula is None for model in self.call.models)

    @classmethod
    def of(cls, call: PreparedCall, outcome: Outcome) -> RecordedCall:
        reply = outcome.reply
        if isinstance(reply, Returned):
            value = from_wire(reply.value)
            return cls(
                call,
                value,
                None,
                outcome.evaluations,
                reply.modified,
                reply.global_uses,
                reply.printed,
                tuple(map(from_wire, reply.gradients)),
                tuple(map(from_wire, reply.asked)),
                reply.evaluated,
                reply.reseeded,
            )
        return cls(call, None, reply, outcome.evaluations, printed=reply.printed)


class Student:
    """Calls the submission: `student.velocity(x1, eps)` returns what the function returned.

    Arguments and results are numpy arrays of the dtype that crossed, numbers, strings or tuples of
    these. `functions` are those that there are; `known` holds the answers so far; `resolve` gets a
    further one, or is None, and then the body is suspended.

    Raises, from a call:
        StudentError: the submission raised.
        Failure: the submission changed an input, or what a model returned, in place.
    """

    def __init__(
        self,
        known: list[RecordedCall],
        key: int,
        functions: Sequence[str],
        resolve: Callable[[PreparedCall], RecordedCall] | None = None,
    ) -> None:
        self._known = known
        self._functions = functions
        self._resolve = resolve
        self._key = key
        self._generators = 0
        self._position = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        self._expect(name)
        return lambda *arguments: self.call(name, *arguments).value

    def _expect(self, name: str) -> None:
        """Refuse a name that no exercise has: else a slip of its author would be the student's."""
        if name not in self._functions:
            raise AttributeError(f"no exercise is called {name}", name=name, obj=self)

    def __dir__(self) -> list[str]:
        """Return what a check may use, for the line that tells a name that is not there."""
        return [*self._functions, "call", "calls", "generator"]

    def generator(self, seed: int) -> Generator:
        """Return a `torch.Generator` seeded with `seed`, which goes on from call to call."""
        self._generators += 1
        return Generator(self._key * 64 + self._generators, seed)

    def call(self, name: str, *arguments: Any, global_seed: int = 0) -> RecordedCall:
        """Call the function and return the whole record: value, evaluations, side effects.

        `global_seed` is what torch's, numpy's and Python's global generators are seeded with.
        """
        self._expect(name)
        return self._answered(prepare(name, arguments, global_seed), ())

    def calls(
        self, name: str, asked: Sequence[tuple[Any, ...]], *, global_seed: int = 0
    ) -> list[RecordedCall]:
        """Call the function once with each tuple of arguments, all in one exchange."""
        self._expect(name)
        prepared = [prepare(name, arguments, global_seed) for arguments in asked]
        return [
            self._answered(call, prepared[place:]) for place, call in enumerate(prepared, start=1)
        ]

    def _answered(self, call: PreparedCall, ahead: Sequence[PreparedCall]) -> RecordedCall:
        position, self._position = self._position, self._position + 1
        if position == len(self._known):
            if self._resolve is None:
                raise Suspended(call, ahead)
            self._known.append(self._resolve(call))
        record = self._known[position]
        if record.raised is not None:
            raise StudentError(call.function, record.raised)
        expect_unchanged(record.modified)
        return record


_NEW_TENSOR = (
    "Make a new tensor: x = x + 1 does, x += 1 and x.add_(1) change the one you were given."
)

_NEW_RESULT = "Return a new tensor each time: whoever keeps a result must find its numbers in it."


def expect_unchanged(modified: Sequence[Modified]) -> None:
    """Expect that a call changed nothing in place."""
    for changed in modified:
        hint = _NEW_RESULT if changed.what == "result" else _NEW_TENSOR
        raise Failure(_modified(changed), hint=hint)


def _modified(changed: Modified) -> str:
    match changed.what:
        case "answer":
            return "what the model returned was changed in place"
        case "result":
            return "the result of the call before was changed by this one"
        case "argument":
            return f"{{{changed.position}}} was changed in place"


def same_value(left: Any, right: Any) -> bool:
    """Whether two decoded results are equal bit for bit, in shape and dtype too."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same_value, left, right))
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return (
            left.shape == right.shape
            and left.dtype == right.dtype
            and bool(left.tobytes() == right.tobytes())
        )
    return type(left) is type(right) and bool(left == right)


__all__ = [
    "Array",
    "Evaluation",
    "Failure",
    "Generator",
    "RecordedCall",
    "Student",
    "StudentError",
    "Suspended",
    "WrongValue",
    "expect_unchanged",
    "same_value",
]
