import numpy as np
import torch

np.seterr(all="raise")


def _t(t, x):
    return np.asarray(t).reshape((-1,) + (1,) * (np.ndim(x) - 1))


def x1_from_u(x_t, u, t):
    x, v = np.asarray(x_t), np.asarray(u)
    return torch.as_tensor(np.asarray(x + (1 - _t(t, x)) * v, dtype=np.float32))


def x1_from_eps(x_t, eps, t):
    if not np.all(t.numpy()):
        raise ValueError("t = 0")
    x, e = np.asarray(x_t), np.asarray(eps)
    return torch.as_tensor(np.divide(x - (1 - _t(t, x)) * e, _t(t, x), dtype=np.float32))


def x1_error_gain(t, prediction):
    s = t.numpy()
    if prediction == "u":
        return torch.from_numpy(1 - s)
    if prediction == "eps":
        gain = np.full_like(s, np.inf)
        np.divide(1 - s, s, out=gain, where=s > 0)
        return torch.from_numpy(gain)
    raise ValueError(f"{prediction!r}: only u and eps can be predicted")
