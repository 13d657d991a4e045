import sys
from pathlib import Path

sys.path.append(str(Path("..") / "01_interpolant"))

import torch
from interpolant import _expand, interpolate_from_velocity, velocity


def x1_from_u(x_t, u, t):
    # going back from x1 by -u is going forward
    return interpolate_from_velocity(x_t, -u, t)


def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    return eps + velocity(x_t, eps) / _expand(t, x_t)


def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)
