"""States, closed-form fields and steps: what samplers are asked to follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from assignments.course.points import TRAILING, X1_VALUES
from assignments.course.times import ALWAYS, broadcast_time
from grader.authoring import Array, Examples, Formula, Model, drawn_values, examples


@dataclass(frozen=True)
class WaveField:
    """The field  a x + b t + c + d sin(2 x + 3 t): it changes with every entry and with time.

    A ripple (size, rate, phase) adds  size sin(rate t + phase).
    """

    a: float
    b: float
    c: float
    d: float
    ripples: tuple[tuple[float, float, float], ...] = ()

    @classmethod
    def random(cls, rng: np.random.Generator) -> WaveField:
        """Return a field with all four terms."""
        a, b, c, d = (round(float(factor), 2) for factor in rng.uniform(0.3, 1.5, size=4))
        return cls(a, b, c, d)

    def __call__(self, x: Array, t: Array) -> Array:
        time = broadcast_time(t, x)
        push = self.b * time + self.c
        for size, rate, phase in self.ripples:
            push = push + size * np.sin(rate * time + phase)
        value = self.a * x + push
        if self.d:
            value = value + self.d * np.sin(2 * x + 3 * time)
        return np.asarray(value)

    @classmethod
    def plain(cls, rng: np.random.Generator) -> WaveField:
        """Return a field a x + b t + c of round factors."""
        a, b, c = (float(quarters) / 4 for quarters in rng.integers(1, 7, size=3))
        return cls(a, b, c, 0.0)

    @property
    def formula(self) -> Formula:
        """The field in postfix order, for a worker to evaluate: the same operations."""
        found: Formula = (self.a, "x", "*", self.b, "t", "*", self.c, "+")
        for size, rate, phase in self.ripples:  # of one time these are numbers, and cost little
            found += (size, rate, "t", "*", phase, "+", "sin", "*", "+")
        found += ("+",)
        if self.d:
            found += (self.d, 2.0, "x", "*", 3.0, "t", "*", "+", "sin", "*", "+")
        return found

    def code(self, name: str) -> str:
        factors = (self.a, self.b, self.c, self.d)
        terms = ("x", "t", "", "torch.sin(2 * x + 3 * t)")
        shown = [_term(factor, term) for factor, term in zip(factors, terms, strict=True) if factor]
        shown += [f"{s!r} * torch.sin({rate!r} * t + {p!r})" for s, rate, p in self.ripples]
        if not (self.a or self.d):
            shown.append("0 * x")  # t alone has not the shape of x
        return (
            f"def {name}(x, t):\n"
            "    t = t.reshape(-1, *[1] * (x.ndim - 1))\n"
            f"    return {' + '.join(shown).replace('+ -', '- ')}\n"
        )


#: two fields that are the same at every seed
FIELD, OTHER_FIELD = WaveField(0.5, 1.0, 0.25, 0.75), WaveField(1.25, 0.5, 1.0, 0.5)
#: one that answers 0
STILL = WaveField(0.0, 0.0, 0.0, 0.0)


def _term(factor: float, term: str) -> str:
    if not term:
        return f"{factor:g}"
    return {1.0: term, -1.0: f"-{term}"}.get(factor, f"{factor:g} * {term}")


@dataclass(frozen=True)
class Flow:
    """A state x `(B, ...)` at times t `(B,)`, a field and a step dt.

    Its properties are what exercises call these. Whoever divides by t may refuse one with times
    `below` those that are asked for.
    """

    field: WaveField
    x: Array
    t: Array
    dt: float
    below: bool = False

    @property
    def u_theta(self) -> Model:
        return Model("u_theta", self.field)

    @property
    def eps_theta(self) -> Model:
        return Model("eps_theta", self.field)

    @property
    def x_t(self) -> Array:
        return self.x

    @property
    def velocity(self) -> Array:
        """The field at x and t, in float64."""
        return self.field(self.x.astype(np.float64), self.t.astype(np.float64))


def flows() -> Examples[Flow]:
    """Return examples of states and fields to step through, in every layout."""

    @st.composite
    def small(draw: st.DrawFn) -> Flow:
        batch = draw(st.integers(1, 3))
        trailing = draw(st.sampled_from(TRAILING))
        x = drawn_values(draw, X1_VALUES, (batch, *trailing))
        t = drawn_values(draw, ALWAYS.small(), (batch,))
        dt = draw(st.sampled_from((0.25, 0.5, 0.125)))
        return Flow(draw(small_fields()), x, t, dt)

    def sweep(rng: np.random.Generator) -> list[Flow]:
        return [
            Flow(
                WaveField.random(rng),
                rng.normal(size=shape).astype(np.float32),
                ALWAYS.sweep(shape[0], rng),
                round(float(rng.uniform(0.05, 0.4)), 3),
            )
            for shape in sweep_shapes(rng)
        ]

    return examples(small(), sweep)


def two_values(rng: np.random.Generator) -> Array:
    """Return a state `(2,)` that a person can read."""
    return np.round(rng.uniform(0.3, 3, size=2) * rng.choice([-1, 1], size=2), 1).astype(np.float32)


def sweep_shapes(rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return shapes of every layout: no trailing axis, B = last axis, B != it, image, B = 1."""
    b, c = (int(size) for size in rng.integers(2, 6, size=2))
    other = b + 1 if b < 3 else b + 2  # never 4
    return [(b + 2,), (b, b), (4, other), (c, 2, 3, c), (1, b)]


def small_fields() -> st.SearchStrategy[WaveField]:
    """Return fields a x + b t with round a and b."""
    return st.builds(
        WaveField,
        a=st.sampled_from((1.0, -1.0, 0.5)),
        b=st.sampled_from((2.0, -1.0, 3.0)),
        c=st.just(0.0),
        d=st.just(0.0),
    )
