"""Recovery of the clean sample."""

from __future__ import annotations

import torch


def require(condition: bool | torch.Tensor, message: str, error: type[Exception] = ValueError) -> None:
    """Like assert, but it stays on under python -O."""
    if not condition:
        raise error(message)


def x1_from_u(x_t: torch.Tensor, u: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    require(x_t.shape == u.shape, "x_t and u differ in shape")
    remaining = (1 - t).reshape(-1, *[1] * (x_t.ndim - 1))
    return torch.addcmul(x_t, remaining, u)


def x1_from_eps(x_t: torch.Tensor, eps: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    require((t != 0).all(), "x1 is not determined at t = 0")
    time = t.reshape(-1, *[1] * (x_t.ndim - 1))
    numerator = x_t - (1 - time) * eps
    return numerator.div(time)


def x1_error_gain(t: torch.Tensor, prediction: str) -> torch.Tensor:
    require(isinstance(prediction, str), "prediction is a string", TypeError)
    require(prediction in {"u", "eps"}, f"no such prediction: {prediction!r}")
    remaining = 1 - t
    return remaining if prediction == "u" else remaining / t
