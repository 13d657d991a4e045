# expect: error
# score: 14
# falls: no-landlock limits plain
"""Maps another submission into a tensor."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = bytes(torch.from_file('@SECRET@', size=16, dtype=torch.uint8).tolist())
    raise RuntimeError(f'REACHED {found!r}')
