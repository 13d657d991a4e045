"""More right submissions of assignment 03: ways to draw, and to write `generate`.

Cells as in equivalents.py.
"""

# %% torch_normal_of_a_size : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.normal(0.0, 1.0, (num_samples,), generator=generator)
    return euler_sample(u_theta, x0, num_steps)


# %% mean_and_deviation_tensors : generate
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.normal(torch.zeros(num_samples, 1), 1.0, generator=generator)
    return euler_sample(u_theta, x, num_steps).flatten()


# %% out_argument : generate
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.empty(num_samples)
    torch.randn(num_samples, generator=generator, out=x)
    return euler_sample(u_theta, x, num_steps)


# %% inverse_error_function : generate
def generate(u_theta, num_samples, num_steps, generator):
    p = torch.rand(num_samples, generator=generator, dtype=torch.float64)
    x0 = 2**0.5 * torch.erfinv(2 * p.clamp(1e-14, 1 - 1e-14) - 1)
    return euler_sample(u_theta, x0.float(), num_steps)


# %% both_halves_of_box_muller : generate
def generate(u_theta, num_samples, num_steps, generator):
    half = -(-num_samples // 2)
    a = 1 - torch.rand(half, generator=generator, dtype=torch.float64)
    b = torch.rand(half, generator=generator, dtype=torch.float64) * 2 * torch.pi
    radius = (-2 * a.log()).sqrt()
    x0 = torch.stack([radius * b.cos(), radius * b.sin()]).flatten()[:num_samples]
    return euler_sample(u_theta, x0.float(), num_steps)


# %% one_value_after_the_other : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.tensor([torch.randn((), generator=generator).item() for _ in range(num_samples)])
    return euler_sample(u_theta, x0, num_steps)


# %% sum_of_two_normals : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(2, num_samples, generator=generator).sum(0) * 0.5**0.5
    return euler_sample(u_theta, x0, num_steps)


# %% random_signs : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator).abs()
    coin = torch.randint(0, 2, (num_samples,), generator=generator).bool()
    return euler_sample(u_theta, torch.where(coin, x0, -x0), num_steps)


# %% inference_mode_and_squeeze : generate
@torch.inference_mode()
def generate(u_theta, num_samples, num_steps, generator, dim=1):
    z = torch.randn((num_samples, dim), generator=generator)
    return euler_sample(u_theta, z, num_steps)[:, 0]


# %% times_by_linspace_in_a_loop_of_its_own : generate
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(size=(num_samples,), generator=generator)
    grid = torch.linspace(0.0, 1.0, steps=num_steps + 1)
    for t, t_next in zip(grid, grid[1:]):
        x = x + u_theta(x, t.repeat(num_samples)) * (t_next - t)
    return x


# %% sampler_class : generate
class Sampler:
    def __init__(self, model, num_steps):
        self.model, self.num_steps = model, num_steps

    def prior(self, count, generator):
        return torch.randn(count, 1, generator=generator)

    def __call__(self, count, generator):
        x = self.prior(count, generator)
        for k in range(self.num_steps):
            x = x + self.velocity(x, k) / self.num_steps
        return x.view(-1)

    def velocity(self, x, k):
        return self.model(x, torch.full((len(x),), k / self.num_steps))


def generate(u_theta, num_samples, num_steps, generator):
    return Sampler(u_theta, num_steps)(num_samples, generator)


# %% sigmas_from_one_to_zero : generate
def generate(u_theta, num_samples, num_steps, generator):
    latents = torch.randn(num_samples, generator=generator)
    sigmas = [1 - k / num_steps for k in range(num_steps)] + [0.0]
    for sigma, following in zip(sigmas[:-1], sigmas[1:]):
        noise_pred = -u_theta(latents, torch.full((num_samples,), 1 - sigma))
        latents = latents + (following - sigma) * noise_pred
    return latents


# %% cloned_generator_that_goes_on : generate
def generate(u_theta, num_samples, num_steps, generator):
    own = torch.Generator()
    own.set_state(generator.get_state())
    x0 = torch.randn(num_samples, generator=own)
    generator.set_state(own.get_state())
    return euler_sample(u_theta, x0, num_steps)


# %% distribution_seeded_from_the_given : generate
def generate(u_theta, num_samples, num_steps, generator):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(torch.randint(2**62, (1,), generator=generator).item())
        x0 = torch.distributions.MultivariateNormal(torch.zeros(1), torch.eye(1)).sample(
            (num_samples,)
        )
    return euler_sample(u_theta, x0, num_steps).reshape(num_samples)


# %% normal_scores_of_integers : generate
def generate(u_theta, num_samples, num_steps, generator):
    bits = torch.randint(2**53 - 1, (num_samples,), generator=generator) + 1
    x0 = torch.special.ndtri(bits.double() / 2**53).to(torch.float32)
    return euler_sample(u_theta, x0, num_steps)


# %% requires_grad : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator, requires_grad=True)
    return euler_sample(u_theta, x0, num_steps)


# %% empty_and_filled_slice_by_slice : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.zeros(num_samples)
    for start in range(0, num_samples, 256):
        x0[start : start + 256].normal_(generator=generator)
    return euler_sample(u_theta, x0, num_steps)
