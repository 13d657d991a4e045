import torch

from fm import conversions
from fm.grid import steps


def u_from_eps(x_t, eps, t):
    return conversions.u_from_eps(x_t, eps, t)


def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t)


def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t)


def euler_sample(u_theta, x0, num_steps):
    x = x0
    for t, dt in steps(0.0, num_steps, len(x0)):
        x = euler_step(u_theta, x, t, dt)
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    x = x_start
    for t, dt in steps(t_min, num_steps, len(x_start)):
        x = euler_step_eps(eps_theta, x, t, dt)
    return x


def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.randn(num_samples, generator=generator), num_steps)


def main():
    print(generate(lambda x, t: -x, 10, 10, torch.Generator()))


if __name__ == "__main__":
    main()
