import torch


def x1_from_u(x_t, u, t):
    return x_t + torch.einsum("i,i...->i...", 1 - t, u)


def x1_from_eps(x_t, eps, t):
    if (t < 1e-2).any():
        raise ValueError("t is too small")
    x, e = x_t.movedim(0, -1), eps.movedim(0, -1)
    return ((x - e * (1 - t)) / t).movedim(-1, 0)


def x1_error_gain(t, prediction):
    if prediction == "u":
        return -(t - 1)
    if prediction == "eps":
        return torch.div(1 - t, t)
    raise ValueError(f"expected 'u' or 'eps', got {prediction}")
