"""From a noise near $1$ to the data at $3$ leads the grey line. At each of four times, a prediction
of the velocity, or of the noise, that is wrong by up to 0.2 is given to your functions, and a
line drawn from $x_t$ to the $x_1$ that they return. Right functions give fans about the data at
$t = 1$: narrow ones for `"u"`, and wide ones for `"eps"` at small $t$. The curves are your
`x1_error_gain`.
"""

import matplotlib.pyplot as plt
import torch
from recovery import x1_error_gain, x1_from_eps, x1_from_u

x1, eps = torch.tensor(3.0), torch.tensor(1.0)
errors = torch.linspace(-0.2, 0.2, 9)

figure, axes = plt.subplots(1, 3, figsize=(12, 3.6))
for color, time in enumerate((0.15, 0.35, 0.6, 0.85)):
    t = torch.full((9,), time)
    x_t = (1 - t) * eps + t * x1
    from_u = x1_from_u(x_t, x1 - eps + errors, t)
    from_eps = x1_from_eps(x_t, eps + errors, t)
    for axis, recovered in ((axes[0], from_u), (axes[1], from_eps)):
        ends = torch.stack([t, torch.ones(9)]), torch.stack([x_t, recovered])
        axis.plot(*ends, color=f"C{color}", linewidth=0.8)
        axis.plot(time, x_t[0], "k.")
for axis, kind in ((axes[0], "u"), (axes[1], "eps")):
    axis.plot([0, 1], [eps, x1], color="gray", linewidth=3, alpha=0.4)
    axis.set(title=f"x1 from {kind}, a little wrong", xlabel="t", ylabel="x", ylim=(0.5, 4.5))

times = torch.linspace(0.01, 1, 100)
for kind in ("u", "eps"):
    axes[2].semilogy(times, x1_error_gain(times, kind).clamp(min=1e-2), label=kind)
axes[2].set(title="your gain of an error", xlabel="t")
axes[2].legend()
plt.tight_layout()
plt.show()
