import functools

import torch


def broadcasts_time(function):
    @functools.wraps(function)
    def wrapper(x_t, prediction, t, **options):
        return function(x_t, prediction, t.reshape(-1, *[1] * (x_t.ndim - 1)), **options)

    return wrapper


def positive_time(function):
    @functools.wraps(function)
    def wrapper(x_t, prediction, t):
        if not ((0 < t) & (t < 1)).all():
            raise ValueError("t outside (0, 1)")
        return function(x_t, prediction, t)

    return wrapper


@torch.no_grad()
@broadcasts_time
def x1_from_u(x_t, u, t, *, horizon=1.0):
    return x_t + (horizon - t) * u


@torch.no_grad()
@positive_time
@broadcasts_time
def x1_from_eps(x_t, eps, t):
    return torch.lerp(eps, x_t, 1 / t)


def _gain(t, prediction, *, table):
    if prediction not in table:
        raise ValueError(f"{prediction} is none of {sorted(table)}")
    return table[prediction](t)


x1_error_gain = functools.partial(_gain, table={"u": lambda t: 1 - t, "eps": lambda t: (1 - t) / t})
