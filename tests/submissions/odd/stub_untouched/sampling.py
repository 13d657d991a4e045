"""The stub, as it was handed out."""
import torch


def u_from_eps(x_t, eps, t):
    # YOUR CODE HERE
    raise NotImplementedError()


def euler_step(u_theta, x_t, t, dt):
    # YOUR CODE HERE
    raise NotImplementedError()


def euler_step_eps(eps_theta, x_t, t, dt):
    # YOUR CODE HERE
    raise NotImplementedError()


def euler_sample(u_theta, x0, num_steps):
    # YOUR CODE HERE
    raise NotImplementedError()


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    # YOUR CODE HERE
    raise NotImplementedError()


def generate(u_theta, num_samples, num_steps, generator):
    # YOUR CODE HERE
    raise NotImplementedError()
