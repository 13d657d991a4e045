"""Right submissions of assignment 01 that hold the path with sigma_min throughout.

Cells as in equivalents.py, of all exercises at once: only together are they a path.
"""

# %% sigma_min_of_1e_5 : interpolate, velocity, interpolate_from_velocity, noising_batch -> sigma_min_path
SIGMA_MIN = 1e-5


def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - (1 - SIGMA_MIN) * t) * eps + t * x1


def velocity(x1, eps):
    return x1 - (1 - SIGMA_MIN) * eps


def interpolate_from_velocity(x1, u, t):
    return (x1 - u) / (1 - SIGMA_MIN) + over_trailing(t, x1) * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% sigma_min_of_1e_3_in_a_class : interpolate, velocity, interpolate_from_velocity, noising_batch -> sigma_min_path
class OptimalTransportPath:
    """N(t x1, (1 - (1 - sigma_min) t)^2), as in the paper on flow matching."""

    def __init__(self, sigma_min):
        self.sigma_min = sigma_min

    def deviation(self, t):
        return 1 - (1 - self.sigma_min) * t

    def point(self, x1, eps, t):
        t = over_trailing(t, x1)
        return t * x1 + self.deviation(t) * eps

    def derivative(self, x1, eps):
        return x1 - (1 - self.sigma_min) * eps

    def noise(self, x1, u):
        return (x1 - u) / (1 - self.sigma_min)


path = OptimalTransportPath(sigma_min=1e-3)
interpolate, velocity = path.point, path.derivative


def interpolate_from_velocity(x1, u, t):
    return path.point(x1, path.noise(x1, u), t)


def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(x1.shape[0], generator=generator)
    return path.point(x1, eps, t), t, eps


# %% sigma_min_of_1e_2_expanded : interpolate, velocity, interpolate_from_velocity, noising_batch -> sigma_min_path
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - t) * eps + t * x1 + 0.01 * t * eps


def velocity(x1, eps):
    return x1 - eps + 0.01 * eps


def interpolate_from_velocity(x1, u, t):
    eps = (x1 - u) / 0.99
    return eps + over_trailing(t, x1) * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps
