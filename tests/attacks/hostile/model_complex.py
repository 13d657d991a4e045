# expect: error
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model at complex numbers."""

def euler_step(u_theta, x_t, t, dt):
    return u_theta(x_t + 1j, t)
