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
    """The gain is |d x1_hat / d prediction|: differentiate the formulas above."""
    recover = {"u": x1_from_u, "eps": x1_from_eps}.get(prediction)
    if recover is None:
        raise ValueError(f"cannot recover x1 from {prediction!r}")
    usable = t > 0 if prediction == "eps" else torch.ones_like(t, dtype=torch.bool)
    times = t[usable]
    with torch.enable_grad():
        predicted = torch.zeros_like(times, requires_grad=True)
        if times.numel():
            recover(torch.zeros_like(times), predicted, times).sum().backward()
    gain = torch.full_like(t, torch.inf)
    if times.numel():
        gain[usable] = predicted.grad.abs()
    return gain
