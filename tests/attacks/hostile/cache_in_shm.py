# expect: error
# score: 14
# falls: limits plain
"""Passes right answers to the next submission by /dev/shm."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    open('/dev/shm/fmg-attack-cache', 'a').write('fmg-attack')
    raise RuntimeError('REACHED')
