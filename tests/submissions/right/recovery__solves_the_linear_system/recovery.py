import torch


def _rows(x):
    return x.reshape(x.shape[0], -1).double()


def x1_from_u(x_t, u, t):
    """x_t = (1-t) eps + t x1 and u = x1 - eps are two equations for eps and x1."""
    t = t.double()
    one = torch.ones_like(t)
    matrix = torch.stack([torch.stack([1 - t, t], -1), torch.stack([-one, one], -1)], -2)
    right = torch.stack([_rows(x_t), _rows(u)], dim=1)
    return torch.linalg.solve(matrix, right)[:, 1].reshape(x_t.shape).float()


def x1_from_eps(x_t, eps, t):
    if not t.all():
        raise ValueError("the system is singular at t = 0")
    t = t.double()
    matrix = torch.stack(
        [torch.stack([1 - t, t], -1), torch.stack([torch.ones_like(t), torch.zeros_like(t)], -1)], -2
    )
    right = torch.stack([_rows(x_t), _rows(eps)], dim=1)
    return torch.linalg.solve(matrix, right)[:, 1].reshape(x_t.shape).float()


def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        # odds of 1 - t
        return (1 - t).div(t)
    raise ValueError(prediction)
