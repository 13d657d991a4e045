# expect: failed
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model for ever."""

def euler_step(u_theta, x_t, t, dt):
    while True:
        u_theta(x_t, t)
