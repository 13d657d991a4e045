# expect: failed error timeout
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model from many threads at once."""

import threading



def euler_step(u_theta, x_t, t, dt):
    threads = [threading.Thread(target=u_theta, args=(x_t, t)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return None
