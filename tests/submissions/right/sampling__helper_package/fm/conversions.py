from .shapes import over_trailing


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    return (x_t - eps) / over_trailing(t, x_t)
