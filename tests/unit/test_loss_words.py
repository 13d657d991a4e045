"""What is read of a wrong loss: one true sentence, and none of a right one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from assignments.course.flows import WaveField
from assignments.course.loss_counts import as_written
from assignments.course.loss_words import LOSS_READERS, read_loss
from grader.authoring import Array, RecordedCall
from grader.host.values import Evaluation, Generator, Model, prepare

torch = pytest.importorskip("torch")
Tensor = Any
#: of the model's answer, the data, the noise, the time and the point: a loss
Loss = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor], Tensor]
#: of the data, the noise and the time: where the model is asked, and when
Point = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]

_ANOTHER = torch.Generator().manual_seed(7)
#: shapes of data, and how large they are
ASKED = [
    ((1,), 1),
    ((4,), 1),
    ((3, 2), 1),
    ((2, 2, 3), 2),
    ((5, 1), 1),
    ((40, 3), 1),
    ((2, 3, 2, 2), 1),
    ((6, 6), 30),
    ((33, 2), 200),
    ((2, 1, 1), 1),
    ((7, 4), 0),
    ((60, 5), 1),
]


def on_the_line(x1: Tensor, eps: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    return (1 - t) * eps + t * x1, t


def recorded(loss: Loss, point: Point = on_the_line, seed: int = 0) -> list[RecordedCall]:
    """Return what a loss makes of a model that is asked there, in calls of all shapes."""
    generator = torch.Generator().manual_seed(seed)
    found = []
    for shape, size in ASKED:
        x1 = size * torch.randn(shape, generator=generator)
        eps, t = torch.randn(shape, generator=generator), torch.rand(shape[0], generator=generator)
        time = t.reshape(-1, *[1] * (len(shape) - 1))
        x, told_time = point(x1, eps, time)
        answer = (torch.sin(x) + 0.5 * x - told_time).requires_grad_()
        value = loss(answer, x1, eps, time, x)
        (gradient,) = torch.autograd.grad(value, answer, allow_unused=True)
        given = (Model("u_theta", WaveField(0.5, 1.0, 0.25, 0.0)), x1.numpy(), Generator(0, seed))
        asked = Evaluation(x.numpy(), told_time.reshape(-1).numpy(), answer.detach().numpy())
        made: Array = value.detach().numpy()
        call = prepare("flow_matching_loss", given, 0)
        found.append(RecordedCall(call, made, None, (asked,), gradients=(gradient.numpy(),)))
    return found


def of_errors(made: Callable[[Tensor], Tensor]) -> Loss:
    return lambda answer, x1, eps, t, x: made(answer - (x1 - eps))


def against(target: Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]) -> Loss:
    return lambda answer, x1, eps, t, x: (answer - target(x1, eps, t, x)).square().mean()


RIGHT = against(lambda x1, eps, t, x: x1 - eps)


def _flat(error: Tensor) -> Tensor:
    return error.reshape(len(error), -1)


#: a wrong loss, and what is read of it
READ: dict[str, Loss] = {
    "is the norm of all errors": of_errors(lambda e: e.norm()),
    "takes the norm of the errors of each sample": of_errors(lambda e: _flat(e).norm(dim=1).mean()),
    "takes the norm of the errors along the last axis": of_errors(lambda e: e.norm(dim=-1).mean()),
    "takes the root of the mean square of each sample": of_errors(
        lambda e: _flat(e).square().mean(1).sqrt().mean()
    ),
    "takes the mean of all errors first": of_errors(lambda e: e.mean() ** 2),
    "takes the mean of the errors of each sample first": of_errors(
        lambda e: _flat(e).mean(1).square().mean()
    ),
    "takes the mean of the errors over the batch first": of_errors(
        lambda e: e.mean(0).square().mean()
    ),
    "is the variance of the errors: their mean costs nothing": of_errors(
        lambda e: e.var(correction=0)
    ),
    "is the mean of log(cosh(error))": of_errors(
        lambda e: torch.logaddexp(e, -e).mean() - np.log(2)
    ),
    "is the mean of the fourth power": of_errors(lambda e: (e**4).mean()),
    "is the largest squared error": of_errors(lambda e: e.square().max()),
    "is the logarithm of the mean square": of_errors(lambda e: e.square().mean().log()),
    "is of the first sample of the batch alone": of_errors(lambda e: e[:1].square().mean()),
    "is of the last sample of the batch alone": of_errors(lambda e: e[-1:].square().mean()),
    "leaves out the first sample": of_errors(lambda e: e[1:].square().mean()),
    "leaves out the last sample": of_errors(
        lambda e: (e[:-1] if len(e) > 1 else e).square().mean()
    ),
    "first entries along the last axis alone": of_errors(lambda e: e[..., 0].square().mean()),
    "last entries along the last axis alone": of_errors(lambda e: e[..., -1].square().mean()),
    "divided by one less than their number": of_errors(
        lambda e: e.square().sum() / max(e.numel() - 1, 1)
    ),
    "divided by the number of entries once more": of_errors(
        lambda e: e.square().mean() / e.numel()
    ),
    "divided by the size of the batch": of_errors(lambda e: e.square().mean() / len(e)),
    "divided by the size of the last axis": of_errors(lambda e: e.square().mean() / e.shape[-1]),
    "is half the sum of all squares": of_errors(lambda e: e.square().sum() / 2),
    "is half the sum over a sample": of_errors(lambda e: _flat(e).square().sum(1).mean() / 2),
    "Errors of more than 0.5 count by their size": of_errors(
        lambda e: torch.nn.functional.huber_loss(e, 0 * e, delta=0.5)
    ),
    "Errors of more than 2 count by their size": of_errors(
        lambda e: torch.nn.functional.smooth_l1_loss(e, 0 * e, beta=2.0)
    ),
    "Errors are cut at 3:": of_errors(lambda e: e.clamp(-3, 3).square().mean()),
    "The mean square is divided by the mean square of the target": lambda answer, x1, eps, t, x: (
        (answer - (x1 - eps)).square().mean() / (x1 - eps).square().mean()
    ),
    "0.01 times the mean square of the model's own answer": lambda answer, x1, eps, t, x: (
        (answer - (x1 - eps)).square().mean() + 0.01 * answer.square().mean()
    ),
    "0.001 is added to the loss": of_errors(lambda e: e.square().mean() + 1e-3),
    "2e-05 is added to the loss": of_errors(lambda e: e.square().mean() + 2e-5),
    "compares the answer of u_theta with t x1 - (1 - t) eps.": against(
        lambda x1, eps, t, x: t * x1 - (1 - t) * eps
    ),
    "compares the answer of u_theta with 2 x1 - eps.": against(lambda x1, eps, t, x: 2 * x1 - eps),
    "compares the answer of u_theta with x1 - (1 - t) eps.": against(
        lambda x1, eps, t, x: x1 - (1 - t) * eps
    ),
    "x1 - x_t is 1 - t + 0.001 times the target": against(
        lambda x1, eps, t, x: (x1 - x) / (1 - t + 1e-3)
    ),
    "The target of your loss is 0.9 times u.": against(lambda x1, eps, t, x: 0.9 * (x1 - eps)),
    "x1 - x_t is 1 - t + 0.015 times the target": against(
        lambda x1, eps, t, x: (x1 - x) / (1 - t + 0.015)
    ),
    "x1 - x_t is 0.2 times the target of your loss where 1 - t is less": against(
        lambda x1, eps, t, x: (x1 - x) / (1 - t).clamp(min=0.2)
    ),
    "Your loss is 0, and so is its derivative.": of_errors(lambda e: 0 * e.sum()),
    "Your loss is 2 times the mean square": of_errors(lambda e: 2 * e.square().mean()),
    "is the mean of the errors, which are not squared": of_errors(lambda e: e.mean()),
    "is the size of the mean error: nothing is squared": of_errors(lambda e: e.mean().abs()),
    "is the standard deviation of the errors": of_errors(lambda e: e.std(correction=0)),
    "is the mean of the third power": of_errors(lambda e: e.abs().pow(3).mean()),
    "is the mean of sqrt(1 + error^2) - 1": of_errors(lambda e: ((1 + e**2).sqrt() - 1).mean()),
    "is the mean of log(1 + error^2)": of_errors(lambda e: e.square().log1p().mean()),
    "are two draws: one eps belongs in both": against(
        lambda x1, eps, t, x: x1 - torch.randn(x1.shape, generator=_ANOTHER)
    ),
}
#: where a wrong point is asked about, and what is read of it
POINTS: dict[str, Point] = {
    "asked at t^2 x1 + (1 - t) eps": lambda x1, eps, t: (t**2 * x1 + (1 - t) * eps, t),
    "asked at sqrt(t) x1 + (1 - sqrt(t)) eps": lambda x1, eps, t: (
        t * x1 + (1 - t) * eps,
        t**2,
    ),
    "asked at x1 + eps": lambda x1, eps, t: (x1 + eps, t),
    "t x1 + (1 - (1 - 0.01) t) eps, a path that keeps a little": lambda x1, eps, t: (
        t * x1 + (1 - 0.99 * t) * eps,
        t,
    ),
    "(1 - (1 - 1e-05) t) eps, a path that keeps a little": lambda x1, eps, t: (
        t * x1 + (1 - (1 - 1e-5) * t) * eps,
        t,
    ),
    "x_t is t x1 + (1 - t) eps + 0.05. The target is right.": lambda x1, eps, t: (
        t * x1 + (1 - t) * eps + 0.05,
        t,
    ),
    "and more noise, of a standard deviation of about 0.": lambda x1, eps, t: (
        t * x1 + (1 - t) * eps + 0.1 * torch.randn(x1.shape, generator=_ANOTHER),
        t,
    ),
    "asked at 1 - t eps + t x1: brackets are missing": lambda x1, eps, t: (1 - t * eps + t * x1, t),
    "another t is in it": lambda x1, eps, t: (
        on_the_line(x1, eps, t)[0],
        torch.rand(t.shape, generator=_ANOTHER),
    ),
}


@pytest.mark.parametrize("told", READ)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_wrong_loss_is_read(told: str, seed: int) -> None:
    sentence = read_loss(by_eps=False)(recorded(READ[told], seed=seed))
    assert sentence is not None
    assert told in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("told", POINTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_wrong_point_is_read(told: str, seed: int) -> None:
    sentence = read_loss(by_eps=False)(recorded(RIGHT, POINTS[told], seed))
    assert sentence is not None
    assert told in sentence


#: of a right loss, or of one that no sentence is of
SILENT: dict[str, tuple[Loss, Point]] = {
    "right": (RIGHT, on_the_line),
    "of no number": (of_errors(lambda e: e.square().mean() * np.nan), on_the_line),
    "of no finite number": (of_errors(lambda e: (e.abs() + 1).log().mean() / 0.0), on_the_line),
    # it may as well be that the noise is taken away in x_t
    "of a sign that the noise has in one of two places": (
        against(lambda x1, eps, t, x: x1 + eps),
        on_the_line,
    ),
    "of noise that is normalised": (
        lambda answer, x1, eps, t, x: (
            (answer - x1 + eps / eps.square().mean().sqrt()).square().mean()
        ),
        on_the_line,
    ),
    "of a velocity that is scaled by a function of t": (
        against(lambda x1, eps, t, x: torch.exp(-t) * (x1 - eps)),
        on_the_line,
    ),
    "of more noise where t is late": (
        RIGHT,
        lambda x1, eps, t: (
            on_the_line(x1, eps, t)[0] + 0.1 * t * torch.randn(x1.shape, generator=_ANOTHER),
            t,
        ),
    ),
    "of another time in some samples": (
        RIGHT,
        lambda x1, eps, t: (on_the_line(x1, eps, t)[0], t.clamp(max=0.9)),
    ),
    "right, by the point": (against(lambda x1, eps, t, x: (x1 - x) / (1 - t)), on_the_line),
    "right, in the order of a variance": (
        of_errors(lambda e: e.var(correction=0) + e.mean() ** 2),
        on_the_line,
    ),
    "wrong in one shape": (
        of_errors(lambda e: e.square().mean() * (2 if e.shape == (6, 6) else 1)),
        on_the_line,
    ),
    "wrong in two ways": (
        of_errors(lambda e: e.norm()),
        lambda x1, eps, t: (t**2 * x1 + (1 - t) * eps, t),
    ),
    "of chance": (
        of_errors(lambda e: (e.square() * torch.rand(e.shape, generator=_ANOTHER)).mean()),
        on_the_line,
    ),
}


@pytest.mark.parametrize("what", SILENT)
def test_nothing_is_read_where_no_sentence_fits(what: str) -> None:
    loss, point = SILENT[what]
    assert read_loss(by_eps=False)(recorded(loss, point)) is None


@pytest.mark.parametrize("told", READ)
def test_no_sentence_hides_another(told: str) -> None:
    """A loss that changes from call to call is none of those that it is made of."""
    calls = zip(recorded(READ[told]), recorded(RIGHT), strict=True)
    mixed = [pair[number % 2] for number, pair in enumerate(calls)]
    assert read_loss(by_eps=False)(mixed) is None


def test_noise_is_read_as_well() -> None:
    def loss(answer: Tensor, x1: Tensor, eps: Tensor, t: Tensor, x: Tensor) -> Tensor:
        return (answer - 2 * eps).square().mean()

    sentence = LOSS_READERS["epsilon_loss"](recorded(loss))
    assert sentence == "Your loss compares the answer of eps_theta with 2 eps."


@pytest.mark.parametrize("kept", [1e-4, 0.01, 0.1])
def test_a_path_that_keeps_noise_is_read_with_its_own_target(kept: float) -> None:
    records = recorded(
        against(lambda x1, eps, t, x: x1 - (1 - kept) * eps),
        lambda x1, eps, t: (t * x1 + (1 - (1 - kept) * t) * eps, t),
    )
    sentence = read_loss(by_eps=False)(records)
    assert sentence is not None
    assert f"is the velocity of that path: x1 - (1 - {as_written(kept)}) eps." in sentence
