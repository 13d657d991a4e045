"""Time runs from left to right, $x$ from bottom to top, and the data are the three points at $t =
1$. The colour is your `posterior_entropy`, bright where a point may have come from any of them;
the arrows are your `ideal_velocity`. On the right, the shares of your `posterior` along one path
that follows these arrows. Early on everything is possible, and the arrows point to the mean;
late, one point has it all.
"""

import matplotlib.pyplot as plt
import torch
from ambiguity import ideal_velocity, posterior, posterior_entropy

data = torch.tensor([[-1.5], [0.6], [1.2]])


def on_grid(rows, columns):
    """Return the points of a grid in the plane of data and time, and the values to draw by."""
    x, t = torch.linspace(-2.5, 2.5, rows), torch.linspace(0, 0.97, columns)
    return x, t, x.repeat_interleave(columns)[:, None], t.repeat(rows)


x, t, points, times = on_grid(120, 120)
entropy = posterior_entropy(points, times, data).reshape(120, 120)
arrows_x, arrows_t, points, times = on_grid(15, 14)
u = ideal_velocity(points, times, data).reshape(15, 14)

state, shares = torch.tensor([[0.3]]), []
for k in range(100):
    time = torch.full((1,), k / 100)
    shares.append(posterior(state, time, data)[0])
    state = state + ideal_velocity(state, time, data) / 100

figure, (plane, path) = plt.subplots(1, 2, figsize=(11, 3.8))
colours = plane.pcolormesh(t, x, entropy, shading="auto")
figure.colorbar(colours, ax=plane, label="your entropy (nats)")
plane.quiver(
    arrows_t, arrows_x, torch.ones(15, 14), u,
    angles="xy", scale_units="xy", scale=22, width=0.003, color="white",
)  # fmt: skip
plane.plot(torch.ones(3), data, "o", color="tab:red", clip_on=False)
plane.set(xlabel="t", ylabel="x", xlim=(0, 1))
path.plot(torch.arange(100) / 100, torch.stack(shares), label=[f"{y:g}" for y in (-1.5, 0.6, 1.2)])
path.set(xlabel="t", ylabel="your posterior, along a path from 0.3")
path.legend(title="data")
plt.tight_layout()
plt.show()
