"""Right submissions of assignment 01: each cell is appended to the solution and must get full marks.

A cell is `slug : exercise`, with `-> id` where a tolerated misconception must be named. The file
is data for `grader audit`, which sends it to a worker; nothing imports it.
"""

# %% audit_inputs
def audit_inputs(exercise, case):
    if exercise == "interpolate" and case % 32 < 2:  # the same times twice
        rng = torch.Generator().manual_seed(case)
        x1, eps = torch.randn(2, 3, 4, generator=rng)
        return x1, eps, torch.tensor([0.25, 0.5, 0.75])
    if exercise == "interpolate" and case % 32 < 4:  # a large batch, and images
        rng = torch.Generator().manual_seed(case)
        x1, eps = torch.randn(2, *((130, 3) if case % 2 else (2, 1, 28, 28)), generator=rng)
        return x1, eps, torch.rand(len(x1), generator=rng)
    if exercise != "noising_batch" or case % 8:
        return None  # the usual ones: small, and never 0
    x1 = (torch.zeros(4096), torch.full((34, 2), 500.0))[case // 8 % 2]
    return x1, torch.Generator().manual_seed(case)


# %% from_the_noise : interpolate
def interpolate(x1, eps, t):
    return eps + over_trailing(t, x1) * (x1 - eps)


# %% from_the_data : interpolate
def interpolate(x1, eps, t):
    return x1 - (1 - over_trailing(t, x1)) * (x1 - eps)


# %% expanded : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return eps - t * eps + t * x1


# %% weights_of_minus_one : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return -((t - 1) * eps - t * x1)


# %% lerp : interpolate
def interpolate(x1, eps, t):
    return torch.lerp(eps, x1, over_trailing(t, x1))


# %% lerp_backwards : interpolate
def interpolate(x1, eps, t):
    return x1.lerp(eps, 1 - over_trailing(t, x1))


# %% addcmul : interpolate
def interpolate(x1, eps, t):
    return torch.addcmul(eps, over_trailing(t, x1).expand_as(x1), x1 - eps)


# %% axes_by_none : interpolate
def interpolate(x1, eps, t):
    t = t[(...,) + (None,) * (x1.ndim - 1)]
    return (1 - t) * eps + t * x1


# %% axes_by_unsqueeze : interpolate
def interpolate(x1, eps, t):
    while t.ndim < x1.ndim:
        t = t.unsqueeze(-1)
    return t * x1 + (1 - t) * eps


# %% axes_by_view_and_ones : interpolate
def interpolate(x1, eps, t):
    t = t.view((len(t),) + (1,) * (x1.dim() - 1)).expand(x1.shape)
    return t * x1 + (1 - t) * eps


# %% axes_by_transposition : interpolate
def interpolate(x1, eps, t):
    x1, eps = x1.movedim(0, -1), eps.movedim(0, -1)
    return (t * x1 + (1 - t) * eps).movedim(-1, 0)


# %% axes_by_flattening : interpolate
def interpolate(x1, eps, t):
    a, b = x1.reshape(len(t), -1), eps.reshape(len(t), -1)
    return (t[:, None] * a + (1 - t[:, None]) * b).reshape(x1.shape)


# %% axes_by_repetition : interpolate
def interpolate(x1, eps, t):
    t = t.repeat_interleave(x1[0].numel()).reshape(x1.shape)
    return t * x1 + (1 - t) * eps


# %% einsum : interpolate
def interpolate(x1, eps, t):
    return torch.einsum("b...,b->b...", x1, t) + torch.einsum("b...,b->b...", eps, 1 - t)


# %% vmap : interpolate
interpolate = torch.vmap(lambda x1, eps, t: (1 - t) * eps + t * x1)


# %% vmap_of_lerp : interpolate
def _line(x1, eps, t):
    return torch.lerp(eps, x1, t)


interpolate = torch.vmap(_line, in_dims=(0, 0, 0))


# %% loop_over_the_batch : interpolate
def interpolate(x1, eps, t):
    return torch.stack([(1 - t[i]) * eps[i] + t[i] * x1[i] for i in range(len(t))])


# %% loop_with_numbers : interpolate
def interpolate(x1, eps, t):
    result = torch.empty_like(x1)
    for i, time in enumerate(t.tolist()):
        result[i] = (1 - time) * eps[i] + time * x1[i]
    return result


# %% in_place_on_a_copy : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    x = x1.clone()
    x *= t
    x += eps * (1 - t)
    return x


# %% double_inside : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1).double()
    return ((1 - t) * eps.double() + t * x1.double()).float()


# %% numpy_inside : interpolate
def interpolate(x1, eps, t):
    time = t.numpy().reshape((-1,) + (1,) * (x1.ndim - 1))
    return torch.from_numpy(((1 - time) * eps.numpy() + time * x1.numpy()).astype("float32"))


# %% numpy_float64_inside : interpolate
def interpolate(x1, eps, t):
    import numpy as np

    time = t.numpy().astype(np.float64).reshape(-1, *[1] * (x1.ndim - 1))
    return torch.tensor((1 - time) * eps.numpy() + time * x1.numpy(), dtype=torch.float32)


# %% by_the_velocity : interpolate
def interpolate(x1, eps, t):
    return interpolate_from_velocity(x1, velocity(x1, eps), t)


# %% callable_object : interpolate
class Line:
    def __init__(self, start, end):
        self.start, self.end = start, end

    def at(self, t):
        return self.start + over_trailing(t, self.start) * (self.end - self.start)


class Interpolant:
    def __call__(self, x1, eps, t):
        return Line(eps, x1).at(t)


interpolate = Interpolant()


# %% module : interpolate
class Path(torch.nn.Module):
    def forward(self, x1, eps, t):
        t = over_trailing(t, x1)
        return (1 - t) * eps + t * x1


interpolate = Path()


# %% partial : interpolate
import functools


def _between(order, x1, eps, t, scale=1.0):
    t = over_trailing(t, x1) * scale
    return sum(w * x for w, x in zip((1 - t, t), (eps, x1)[::order]))


interpolate = functools.partial(_between, 1)


# %% decorated_and_without_gradients : interpolate
@torch.no_grad()
def interpolate(x1, eps, t, *, check=True):
    if check and x1.shape != eps.shape:
        raise ValueError("x1 and eps differ in shape")
    t = over_trailing(t, x1)
    return (1 - t) * eps + t * x1


# %% result_with_a_gradient : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1).clone().requires_grad_()
    return (1 - t) * eps + t * x1


# %% other_names_and_prints : interpolate
def interpolate(data, noise, time):
    print("interpolating", data.shape)
    time = over_trailing(time, data)
    return (1 - time) * noise + time * data


# %% where_at_the_ends : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    x = (1 - t) * eps + t * x1
    return torch.where(t == 0, eps, torch.where(t == 1, x1, x))


# %% stacked_and_summed : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return torch.stack([(1 - t) * eps, t * x1]).sum(0)


# %% sub : velocity
def velocity(x1, eps):
    return torch.sub(x1, eps)


# %% minus_the_other : velocity
def velocity(x1, eps):
    return -(eps - x1)


# %% add_with_alpha : velocity
def velocity(x1, eps):
    return torch.add(x1, eps, alpha=-1)


# %% copy_and_subtract : velocity
def velocity(x1, eps):
    u = x1.clone()
    u -= eps
    return u


# %% lambda : velocity
velocity = lambda x1, eps: x1 - eps


# %% operator : velocity
from operator import sub as velocity


# %% difference_of_a_stack : velocity
def velocity(x1, eps):
    return torch.diff(torch.stack([eps, x1]), dim=0)[0]


# %% double_inside : velocity
def velocity(x1, eps):
    return (x1.double() - eps.double()).to(torch.float32)


# %% derivative_of_the_path : velocity
def velocity(x1, eps):
    t = torch.full(x1.shape[:1], 0.5)
    return torch.func.jvp(lambda t: interpolate(x1, eps, t), (t,), (torch.ones_like(t),))[1]


# %% loop_over_the_batch : velocity
def velocity(x1, eps):
    return torch.stack([a - b for a, b in zip(x1, eps)])


# %% vmap : velocity
velocity = torch.vmap(lambda x1, eps: x1 - eps)


# %% numpy_inside : velocity
def velocity(x1, eps):
    return torch.from_numpy(x1.numpy() - eps.numpy())


# %% by_the_noise : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return interpolate(x1, x1 - u, t)


# %% noise_and_time : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    eps = x1 - u
    return eps + over_trailing(t, x1) * u


# %% expanded : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return x1 - u + over_trailing(t, x1) * u


# %% plus_t_minus_one : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return x1 + (over_trailing(t, x1) - 1) * u


# %% addcmul : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return torch.addcmul(x1, over_trailing(t, x1) - 1, u)


# %% lerp_to_the_noise : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return torch.lerp(x1 - u, x1, over_trailing(t, x1))


# %% einsum : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return x1 - torch.einsum("b,b...->b...", 1 - t, u)


# %% vmap : interpolate_from_velocity
interpolate_from_velocity = torch.vmap(lambda x1, u, t: x1 - (1 - t) * u)


# %% loop_over_the_batch : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    rows = []
    for x, v, time in zip(x1, u, t):
        rows.append(x - (1 - time) * v)
    return torch.stack(rows)


# %% double_inside : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    t = over_trailing(t, x1).double()
    return (x1 - (1 - t) * u).float()


# %% matrix_product : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return x1 - (torch.diag(1 - t) @ u.reshape(len(t), -1)).reshape(x1.shape)


# %% axes_by_transposition : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    x1, u = x1.movedim(0, -1), u.movedim(0, -1)
    return (x1 - (1 - t) * u).movedim(-1, 0)


# %% noise_first : noising_batch
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(x1.shape[0], generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% like_the_data : noising_batch
def noising_batch(x1, generator):
    t = torch.empty(len(x1)).uniform_(generator=generator)
    eps = torch.empty_like(x1).normal_(generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% normal_of_mean_and_deviation : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.normal(torch.zeros_like(x1), torch.ones_like(x1), generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% list_returned : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return [interpolate(x1, eps, t), t, eps]


# %% named_tuple_returned : noising_batch
from typing import NamedTuple


class Batch(NamedTuple):
    x_t: Tensor
    t: Tensor
    eps: Tensor


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return Batch(interpolate(x1, eps, t), t, eps)


# %% own_generator_seeded_from_the_given : noising_batch
def noising_batch(x1, generator):
    seed = int(torch.randint(2**62, (), generator=generator))
    own = torch.Generator().manual_seed(seed)
    t = torch.rand(x1.shape[0], generator=own)
    eps = torch.randn(x1.shape, generator=own)
    return interpolate(x1, eps, t), t, eps


# %% two_generators_seeded_from_the_given : noising_batch
def noising_batch(x1, generator):
    seeds = torch.randint(2**62, (2,), generator=generator).tolist()
    first, second = (torch.Generator().manual_seed(seed) for seed in seeds)
    t = torch.rand(x1.shape[0], generator=first)
    eps = torch.randn(x1.shape, generator=second)
    return interpolate(x1, eps, t), t, eps


# %% numpy_generator_seeded_from_the_given : noising_batch
def noising_batch(x1, generator):
    import numpy as np

    rng = np.random.default_rng(int(torch.randint(2**62, (), generator=generator)))
    t = torch.from_numpy(rng.random(x1.shape[0], dtype=np.float32))
    eps = torch.from_numpy(rng.standard_normal(x1.shape, dtype=np.float32))
    return interpolate(x1, eps, t), t, eps


# %% box_muller : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    a, b = torch.rand(2, *x1.shape, generator=generator, dtype=torch.float64)
    eps = torch.sqrt(-2 * torch.log1p(-a)) * torch.cos(2 * torch.pi * b)
    return interpolate(x1, eps.float(), t), t, eps.float()


# %% inverse_normal_law : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    u = torch.rand(x1.shape, generator=generator, dtype=torch.float64)
    eps = torch.special.ndtri(u.clamp(1e-15, 1 - 1e-15)).float()
    return interpolate(x1, eps, t), t, eps


# %% noise_in_chunks : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.cat([torch.randn(part.shape, generator=generator) for part in x1.split(7)])
    return interpolate(x1, eps, t), t, eps


# %% one_sample_after_the_other : noising_batch
def noising_batch(x1, generator):
    t, eps = [], []
    for each in x1:
        t.append(torch.rand((), generator=generator))
        eps.append(torch.randn(each.shape, generator=generator))
    t, eps = torch.stack(t), torch.stack(eps)
    return interpolate(x1, eps, t), t, eps


# %% drawn_in_double : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator, dtype=torch.float64)
    eps = torch.randn(x1.shape, generator=generator, dtype=torch.float64)
    x_t = interpolate(x1.double(), eps, t)
    return x_t.float(), t.float(), eps.float()


# %% one_minus_a_uniform_time : noising_batch
def noising_batch(x1, generator):
    t = 1 - torch.rand(x1.shape[0], generator=generator)
    eps = -torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% formula_instead_of_a_call : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], *[1] * (x1.ndim - 1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return torch.lerp(eps, x1, t), t.flatten(), eps


# %% by_the_velocity : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate_from_velocity(x1, velocity(x1, eps), t), t, eps


# %% batch_axis_drawn_last : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.movedim(0, -1).shape, generator=generator).movedim(-1, 0)
    return interpolate(x1, eps, t), t, eps
