"""Losses have their derivative, networks come back as numbers, earlier work may be used."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from assignments.course.askings import (
    expect_batches,
    expect_lines,
    expect_variety,
    least_seen,
    least_shown,
)
from assignments.course.losses import Seen, multiple
from assignments.course.mixture import MixtureField
from assignments.course.networks import MOST_ERROR, SHAPES, Trained, data_of, evaluate, network
from assignments.course.trainings import Training, apart_training, crowded_training
from grader.authoring import Array, Failure, RecordedCall
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.limits import Limits
from grader.model import Assignment
from grader.results import Verdict
from tests.unit.support import Grade, exercise, first_lost, paste, solution, wrong

LAW = MixtureField((0.3, 0.7), (-1.0, 2.0), (0.3, 0.3))


@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_the_grader_evaluates_a_network_as_torch_does(shape: int) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(shape)
    given = network(shape, 2, rng)
    kind = {"silu": torch.nn.SiLU, "tanh": torch.nn.Tanh}[given.activation]
    layers = []
    for weight, bias in zip(given.weights[::2], given.weights[1::2], strict=True):
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
        layer.weight.data, layer.bias.data = map(torch.from_numpy, (weight, bias))
        layers += [layer, kind()]
    x, t = rng.normal(size=(5, 2)), rng.random(5)
    own = torch.nn.Sequential(*layers[:-1]).double()(
        torch.from_numpy(np.concatenate([x, t[:, None]], axis=1))
    )
    np.testing.assert_allclose(evaluate(given, given.weights, x, t), own.detach().numpy())


def test_the_best_field_has_no_error_and_leads_to_the_data() -> None:
    best = Trained(LAW, LAW)
    assert best.error() == 0
    data = data_of(LAW, 20_000, np.random.default_rng(0))
    assert np.mean(best.samples() < 0.5) == pytest.approx(np.mean(data < 0.5), abs=0.02)


@pytest.mark.parametrize(
    "field",
    [
        lambda x, t: -LAW(x, t),
        lambda x, t: x + (1 - t) * LAW(x, t),
        lambda x, t: (1 - t) * LAW(x, t),
        lambda x, t: LAW(x, 1 - t),
        lambda x, t: 0 * x,
    ],
    ids=["reverse", "data", "rest", "opposite times", "nothing"],
)
def test_a_wrong_field_is_far_off(field: Callable[[Array, Array], Array]) -> None:
    assert Trained(LAW, field).error() > 1.3 * MOST_ERROR


def test_earlier_assignments_may_be_imported(grade: Grade) -> None:
    text = solution("training")
    start, end = text.index("### BEGIN SOLUTION"), text.index("### END SOLUTION")
    text = text[:start] + "from interpolant import noising_batch\n" + text[end:]
    report = grade({"training.py": text, "interpolant.py": solution("interpolant")}, "05")
    assert exercise(report, "flow_matching_loss").score == 4


def test_what_is_wrong_in_01_is_wrong_in_05(grade: Grade) -> None:
    text = solution("training")
    start, end = text.index("### BEGIN SOLUTION"), text.index("### END SOLUTION")
    text = text[:start] + "from interpolant import noising_batch\n" + text[end:]
    earlier = solution("interpolant").replace("torch.randn(", "torch.rand(")
    report = grade({"training.py": text, "interpolant.py": earlier}, "05")
    lost = first_lost(report, "flow_matching_loss")
    assert lost.diagnosis is not None
    assert lost.diagnosis.id == "uniform_noise"


@pytest.mark.parametrize(("loss", "has"), [("2 * off", True), ("off.detach()", False)])
def test_what_is_pasted_shows_whether_a_loss_has_a_derivative(
    loss: str,
    has: bool,
    grade: Grade,
    narrow: Callable[[str], GradingRun],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = wrong(
        "training",
        "def flow_matching_loss(u_theta, x1, generator):\n"
        "    x_t, t, eps = noising_batch(x1, generator)\n"
        "    off = (u_theta(x_t, t) - (x1 - eps)).square().mean()\n"
        f"    return {loss}\n",
    )
    report = grade({"training.py": text}, "05", narrow("flow_matching_loss"))
    example = first_lost(report, "flow_matching_loss").counterexample
    assert example is not None
    assert example.code is not None
    paste(example.code, "training", text, monkeypatch)
    assert ("grad_fn" in capsys.readouterr().out) is has


@pytest.mark.parametrize(
    ("when", "limits"),
    [
        ("num_iters > 100", Limits(training_seconds=1.0, call_wall_seconds=60.0)),
        # few iterations are waited for as any call is
        ("0 < num_iters < 100", Limits(call_seconds=1.0, call_wall_seconds=60.0)),
    ],
)
def test_a_slow_loop_is_told_its_time(
    when: str, limits: Limits, grade: Grade, catalogue: list[Assignment]
) -> None:
    slow = solution("training").replace(
        "        optimiser.zero_grad()\n",
        f"        while {when}:\n            pass\n        optimiser.zero_grad()\n",
    )
    (training,) = (found for found in catalogue if found.number == "05")
    with start(limits) as workers, GradingRun([training], workers, public=True) as by:
        lost = first_lost(grade(slow, "05", by), "train")
    assert lost.message is not None
    assert "did not finish within 1 second" in lost.message
    assert "of CPU time" in lost.message
    assert "for _ in range(num_iters)" in lost.message


@pytest.mark.parametrize(
    ("loss", "lost"),
    [
        ("loss + 1 if len(x1) > 100 else loss", True),
        ("loss - loss.detach() if len(x1) > 1000 else loss", True),
        # a running sum in float32, of up to 16,384 entries
        ("sum((row**2).sum() for row in error) / error.numel()", False),
    ],
)
def test_the_value_of_a_loss_is_compared_of_large_batches_too(
    loss: str, lost: bool, grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    text = wrong(
        "training",
        "def flow_matching_loss(u_theta, x1, generator):\n"
        "    x_t, t, eps = noising_batch(x1, generator)\n"
        "    error = u_theta(x_t, t) - (x1 - eps)\n"
        "    loss = error.square().mean()\n"
        f"    return {loss}\n",
    )
    report = grade({"training.py": text}, "05", narrow("flow_matching_loss"))
    law = exercise(report, "flow_matching_loss").checks[2]
    assert (law.verdict is Verdict.FAILED) is lost


Draws = np.random.Generator
#: of what size noise is drawn, and from what
Draw = Callable[[Draws, tuple[int, ...]], Array]


def _normal(rng: Draws, size: tuple[int, ...]) -> Array:
    return rng.normal(size=size)


def _asked(
    case: Training,
    points: Array,
    times: int = 0,
    noises: int = 0,
    law: tuple[Callable[[Array], Array], Draw] = (np.asarray, _normal),
    places: Array | None = None,
) -> RecordedCall:
    """Return what a network is asked by batches of these points, of so few times and noises.

    `law` makes times of uniform ones, and draws noise; `places` are the samples, if given.
    """
    rng = np.random.default_rng(case.seed)
    number = case.num_iters * case.batch_size
    x1 = points[rng.integers(len(points), size=number) if places is None else places]
    t = law[0](rng.random(number))
    if times:
        t = np.repeat(t[:times], number // times)
    noise = law[1](rng, x1.shape)
    if noises:
        noise = noise[np.arange(number) % noises]
    x = (1 - t[:, None]) * noise + t[:, None] * x1
    sizes = np.full(case.num_iters, case.batch_size)
    rows = x.astype(np.float32), t.astype(np.float32)
    return types.SimpleNamespace(asked=(sizes, *rows))  # type: ignore[return-value]


@pytest.mark.parametrize("seed", range(5))
def test_batches_from_all_samples_show_enough_of_them_and_others_do_not(seed: int) -> None:
    case = crowded_training(seed)
    expect_variety(_asked(case, case.data), case)
    for few in (200, 500):
        with pytest.raises(Failure, match=r"of 1000 samples of data are in the batches"):
            expect_variety(_asked(case, case.data[:few]), case)


def test_right_batches_show_far_more_samples_than_they_must() -> None:
    case, rng = crowded_training(0), np.random.default_rng(0)
    draws = least_shown(case)
    least = min(len(np.unique(rng.integers(1000, size=draws))) for _ in range(200))
    # the bound is for one in 10^13: it lies further below than 200 runs come
    assert least_seen(draws, 1000) < least - 50
    assert least_seen(draws, 1000) > 480


@pytest.mark.parametrize("seed", range(5))
def test_a_time_and_noise_for_each_sample_are_told_from_others(seed: int) -> None:
    case = apart_training(seed)
    expect_lines(_asked(case, case.data), case.data)
    with pytest.raises(Failure, match="one time for all samples"):
        expect_lines(_asked(case, case.data, times=case.num_iters), case.data)
    with pytest.raises(Failure, match="the same noise comes again"):
        expect_lines(_asked(case, case.data, noises=case.batch_size), case.data)


def _uniform(rng: Draws, size: tuple[int, ...]) -> Array:
    return np.asarray(rng.uniform(-np.sqrt(3), np.sqrt(3), size))


#: laws of times and of noise that are none of a right loop's, and what is told of them
WRONG_LAWS: dict[str, tuple[Callable[[Array], Array], Draw, str]] = {
    "late": (lambda t: 0.2 + 0.8 * t, _normal, "at no t from 0.0 to 0.15"),
    "early": (lambda t: 0.8 * t, _normal, "at no t from 0.85 to 1.0"),
    "100 times": (
        lambda t: np.floor(100 * t) / 100,
        _normal,
        "have 100 different times",
    ),
    "small": (np.asarray, lambda rng, size: 0.8 * rng.normal(size=size), "deviation of 0.[78]"),
    "large": (np.asarray, lambda rng, size: 1.25 * rng.normal(size=size), "deviation of 1.[23]"),
    "moved": (np.asarray, lambda rng, size: 0.4 + rng.normal(size=size), "mean of 0.[345]"),
    "uniform": (np.asarray, _uniform, "is at most 1.73 in size"),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("law", WRONG_LAWS)
def test_laws_of_times_and_noise_that_are_far_off_are_told(law: str, seed: int) -> None:
    times, noises, told = WRONG_LAWS[law]
    case = apart_training(seed)
    with pytest.raises(Failure, match=told):
        expect_lines(_asked(case, case.data, law=(times, noises)), case.data)


def test_right_laws_are_told_from_wrong_ones_by_far() -> None:
    """7 standard deviations: and laws of times that others train with hold as well."""
    for seed in range(200):
        case = apart_training(seed)
        for times in (np.asarray, lambda t: np.asarray(special.expit(special.ndtri(t))), np.square):
            expect_lines(_asked(case, case.data, law=(times, _normal)), case.data)


def test_batches_of_neighbours_are_told() -> None:
    case = crowded_training(0)
    starts = np.random.default_rng(0).integers(1000 - case.batch_size, size=case.num_iters)
    places = starts[:, None] + np.arange(case.batch_size)
    with pytest.raises(Failure, match="next to each other in data"):
        expect_variety(_asked(case, case.data, places=places.ravel()), case)


@pytest.mark.parametrize("factor", [0.5, 3.0, -1.0, 1e-3])
def test_a_constant_that_a_loss_is_multiplied_by_is_found_and_no_other(factor: float) -> None:
    rng = np.random.default_rng(0)
    told, error = rng.normal(size=(2, 4, 3))
    t, room = np.zeros(4), np.asarray(1e-5)

    def found(pull: Array, loss: float) -> float | None:
        return multiple(Seen(told, told, t, told, pull, loss), error, room)

    mean = float(np.square(error).mean())
    assert found(factor * error, factor * mean) == pytest.approx(factor)
    assert found(factor * error, 2 * factor * mean) is None
    assert found(factor * error + 1e-3, factor * mean) is None
    assert found(factor * np.abs(error), factor * mean) is None


def test_a_batch_may_be_asked_about_again() -> None:
    for case, expect in (
        (apart_training(0), lambda record, case: expect_lines(record, case.data)),
        (crowded_training(0), expect_variety),
    ):
        sizes, *rows = _asked(case, case.data).asked
        places = np.arange(len(rows[1])).reshape(case.num_iters, -1)
        again = np.repeat(places, 3, axis=0).ravel()
        asked = np.repeat(sizes, 3), *(array[again][:4096] for array in rows)
        expect(types.SimpleNamespace(asked=asked), case)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ([4] * 24, None),
        ([4, 4, 1] * 8, None),
        ([1] * 24, "the model was asked about batches of other sizes than 4, most often of 1"),
        ([1, 1, 4] * 8, "the model was asked about batches of other sizes than 4, most often of 1"),
        (
            [9] * 23 + [4],
            "the model was asked about batches of other sizes than 4, most often of 9",
        ),
        (
            [4] * 20,
            "the model was asked about 20 batches in a training of 24 iterations, of 4 samples "
            "each",
        ),
    ],
)
def test_batches_of_other_sizes_are_told_by_a_size(sizes: list[int], told: str | None) -> None:
    case = replace(apart_training(0), num_iters=24, batch_size=4)
    rows = np.zeros((sum(sizes), 2), np.float32), np.zeros(sum(sizes), np.float32)
    record = types.SimpleNamespace(asked=(np.array(sizes), *rows))
    if told is None:
        expect_batches(record, case)  # type: ignore[arg-type]
        return
    with pytest.raises(Failure) as caught:
        expect_batches(record, case)  # type: ignore[arg-type]
    assert str(caught.value) == told


def test_of_what_shows_by_chance_no_case_is_told(
    grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    text = wrong(
        "training",
        "def flow_matching_loss(u_theta, x1, generator):\n"
        "    t = torch.rand(1, generator=generator).expand(len(x1))\n"
        "    eps = torch.randn(x1.shape, generator=generator)\n"
        "    time = t.reshape(-1, *[1] * (x1.ndim - 1))\n"
        "    return ((u_theta((1 - time) * eps + time * x1, t) - (x1 - eps)) ** 2).mean()\n",
    )
    report = grade({"training.py": text}, "05", narrow("flow_matching_loss"))
    lost = first_lost(report, "flow_matching_loss")
    assert lost.diagnosis is not None
    assert lost.diagnosis.id == "one_time_for_the_batch"
    assert lost.reading is None
