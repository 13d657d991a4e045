"""Assignment 04: where a noisy point may come from. README.md explains it.

Shapes, throughout: x_t is `(B, D)` float32; t is `(B,)` float32, one time a sample; data is
`(n, D)` float32, n points of which some may be equal. Noise is at t = 0, data at t = 1. Results are
float32. Inputs are never modified.
"""

import torch
from torch import Tensor


### BEGIN SOLUTION
def shares_of(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the shares of the points, (B, n): as likely as the noises that lead from them."""
    time = t.reshape(-1, 1, 1)
    eps = (x_t[:, None] - time * data) / (1 - time)
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1)


### END SOLUTION


def posterior(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the probability that x_t came from each of the data points.

    x_t: (B, D); t: (B,) in [0, 1); data: (n, D), all points equally likely. Returns (B, n), whose
    rows sum to 1.
    """
    ### BEGIN SOLUTION
    return shares_of(x_t, t, data)
    ### END SOLUTION


def ideal_velocity(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the velocity that a perfect network predicts: the mean over the data points.

    x_t: (B, D); t: (B,) in [0, 1); data: (n, D). Returns (B, D).
    """
    ### BEGIN SOLUTION
    x1 = shares_of(x_t, t, data) @ data
    return (x1 - x_t) / (1 - t.reshape(-1, 1))
    ### END SOLUTION


def ideal_eps(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the noise that a perfect network predicts: the mean over the data points.

    x_t: (B, D); t: (B,) in [0, 1); data: (n, D). Returns (B, D).
    """
    ### BEGIN SOLUTION
    time = t.reshape(-1, 1)
    x1 = shares_of(x_t, t, data) @ data
    return (x_t - time * x1) / (1 - time)
    ### END SOLUTION


def posterior_entropy(x_t: Tensor, t: Tensor, data: Tensor) -> Tensor:
    """Return the entropy of the posterior in nats: log n at t = 0, near 0 where one point is sure.

    x_t: (B, D); t: (B,) in [0, 1); data: (n, D). Returns (B,).
    """
    ### BEGIN SOLUTION
    return torch.special.entr(shares_of(x_t, t, data)).sum(1)
    ### END SOLUTION
