# expect: failed error
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Keeps the model of an earlier call and evaluates that."""

KEPT = []



def euler_step(u_theta, x_t, t, dt):
    KEPT.append(u_theta)
    return KEPT[0](x_t, t)
