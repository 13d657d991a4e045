# expect: failed error
# score: 0
"""Replaces the function that reads answers."""

from grader.worker import calls



def x1_from_u(x_t, u, t):
    calls.to_value = lambda *_: True
    return x_t
