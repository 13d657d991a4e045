"""What samplers are asked for: every pair of levels, and results that a right one must reach."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from assignments.course.flows import WaveField
from assignments.course.run_table import AXES, BATCHES, LAST, ROWS, STEPS, T_MIN, VALUES
from assignments.course.runs import (
    FROM_EPS,
    MANY_STEPS,
    SHUTTLE,
    Run,
    formula,
    many_steps,
    refused,
    rows,
    runs,
)
from grader.judging.draw import derived_seed, run_hypothesis
from tests.unit.support import Grade, first_lost, losing, wrong

SEEDS = range(4)


def _drawn(by_eps: bool, seed: int) -> list[Run]:
    found: list[Any] = []
    given = runs(by_eps).given
    run_hypothesis("test", given, derived_seed(seed, "test"), 2, found.extend, shrink=False)
    return found


def _batch_level(shape: tuple[int, ...]) -> int:
    if len(shape) > 1 and shape[0] == shape[-1]:
        return 3
    return {1: 1, 2: 2, 3: 0}.get(shape[0], 4)


def _value_level(x: np.ndarray[Any, Any]) -> int:
    if not x.any():
        return 1
    if (x == -200).all():
        return 4
    if (x < 0).all() and (x > -20).all():
        return 2
    return 3 if (np.abs(x) > 20).all() and (np.abs(x) < 40).all() else 0


def _levels(run: Run) -> dict[str, int]:
    """Return the levels of a made run, as far as what was made tells them."""
    shape = run.x.shape
    found = {"steps": STEPS.index(run.num_steps), "axes": AXES.index(len(shape))}
    if len(shape) > 1:
        found["last"] = next(n for n, (low, high) in enumerate(LAST) if low <= shape[-1] <= high)
    found["t_min"] = next(
        n for n, (low, high) in enumerate(T_MIN) if low - 1e-4 <= run.t_min <= high + 1e-4
    )
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_pair_of_levels_is_in_a_run_that_is_made(seed: int) -> None:
    sizes = {"steps": len(STEPS), "axes": len(AXES), "last": len(LAST), "t_min": len(T_MIN)}
    made = [_levels(run) for run in _drawn(True, seed) if not run.watched]
    for left, right in combinations(sizes, 2):
        found = {(run[left], run[right]) for run in made if left in run and right in run}
        wanted = set(product(range(sizes[left]), range(sizes[right])))
        if (left, right) == ("axes", "last"):  # one axis has no last one beside the batch
            wanted = {pair for pair in wanted if pair[0] > 0}
        assert found >= wanted, (left, right)


def test_every_pair_of_levels_is_in_the_table() -> None:
    sizes = [len(levels) for levels in (STEPS, AXES, BATCHES, LAST, T_MIN, VALUES)]
    impossible = {(1, 0, 2, 3)} | {(1, 0, 3, level) for level in range(len(LAST))}
    for left, right in combinations(range(6), 2):
        found = {
            (row[left], row[right]) for row in ROWS if not (row[1] == 0 and 3 in (left, right))
        }
        for pair in product(range(sizes[left]), range(sizes[right])):
            if (left, pair[0], right, pair[1]) not in impossible:
                assert pair in found, (left, right, pair)


def test_made_states_have_the_batch_and_the_values_of_their_row() -> None:
    from assignments.course.run_table import state

    for row in ROWS:
        _, axes, batch, last, _, values = row
        for seed in range(5):
            x = state(axes, batch, last, values, np.random.default_rng(seed))
            # one level is the other where sizes happen to meet, and a state of one sample is plain
            bounds = BATCHES[batch]
            assert x.shape[0] == x.shape[-1] if bounds is None else bounds[0] <= len(x) <= bounds[1]
            assert values == 0 or _value_level(x) == values
    mixed = state(1, 4, 0, 0, np.random.default_rng(0))
    kinds = {_value_level(sample) for sample in mixed}
    assert kinds >= {0, 1, 2, 3}
    assert (mixed < -150).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_runs_that_begin_early_have_a_start_in_each_decade(seed: int) -> None:
    early = sorted(run.t_min for run in _drawn(True, seed) if run.refusable)
    assert [int(np.floor(np.log10(t_min))) for t_min in early] == [-6, -5, -4]
    assert max(early) < FROM_EPS
    assert not any(run.refusable for run in _drawn(False, seed))


def test_refusals_are_of_zero_and_just_below_and_of_every_number_of_axes_up_to_four() -> None:
    starts = {run.t_min for run in refused().always}
    assert starts == {0.0, -1e-6, -1e-3, -0.05, -0.25, -1.0}
    assert {run.x.ndim for run in refused().always} >= {1, 2, 3}


def _sampled(run: Run, times: Any, steps: Any) -> Any:
    """Sample in float32, by the given times and lengths."""
    x = run.x.astype(np.float32)
    for t, dt in zip(times, steps, strict=True):
        value = run.field(x.astype(np.float64), np.full(len(x), t)).astype(np.float32)
        u = (x - value) / np.float32(t) if run.by_eps else value
        x = (x + np.float32(dt) * u).astype(np.float32)
    return x.astype(np.float64)


@pytest.mark.parametrize("by_eps", [False, True])
def test_a_float32_sampler_reaches_the_end_of_every_run(by_eps: bool) -> None:
    made = rows(by_eps, np.random.default_rng(1)) + many_steps(
        (*MANY_STEPS, 1003), 0.1 if by_eps else 0.0, by_eps
    )
    for run in made:
        end, allowed = run.end
        got = _sampled(run, run.times[:-1], np.diff(run.times))
        assert (np.abs(got - end) <= allowed).all()
        # the same with a clock that adds up in float32
        clock, dt = [np.float32(run.t_min)], np.float32((1 - run.t_min) / run.num_steps)
        for _ in range(run.num_steps - 1):
            clock.append(np.float32(clock[-1] + dt))
        got = _sampled(run, [float(t) for t in clock], [float(dt)] * run.num_steps)
        assert (np.abs(got - end) <= allowed).all()


@pytest.mark.parametrize("by_eps", [False, True])
def test_a_step_too_few_and_a_wrong_grid_show_after_many_steps(by_eps: bool) -> None:
    for run in many_steps(MANY_STEPS, 0.1 if by_eps else 0.0, by_eps):
        (end, allowed), dt = run.end, np.diff(run.times)
        wrong = {
            "no last step": (run.times[:-2], dt[1:]),
            "no first step": (run.times[1:-1], dt[1:]),
            "linspace": (np.linspace(run.t_min, 1, run.num_steps), dt),
        }
        for name, (times, steps) in wrong.items():
            off = np.abs(_sampled(run, times, steps) - end)
            assert (off > 5 * allowed).all(), (name, run.num_steps)


def test_a_formula_is_the_field() -> None:
    import torch

    from grader.worker.formulas import evaluate

    rng = np.random.default_rng(0)
    for field in (WaveField.random(rng), SHUTTLE, WaveField(-1.0, 2.0, 0.0, 0.0)):
        for shape in ((3,), (2, 3), (2, 1, 3, 2)):
            for dtype in (np.float32, np.float64):
                x, t = rng.normal(size=shape).astype(dtype), rng.uniform(size=shape[0])
                value, data = evaluate(
                    formula(field), torch.from_numpy(x), torch.from_numpy(t.astype(dtype))
                )
                wide = field(x.astype(np.float64), t.astype(dtype).astype(np.float64))
                assert value.numpy().tobytes() == wide.astype(dtype).tobytes() == data


RECURSIVE = """
def _after(step):
    def run(x, k):
        return x if k == 0 else step(run(x, k - 1), k - 1)
    return run

def euler_sample(u_theta, x0, num_steps):
    def step(x, k):
        return x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
    return _after(step)(x0, num_steps)
"""

LIMITED = """
def euler_sample(u_theta, x0, num_steps):
    x, num_steps = x0, min(num_steps, {limit})
    for k in range(num_steps):
        x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
    return x
"""


def test_a_recursive_sampler_takes_a_thousand_steps(grade: Grade) -> None:
    assert losing(grade(wrong("sampling", RECURSIVE), "03")) == []


@pytest.mark.parametrize("limit", [200, 1000])
def test_a_limit_of_the_number_of_steps_is_found_and_told(grade: Grade, limit: int) -> None:
    report = grade(wrong("sampling", LIMITED.format(limit=limit)), "03")
    account = first_lost(report, "euler_sample").counterexample
    assert account is not None
    assert account.note is not None
    assert account.note.startswith(f"u_theta was evaluated {limit} times; ")
