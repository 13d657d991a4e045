"""More right submissions of assignment 01: ways to draw a training batch.

Cells as in equivalents.py. Whatever the order, the precision or the function of torch: all draws are
independent, of the right law, and from the generator that is given.
"""

# %% one_call_for_both : noising_batch
def noising_batch(x1, generator):
    numbers = torch.randn(x1.numel() + len(x1), generator=generator, dtype=torch.float64)
    t = torch.special.ndtr(numbers[: len(x1)]).float()
    eps = numbers[len(x1) :].reshape(x1.shape).float()
    return interpolate(x1, eps, t), t, eps


# %% one_uniform_call_for_both : noising_batch
def noising_batch(x1, generator):
    numbers = torch.rand(len(x1), 1 + x1[0].numel(), generator=generator, dtype=torch.float64)
    t = numbers[:, 0].float()
    eps = torch.erfinv(2 * numbers[:, 1:].clamp(1e-12, 1 - 1e-12) - 1) * 2**0.5
    eps = eps.float().reshape(x1.shape)
    return interpolate(x1, eps, t), t, eps


# %% torch_normal_of_a_size : noising_batch
def noising_batch(x1, generator):
    eps = torch.normal(0.0, 1.0, size=tuple(x1.shape), generator=generator)
    t = torch.rand((x1.size(0),), generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% out_arguments : noising_batch
def noising_batch(x1, generator):
    t, eps = x1.new_empty(x1.shape[0]), torch.empty_like(x1)
    torch.rand(t.shape, generator=generator, out=t)
    torch.randn(eps.shape, generator=generator, out=eps)
    return interpolate(x1, eps, t), t, eps


# %% uniform_between_numbers : noising_batch
def noising_batch(x1, generator):
    t = torch.zeros(x1.shape[0]).uniform_(0.0, 1.0, generator=generator)
    eps = torch.zeros_like(x1).normal_(mean=0.0, std=1.0, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% random_integers_over_their_range : noising_batch
def noising_batch(x1, generator):
    t = torch.randint(2**24, (len(x1),), generator=generator) / 2**24
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% random_in_place : noising_batch
def noising_batch(x1, generator):
    bits = torch.empty(len(x1), dtype=torch.int64).random_(0, 2**53, generator=generator)
    t = (bits.double() / 2**53).float()
    eps = torch.randn(*x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% device_and_dtype_of_the_data : noising_batch
def noising_batch(x1, generator):
    like = dict(device=x1.device, dtype=x1.dtype, generator=generator)
    t, eps = torch.rand(x1.shape[:1], **like), torch.randn(x1.size(), **like)
    return interpolate(x1, eps, t), t, eps


# %% requires_grad : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(len(x1), generator=generator, requires_grad=True)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% without_gradients : noising_batch
@torch.no_grad()
def noising_batch(x1, generator=None):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(x1.shape[0], generator=generator)
    time = over_trailing(t, x1)
    return eps.mul(1 - time).add(x1 * time), t, eps


# %% inference_mode : noising_batch
def noising_batch(x1, generator):
    with torch.inference_mode():
        t = torch.rand(x1.shape[0], generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        return interpolate(x1, eps, t), t, eps


# %% flat_noise : noising_batch
def noising_batch(x1, generator):
    eps = torch.randn(x1.numel(), generator=generator).view_as(x1)
    t = torch.rand(x1.shape[0], 1, generator=generator)
    flat = t * x1.reshape(len(x1), -1) + (1 - t) * eps.reshape(len(x1), -1)
    return flat.reshape(x1.shape), t.squeeze(1), eps


# %% noise_by_column : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(len(x1), generator=generator)
    columns = [torch.randn(len(x1), generator=generator) for _ in range(x1[0].numel())]
    eps = torch.stack(columns, dim=1).reshape(x1.shape)
    return interpolate(x1, eps, t), t, eps


# %% marsaglia_polar : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(len(x1), generator=generator)
    found, missing = [], x1.numel()
    while missing > 0:
        a, b = 2 * torch.rand(2, 2 * missing + 8, generator=generator, dtype=torch.float64) - 1
        s = a**2 + b**2
        inside = (s > 0) & (s < 1)
        factor = torch.sqrt(-2 * torch.log(s[inside]) / s[inside])
        found.append(a[inside] * factor)
        missing -= int(inside.sum())
    eps = torch.cat(found)[: x1.numel()].reshape(x1.shape).float()
    return interpolate(x1, eps, t), t, eps


# %% both_halves_of_box_muller : noising_batch
def noising_batch(x1, generator):
    pairs = (x1.numel() + 1) // 2
    radius = torch.empty(pairs, dtype=torch.float64).exponential_(0.5, generator=generator).sqrt()
    angle = 2 * torch.pi * torch.rand(pairs, generator=generator, dtype=torch.float64)
    both = torch.cat([radius * angle.cos(), radius * angle.sin()])
    eps = both[: x1.numel()].reshape(x1.shape).float()
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% distributions_seeded_from_the_given : noising_batch
def noising_batch(x1, generator):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(torch.randint(2**62, (1,), generator=generator)))
        t = torch.distributions.Uniform(0.0, 1.0).sample((len(x1),))
        eps = torch.distributions.Normal(0.0, 1.0).sample(x1.shape)
    return interpolate(x1, eps, t), t, eps


# %% scipy_seeded_from_the_given : noising_batch
def noising_batch(x1, generator):
    from scipy import stats

    seed = torch.randint(2**32, (4,), generator=generator).tolist()
    import numpy as np

    rng = np.random.default_rng(seed)
    t = torch.as_tensor(stats.uniform.rvs(size=len(x1), random_state=rng), dtype=torch.float32)
    eps = torch.as_tensor(stats.norm.rvs(size=x1.shape, random_state=rng), dtype=torch.float32)
    return interpolate(x1, eps.reshape(x1.shape), t), t, eps.reshape(x1.shape)


# %% fractional_part_of_a_sum : noising_batch
def noising_batch(x1, generator):
    shift, t = torch.rand(2, len(x1), generator=generator, dtype=torch.float64)
    t = ((t + shift) % 1.0).float()
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% sum_of_two_normals : noising_batch
def noising_batch(x1, generator):
    a, b = torch.randn(2, *x1.shape, generator=generator)
    eps = (a + b) / 2**0.5
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% random_signs : noising_batch
def noising_batch(x1, generator):
    size = torch.randn(x1.shape, generator=generator).abs()
    sign = 2.0 * torch.randint(2, x1.shape, generator=generator) - 1.0
    eps, t = sign * size, torch.rand(len(x1), generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% sampler_object : noising_batch
class Noiser:
    def __init__(self, generator):
        self.generator = generator

    def times(self, count):
        return torch.rand(count, generator=self.generator)

    def noise(self, shape):
        return torch.randn(shape, generator=self.generator)

    def __call__(self, x1):
        t, eps = self.times(len(x1)), self.noise(x1.shape)
        return interpolate(x1, eps, t), t, eps


def noising_batch(x1, generator):
    return Noiser(generator)(x1)


# %% generator_of_pairs : noising_batch
def _draws(x1, generator):
    yield torch.rand(len(x1), generator=generator)
    yield torch.randn(x1.shape, generator=generator)


def noising_batch(x1, generator):
    t, eps = _draws(x1, generator)
    return interpolate(x1=x1, eps=eps, t=t), t, eps


# %% samples_from_a_list_of_seeds : noising_batch
def noising_batch(x1, generator):
    seed = torch.randint(2**62, (1,), generator=generator).item()
    own = torch.Generator(device="cpu")
    own.manual_seed(seed)
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(x1.shape[0], generator=own)
    return interpolate(x1, eps, t), t, eps


# %% cloned_generator_that_goes_on : noising_batch
def noising_batch(x1, generator):
    own = torch.Generator()
    own.set_state(generator.get_state())
    t = torch.rand(len(x1), generator=own)
    eps = torch.randn(x1.shape, generator=own)
    generator.set_state(own.get_state())
    return interpolate(x1, eps, t), t, eps
