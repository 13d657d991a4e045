# expect: failed error
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model in float64 at numbers that float32 does not have."""

def euler_step(u_theta, x_t, t, dt):
    u_theta(x_t.double() + 1e300, t.double() - 1e300)
    return x_t
