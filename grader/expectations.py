"""What a check says must hold. Each raises `Failure` with the plainest account of what does not.

Types, shapes and dtypes are compared before values, and nothing is ever broadcast: an answer that
would only fit after broadcasting is a wrong answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import numpy as np

from grader.student.proxy import (
    Failure,
    RecordedCall,
    Student,
    StudentError,
    WrongValue,
    same_value,
)
from grader.student.values import Array, Generator, Unsendable, dtype_name
from grader.tolerance import UNIT_ROUNDOFF


def expect_tensor(
    actual: Any, shape: tuple[int, ...], what: str = "the result", dtype: str = "float32"
) -> None:
    """Expect a tensor of exactly this shape and dtype."""
    if actual is None:
        raise Failure(f"{what} is None: is a `return` missing?", None, _tensor_like(shape, dtype))
    if isinstance(actual, Unsendable):
        raise Failure(f"{what} is a {actual.type_name}; a torch.Tensor is due", actual)
    if not isinstance(actual, np.ndarray):
        kind = type(actual).__name__
        raise Failure(
            f"{what} is a {kind}; a torch.Tensor of shape {shape} is due",
            actual,
            _tensor_like(shape, dtype),
        )
    if actual.shape != shape:
        raise Failure(
            f"{what} has shape {actual.shape}; shape {shape} is due",
            _tensor_like(actual.shape, dtype_name(actual)),
            _tensor_like(shape, dtype),
        )
    if dtype_name(actual) != dtype:
        raise Failure(
            f"{what} has dtype {dtype_name(actual)}; {dtype} is due",
            _tensor_like(actual.shape, dtype_name(actual)),
            _tensor_like(shape, dtype),
        )


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
        raise Failure(f"{what} has shape {actual.shape}; shape {truth.shape} is due")
    got = actual.astype(np.float64)
    with np.errstate(invalid="ignore"):
        wrong = ~((got == truth) | (np.abs(got - truth) <= allowed))
    if wrong.any():
        raise WrongValue(
            _explain(got, truth, allowed, wrong, what), actual, truth.astype(np.float32)
        )


def expect_tuple(actual: Any, length: int, names: str) -> tuple[Any, ...]:
    """Expect a tuple (or list) of `length` items and return it."""
    if not isinstance(actual, tuple) or len(actual) != length:
        kind = f"{len(actual)} values" if isinstance(actual, tuple) else _kind_of(actual)
        raise Failure(f"the result is {kind}; the tuple {names} is due", actual, names)
    return actual


@contextmanager
def expect_error(kind: str, when: str) -> Iterator[None]:
    """Expect the call inside to raise the exception `kind` (or a subclass of it)."""
    try:
        yield
    except StudentError as error:
        raised = error.raised.types
        if kind in raised or raised[0] == "NotImplementedError":
            if kind in raised:
                return
            raise
        raise Failure(
            f"{kind} is due when {when}; {raised[0]} was raised", f"{raised[0]}", kind
        ) from None
    raise Failure(f"{kind} is due when {when}; nothing was raised", "no error", kind)


def expect_evaluations(record: RecordedCall, times: Sequence[Array]) -> None:
    """Expect one evaluation of the model at each of `times`, in this order.

    Each of them is one time for all samples, `(1,)`, or one a sample, `(B,)`. It may be off by the
    rounding of a running sum of float32 steps.
    """
    asked = [evaluation.t for evaluation in record.evaluations]
    name = record.call.models[0].name
    seen, due = _times_text(name, asked), _times_text(name, times)
    if len(asked) != len(times):
        note = f"{name} was evaluated {_count(len(asked))}; {_count(len(times))} is due"
        raise Failure(note, seen, due)
    for index, (t, wanted) in enumerate(zip(asked, times, strict=True)):
        room = (index + 4) * 2 * UNIT_ROUNDOFF
        fits = t.size > 0 and wanted.shape in ((1,), t.shape)
        if not fits or not (np.abs(t.astype(np.float64) - wanted) <= room).all():
            raise Failure(f"evaluation {index + 1} of {name} was at the wrong time", seen, due)


#: so many that a submission which knows a dozen noises only must repeat one
_SEEDS_COMPARED = 13


def expect_generator_use(
    student: Student,
    seed: int,
    call: Callable[[Generator, int], RecordedCall],
    parts: Mapping[str, Callable[[Any], Any]],
) -> None:
    """Expect that all randomness comes from the generator that is passed, and from it alone.

    `call` makes one call with the given generator and seed of the global generators. `parts` names
    what must differ from draw to draw, and picks it out of a returned value.
    """
    generator = student.generator(seed)
    first, second = call(generator, 1), call(generator, 1)
    again = call(student.generator(seed), 2)
    others = [call(student.generator(seed + step), 1) for step in range(1, _SEEDS_COMPARED)]
    if first.global_generators:
        used = " and ".join(first.global_generators)
        raise Failure(f"the global generator of {used} was used; draw from `generator`")
    if not same_value(first.value, again.value):
        raise Failure("two generators with the same seed gave different results")
    for name, pick in parts.items():
        drawn = [pick(each.value) for each in (first, *others)]
        if any(same_value(one, other) for one, other in combinations(drawn, 2)):
            raise Failure(f"generators with different seeds gave the same {name}")
        if same_value(pick(first.value), pick(second.value)):
            raise Failure(f"two calls in a row with one generator gave the same {name}")


def _count(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _times_text(name: str, times: Sequence[Array]) -> str:
    if not times:
        return f"{name} never evaluated"
    shown = [_one_time(t) for t in times[:8]]
    more = ["..."] if len(times) > 8 else []
    return f"{name} at t = {', '.join(shown + more)}"


def _one_time(t: Array) -> str:
    distinct = sorted({f"{value:.4g}" for value in t.ravel()[:64].tolist()}, key=float)
    return distinct[0] if len(distinct) == 1 else f"({', '.join(distinct[:3])})"


def _tensor_like(shape: tuple[int, ...], dtype: str) -> str:
    return f"a {dtype} tensor of shape {shape}"


def _kind_of(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"one tensor of shape {value.shape}"
    if isinstance(value, Unsendable):
        return f"a {value.type_name}"
    return "None: is a `return` missing?" if value is None else f"a {type(value).__name__}"


def _explain(got: Array, truth: Array, allowed: Array, wrong: Array, what: str) -> str:
    """Say what stands out between two arrays: infinities, a common factor, an offset, a place."""
    if np.isnan(got[wrong]).any():
        return f"{what} has {int(np.isnan(got).sum())} entries that are NaN"
    if np.isinf(got[wrong]).any():
        return f"{what} has {int(np.isinf(got[wrong]).sum())} entries that are infinite"
    if not np.isfinite(truth[wrong]).all():
        return f"{what} is finite where it must be infinite"
    factor = _common(got[truth != 0], truth[truth != 0], np.divide)
    if factor is not None and (got[truth == 0] == 0).all():
        sign = "the negative of" if np.isclose(factor, -1) else f"{factor:.4g} times"
        return f"every entry is {sign} what it should be"
    offset = _common(got, truth, np.subtract)
    if offset is not None:
        return f"every entry is {abs(offset):.4g} too {'large' if offset > 0 else 'small'}"
    if wrong.all():
        if wrong.size > 1:
            return f"{what} is wrong in every entry"
        error = float(np.abs(got - truth).max())
        return (
            f"{what} is off by {error:.3g}; rounding explains {float(np.max(allowed)):.1g} at most"
        )
    rows = wrong.reshape(len(wrong), -1).any(axis=1)
    if not rows.all():
        samples = ", ".join(str(int(row)) for row in np.flatnonzero(rows)[:6])
        return f"{what} is wrong for sample {samples} of the batch only (counted from 0)"
    return f"{what} is wrong in {int(wrong.sum())} of {wrong.size} entries"


def _common(got: Array, truth: Array, operation: np.ufunc) -> float | None:
    if got.size < 2:
        return None  # a single number is some multiple of any other
    with np.errstate(all="ignore"):
        values = operation(got, truth)
    if not np.isfinite(values).all():
        return None
    middle = float(np.median(values))
    trivial = 1.0 if operation is np.divide else 0.0
    alike = np.abs(values - middle) <= 1e-4 * max(abs(middle), 1e-2)
    return middle if alike.all() and abs(middle - trivial) > 1e-3 else None
