import math

import torch


def x1_from_u(x_t, u, t):
    return u.clone()


def x1_from_eps(x_t, eps, t):
    rows = []
    for x, e, time in zip(x_t, eps, t):
        time = float(time)
        if time == 0.0:
            raise ValueError("division by zero: t = 0")
        rows.append((x - (1 - time) * e) / time)
    return torch.stack(rows)


def x1_error_gain(t, prediction):
    gains = []
    for time in t.tolist():
        if prediction == "u":
            gains.append(1 - time)
        elif prediction == "eps":
            gains.append((1 - time) / time if time > 0 else math.inf)
        else:
            raise ValueError("prediction: u or eps")
    return torch.tensor(gains)
