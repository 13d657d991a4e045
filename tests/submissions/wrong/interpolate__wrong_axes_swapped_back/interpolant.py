import torch


def interpolate(x1, eps, t):
    # with the batch axis last, plain broadcasting does the right thing
    x, e = x1.transpose(0, -1), eps.transpose(0, -1)
    return e * (1 - t) + x * t


def velocity(x1, eps):
    return (x1.movedim(0, -1) - eps.movedim(0, -1)).movedim(-1, 0)


def interpolate_from_velocity(x1, u, t):
    flat_x = x1.reshape(len(t), -1).T
    flat_u = u.reshape(len(t), -1).T
    return (flat_x - (1 - t) * flat_u).T.reshape(x1.shape)


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    s = t.reshape(-1, *[1] * (x1.ndim - 1))
    return (1 - s) * eps + s * x1, t, eps
