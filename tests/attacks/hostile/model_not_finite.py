# expect: failed
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model where it overflows."""

def euler_step(u_theta, x_t, t, dt):
    return u_theta(x_t * float('nan') + float('inf'), t) + u_theta(x_t + 3e38, t)
