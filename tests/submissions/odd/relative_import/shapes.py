def expand(t, x):
    return t.reshape(-1, *[1] * (x.ndim - 1))
