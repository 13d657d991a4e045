# expect: error
# score: 14
"""Computes in a pool of processes."""

import concurrent.futures
import concurrent.futures.process

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        raise RuntimeError(f'REACHED {pool.submit(abs, -1).result()}')
