"""Twelve tests of seven functions, as a course that has Hypothesis would write them.

Each takes the function of a submission and raises AssertionError. All peers run these, the same in
every run: 100 cases each, or as few as PEER_CASES says, and then failures are not shrunk. This file
is copied beside what they grade, so it needs nothing of ours.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Function = Callable[..., Any]

_SHAPES = hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4)
_FEW = os.environ.get("PEER_CASES")
_cases = settings(
    max_examples=int(_FEW or 100),
    phases=[Phase.generate] if _FEW else list(Phase),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def _floats(shape: Any, low: float, high: float) -> st.SearchStrategy[torch.Tensor]:
    elements = st.floats(low, high, width=32)
    return hnp.arrays(np.float32, shape, elements=elements).map(torch.from_numpy)


@st.composite
def _points(draw: st.DrawFn, least: float = 0.0, most: float = 1.0) -> tuple[torch.Tensor, ...]:
    """Draw x1, eps and t; with most = 0.5 a step of 0.5 ends within the line."""
    shape = draw(_SHAPES)
    x1, eps = draw(_floats(shape, -8, 8)), draw(_floats(shape, -8, 8))
    return x1, eps, draw(_floats(shape[:1], least, most))


_times = hnp.array_shapes(min_dims=1, max_dims=1, max_side=4).flatmap(
    lambda shape: _floats(shape, 0.125, 1)
)


def _wide(t: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return t.reshape(-1, *[1] * (x.ndim - 1))


def _x_t(x1: torch.Tensor, eps: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    return _wide(t, x1) * x1 + (1 - _wide(t, x1)) * eps


def _close(got: Any, wanted: torch.Tensor, atol: float = 1e-4) -> None:
    assert got.shape == wanted.shape, f"shape {tuple(got.shape)}, not {tuple(wanted.shape)}"
    assert torch.allclose(got, wanted, rtol=1e-4, atol=atol), f"got {got}, expected {wanted}"


def _raises(function: Callable[[], object]) -> None:
    try:
        function()
    except ValueError:
        return
    raise AssertionError("ValueError was expected")


@_cases
@given(_points())
def _recovers_x1(function: Function, point: tuple[torch.Tensor, ...]) -> None:
    x1, eps, t = point
    _close(function(_x_t(x1, eps, t), x1 - eps, t), x1)


@_cases
@given(_points())
def _leaves_inputs(function: Function, point: tuple[torch.Tensor, ...]) -> None:
    before = [value.clone() for value in point]
    function(*point)
    for value, old in zip(point, before, strict=True):
        _close(value, old)


@_cases
@given(_points(least=0.125))
def _recovers_x1_from_noise(function: Function, point: tuple[torch.Tensor, ...]) -> None:
    x1, eps, t = point
    _close(function(_x_t(x1, eps, t), eps, t), x1)


@_cases
@given(_points(), st.integers(0, 3))
def _refuses_zero(function: Function, point: tuple[torch.Tensor, ...], row: int) -> None:
    x, eps, t = point
    t[row % len(t)] = 0
    _raises(lambda: function(x, eps, t))


@_cases
@given(_times, st.sampled_from(["u", "eps"]))
def _gains(function: Function, t: torch.Tensor, prediction: str) -> None:
    _close(function(t, prediction), 1 - t if prediction == "u" else (1 - t) / t)


@_cases
@given(_times, st.text("uepsUx1v", max_size=4).filter(lambda word: word not in ("u", "eps")))
def _refuses_words(function: Function, t: torch.Tensor, word: str) -> None:
    _raises(lambda: function(t, word))


@_cases
@given(_points(least=0.125))
def _recovers_u(function: Function, point: tuple[torch.Tensor, ...]) -> None:
    x1, eps, t = point
    _close(function(_x_t(x1, eps, t), eps, t), x1 - eps, atol=1e-3)


@_cases
@given(_points(most=0.5), st.floats(0.0625, 0.5))
def _steps(function: Function, point: tuple[torch.Tensor, ...], dt: float) -> None:
    x, factor, t = point
    got = function(lambda x, t: factor * x + _wide(t, x), x, t, dt)
    _close(got, x + dt * (factor * x + _wide(t, x)), atol=1e-3)


@_cases
@given(_points(least=0.125, most=0.5), st.floats(0.0625, 0.5))
def _steps_by_eps(function: Function, point: tuple[torch.Tensor, ...], dt: float) -> None:
    x1, eps, t = point
    x = _x_t(x1, eps, t)
    _close(function(lambda x, t: eps, x, t, dt), x + dt * (x1 - eps), atol=1e-3)


@_cases
@given(_points(), st.integers(0, 3))
def _eps_step_refuses_zero(function: Function, point: tuple[torch.Tensor, ...], row: int) -> None:
    x, eps, t = point
    t[row % len(t)] = 0
    _raises(lambda: function(lambda x, t: eps, x, t, 0.1))


@_cases
@given(_points(), st.integers(1, 12), st.floats(-1, 1))
def _samples(
    function: Function, point: tuple[torch.Tensor, ...], steps: int, factor: float
) -> None:
    x = point[0]
    wanted = x.double()
    for step in range(steps):
        wanted = wanted + (factor * wanted + step / steps) / steps
    got = function(lambda x, t: factor * x + _wide(t, x), x, steps)
    _close(got, wanted.float(), atol=1e-3)


#: a name, the function that it is about, and the test
TESTS: tuple[tuple[str, str, Function], ...] = (
    ("recovers_x1", "x1_from_u", _recovers_x1),
    ("leaves_inputs", "x1_from_u", _leaves_inputs),
    ("recovers_x1_from_noise", "x1_from_eps", _recovers_x1_from_noise),
    ("x1_refuses_zero", "x1_from_eps", _refuses_zero),
    ("gains", "x1_error_gain", _gains),
    ("refuses_words", "x1_error_gain", _refuses_words),
    ("recovers_u", "u_from_eps", _recovers_u),
    ("u_refuses_zero", "u_from_eps", _refuses_zero),
    ("steps", "euler_step", _steps),
    ("steps_by_eps", "euler_step_eps", _steps_by_eps),
    ("eps_step_refuses_zero", "euler_step_eps", _eps_step_refuses_zero),
    ("samples", "euler_sample", _samples),
)


def run(name: str, function: Function) -> None:
    """Run one test on a submission's function."""
    next(test for known, _, test in TESTS if known == name)(function)
