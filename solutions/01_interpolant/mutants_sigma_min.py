"""Wrong submissions of assignment 01 that keep a little noise at t = 1, but not throughout.

Cells as in mutants.py. The path with sigma_min is accepted where one s is held in all exercises; a
path whose velocity is not its derivative is wrong.
"""

# %% another_sigma_min_in_each : interpolate, velocity, interpolate_from_velocity, noising_batch -> sigma_min_not_throughout
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - (1 - 1e-4) * t) * eps + t * x1


def velocity(x1, eps):
    return x1 - (1 - 1e-3) * eps


def interpolate_from_velocity(x1, u, t):
    return (x1 - u) / (1 - 1e-2) + over_trailing(t, x1) * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = over_trailing(t, x1)
    return (1 - (1 - 5e-3) * time) * eps + time * x1, t, eps


# %% sigma_min_in_the_path_only : interpolate, velocity
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - (1 - 1e-4) * t) * eps + t * x1


def velocity(x1, eps):
    return x1 - eps


# %% sigma_min_of_1e_5_in_the_path_only : interpolate, velocity
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - (1 - 1e-5) * t) * eps + t * x1


def velocity(x1, eps):
    return x1 - eps


# %% sigma_min_in_the_velocity_only : interpolate, velocity
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - t) * eps + t * x1


def velocity(x1, eps):
    return x1 - (1 - 1e-2) * eps


# %% sigma_min_but_not_from_the_velocity : interpolate, velocity, interpolate_from_velocity
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - (1 - 1e-3) * t) * eps + t * x1


def velocity(x1, eps):
    return x1 - (1 - 1e-3) * eps


def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - over_trailing(t, x1)) * u


# %% sigma_min_in_the_batch_only : interpolate, noising_batch
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - t) * eps + t * x1


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = over_trailing(t, x1)
    return (1 - (1 - 1e-4) * time) * eps + time * x1, t, eps
