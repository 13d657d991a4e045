"""What a check says must hold. Each raises `Failure` with the plainest account of what does not.

Types, shapes and dtypes are compared before values, and nothing is ever broadcast: an answer that
would only fit after broadcasting is a wrong answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader.authoring import advice
from grader.authoring.differences import explain, kind_of, tensor_like
from grader.host.proxy import (
    Failure,
    RecordedCall,
    Student,
    StudentError,
    WrongValue,
    expect_unchanged,
    same_value,
)
from grader.host.values import Array, Generator, dtype_name
from grader.wire.messages import GlobalUse

#: of all that an exercise returns
_DTYPE = "float32"


def expect_tensor(actual: Any, shape: tuple[int, ...], what: str = "the result") -> None:
    """Expect a float32 tensor of exactly this shape."""
    is_tensor = isinstance(actual, np.ndarray)
    if is_tensor and actual.shape == shape and dtype_name(actual) == _DTYPE:
        return
    expected = tensor_like(shape, _DTYPE)
    if not is_tensor:
        hint = advice.of_no_tensor(actual, advice.TYPE)
        note = f"{what} is {kind_of(actual)}; {expected} is expected"
        raise Failure(note, actual, expected, hint)
    got = tensor_like(actual.shape, dtype_name(actual))
    if actual.shape != shape:
        note = f"{what} has shape {actual.shape}; shape {shape} is expected"
        raise Failure(note, got, expected, advice.SHAPE)
    note = f"{what} has dtype {dtype_name(actual)}; {_DTYPE} is expected"
    raise Failure(note, got, expected, advice.DTYPE)


def expect_close(actual: Any, expected: Array, allowed: Array, what: str = "the result") -> None:
    """Expect a float32 tensor of `expected`'s shape, each entry within `allowed` of the truth.

    `expected` and `allowed` are float64; an infinite entry must be matched exactly.
    """
    expect_tensor(actual, expected.shape, what)
    expect_value(actual, expected, allowed, what)


def expect_value(actual: Array, expected: Array, allowed: Array, what: str) -> None:
    """Expect what `expect_close` does of an array of any float dtype."""
    truth = np.asarray(expected, dtype=np.float64)
    if actual.shape != truth.shape:
        note = f"{what} has shape {actual.shape}; shape {truth.shape} is expected"
        raise Failure(note, hint=advice.SHAPE)
    got = actual.astype(np.float64)
    with np.errstate(invalid="ignore"):
        wrong = ~((got == truth) | (np.abs(got - truth) <= allowed))
    if wrong.any():
        note = explain(got, truth, allowed, wrong, what)
        raise WrongValue(note, actual, truth.astype(np.float32), allowed=allowed)


def expect_tuple(actual: Any, length: int, names: str) -> tuple[Any, ...]:
    """Expect a tuple (or list) of `length` items and return it."""
    if not isinstance(actual, tuple) or len(actual) != length:
        note = f"the result is {kind_of(actual)}; the tuple {names} is expected"
        hint = advice.of_no_tensor(actual, advice.TUPLE)
        raise Failure(note, actual, names, hint)
    return actual


@contextmanager
def expect_error(kind: str, when: str, also: Sequence[str] = ()) -> Iterator[None]:
    """Expect the call inside to raise `kind`, one of `also`, or a subclass of these."""
    try:
        yield
    except StudentError as error:
        raised = error.raised.types
        if not {kind, *also}.isdisjoint(raised):
            expect_unchanged(error.raised.modified)
            return
        if raised[0] == "NotImplementedError" and error.raised.leftover is None:
            raise
        note = f"{raised[0]} was raised where {when}"
        raise Failure(note, raised[0], kind, advice.of_another(error.raised)) from None
    raise Failure(f"nothing was raised where {when}", "no error", kind, advice.REFUSAL)


@contextmanager
def accepted_error(kind: str) -> Iterator[None]:
    """Let the exception `kind` (or a subclass of it) pass for whatever is expected inside."""
    try:
        yield
    except StudentError as error:
        if kind not in error.raised.types:
            raise
        expect_unchanged(error.raised.modified)


#: so many that a submission which knows a hundred noises only must repeat one, and that one which
#: draws one of 1000 does, but for one run in a thousand
_SEEDS_COMPARED = 120


def expect_generator_use(
    student: Student,
    seed: int,
    function: str,
    arguments: Callable[[Generator], tuple[Any, ...]],
    parts: Mapping[str, Callable[[Any], Any]],
    drawn: Callable[[RecordedCall], Any] = lambda record: record.value,
) -> None:
    """Expect that all randomness comes from the generator that is passed, and from it alone.

    `arguments` are those of a call of the function with a generator. `drawn` is what a call shows
    of its draws, as its value does; `parts` names what of that must differ from draw to draw.
    """
    generator = student.generator(seed)
    in_a_row = [arguments(generator), arguments(generator)]
    first, second = student.calls(function, in_a_row, global_seed=1)
    again = student.call(function, *arguments(student.generator(seed)), global_seed=2)
    anew = student.call(function, *arguments(generator.anew()), global_seed=1)
    seeds = range(seed + 1, seed + _SEEDS_COMPARED)
    other_arguments = [arguments(student.generator(other)) for other in seeds]
    others = student.calls(function, other_arguments, global_seed=1)
    _expect_no_global_use(first)
    at_first = drawn(first)
    if not same_value(at_first, drawn(again)):
        raise Failure("two generators with the same seed gave different results", hint=advice.KEPT)
    of_others = expect_other_draws((first, *others), parts, drawn)[1:]
    following = drawn(second)
    for name, pick in parts.items():
        part = pick(following)
        if same_value(pick(at_first), part):
            note = f"two calls in a row with one generator gave the same {name}"
            raise Failure(note, hint=advice.SEEDING)
        if any(same_value(pick(other), part) for other in of_others):
            note = f"a second call gave the {name} that another seed gives in the first"
            raise Failure(note, hint=advice.SEEDING)
    if not same_value(at_first, drawn(anew)):
        note = "a generator that was seeded anew gave other results than with this seed before"
        raise Failure(note, hint=advice.KEPT)
    _expect_no_seeding((first, second, again, anew, *others))


def expect_other_draws(
    records: Sequence[RecordedCall],
    parts: Mapping[str, Callable[[Any], Any]],
    drawn: Callable[[RecordedCall], Any] = lambda record: record.value,
) -> list[Any]:
    """Expect the same calls with generators of different seeds to draw from these, each its own.

    Returns what each has drawn.
    """
    for record in records:
        _expect_no_global_use(record)
    shown = [drawn(record) for record in records]
    for name, pick in parts.items():
        found = {_identity(pick(draws)) for draws in shown}
        if len(found) < len(records):  # two of them are the same
            note = f"generators with different seeds gave the same {name}"
            raise Failure(note, hint=advice.ANEW if len(found) == 1 else advice.SEEDING)
    return shown


def _expect_no_seeding(records: Sequence[RecordedCall]) -> None:
    """Expect that the generator which is passed has the seed that its caller gave it.

    Draws alone do not tell: every seed leads to some, and no other calls can try them all.
    """
    if any(record.reseeded for record in records):
        raise Failure("`generator` was given another seed in the call", hint=advice.SEEDING)


def _identity(value: Any) -> Any:
    """Return what is equal for two results exactly where `same_value` is true of them."""
    if isinstance(value, tuple):
        return tuple(map(_identity, value))
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype, value.tobytes()
    return type(value), value


def _expect_no_global_use(record: RecordedCall) -> None:
    if record.global_uses:
        raise _touched(record.global_uses)


def _touched(uses: Sequence[GlobalUse]) -> Failure:
    """Say what was done to global generators: a draw from one, or at least a new seed for one."""
    drawn = [use.generator for use in uses if not use.only_seeded]
    if drawn:
        used = " and ".join(drawn)
        return Failure(f"the global generator of {used} was drawn from", hint=advice.DRAWS)
    names = [use.generator for use in uses]
    calls = " and ".join(_SEEDING_CALLS.get(name, f"{name}.seed") for name in names)
    return Failure(
        f"the global generator of {' and '.join(names)} was re-seeded ({calls}); leave it alone: "
        "randomness comes from `generator`",
        hint=advice.SEEDING,
    )


_SEEDING_CALLS = {"torch": "torch.manual_seed"}
