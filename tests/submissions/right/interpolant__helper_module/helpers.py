def expand_like(t, x):
    """Give t as many axes as x has."""
    return t.reshape(t.shape + (1,) * (x.ndim - t.ndim))
