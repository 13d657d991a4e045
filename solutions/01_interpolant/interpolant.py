"""Assignment 01: the straight path from noise to data. README.md explains it.

Shapes, throughout: x1, eps, u and x_t are `(B, ...)` float32 with any number of trailing axes, none
included; t is `(B,)` float32, one time a sample. Noise is at t = 0, data at t = 1. Results are
float32. Inputs are never modified.
"""

import torch
from torch import Tensor


### BEGIN SOLUTION
def over_trailing(t: Tensor, x: Tensor) -> Tensor:
    """Return t (B,) as (B, 1, ..., 1), so that it broadcasts over the trailing axes of x."""
    return t.reshape(-1, *[1] * (x.ndim - 1))


### END SOLUTION


def interpolate(x1: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    """Return x_t, the point at time t on the line from the noise eps to the data x1.

    x1, eps: (B, ...); t: (B,). Returns (B, ...).
    """
    ### BEGIN SOLUTION
    t = over_trailing(t, x1)
    return (1 - t) * eps + t * x1
    ### END SOLUTION


def velocity(x1: Tensor, eps: Tensor) -> Tensor:
    """Return u, the velocity of x_t along the line: constant in time.

    x1, eps: (B, ...). Returns (B, ...).
    """
    ### BEGIN SOLUTION
    return x1 - eps
    ### END SOLUTION


def interpolate_from_velocity(x1: Tensor, u: Tensor, t: Tensor) -> Tensor:
    """Return x_t from the data x1 and the velocity u, without the noise.

    x1, u: (B, ...); t: (B,). Returns (B, ...).
    """
    ### BEGIN SOLUTION
    return x1 - (1 - over_trailing(t, x1)) * u
    ### END SOLUTION


def noising_batch(x1: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Draw a time and noise for every sample, and return what a training step needs.

    Returns (x_t, t, eps): t (B,) uniform on [0, 1), eps (B, ...) standard normal, all draws
    independent and all from `generator`; x_t (B, ...) is the point of x1, eps and t.
    """
    ### BEGIN SOLUTION
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps
    ### END SOLUTION
