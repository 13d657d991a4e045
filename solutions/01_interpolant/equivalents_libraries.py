"""More right submissions of assignment 01: other libraries, other kinds of callables, odd tools.

Cells as in equivalents.py. Each is right, and in danger of being taken for wrong.
"""

# %% numpy_interp_of_every_entry : interpolate
import numpy as np


def interpolate(x1, eps, t):
    a, b = x1.reshape(len(t), -1).tolist(), eps.reshape(len(t), -1).tolist()
    rows = [
        [np.interp(time, [0, 1], pair) for pair in zip(noise, data)]
        for noise, data, time in zip(b, a, t.tolist())
    ]
    return torch.tensor(np.array(rows), dtype=torch.float32).reshape(x1.shape)


# %% numpy_einsum : interpolate
import numpy as np


def interpolate(x1, eps, t):
    weights = np.stack([1 - t.numpy(), t.numpy()])
    ends = np.stack([eps.numpy(), x1.numpy()])
    return torch.as_tensor(np.einsum("kb,kb...->b...", weights, ends))


# %% numpy_broadcast_views : interpolate
import numpy as np


def interpolate(x1, eps, t):
    time = np.broadcast_to(t.numpy().reshape((-1,) + (1,) * (x1.ndim - 1)), x1.shape)
    result = np.multiply(time, x1.numpy())
    np.add(result, (1 - time) * eps.numpy(), out=result)
    return torch.tensor(result)


# %% linear_layer : interpolate
import torch.nn.functional as F


def interpolate(x1, eps, t):
    flat = (x1 - eps).reshape(len(t), -1)
    return (F.linear(torch.diag(t), flat.T) + eps.reshape(len(t), -1)).reshape(x1.shape)


# %% threads : interpolate
from concurrent.futures import ThreadPoolExecutor


def interpolate(x1, eps, t):
    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(lambda a, b, s: b + s * (a - b), x1, eps, t))
    return torch.stack(rows)


# %% clamped_to_where_it_is_anyway : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t.clamp(0.0, 1.0), x1)
    return torch.nan_to_num((1 - t) * eps + t * x1)


# %% bound_method : interpolate
class Course:
    def __init__(self):
        self.calls = 0

    def interpolate(self, x1, eps, t):
        self.calls += 1
        t = over_trailing(t, x1)
        return (1 - t) * eps + t * x1


interpolate = Course().interpolate


# %% only_star_arguments : interpolate
def interpolate(*tensors):
    x1, eps, t = tensors
    t = over_trailing(t, x1)
    return (1 - t) * eps + t * x1


# %% single_dispatch : interpolate
from functools import singledispatch


@singledispatch
def interpolate(x1, eps, t):
    raise TypeError(type(x1))


@interpolate.register
def _(x1: Tensor, eps, t):
    t = over_trailing(t, x1)
    return (1 - t) * eps + t * x1


# %% exit_stack_of_modes : interpolate
from contextlib import ExitStack


def interpolate(x1, eps, t):
    with ExitStack() as stack:
        stack.enter_context(torch.no_grad())
        stack.enter_context(torch.autocast("cpu", enabled=False))
        t = over_trailing(t, x1)
        return (1 - t) * eps + t * x1


# %% higher_axes_by_kron : interpolate
def interpolate(x1, eps, t):
    ones = torch.ones(x1[0].numel())
    weights = torch.outer(t, ones).reshape(x1.shape)
    return weights * x1 + (1 - weights) * eps


# %% unbound_and_split : interpolate
def interpolate(x1, eps, t):
    parts = zip(torch.unbind(x1), torch.unbind(eps), torch.tensor_split(t, len(t)))
    return torch.cat([((1 - s) * b.reshape(-1) + s * a.reshape(-1)).view(1, *a.shape)
                      for a, b, s in parts])


# %% pickled_by_copy : interpolate
import copy


def interpolate(x1, eps, t):
    x1, eps, t = copy.deepcopy((x1, eps, t))
    while t.dim() < x1.dim():
        t.unsqueeze_(-1)
    eps *= 1 - t
    return x1.mul_(t).add_(eps)


# %% parameter_returned : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return torch.nn.Parameter((1 - t) * eps + t * x1)


# %% buffer_of_a_module : interpolate
class Path(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("one", torch.ones(()))

    def forward(self, x1, eps, t):
        t = t.view(-1, *self.one.expand(x1.ndim - 1).long().tolist())
        return (self.one - t) * eps + t * x1


interpolate = Path().requires_grad_(False).eval()


# %% forward_differences_of_a_table : interpolate
def interpolate(x1, eps, t):
    # Bernstein's polynomials of degree 1, by de Casteljau
    points, s = [eps, x1], over_trailing(t, x1)
    while len(points) > 1:
        points = [(1 - s) * a + s * b for a, b in zip(points, points[1:])]
    return points[0]


# %% strict_zip_and_enumerate : interpolate
def interpolate(x1, eps, t):
    result = torch.zeros_like(x1)
    for i, (a, b, s) in enumerate(zip(x1, eps, t, strict=True)):
        result[i, ...] = torch.add((1 - s) * b, s * a)
    return result


# %% torch_sub : velocity
velocity = torch.sub


# %% method_of_tensor : velocity
velocity = Tensor.sub


# %% dunder_of_tensor : velocity
velocity = Tensor.__sub__


# %% traced : velocity
velocity = torch.jit.trace(lambda x1, eps: x1 - eps, (torch.ones(2, 2), torch.zeros(2, 2)))


# %% symbolic_trace : velocity
class _Difference(torch.nn.Module):
    def forward(self, x1, eps):
        return x1 - eps


velocity = torch.fx.symbolic_trace(_Difference())


# %% cached_by_identity : velocity
import functools


@functools.cache
def velocity(x1, eps):
    return x1 - eps


# %% numpy_ufunc : velocity
import numpy as np


def velocity(x1, eps):
    return torch.from_numpy(np.subtract(x1.numpy(), eps.numpy(), dtype=np.float32))


# %% foreach : velocity
def velocity(x1, eps):
    return torch._foreach_sub([x1], [eps])[0]


# %% tuple_in_a_for : velocity
def velocity(x1, eps):
    for start, end in [(eps, x1)]:
        return end - start


# %% convolution : velocity
import torch.nn.functional as F


def velocity(x1, eps):
    pairs = torch.stack([eps.reshape(-1), x1.reshape(-1)], dim=1)[:, None]
    kernel = torch.tensor([[[-1.0, 1.0]]])
    return F.conv1d(pairs, kernel).reshape(x1.shape)


# %% lists_of_numbers : velocity
def velocity(x1, eps):
    flat = [a - b for a, b in zip(x1.flatten().tolist(), eps.flatten().tolist())]
    return torch.tensor(flat).reshape(x1.shape)


# %% addmm : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    a, b = x1.reshape(len(t), -1), u.reshape(len(t), -1)
    return torch.addmm(a, torch.diag(t - 1), b).reshape(x1.shape)


# %% numpy_apply_along_the_batch : interpolate_from_velocity
import numpy as np


def interpolate_from_velocity(x1, u, t):
    left = np.float32(1) - t.numpy()
    moved = np.array([row * time for row, time in zip(u.numpy(), left)], dtype=np.float32)
    return x1 - torch.from_numpy(moved.reshape(x1.shape))


# %% scan_of_half_steps : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    half = over_trailing(1 - t, u) / 2
    x = x1
    for _ in range(2):
        x = x - half * u
    return x


# %% integral_of_the_velocity : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    ends = torch.stack([t, torch.ones_like(t)], dim=-1).reshape(len(t), *[1] * (u.ndim - 1), 2)
    return x1 - torch.trapezoid(u[..., None].expand(*u.shape, 2), ends, dim=-1)
