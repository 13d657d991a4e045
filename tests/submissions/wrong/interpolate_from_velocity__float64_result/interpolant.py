import numpy as np
import torch


def interpolate(x1, eps, t):
    x, e, s = x1.numpy(), eps.numpy(), t.numpy()
    s = s.reshape((len(s),) + (1,) * (x.ndim - 1))
    return torch.from_numpy(np.asarray((1 - s) * e + s * x, dtype=np.float32))


def velocity(x1, eps):
    return torch.tensor(np.subtract(x1.numpy(), eps.numpy()))


def interpolate_from_velocity(x1, u, t):
    s = np.expand_dims(t.numpy().astype(float), tuple(range(1, x1.ndim)))
    return torch.from_numpy(np.asarray(x1.numpy() - (1 - s) * u.numpy()))


def noising_batch(x1, generator):
    seed = int(torch.randint(2**62, (1,), generator=generator))
    rng = np.random.default_rng(seed)
    t = torch.from_numpy(rng.random(len(x1), dtype=np.float32))
    eps = torch.from_numpy(np.asarray(rng.standard_normal(x1.shape), dtype=np.float32))
    return interpolate(x1, eps, t), t, eps
