"""Long runs, whose result tells whether every step of a grid was taken, and at its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import pi

import numpy as np

from assignments.course.flows import WaveField
from assignments.course.making import between
from assignments.course.run import Run
from grader.authoring import Array

_Rng = np.random.Generator

#: numbers of steps at which roundings miscount: arange(0, 1, 1/N) at 49 and 98, int(1/dt) at 93
#: and 98, loops that stop near t = 1 at 101 and 300
MANY_STEPS = (49, 93, 98, 101, 300)
#: what long runs begin from, in turn: a shape, and kinds of its samples. What a run keeps may be of
#: one shape, or of one sample; each entry is as exact as it would be alone
LONG_STATES: tuple[tuple[tuple[int, ...], tuple[str, ...]], ...] = (
    ((3, 2, 2), ("usual", "zero", "thirty")),
    ((2, 1, 2, 1), ("negative",)),
    ((1, 3), ("zero",)),
    ((34,), ("usual", "thirty", "far", "zero", "huge")),
    ((3, 1, 2, 2), ("negative", "far")),
    ((1, 1), ("usual",)),
)
#: by kind, a sample of a long run
_VALUES: Mapping[str, tuple[float, float]] = {
    "usual": (0.1, 0.4),
    "negative": (-0.4, -0.1),
    "zero": (0.0, 0.0),
    "thirty": (25.0, 35.0),
    "far": (-240.0, -160.0),
    "huge": (5e3, 1e4),
}


def of_kinds(shape: tuple[int, ...], kinds: Sequence[str], rng: _Rng) -> Array:
    """Return a state whose samples are of these kinds, in turn."""
    ends = [_VALUES[kinds[sample % len(kinds)]] for sample in range(shape[0])]
    return np.array([rng.uniform(*pair, size=shape[1:]) for pair in ends], dtype=np.float32)


def long_field(num_steps: int, t_min: float, by_eps: bool, rng: _Rng) -> WaveField:
    """Return a field that tells the grid of so many steps from every other one.

    One ripple is at its crest at all times of the grid, where it makes up for the constant, and is
    0 in the mean at those of any other grid. At the crest it forgives what sums of float32 add up
    to. The second is steep and far from 0 at both ends, where a step may be missing, and of another
    sign at each, so that it sees times that are all too late.
    """
    size, rate = round(float(rng.uniform(0.05, 0.1)), 3), round(2 * pi * num_steps / (1 - t_min), 4)
    crest = (size, rate, round(pi / 2 - rate * t_min, 4))
    steep = (1.0, round(7 * pi, 2), round(float(rng.uniform(-1.0, -0.8)), 2))
    slope = 1.1 if by_eps else -0.5  # the state decays, even by steps that are far too long
    return WaveField(slope, 0.0, -size, 0.0, (crest, steep))


#: where a run of a noise prediction begins
_START = (0.05, 0.25)
#: numbers of steps that nothing else asks for, and starts, by the size of the state
_STEPS_BETWEEN = (
    ((100, 100), _START),
    ((50, 50), (1e-3, 0.05)),
    ((20, 20), _START),
    ((14, 48), (0.3, 0.85)),
    ((51, 92), _START),
    ((14, 14), _START),
    ((2, 2), _START),
    ((4, 4), _START),
    ((5, 5), _START),
    ((3, 3), _START),
)


def run_between(by_eps: bool, number: int, rng: _Rng) -> Run:
    """Return a run of a size and a number of steps that are drawn."""
    ends, start = _STEPS_BETWEEN[number]
    num_steps = int(rng.integers(*ends, endpoint=True))
    return long_run(by_eps, num_steps, (between(number, rng), tuple(_VALUES)), rng, start)


def run_of_any_length(by_eps: bool, rng: _Rng) -> Run:
    """Return a run of more steps than the others, of all sizes."""
    state = ((2, 2), ("usual", "thirty"))
    return long_run(by_eps, any_steps(102, 1002, rng), state, rng)


def run_of_a_power(by_eps: bool, rng: _Rng) -> Run:
    """Return a run of 64, 128 or 256 steps: a number that is often taken."""
    state = ((3,), ("usual", "negative"))
    return long_run(by_eps, 2 ** int(rng.integers(6, 9)), state, rng)


def any_steps(least: int, most: int, rng: _Rng) -> int:
    """Return a number of steps, of each size as likely as of another."""
    return int(np.exp(rng.uniform(np.log(least), np.log(most + 1))))


def long_run(
    by_eps: bool,
    num_steps: int,
    state: tuple[tuple[int, ...], tuple[str, ...]],
    rng: _Rng,
    start: tuple[float, float] = _START,
) -> Run:
    """Return a run from a state of a shape and of kinds of samples, whose field tells its grid."""
    t_min = round(float(rng.uniform(*start)), 3) if by_eps else 0.0
    x = of_kinds(*state, rng)
    field = long_field(num_steps, t_min, by_eps, rng)
    return Run(field, x, num_steps, t_min, by_eps, watched=False)
