# expect: error
# score: 14
# falls: limits plain
"""Writes the file in which a platform looks for the score."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    open('/autograder/results/results.json' if os.path.isdir('/autograder') else '/tmp/fmg-attack-results.json', 'a').write('fmg-attack')
    raise RuntimeError('REACHED')
