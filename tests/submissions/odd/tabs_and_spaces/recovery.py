"""Tabs and spaces are mixed in one block."""
import torch


def _expand(t, x):
    return t.view(-1, *([1] * (x.dim() - 1)))


def x1_from_u(x_t, u, t):
    return x_t + (1.0 - _expand(t, x_t)) * u


def x1_from_eps(x_t, eps, t):
    if torch.any(t == 0):
        raise ValueError("t must be > 0")
    t = _expand(t, x_t)
	return (x_t - (1.0 - t) * eps) / t


def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1.0 - t
    elif prediction == "eps":
        return (1.0 - t) / t
    else:
        raise ValueError(f"unknown prediction {prediction}")
