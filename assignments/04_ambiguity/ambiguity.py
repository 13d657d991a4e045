"""Assignment 04: where a noisy point may come from. README.md explains it.

Shapes, throughout: x_t is `(B, D)` float32; t is `(B,)` float32, one time a sample; data is
`(n, D)` float32, n points of which some may be equal. Noise is at t = 0, data at t = 1. Results are
float32. Inputs are never modified.
"""

import torch
from torch import Tensor


def posterior(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the probability that x_t came from each of the data points.

    x_t: (B, D); t: (B,) in [0, 1); data: (n, D), all points equally likely. Returns (B, n), whose
    rows sum to 1.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def ideal_velocity(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the velocity that a perfect network predicts: the mean over the data points.

    x_t: (B, D); t: (B,) in [0, 1); data: (n, D). Returns (B, D).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def ideal_eps(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the noise that a perfect network predicts: the mean over the data points.

    x_t: (B, D); t: (B,) in [0, 1); data: (n, D). Returns (B, D).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def posterior_entropy(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the entropy of the posterior in nats: log n at t = 0, near 0 where one point is sure.

    x_t: (B, D); t: (B,) in [0, 1); data: (n, D). Returns (B,).
    """
    # YOUR CODE HERE
    raise NotImplementedError()
