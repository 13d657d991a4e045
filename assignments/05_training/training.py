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


def flow_matching_loss(u_theta: Model, x1: Tensor, generator: torch.Generator) -> Tensor:
    """Return the flow-matching loss of u_theta on the batch x1: one number, to be differentiated.

    x1: (B, ...). Draws a time t and noise eps for every sample, evaluates u_theta once, at
    (x_t, t), and returns the mean over all entries of its squared error, of shape ().
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def epsilon_loss(eps_theta: Model, x1: Tensor, generator: torch.Generator) -> Tensor:
    """Return the loss of a noise prediction on the batch x1: one number, to be differentiated.

    x1: (B, ...). Draws a time t and noise eps for every sample, evaluates eps_theta once, at
    (x_t, t), and returns the mean over all entries of its squared error, of shape ().
    """
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()
