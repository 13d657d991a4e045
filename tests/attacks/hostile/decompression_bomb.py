# expect: memory error timeout
# score: 14
"""Unpacks a few kilobytes into gigabytes."""

import zlib

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    stream = zlib.decompressobj()
    data = zlib.compress(b'\0' * (64 << 20))
    kept = [zlib.decompress(data) for _ in range(1000)]
