"""Two steps on one sample tell whether gradients were added up, whichever optimiser took them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch

from assignments.course.networks import SHAPES, network
from assignments.course.optimisers import adds_gradients_up, gradient
from assignments.course.trainings import lone_training
from grader.authoring import Array, RecordedCall
from grader.host.values import prepare
from grader.worker.networks import weights_of
from tests.training import torch_network

Optimiser = Callable[..., torch.optim.Optimizer]
KNOWN: dict[str, Optimiser] = {
    "Adam": torch.optim.Adam,
    "AdamW": torch.optim.AdamW,
    "SGD": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
}
OTHERS: dict[str, Optimiser] = {
    "NAdam": torch.optim.NAdam,
    "RMSprop": torch.optim.RMSprop,
    "Adagrad": torch.optim.Adagrad,
    "Adamax": torch.optim.Adamax,
    "Nesterov": partial(torch.optim.SGD, momentum=0.9, nesterov=True),
    "half momentum": partial(torch.optim.SGD, momentum=0.5),
    "other betas": partial(torch.optim.Adam, betas=(0.5, 0.9)),
}


def _trained(optimiser: Optimiser, seed: int, *, zeroed: bool, rate: float = 1.0) -> RecordedCall:
    """Train twice on one sample, at `rate` times the learning rate that is asked for."""
    case = lone_training(seed)
    model = torch_network(case.network)
    steps = optimiser(model.parameters(), lr=rate * case.learning_rate)
    x1, drawn = torch.from_numpy(case.data.copy()), torch.Generator().manual_seed(seed)
    asked = []
    for _ in range(2):
        t, eps = torch.rand(1, generator=drawn), torch.randn(1, 3, generator=drawn)
        x_t = (1 - t) * eps + t * x1
        asked.append((x_t, t))
        if zeroed:
            steps.zero_grad()
        ((model(x_t, t) - (x1 - eps)) ** 2).mean().backward()
        steps.step()
    found: Any = weights_of(model)
    rows = [torch.cat(list(column)).numpy() for column in zip(*asked, strict=True)]
    call = prepare("train", [case.network, case.data, 2, 1, case.learning_rate, 0], 0)
    value = tuple(array.detach().numpy() for array in found)
    return RecordedCall(call, value, None, (), asked=(np.array([1, 1]), *rows))


@pytest.mark.parametrize("name", [*KNOWN, *OTHERS])
@pytest.mark.parametrize("seed", range(8))
def test_gradients_that_are_set_to_zero_are_not_said_to_add_up(name: str, seed: int) -> None:
    for rate in (1.0, 2.0, 0.5):
        record = _trained((KNOWN | OTHERS)[name], seed, zeroed=True, rate=rate)
        assert not adds_gradients_up(record)


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("seed", range(8))
def test_gradients_that_add_up_are_told(name: str, seed: int) -> None:
    assert adds_gradients_up(_trained(KNOWN[name], seed, zeroed=False))


@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_the_gradient_is_that_of_torch(shape: int) -> None:
    rng = np.random.default_rng(shape)
    given = network(shape, 2, rng)
    model = torch_network(given)
    x, u, t = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), rng.random(5)
    narrow: list[Any] = [torch.from_numpy(array.astype(np.float32)) for array in (x, t, u)]
    ((model(*narrow[:2]) - narrow[2]) ** 2).mean().backward()
    due: list[Array] = [array.grad.numpy().ravel() for array in model.parameters()]  # type: ignore[union-attr]
    found = gradient(given, given.weights, x, t, u)
    np.testing.assert_allclose(found, np.concatenate(due), rtol=1e-3, atol=1e-6)
