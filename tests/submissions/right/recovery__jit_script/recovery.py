import torch
from torch import Tensor


@torch.jit.script
def x1_from_u(x_t: Tensor, u: Tensor, t: Tensor) -> Tensor:
    for _ in range(x_t.dim() - 1):
        t = t.unsqueeze(-1)
    return x_t + (1 - t) * u


@torch.jit.script
def _recover(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    for _ in range(x_t.dim() - 1):
        t = t.unsqueeze(-1)
    return (x_t - (1 - t) * eps) / t


def x1_from_eps(x_t, eps, t):
    if bool(torch.any(t == 0)):
        raise ValueError("t = 0")
    return _recover(x_t, eps, t)


def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)
