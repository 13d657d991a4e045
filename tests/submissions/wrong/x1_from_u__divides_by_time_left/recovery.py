import torch
from torch import vmap

_from_u = vmap(lambda x, u, t: x + u / (1 - t))
_from_eps = vmap(lambda x, eps, t: (x - (1 - t) * eps) / t)
x1_from_u = _from_u


def x1_from_eps(x_t, eps, t):
    if not (t > 0).all():
        raise ValueError("need t > 0")
    return _from_eps(x_t, eps, t)


def x1_error_gain(t, prediction):
    if prediction == "u":
        return torch.ones_like(t) - t
    if prediction == "eps":
        safe = torch.where(t > 0, t, torch.ones_like(t))
        return torch.where(t > 0, (1 - t) / safe, torch.full_like(t, float("inf")))
    raise ValueError
