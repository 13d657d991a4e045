"""A small network is trained by your `train`, in a few seconds, on data of one dimension: 30% near
$-1.5$ and 70% near $1$. Each line is noise that flows to data through it, in 50 steps of Euler's
method, and beside them is what comes out, with the data. The loss, your `flow_matching_loss` on
fresh data, is printed before and after; it does not go to 0, since many lines pass near a point.
"""

import matplotlib.pyplot as plt
import torch
from training import flow_matching_loss, train


class Network(torch.nn.Module):
    """Predicts the velocity at x and t."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(2, 48), torch.nn.SiLU(), torch.nn.Linear(48, 48), torch.nn.SiLU(),
            torch.nn.Linear(48, 1),
        )  # fmt: skip

    def forward(self, x, t):
        return self.layers(torch.cat([x, t[:, None]], dim=1))


torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
left = torch.rand(4000, 1, generator=generator) < 0.3
data = torch.where(left, -1.5, 1.0) + 0.1 * torch.randn(4000, 1, generator=generator)
network = Network()

before = flow_matching_loss(network, data, generator).item()
network = train(network, data, 1000, 128, 3e-3, generator)
after = flow_matching_loss(network, data, generator).item()
print(f"loss: {before:.2f} before, {after:.2f} after")

states = [torch.randn(1500, 1, generator=generator)]
with torch.no_grad():
    for k in range(50):
        states.append(states[-1] + network(states[-1], torch.full((1500,), k / 50)) / 50)
paths = torch.cat(states, dim=1).T

figure, (lines, ends) = plt.subplots(1, 2, figsize=(11, 3.8))
lines.plot(torch.linspace(0, 1, 51), paths[:, :60], color="tab:blue", linewidth=0.6)
lines.set(title="noise flows to data", xlabel="t", ylabel="x")
ends.hist(data[:, 0], bins=80, range=(-3, 3), density=True, histtype="step", label="data")
ends.hist(paths[-1], bins=80, range=(-3, 3), density=True, alpha=0.5, label="your samples")
ends.set(xlabel="x")
ends.legend()
plt.tight_layout()
plt.show()
