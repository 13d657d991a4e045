# expect: error
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model at what is no tensor."""

def euler_step(u_theta, x_t, t, dt):
    return u_theta([1.0], (0.5,))
