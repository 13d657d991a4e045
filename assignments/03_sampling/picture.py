"""Each line is the path of one sample through your `euler_sample`, from noise at $t = 0$ to $t =
1$, with 1, 3 and 20 steps. The model is the exact field of the data, which writes down where it
is asked. Below, the samples of your `generate` as a histogram, with the density of the data. One
step leads to the mean of the data, and twenty lead to two peaks.
"""

import matplotlib.pyplot as plt
import torch
from sampling import euler_sample, generate

weights, centres, width = torch.tensor([0.3, 0.7]), torch.tensor([-1.5, 1.0]), 0.1


def exact_field(x, t):
    """Return the mean velocity at (x, t) where the data is a mixture of two normal ones."""
    x, t = x[..., None], t.reshape(-1, *[1] * x.ndim)
    variance = (1 - t) ** 2 + (t * width) ** 2
    log_share = weights.log() - 0.5 * ((x - t * centres) ** 2 / variance + variance.log())
    slope = (t * width**2 - (1 - t)) / variance
    return (log_share.softmax(-1) * (centres + slope * (x - t * centres))).sum(-1)


def density(x):
    """Return the density of the data at x."""
    apart = torch.distributions.Normal(centres, width).log_prob(x[:, None]).exp()
    return (weights * apart).sum(-1)


generator = torch.Generator().manual_seed(0)
x0 = torch.randn(40, generator=generator)
grid = torch.linspace(-3, 3, 400)

figure, axes = plt.subplots(2, 3, figsize=(12, 6))
for column, num_steps in enumerate((1, 3, 20)):
    times, states = [], []

    def watched(x, t, times=times, states=states):
        """Write down where the model is asked, and answer."""
        times.append(t[0].item())
        states.append(x.clone())
        return exact_field(x, t)

    end = euler_sample(watched, x0, num_steps)
    paths = torch.stack([*states, end])
    axes[0, column].plot([*times, 1.0], paths, color="tab:blue", linewidth=0.6)
    axes[0, column].set(title=f"number of steps: {num_steps}", xlabel="t", ylabel="x", ylim=(-3, 3))
    samples = generate(exact_field, 4000, num_steps, generator)
    axes[1, column].hist(samples, bins=80, range=(-3, 3), density=True, color="tab:blue")
    axes[1, column].plot(grid, density(grid), color="tab:orange")
    axes[1, column].set(xlabel="x")
plt.tight_layout()
plt.show()
