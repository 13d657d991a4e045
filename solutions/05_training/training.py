"""Assignment 05: training. README.md explains it.

x1 is `(B, ...)` float32 data with any number of trailing axes, none included. A model is called as
`model(x, t)` with x `(B, ...)` and t `(B,)`, and returns x's shape. Noise is at t = 0, data at
t = 1. All randomness comes from `generator`. Neither inputs nor what a model returns are ever
modified in place.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Model = Callable[[Tensor, Tensor], Tensor]


### BEGIN SOLUTION
def noising_batch(x1: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Return (x_t, t, eps), as in assignment 01."""
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    return (1 - time) * eps + time * x1, t, eps


### END SOLUTION


def flow_matching_loss(u_theta: Model, x1: Tensor, generator: torch.Generator) -> Tensor:
    """Return the flow-matching loss of u_theta on the batch x1: one number, to be differentiated.

    x1: (B, ...). Draws a time t and noise eps for every sample, evaluates u_theta once, at
    (x_t, t), and returns the mean over all entries of its squared error, of shape ().
    """
    ### BEGIN SOLUTION
    x_t, t, eps = noising_batch(x1, generator)
    error = u_theta(x_t, t) - (x1 - eps)
    return (error**2).mean()
    ### END SOLUTION


def epsilon_loss(eps_theta: Model, x1: Tensor, generator: torch.Generator) -> Tensor:
    """Return the loss of a noise prediction on the batch x1: one number, to be differentiated.

    x1: (B, ...). Draws a time t and noise eps for every sample, evaluates eps_theta once, at
    (x_t, t), and returns the mean over all entries of its squared error, of shape ().
    """
    ### BEGIN SOLUTION
    x_t, t, eps = noising_batch(x1, generator)
    error = eps_theta(x_t, t) - eps
    return (error**2).mean()
    ### END SOLUTION


def train(
    model: torch.nn.Module,
    data: Tensor,
    num_iters: int,
    batch_size: int,
    learning_rate: float,
    generator: torch.Generator,
) -> torch.nn.Module:
    """Train model(x, t) to predict the velocity, and return it.

    data: (n, D); x: (B, D). Takes num_iters steps of an optimiser with this learning_rate (Adam, if
    you have no reason for another), each on a batch of batch_size samples that are drawn from data.
    """
    ### BEGIN SOLUTION
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return model
    ### END SOLUTION
