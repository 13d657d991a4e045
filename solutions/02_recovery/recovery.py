"""Assignment 02: the clean sample from a network's prediction. README.md explains it.

Shapes, throughout: x_t, u, eps and x1_hat are `(B, ...)` float32 with any number of trailing axes,
none included; t is `(B,)` float32, one time a sample. Noise is at t = 0, data at t = 1. Results are
float32. Inputs are never modified.
"""

import torch
from torch import Tensor

### BEGIN SOLUTION
def over_trailing(t: Tensor, x: Tensor) -> Tensor:
    """Return t (B,) as (B, 1, ..., 1), so that it broadcasts over the trailing axes of x."""
    return t.reshape(-1, *[1] * (x.ndim - 1))
### END SOLUTION


def x1_from_u(x_t: Tensor, u: Tensor, t: Tensor) -> Tensor:
    """Return x1_hat, the clean sample that a velocity u at (x_t, t) points to.

    x_t, u: (B, ...); t: (B,) in [0, 1]. Returns (B, ...).
    """
    ### BEGIN SOLUTION
    return x_t + (1 - over_trailing(t, x_t)) * u
    ### END SOLUTION


def x1_from_eps(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    """Return x1_hat, the clean sample that a noise prediction eps at (x_t, t) implies.

    x_t, eps: (B, ...); t: (B,) in [1e-3, 1]. Returns (B, ...).

    Raises ValueError if any t is 0, where x_t is all noise and says nothing about x1.
    """
    ### BEGIN SOLUTION
    if (t == 0).any():
        raise ValueError("x1 cannot be recovered from eps at t = 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t
    ### END SOLUTION


def x1_error_gain(t: Tensor, prediction: str) -> Tensor:
    """Return the factor by which the size of an error of the prediction grows in x1_hat.

    t: (B,) in [0, 1]; prediction: "u" or "eps". Returns (B,), >= 0, inf at t = 0 for "eps".

    Raises ValueError for any other prediction.
    """
    ### BEGIN SOLUTION
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(f'prediction is "u" or "eps", not {prediction!r}')
    ### END SOLUTION
