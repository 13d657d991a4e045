"""Assignment 03: sampling with Euler steps. README.md explains it.

Shapes, throughout: x_t, x0, x_start, u and eps are `(B, ...)` float32 with any number of trailing
axes, none included; t is `(B,)` float32, one time a sample. Noise is at t = 0, data at t = 1.
Results are float32. Neither inputs nor what a model returns are ever modified.

A model is called as `u_theta(x, t)` or `eps_theta(x, t)` with x `(B, ...)` and t `(B,)`, and
returns x's shape.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Model = Callable[[Tensor, Tensor], Tensor]


def u_from_eps(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    """Return the velocity u that a noise prediction eps at (x_t, t) implies.

    x_t, eps: (B, ...); t: (B,) in [1e-3, 1]. Returns (B, ...).

    Raises ValueError if any t is 0, where u is 0/0; if any is below 1e-3, it may.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def euler_step(u_theta: Model, x_t: Tensor, t: Tensor, dt: float) -> Tensor:
    """Return x at t + dt: one Euler step along the velocity that u_theta predicts.

    x_t: (B, ...); t: (B,), 0 <= t; dt > 0; t + dt <= 1. Returns (B, ...), after one evaluation of
    u_theta.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def euler_step_eps(eps_theta: Model, x_t: Tensor, t: Tensor, dt: float) -> Tensor:
    """Return x at t + dt: one Euler step with a model that predicts the noise.

    x_t: (B, ...); t: (B,) in [1e-3, 1]. Returns (B, ...), after one evaluation of eps_theta.

    Raises ValueError if any t is 0; if any is below 1e-3, it may.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def euler_sample(u_theta: Model, x0: Tensor, num_steps: int) -> Tensor:
    """Return x at t = 1, from the noise x0 at t = 0, by num_steps equal Euler steps.

    x0: (B, ...); num_steps >= 1. Returns (B, ...), after exactly num_steps evaluations, at the
    times k / num_steps for k = 0, ..., num_steps - 1.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def euler_sample_eps(eps_theta: Model, x_start: Tensor, num_steps: int, t_min: float) -> Tensor:
    """Return x at t = 1, from x_start at t_min, by num_steps equal Euler steps of an eps model.

    x_start: (B, ...); num_steps >= 1; 0 < t_min < 1. Returns (B, ...), after exactly num_steps
    evaluations, at the times t_min + k (1 - t_min) / num_steps for k = 0, ..., num_steps - 1.

    Raises ValueError if t_min <= 0; if it is below 1e-3, it may.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def generate(
    u_theta: Model, num_samples: int, num_steps: int, generator: torch.Generator
) -> Tensor:
    """Return samples of the one-dimensional distribution that u_theta flows to.

    Standard normal noise from `generator`, one value a sample, then num_steps Euler steps of all
    samples in one batch. The state may be (num_samples,) or (num_samples, 1). Returns
    (num_samples,).
    """
    # YOUR CODE HERE
    raise NotImplementedError()
