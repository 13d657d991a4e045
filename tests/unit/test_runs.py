"""What samplers are asked for: right ones reach the end of every run, and wrong ones do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
import torch

from assignments.course.draws import draws
from assignments.course.flows import WaveField
from assignments.course.long_runs import MANY_STEPS
from assignments.course.run import FEW_STEPS, Run
from assignments.course.runs import refused, runs
from grader.authoring import Examples
from grader.worker.fields import Field
from grader.worker.formulas import evaluator
from tests.unit.support import Grade, first_lost, losing, wrong

Array = np.ndarray[Any, Any]
SEEDS = range(3)
EVERY = (*MANY_STEPS, 1003)


def _cases(given: Examples[Any], seed: int) -> list[Any]:
    assert given.covering is not None
    return given.covering.cases(seed)


def _runs(by_eps: bool, seed: int) -> list[Run]:
    return _cases(runs(by_eps, MANY_STEPS if by_eps else EVERY), seed)


def _long(by_eps: bool, seed: int) -> list[Run]:
    return [run for run in _runs(by_eps, seed) if run.num_steps in EVERY and not run.below]


#: the times at which steps begin, and their lengths
Grid = Callable[[Run], tuple[Iterable[float], Iterable[float]]]


def _exact(run: Run) -> tuple[Array, Array]:
    times = np.linspace(run.t_min, 1, run.num_steps + 1)
    return times[:-1], np.diff(times)


def _of_float32(run: Run) -> tuple[Array, Array]:
    times = torch.linspace(run.t_min, 1, run.num_steps + 1).numpy()
    return times[:-1], np.diff(times)


def _running_sum(run: Run) -> tuple[Array, Array]:
    lengths = np.full(run.num_steps, (1 - run.t_min) / run.num_steps, np.float32)
    return np.cumsum([np.float32(run.t_min), *lengths[1:]], dtype=np.float32), lengths


RIGHT: dict[str, Grid] = {"exact": _exact, "linspace": _of_float32, "running sum": _running_sum}


def _sampled(run: Run, grid: Grid, weights: bool = False) -> Array:
    """Sample as a submission does, in float32."""
    x = run.x
    for t, dt in zip(*grid(run), strict=True):
        now = np.full(len(x), t, np.float32)
        value = run.field(x.astype(np.float64), now.astype(np.float64)).astype(np.float32)
        time, length = np.float32(t), np.float32(dt)
        if run.by_eps and weights:
            ratio = np.float32(length / time)
            x = (1 + ratio) * x - ratio * value
        else:
            x = x + length * ((x - value) / time if run.by_eps else value)
    assert x.dtype == np.float32
    return x.astype(np.float64)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by_eps", [False, True])
@pytest.mark.parametrize("grid", RIGHT)
def test_a_right_sampler_reaches_the_end_of_every_run(grid: str, by_eps: bool, seed: int) -> None:
    for run in _runs(by_eps, seed):
        end, allowed = run.end
        for weights in {False, by_eps}:
            off = np.abs(_sampled(run, RIGHT[grid], weights) - end)
            assert (off <= run.usual).all(), (run.num_steps, run.t_min, weights)
            assert (run.usual <= allowed).all()


def _without_the_last(run: Run) -> tuple[Array, Array]:
    times, lengths = _exact(run)
    return times[:-1], lengths[:-1]


def _without_the_first(run: Run) -> tuple[Array, Array]:
    times, lengths = _exact(run)
    return times[1:], lengths[1:]


def _ends_of_steps(run: Run) -> tuple[Array, Array]:
    times, lengths = _exact(run)
    return times + lengths, lengths


def _to_the_end(run: Run) -> tuple[Array, Array]:
    return np.linspace(run.t_min, 1, run.num_steps), _exact(run)[1]


def _one_step_less(run: Run) -> tuple[Array, Array]:
    times = np.linspace(run.t_min, 1, run.num_steps)
    return times[:-1], np.diff(times)


def _standing_still(run: Run) -> tuple[Array, Array]:
    times, lengths = _exact(run)
    return np.full_like(times, run.t_min), lengths


WRONG = (
    _without_the_last,
    _without_the_first,
    _ends_of_steps,
    _to_the_end,
    _one_step_less,
    _standing_still,
)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by_eps", [False, True])
@pytest.mark.parametrize("grid", WRONG)
def test_a_wrong_grid_shows_far_above_rounding_after_many_steps(
    grid: Grid, by_eps: bool, seed: int
) -> None:
    for run in _long(by_eps, seed):
        off = np.abs(_sampled(run, grid) - run.end[0])
        small = np.abs(run.x) < 1  # of a large entry rounding takes more
        assert small.any()
        seen = off[small] / run.usual[small]
        # by the chance of where an entry is, a wrong grid leads where the right one does
        assert np.mean(seen > 5) >= 3 / 4, run.num_steps
        assert seen.max() > 8, run.num_steps  # which is what is allowed for


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by_eps", [False, True])
def test_each_number_of_steps_is_asked_for_at_every_seed(by_eps: bool, seed: int) -> None:
    found = [run for run in _runs(by_eps, seed) if not run.watched]
    longer = MANY_STEPS if by_eps else EVERY
    known = {*FEW_STEPS, *longer, 20, 50, 100}
    asked = {run.num_steps for run in found}
    assert known <= asked
    drawn = sorted(asked - known)
    assert 14 in drawn  # and one from 14 to 48, which may be this
    assert max(drawn) > 101
    assert set(drawn) & {64, 128, 256}
    assert len(drawn) - [15 <= n <= 48 for n in drawn].count(True) == 4
    shapes = {run.x.shape for run in _long(by_eps, seed)}
    assert {len(shape) for shape in shapes} >= {1, 2, 3, 4}
    assert {shape[0] for shape in shapes} >= {1, 2, 3, 34}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by_eps", [False, True])
def test_a_few_small_runs_are_watched(by_eps: bool, seed: int) -> None:
    watched = [run for run in _runs(by_eps, seed) if run.watched]
    assert {run.x.ndim for run in watched if len(run.x) > 1} == {1, 2, 3, 4, 5, 6}
    assert max(len(run.x) for run in watched) > 32
    assert sum(run.num_steps for run in watched) < 25


@pytest.mark.parametrize("seed", SEEDS)
def test_noise_is_followed_from_small_times_in_runs_of_their_own(seed: int) -> None:
    below = sorted(run.t_min for run in _runs(True, seed) if run.below)
    assert [int(np.floor(np.log10(t_min))) for t_min in below] == [-6, -5, -4, -4]
    assert not any(run.below for run in _runs(False, seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_refused_begins_at_zero_or_below_with_every_number_of_axes(seed: int) -> None:
    cases = _cases(refused(), seed)
    assert {run.t_min for run in cases} == {0.0, -1e-8, -1e-6, -1e-3, -0.05, -0.25, -1.0, -1000.0}
    assert {run.x.ndim for run in cases} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_number_of_samples_is_drawn_by_each_number_of_steps(seed: int) -> None:
    cases = [draw for draw in _cases(draws(), seed) if not draw.watched]
    by_samples = {draw.num_samples: draw.steps for draw in cases}
    assert by_samples.pop(20_000) == (12,)
    assert set(by_samples) == {1, 2, 3, 34, 200}
    assert max(by_samples[34]) > 300
    for steps in by_samples.values():
        assert {2, 3} < set(steps)
        assert any(4 <= n <= 7 for n in steps)
        assert {10, 12} & set(steps)
    longer = [n for draw in cases for n in draw.steps if n in MANY_STEPS]
    assert sorted(longer) == sorted(MANY_STEPS)


def _fields() -> list[WaveField]:
    rng = np.random.default_rng(0)
    return [WaveField.random(rng), WaveField(-1.0, 2.0, 0.0, 0.0), _long(True, 0)[0].field]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 3, 2), (1,), (1, 1, 1)])
def test_a_worker_evaluates_what_the_grader_does(shape: tuple[int, ...], dtype: Any) -> None:
    rng = np.random.default_rng(0)
    for field in _fields():
        x, times = rng.normal(size=shape).astype(dtype), rng.uniform(size=shape[0]).astype(dtype)
        for t in (times, np.full_like(times, times[0])):
            value, data = evaluator(field.formula)(torch.from_numpy(x), torch.from_numpy(t))
            wide = field(x.astype(np.float64), t.astype(np.float64))
            assert value.numpy().tobytes() == wide.astype(dtype).tobytes() == data


@pytest.mark.parametrize("shape", [(2,), (1,)])
def test_a_worker_evaluates_what_is_not_finite_in_silence(shape: tuple[int, ...]) -> None:
    x = torch.full(shape, torch.inf)
    with np.errstate(all="raise"):
        value, _ = evaluator(_fields()[0].formula)(x, torch.zeros(shape[0]))
    assert value.isnan().all()


X, T = torch.ones(3, 2), torch.ones(3)
ODD: dict[str, tuple[object, object]] = {
    "t of another shape": (X, torch.ones(3, 1)),
    "t of another length": (X, torch.ones(2)),
    "t a number": (X, 0.5),
    "x a list": ([1.0], T),
    "x whole numbers": (torch.ones(3, dtype=torch.int64), T),
    "t of half precision": (X, T.half()),
    "x without axes": (torch.tensor(1.0), torch.tensor(1.0)),
}


@pytest.mark.parametrize("odd", ODD)
def test_both_kinds_of_models_refuse_in_the_same_words(odd: str) -> None:
    def unasked(x: torch.Tensor, t: torch.Tensor) -> tuple[torch.Tensor, bytes]:
        raise AssertionError(x, t)

    told = []
    for ask in (unasked, evaluator(_fields()[0].formula)):
        with pytest.raises((TypeError, ValueError)) as error:
            Field("u_theta", ask)(*ODD[odd])  # type: ignore[arg-type]
        told.append((error.type, str(error.value)))
    assert told[0] == told[1]


SAMPLER = """
def euler_sample(u_theta, x0, num_steps):
    {begin}
    x = x0
    for k in range(num_steps):
        x = x + {u} / num_steps
    return x
"""
ASKED = "u_theta(x, torch.full(x.shape[:1], k / num_steps))"
#: only the calls that the grader watches go back to it
WATCHED = "watched = type(u_theta._ask).__name__ == 'partial'"


def _sampler(u: str, begin: str = "pass") -> str:
    return wrong("sampling", SAMPLER.format(u=u, begin=begin))


RECURSIVE = """
def euler_sample(u_theta, x0, num_steps):
    def after(k):
        return x0 if k == 0 else step(after(k - 1), k - 1)

    def step(x, k):
        return x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps

    return after(num_steps)
"""


@pytest.mark.parametrize(
    "submission",
    [
        wrong("sampling", RECURSIVE),
        _sampler(f"(lambda x, t: u_theta(x, t))({ASKED.removeprefix('u_theta(')[:-1]})"),
        _sampler("u_theta(x, torch.full(x.shape[:1], k / num_steps, dtype=torch.float64))"),
        _sampler("u_theta(x.double(), torch.full(x.shape[:1], k / num_steps)).float()"),
        _sampler("u_theta(x.mT.contiguous().mT if x.ndim > 1 else x, "
                 "torch.full((1,), k / num_steps).expand(len(x)))"),
    ],
    ids=["a recursion of 1003 steps", "a wrapped model", "double t", "double x", "strides"],
)  # fmt: skip
def test_a_right_sampler_of_another_style_loses_nothing(grade: Grade, submission: str) -> None:
    assert losing(grade(submission, "03")) == []


@pytest.mark.parametrize("limit", [200, 1000])
def test_a_limit_of_the_number_of_steps_is_found_and_told(grade: Grade, limit: int) -> None:
    submission = _sampler(ASKED, f"num_steps = min(num_steps, {limit})")
    account = first_lost(grade(submission, "03"), "euler_sample").counterexample
    assert account is not None
    assert account.note is not None
    assert account.note.startswith(f"u_theta was evaluated {limit} times; ")


@pytest.mark.parametrize(
    ("u", "begin"),
    [
        # right only where it is watched, or only where it is not
        (f"({ASKED} if watched else 2 * x)", WATCHED),
        (f"({ASKED} if not watched else 2 * x)", WATCHED),
        # a model of its own
        ("(2 * x)", "pass"),
        # a model that answers from memory
        ("kept(x, torch.full(x.shape[:1], k / num_steps))", "kept = _kept.setdefault(0, u_theta)"),
        # asked once more where nobody counts is harmless, and where it is counted it is not
        (f"({ASKED}, u_theta(x, torch.ones(len(x))))[0]", "pass"),
    ],
    ids=["right if watched", "right if not watched", "own model", "kept", "asked once more"],
)
def test_which_kind_of_model_it_has_gains_a_submission_nothing(
    grade: Grade, u: str, begin: str
) -> None:
    report = grade("_kept = {}\n" + _sampler(u, begin), "03")
    assert "euler_sample" in losing(report)


def test_what_asks_its_model_nothing_is_not_read_by_its_longest_runs(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated: list[int] = []
    evaluate = WaveField.__call__

    def counted(field: WaveField, x: Array, t: Array) -> Array:
        evaluated.append(x.size)
        return evaluate(field, x, t)

    monkeypatch.setattr(WaveField, "__call__", counted)
    assert "euler_sample" in losing(grade(_sampler("(2 * x)"), "03"))
    # all ways of a sampler, in runs of a thousand steps, are 2.6 million
    assert len(evaluated) < 100_000


@pytest.mark.parametrize("least", [0, 40])
def test_changing_what_a_model_returned_is_told_of_both_kinds(grade: Grade, least: int) -> None:
    u = f"({ASKED}.mul_(1 + (num_steps > {least})) / (1 + (num_steps > {least})))"
    account = first_lost(grade(_sampler(u), "03"), "euler_sample").counterexample
    assert account is not None
    assert account.note == "what the model returned was changed in place"


OTHER_NOISE = """
def generate(u_theta, num_samples, num_steps, generator):
    torch.rand(num_steps, generator=generator)
    return euler_sample(u_theta, torch.randn(num_samples, generator=generator), num_steps)
"""
MISCOUNTS = """
def generate(u_theta, num_samples, num_steps, generator):
    x, dt = torch.randn(num_samples, generator=generator), 1 / num_steps
    for k in range(int(1 / dt)):
        x = x + dt * u_theta(x, torch.full((num_samples,), k * dt))
    return x
"""


UNIFORM_NOISE = """
def generate(u_theta, num_samples, num_steps, generator):
    start = torch.randn(num_samples, generator=generator)
    if WHERE:
        start = 12**0.5 * (torch.rand(num_samples, generator=generator) - 0.5)
    return euler_sample(u_theta, start, num_steps)
"""


@pytest.mark.parametrize("where", ["num_samples < 1000", "num_steps > 20"])
def test_noise_is_normal_in_few_samples_and_by_many_steps(grade: Grade, where: str) -> None:
    text = UNIFORM_NOISE.replace("WHERE", where)
    account = first_lost(grade(wrong("sampling", text), "03"), "generate").counterexample
    assert account is not None
    assert account.note is not None
    assert account.note.startswith("where u_theta answers 0, ")


def test_noise_may_be_other_for_another_number_of_steps(grade: Grade) -> None:
    assert losing(grade(wrong("sampling", OTHER_NOISE), "03")) == []


def test_many_steps_of_generate_are_counted(grade: Grade) -> None:
    account = first_lost(grade(wrong("sampling", MISCOUNTS), "03"), "generate").counterexample
    assert account is not None
    assert account.note is not None
    assert account.note.startswith("u_theta was evaluated 92 times; ")
