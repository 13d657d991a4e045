"""The inputs of properties reach what students get wrong, whatever the seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from assignments.course.flows import Flow, WaveField, flows, sweep_shapes
from assignments.course.points import Point, points
from assignments.course.times import ALWAYS, Times
from grader.authoring.examples import Examples, examples, seeds
from grader.judging.draw import derived_seed, run_hypothesis
from grader.judging.search import fingerprint

SEEDS = range(6)


def _drawn(given: Any, seed: int, count: int = 12) -> list[Any]:
    found: list[Any] = []
    run_hypothesis("test", given, derived_seed(seed, "test"), count, found.append, shrink=False)
    return found


def _cases(given: Any, seed: int, count: int = 12) -> list[Any]:
    return [case for example in _drawn(given, seed, count) for case in example]


def _made(given: Examples[Any], seed: int) -> list[Any]:
    assert given.covering is not None
    return given.covering.cases(seed)


def _points(seed: int, times: Times = ALWAYS) -> list[Point]:
    """Return every point that a check is asked about at a seed."""
    given = points(times)
    return [*_cases(given.given, seed), *_made(given, seed)]


LAYOUTS: dict[str, Callable[[tuple[int, ...]], bool]] = {
    "(B,)": lambda s: len(s) == 1 and s[0] > 1,
    "(B, D), B != D": lambda s: len(s) == 2 and s[0] > 1 and s[0] != s[1] > 1,
    "(B, B)": lambda s: len(s) == 2 and s[0] == s[1] > 1,
    "(B, C, H, W)": lambda s: len(s) == 4 and s[0] != s[-1] > 1,
    "(B, C, H, B)": lambda s: len(s) == 4 and s[0] == s[-1] > 1,
    "(1, D)": lambda s: s[0] == 1 and len(s) > 1 and s[-1] > 1,
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_points_reach_every_layout(layout: str, seed: int) -> None:
    assert any(LAYOUTS[layout](point.x1.shape) for point in _points(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_points_reach_both_ends_and_close_to_them(seed: int) -> None:
    t = np.concatenate([point.t for point in _points(seed)])
    assert (t == 0).any()
    assert (t == 1).any()
    assert ((t > 0) & (t < 0.01)).any()
    assert ((t < 1) & (t > 0.99)).any()
    assert t.min() >= 0
    assert t.max() <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_points_reach_the_smallest_time_allowed_and_none_below(seed: int) -> None:
    times = Times(low=1e-3)
    t = np.concatenate([point.t for point in _points(seed, times) if not point.below])
    assert t.min() == np.float32(1e-3)
    assert ((t > 1e-3) & (t < 0.02)).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_samples_of_a_batch_have_times_of_their_own(seed: int) -> None:
    assert any(np.unique(point.t).size > 2 for point in _points(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_fields_of_flows_depend_on_time(seed: int) -> None:
    for flow in _cases(flows().given, seed):
        assert flow.field.b != 0


@pytest.mark.parametrize("seed", SEEDS)
def test_every_layout_is_always_tried(seed: int) -> None:
    shapes = [flow.x.shape for flow in _made(flows(), seed)]
    assert {len(shape) for shape in shapes} == {1, 2, 4}
    matrices = [shape for shape in shapes if len(shape) == 2]
    assert {(shape[0] == 1, shape[0] == shape[1]) for shape in matrices} == {
        (False, True),
        (False, False),
        (True, False),
    }
    assert all(shape[0] == shape[-1] > 1 for shape in shapes if len(shape) == 4)


def test_mapping_changes_small_drawn_and_made_cases() -> None:
    mapped = flows().map(lambda flow: flow.dt)
    assert all(isinstance(case, float) for case in _made(mapped, seed=0))
    assert all(isinstance(case, float) for case in _cases(mapped.given, 0, 4))
    assert mapped.small is not None
    assert all(isinstance(case, float) for case in _drawn(mapped.small, 0, 4))


@pytest.mark.parametrize("seed", SEEDS)
def test_small_points_can_be_checked_in_the_head(seed: int) -> None:
    for point in _drawn(points().small, seed, 40):
        assert point.x1.shape[0] <= 3
        assert point.x1.size <= 12
        assert set(np.abs(np.concatenate([point.x1.ravel(), point.eps.ravel()]))) <= {
            0.0,
            0.5,
            1.0,
            2.0,
            3.0,
            4.0,
        }


def test_the_simplest_point_has_quantities_that_all_differ() -> None:
    """Hypothesis shrinks towards it, and no two quantities may pass for each other there."""
    point = _drawn(points().small, 0, 1)[0]
    shown = [float(quantity[0]) for quantity in (point.x1, point.eps, point.t, point.x_t, point.u)]
    assert shown == [3.0, 1.0, 0.25, 1.5, 2.0]


def test_a_point_fulfils_both_definitions() -> None:
    rng = np.random.default_rng(0)
    x1, eps = rng.normal(size=(2, 5, 3))
    t = rng.uniform(size=5)
    point = Point.of(x1, eps, t)
    time = point.t.astype(np.float64)[:, None]
    exact = (1 - time) * point.eps.astype(np.float64) + time * point.x1.astype(np.float64)
    assert (point.x_t == exact.astype(np.float32)).all()
    assert (point.u == (point.x1.astype(np.float64) - point.eps).astype(np.float32)).all()
    for quantity in (point.x1, point.eps, point.t, point.x_t, point.u):
        assert quantity.dtype == np.float32


def test_half_of_the_examples_are_swept() -> None:
    drawn = [example for seed in SEEDS for example in _drawn(flows().given, seed)]
    swept = sum(len(example) > 1 for example in drawn)
    assert len(drawn) / 4 < swept < 3 * len(drawn) / 4


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_draws_the_same(seed: int) -> None:
    for given in (points().given, flows().given):
        first, second = (list(map(fingerprint, _drawn(given, seed))) for _ in range(2))
        assert first == second


def test_another_seed_draws_others() -> None:
    drawn = [str(list(map(fingerprint, _drawn(points().given, seed)))) for seed in SEEDS]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
def test_a_sweep_of_times_stays_within_its_limits(count: int) -> None:
    for seed in range(50):
        t = Times(0.2, 0.8).sweep(count, np.random.default_rng(seed))
        assert t.shape == (count,)
        assert t.dtype == np.float32
        assert ((t >= np.float32(0.2)) & (t <= np.float32(0.8))).all()
        if count >= 4:
            assert {np.float32(0.2), np.float32(0.8)} <= set(t)


def test_sweep_shapes_have_a_first_axis_that_is_no_other_but_where_it_must() -> None:
    for seed in range(30):
        plain, square, wide, image, single = sweep_shapes(np.random.default_rng(seed))
        assert len(plain) == 1
        assert square[0] == square[1]
        assert wide[0] == 4 != wide[1]
        assert image[0] == image[-1]
        assert single[0] == 1


def test_a_fields_code_computes_the_field() -> None:
    import torch

    rng = np.random.default_rng(3)
    fields = [WaveField.random(rng), WaveField(1.0, 2.0, 0.0, 0.0), WaveField(0.0, -1.0, 0.5, 0.0)]
    for field in fields:
        namespace: dict[str, Any] = {"torch": torch}
        exec(field.code("u_theta"), namespace)
        for shape in [(4,), (4, 2), (4, 1, 2, 3)]:
            x, t = rng.normal(size=shape), rng.uniform(size=4)
            shown = namespace["u_theta"](torch.from_numpy(x), torch.from_numpy(t))
            np.testing.assert_allclose(shown.numpy(), field(x, t), rtol=1e-12)


def test_examples_keep_the_small_case_first() -> None:
    from hypothesis import strategies as st

    given = examples(st.just("small"), lambda rng: ["swept"]).given
    assert {example[0] for example in _drawn(given, 0)} == {"small"}
    assert {example[1:] for example in _drawn(given, 0)} == {(), ("swept",)}


def test_seeds_are_others_at_each_seed_and_two_are_never_one() -> None:
    """The second sample of a law must be independent of the first."""
    assert len({_made(seeds(), seed)[0] for seed in SEEDS}) == len(SEEDS)
    for seed in SEEDS:
        ((first, second),) = _made(seeds(2), seed)
        assert first != second


def test_equal_cases_share_a_fingerprint_and_others_do_not() -> None:
    field = WaveField(1.0, 2.0, 0.0, 0.0)
    x, t = np.ones(2, np.float32), np.zeros(2, np.float32)
    assert fingerprint(Flow(field, x, t, 0.5)) == fingerprint(
        Flow(WaveField(1.0, 2.0, 0.0, 0.0), x.copy(), t.copy(), 0.5)
    )
    others = [np.ones(2), np.ones((2, 1), np.float32), np.zeros(2, np.float32)]
    assert len({fingerprint(array) for array in [x, *others]}) == 4
    assert hash(fingerprint((x, [t], "u", 1))) == hash(fingerprint((x, [t], "u", 1)))
