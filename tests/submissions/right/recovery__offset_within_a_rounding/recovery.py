import torch
from torch import Tensor


def x1_from_u(x_t: Tensor, u: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x_t.dim():
        t = t.unsqueeze(-1)
    # eps = x_t - t u, and x1 = eps + u
    return x_t - t * u + u


def x1_from_eps(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    if t.min() <= 0:
        raise ValueError(f"t has to be positive, got {t.min()}")
    while t.dim() < x_t.dim():
        t = t.unsqueeze(-1)
    return (x_t - (1 - t) * eps) / (t + 1e-8)


def x1_error_gain(t: Tensor, prediction: str) -> Tensor:
    if prediction not in ("u", "eps"):
        raise ValueError("prediction must be 'u' or 'eps'")
    return 1 - t if prediction == "u" else 1 / t - 1
