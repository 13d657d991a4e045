import torch


def over(t, x):
    return t.reshape(-1, *[1] * (x.dim() - 1))


def x1_from_u(x_t, u, t):
    return x_t + over(1 - t, x_t) * u


def x1_from_eps(x_t, eps, t):
    if 0 in t.tolist():
        raise ValueError("t = 0")
    return (x_t - over(1 - t, x_t) * eps) / over(t, x_t)


def x1_error_gain(t, prediction):
    """Measure it: perturb the prediction a little and see how far x1_hat moves."""
    recover = {"u": x1_from_u, "eps": x1_from_eps}.get(prediction)
    if recover is None:
        raise ValueError(f"cannot recover x1 from {prediction!r}")
    d = 1e-3
    x, p = torch.ones_like(t), torch.ones_like(t)
    s = t.clamp(min=1e-30)
    return (recover(x, p + d, s) - recover(x, p, s)).abs() / d
