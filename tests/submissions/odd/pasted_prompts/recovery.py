>>> import torch
>>> def x1_from_u(x_t, u, t):
...     return x_t + (1 - t) * u
...
