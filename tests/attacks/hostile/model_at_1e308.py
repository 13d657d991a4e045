# expect: failed
# score: 0
# assignment: 03_sampling
# exercise: euler_sample
"""A model is evaluated at the largest float64, and what is returned is near the largest float32."""
import torch


def euler_step(u_theta, x_t, t, dt):
    u_theta(x_t, t)
    return x_t + 3e38


def euler_sample(u_theta, x0, num_steps):
    x = x0.double()
    for k in range(num_steps):
        u_theta(x, torch.full((x.shape[0],), k / num_steps))
        x = torch.full(x0.shape, -1.7e308, dtype=torch.float64)
    return x0


def generate(u_theta, num_samples, num_steps, generator):
    z = torch.randn(num_samples, generator=generator)
    x = z.double()
    for k in range(num_steps):
        u_theta(x, torch.full((num_samples,), k / num_steps))
        x = torch.full((num_samples,), -1.7e308, dtype=torch.float64)
    return torch.full((num_samples,), 3e38) * generator.initial_seed()
