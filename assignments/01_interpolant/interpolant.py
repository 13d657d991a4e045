"""Assignment 01: the straight path from noise to data. README.md beside this file explains it.

Shapes, throughout: x1, eps, u and x_t are `(B, ...)` float32 with any number of trailing axes, none
included; t is `(B,)` float32, one time a sample. Noise is at t = 0, data at t = 1. Results are
float32. Inputs are never modified.
"""

import torch
from torch import Tensor


def interpolate(x1: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    """Return x_t, the point at time t on the line from the noise eps to the data x1.

    x1, eps: (B, ...); t: (B,). Returns (B, ...).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def velocity(x1: Tensor, eps: Tensor) -> Tensor:
    """Return u, the velocity of x_t along the line: constant in time.

    x1, eps: (B, ...). Returns (B, ...).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def interpolate_from_velocity(x1: Tensor, u: Tensor, t: Tensor) -> Tensor:
    """Return x_t from the data x1 and the velocity u, without the noise.

    x1, u: (B, ...); t: (B,). Returns (B, ...).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def noising_batch(x1: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Draw a time and noise for every sample, and return what a training step needs.

    Returns (x_t, t, eps): t (B,) uniform on [0, 1), eps (B, ...) standard normal, all draws
    independent and all from `generator`; x_t (B, ...) is the point of x1, eps and t.
    """
    # YOUR CODE HERE
    raise NotImplementedError()
