# expect: error
# score: 14
"""Fetches a page."""

import urllib.request

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    urllib.request.urlopen('http://127.0.0.1:9/', timeout=1)
    raise RuntimeError('REACHED')
