"""Noise is on the left at $t = 0$, data on the right at $t = 1$: 30% near $-1.5$ and 70% near $1$.
The lines are your `interpolate`, the arrows begin on them at $t = 1/2$ and point as your
`velocity` says, and the dots are a batch of your `noising_batch`. Each line should be straight,
with its arrow along it; each dot should lie on the line from its noise to its data, and the dots
at all times.
"""

import matplotlib.pyplot as plt
import torch
from interpolant import interpolate, noising_batch, velocity

generator = torch.Generator().manual_seed(0)
left = torch.rand(60, generator=generator) < 0.3
x1 = torch.where(left, -1.5, 1.0) + 0.1 * torch.randn(60, generator=generator)
eps = torch.randn(60, generator=generator)

times = torch.linspace(0, 1, 21)
lines = torch.stack([interpolate(x1, eps, t.expand(60)) for t in times])
half, u = interpolate(x1, eps, torch.full((60,), 0.5)), velocity(x1, eps)
x_t, t, noise = noising_batch(x1, generator)

figure, (left_half, right_half) = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True)
left_half.plot(times, lines, color="tab:blue", linewidth=0.6)
left_half.quiver(
    torch.full((60,), 0.5), half, torch.ones(60), u,
    angles="xy", scale_units="xy", scale=8, width=0.004, color="tab:orange",
)  # fmt: skip
left_half.set(title="your lines and velocities", xlabel="t", ylabel="x")
for k in range(60):
    right_half.plot([0, 1], [noise[k], x1[k]], color="lightgray", linewidth=0.6)
right_half.scatter(t, x_t, s=14, color="tab:blue", zorder=2)
right_half.set(title="a batch that you draw", xlabel="t")
plt.show()
