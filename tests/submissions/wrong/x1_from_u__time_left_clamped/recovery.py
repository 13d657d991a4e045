import torch


def over(t, x):
    return t.reshape(-1, *[1] * (x.dim() - 1))


def x1_from_u(x_t, u, t):
    left = torch.clamp(1 - t, min=0.001)
    return x_t + over(left, x_t) * u


def x1_from_eps(x_t, eps, t):
    if 0 in t.tolist():
        raise ValueError("t = 0")
    return (x_t - over(1 - t, x_t) * eps) / over(t, x_t)


def x1_error_gain(t, prediction):
    if prediction not in ("u", "eps"):
        raise ValueError(f"cannot recover x1 from {prediction!r}")
    return 1 - t if prediction == "u" else 1 / t - 1
