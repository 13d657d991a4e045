import torch


def interpolate(x1, eps, t):
    # with the batch axis last, plain broadcasting does the right thing
    x, e = x1.movedim(0, -1), eps.movedim(0, -1)
    return (e * (1 - t) + x * t).movedim(-1, 0)


def velocity(x1, eps):
    B = x1.shape[0]
    return x1.reshape(B, -1) - eps.reshape(B, -1)


def interpolate_from_velocity(x1, u, t):
    flat_x = x1.reshape(len(t), -1).T
    flat_u = u.reshape(len(t), -1).T
    return (flat_x - (1 - t) * flat_u).T.reshape(x1.shape)


def noising_batch(x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.movedim(0, -1).shape, generator=generator).movedim(-1, 0)
    return interpolate(x1, eps, t), t, eps
