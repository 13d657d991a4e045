import interpolant


def expand(t, x):
    return interpolant._expand(t, x)
