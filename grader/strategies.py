"""Inputs for properties: Hypothesis strategies of points on the path and of closed-form fields.

Each example is a tuple of cases. The first is small, drawn number by number from a few round
values, so that a failure shrinks to something a person can check in the head. Half of the examples
add a sweep: cases made from one seed that together reach every layout and every delicate time, so
that no mistake is met by luck only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from hypothesis import strategies as st

from grader.student.values import Array
from grader.tolerance import over_trailing

_Case = TypeVar("_Case")
_Other = TypeVar("_Other")

#: seeds of a `torch.Generator`
SEEDS = st.integers(0, 2**31 - 1)

#: round values, simplest first: with x1 = 3, eps = 1, t = 1/4 every quantity differs
_X1_VALUES = (3.0, 2.0, -1.0, 4.0, -2.0, 0.5, 0.0)
_EPS_VALUES = (1.0, -1.0, 2.0, 0.5, -2.0, 0.0)
_TIMES = (0.25, 0.5, 0.75, 0.125, 1.0, 0.0, 0.001)
_TRAILING = ((), (1,), (2,), (3,), (2, 1, 2))


@dataclass(frozen=True)
class Times:
    """The times at which a property is checked: low <= t <= high."""

    low: float = 0.0
    high: float = 1.0

    def small(self) -> list[float]:
        return [t for t in _TIMES if self.low <= t <= self.high]

    def sweep(self, count: int, rng: np.random.Generator) -> Array:
        """Return `count` float32 times: both ends, times close to them, and uniform ones."""
        near = 10.0 ** rng.uniform(-4, -1, size=2)
        delicate = [self.low, self.high, self.low + near[0], self.high - near[1]]
        start = int(rng.integers(4))
        t = rng.uniform(self.low, self.high, size=count)
        t[: min(count, 4)] = np.roll(delicate, start)[: min(count, 4)]
        return np.clip(t, self.low, self.high).astype(np.float32)


@dataclass(frozen=True)
class Point:
    """Data x1, noise eps and a time t, drawn; x_t and u made from them by the two definitions.

    x1, eps, x_t and u are float32 of one shape `(B, ...)`, t is float32 `(B,)`. x_t and u are
    computed in float64 and rounded once.
    """

    x1: Array
    eps: Array
    t: Array
    x_t: Array
    u: Array

    @classmethod
    def of(cls, x1: Array, eps: Array, t: Array) -> Point:
        x1, eps, t = (np.asarray(each, dtype=np.float32) for each in (x1, eps, t))
        data, noise, time = x1.astype(np.float64), eps.astype(np.float64), over_trailing(t, x1)
        x_t = (1 - time) * noise + time * data
        return cls(x1, eps, t, x_t.astype(np.float32), (data - noise).astype(np.float32))

    @property
    def time(self) -> Array:
        """t in float64, with axes appended to meet the others."""
        return over_trailing(self.t, self.x1)


def points(times: Times = Times()) -> Examples[Point]:
    """Return examples of points on the path."""

    @st.composite
    def small(draw: st.DrawFn) -> Point:
        batch = draw(st.integers(1, 3))
        trailing = draw(st.sampled_from(_TRAILING))
        x1 = _values(draw, _X1_VALUES, (batch, *trailing))
        eps = _values(draw, _EPS_VALUES, (batch, *trailing))
        return Point.of(x1, eps, _values(draw, times.small(), (batch,)))

    def sweep(rng: np.random.Generator) -> list[Point]:
        return [
            Point.of(rng.normal(size=shape) * 2, rng.normal(size=shape), times.sweep(shape[0], rng))
            for shape in sweep_shapes(rng)
        ]

    # x_t is all data there: nothing cancels, and a time that is off by 1e-8 shows
    start = Point.of(np.array([3.0, -2.0]), np.zeros(2), np.full(2, times.low))
    return examples(small(), sweep, [start] if times.low > 0 else [])


def sweep_shapes(rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return shapes of every layout: no trailing axis, B = last axis, B != it, image, B = 1."""
    b, c = (int(size) for size in rng.integers(2, 6, size=2))
    return [(b + 2,), (b, b), (4, b + 1), (c, 2, 3, c), (1, b)]


@dataclass(frozen=True)
class Examples(Generic[_Case]):
    """What a check is given: `given` yields examples, tuples of cases; `small` lone small cases.

    A failure is first looked for among the small ones, which shrink to something readable. The
    cases in `always` are tried whatever is drawn, so that no seed misses what only they find.
    """

    small: st.SearchStrategy[_Case]
    given: st.SearchStrategy[tuple[_Case, ...]]
    always: tuple[_Case, ...] = ()

    def map(self, change: Callable[[_Case], _Other]) -> Examples[_Other]:
        """Return examples of `change(case)`."""
        return Examples(
            self.small.map(change),
            self.given.map(lambda cases: tuple(map(change, cases))),
            tuple(map(change, self.always)),
        )


def examples(
    small: st.SearchStrategy[_Case],
    sweep: Callable[[np.random.Generator], Sequence[_Case]],
    always: Sequence[_Case] = (),
) -> Examples[_Case]:
    """Return examples of a small case, half of them followed by a sweep.

    The choice to sweep is drawn last, so that dropping it leaves the small case as it was. One
    fixed sweep is always tried: one seed in a thousand draws none.
    """

    @st.composite
    def example(draw: st.DrawFn) -> tuple[_Case, ...]:
        first = draw(small)
        seed = draw(st.integers(0, 2**32 - 1))
        if not draw(st.booleans()):
            return (first,)
        return (first, *sweep(np.random.default_rng(seed)))

    return Examples(small, example(), (*always, *sweep(np.random.default_rng(0))))


def _values(draw: st.DrawFn, values: Sequence[float], shape: tuple[int, ...]) -> Array:
    size = int(np.prod(shape))
    drawn = draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))
    return np.array(drawn, dtype=np.float32).reshape(shape)


@dataclass(frozen=True)
class WaveField:
    """The field  a x + b t + c + d sin(2 x + 3 t): it changes with every entry and with time."""

    a: float
    b: float
    c: float
    d: float

    @classmethod
    def random(cls, rng: np.random.Generator) -> WaveField:
        """Return a field with all four terms."""
        return cls(*(round(float(each), 2) for each in rng.uniform(0.3, 1.5, size=4)))

    def __call__(self, x: Array, t: Array) -> Array:
        time = over_trailing(t, x)
        value = self.a * x + (self.b * time + self.c)
        if self.d:
            value = value + self.d * np.sin(2 * x + 3 * time)
        return np.asarray(value)

    @property
    def slope(self) -> float:
        """A bound on the derivative by x."""
        return abs(self.a) + 2 * abs(self.d)

    def code(self, name: str) -> str:
        factors = (self.a, self.b, self.c, self.d)
        terms = ("x", "t", "", "torch.sin(2 * x + 3 * t)")
        shown = [_term(factor, term) for factor, term in zip(factors, terms, strict=True) if factor]
        if not (self.a or self.d):
            shown.append("0 * x")  # t alone has not the shape of x
        return (
            f"def {name}(x, t):\n"
            "    t = t.reshape(-1, *[1] * (x.ndim - 1))\n"
            f"    return {' + '.join(shown).replace('+ -', '- ')}\n"
        )


def _term(factor: float, term: str) -> str:
    if not term:
        return f"{factor:g}"
    return {1.0: term, -1.0: f"-{term}"}.get(factor, f"{factor:g} * {term}")


@dataclass(frozen=True)
class Flow:
    """A state x `(B, ...)` at times t `(B,)`, a field, a step dt and a number of steps."""

    field: WaveField
    x: Array
    t: Array
    dt: float
    num_steps: int
    t_min: float


def flows(
    times: Times = Times(),
    always: Sequence[tuple[int, float]] = (),
) -> Examples[Flow]:
    """Return examples of states and fields to step through, with 1 to 7 steps.

    `always` adds flows of fixed (num_steps, t_min).
    """

    @st.composite
    def small(draw: st.DrawFn) -> Flow:
        batch = draw(st.integers(1, 3))
        trailing = draw(st.sampled_from(_TRAILING))
        x = _values(draw, _X1_VALUES, (batch, *trailing))
        t = _values(draw, times.small(), (batch,))
        dt = draw(st.sampled_from((0.25, 0.5, 0.125)))
        steps = draw(st.integers(1, 7))
        t_min = draw(st.sampled_from((0.5, 0.25, 0.125)))
        return Flow(draw(small_fields()), x, t, dt, steps, t_min)

    def sweep(rng: np.random.Generator) -> list[Flow]:
        steps = (int(n) + 1 for n in rng.permutation(7))
        return [
            Flow(
                WaveField.random(rng),
                rng.normal(size=shape).astype(np.float32),
                times.sweep(shape[0], rng),
                round(float(rng.uniform(0.05, 0.4)), 3),
                num_steps,
                round(float(rng.uniform(0.02, 0.4)), 3),
            )
            for shape, num_steps in zip(sweep_shapes(rng), steps, strict=False)
        ]

    fixed = np.array([1.5, -0.5], np.float32)
    field = WaveField(0.5, 1.0, 0.25, 0.0)
    t = np.array([0.25, 0.5], np.float32)
    return examples(small(), sweep, [Flow(field, fixed, t, 0.25, n, low) for n, low in always])


def small_fields() -> st.SearchStrategy[WaveField]:
    """Return fields a x + b t with round a and b."""
    return st.builds(
        WaveField,
        a=st.sampled_from((1.0, -1.0, 0.5)),
        b=st.sampled_from((2.0, -1.0, 3.0)),
        c=st.just(0.0),
        d=st.just(0.0),
    )
