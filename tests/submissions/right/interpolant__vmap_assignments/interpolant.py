import torch

# One sample at a time is easier to think about; vmap adds the batch axis.
interpolate = torch.vmap(lambda x1, eps, t: (1 - t) * eps + t * x1)
velocity = torch.vmap(torch.sub)
interpolate_from_velocity = torch.vmap(lambda x1, u, t: x1 - (1 - t) * u)


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[:1], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps
