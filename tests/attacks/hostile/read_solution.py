# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads the course's solution and runs it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    source = open('@ROOT@/solutions/02_recovery/recovery.py').read()
    namespace = {}
    exec(source, namespace)
    return namespace['x1_from_u'](x_t, u, t)
