import torch


def broadcast(t, x):
    return t[(slice(None),) + (None,) * (x.ndim - 1)]


def velocity_from_eps(x_t, eps, t):
    if (t == 0).any().item():
        raise ValueError("no velocity at t = 0")
    return (x_t - eps) / broadcast(t, x_t)


def x1_from_u(x_t, u, t):
    return x_t + broadcast(1 - t, x_t) * u


def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    t = t.view(-1, 1, 1, 1)
    return (x_t - (1 - t) * eps) / t


def x1_error_gain(t, prediction):
    gains = {"u": lambda t: 1 - t, "eps": lambda t: (1 - t) / t}
    if prediction not in gains:
        raise ValueError(prediction)
    return gains[prediction](t)
