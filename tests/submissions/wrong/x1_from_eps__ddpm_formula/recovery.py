import torch


class ZeroTimeError(ValueError):
    """Nothing is known about the data at t = 0."""


class UnknownPrediction(ValueError):
    pass


def _f64(*tensors):
    ndim = max(tensor.dim() for tensor in tensors)
    return [x.double().reshape(x.shape + (1,) * (ndim - x.dim())) for x in tensors]


def x1_from_u(x_t, u, t):
    x_t, u, t = _f64(x_t, u, t)
    return (x_t + (1 - t) * u).float()


def x1_from_eps(x_t, eps, t):
    if bool((t == 0).any()):
        raise ZeroTimeError("t == 0")
    x_t, eps, t = _f64(x_t, eps, t)
    return ((x_t - (1 - t).sqrt() * eps) / t.sqrt()).to(torch.float32)


def x1_error_gain(t, prediction):
    t = t.double()
    if prediction == "u":
        gain = 1 - t
    elif prediction == "eps":
        gain = torch.exp(-torch.logit(t))
    else:
        raise UnknownPrediction(prediction)
    return gain.float()
