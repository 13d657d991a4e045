"""Assignment 02: the clean sample from a network's prediction. README.md beside this file explains it.

Shapes, throughout: x_t, u, eps and x1_hat are `(B, ...)` float32 with any number of trailing axes,
none included; t is `(B,)` float32, one time a sample. Noise is at t = 0, data at t = 1. Results are
float32. Inputs are never modified.
"""

import torch
from torch import Tensor


def x1_from_u(x_t: Tensor, u: Tensor, t: Tensor) -> Tensor:
    """Return x1_hat, the clean sample that a velocity u at (x_t, t) points to.

    x_t, u: (B, ...); t: (B,) in [0, 1]. Returns (B, ...).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def x1_from_eps(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    """Return x1_hat, the clean sample that a noise prediction eps at (x_t, t) implies.

    x_t, eps: (B, ...); t: (B,) in [1e-3, 1]. Returns (B, ...).

    Raises ValueError if any t is 0, where x_t is all noise and says nothing about x1.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def x1_error_gain(t: Tensor, prediction: str) -> Tensor:
    """Return the factor by which an error of the prediction is multiplied in x1_hat.

    t: (B,) in [0, 1]; prediction: "u" or "eps". Returns (B,), inf at t = 0 for "eps".

    Raises ValueError for any other prediction.
    """
    # YOUR CODE HERE
    raise NotImplementedError()
