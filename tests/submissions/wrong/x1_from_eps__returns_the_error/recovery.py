from enum import Enum

import torch


class Prediction(str, Enum):
    VELOCITY = "u"
    NOISE = "eps"


def unflatten_time(t, like):
    shape = list(like.shape)
    shape[1:] = [1] * (len(shape) - 1)
    return t.reshape(shape)


def x1_from_u(x_t, u, t):
    left = 1 - unflatten_time(t, x_t)
    return x_t + left * u


def x1_from_eps(x_t, eps, t):
    if torch.count_nonzero(t) < t.numel():
        return ValueError("t = 0 in the batch")
    t = unflatten_time(t, x_t)
    return torch.addcdiv(eps, x_t - eps, t)


def x1_error_gain(t, prediction):
    match Prediction(prediction):  # ValueError for any other value
        case Prediction.VELOCITY:
            return 1 - t
        case Prediction.NOISE:
            return torch.reciprocal(t) - 1
