from torch import *
import warnings


def mal(t, x):
    return t.view(len(t), *(x.ndim - 1) * (1,)).expand_as(x)


def x1_from_u(x_t, u, t):
    print("x1_from_u", x_t, u, t)
    return x_t + mal(1 - t, x_t) * u


def x1_from_eps(x_t, eps, t):
    if (t < 0.01).any():
        warnings.warn("t is small, the result will be noisy")
    if any(t == 0):
        raise ValueError("t == 0")
    return (x_t - mal(1 - t, x_t) * eps) / mal(t, x_t)


def x1_error_gain(t, prediction):
    τ = t
    warnings.warn("gain")
    return {"u": 1 - τ, "eps": (1 - τ) / τ}[prediction] if prediction in ("u", "eps") else fail()


def fail():
    raise ValueError("u or eps!")
