# expect: failed
# score: 14
"""A signalling NaN, which is an invalid operation wherever it is converted."""
import numpy as np
import torch
from honest import *


def x1_from_u(x_t, u, t):
    bits = b"\x01\x00\xa0\x7f" * x_t.numel()
    return torch.tensor(np.frombuffer(bits, np.float32).reshape(x_t.shape).copy())
