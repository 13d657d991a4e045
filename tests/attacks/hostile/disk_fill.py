# expect: error
# score: 14
# falls: limits plain
"""Fills the disk."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    with open('/tmp/fmg-attack-fill', 'wb') as stream:
        while True:
            stream.write(b'A' * (1 << 20))
