# expect: error
# score: 14
"""Makes a shared memory segment by multiprocessing."""

from multiprocessing import shared_memory

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    shared_memory.SharedMemory('fmg-attack', create=True, size=1 << 20)
    raise RuntimeError('REACHED')
