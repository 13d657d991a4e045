"""The network that a submission is given to train: a `torch.nn.Module`, built from numbers."""

from __future__ import annotations

from itertools import pairwise

import torch

from grader.limits import MAX_RETURNED_ITEMS
from grader.wire.values import NetworkValue
from grader.worker.tensors import to_tensor

_Module, _Linear, _cat = torch.nn.Module, torch.nn.Linear, torch.cat
_ACTIVATIONS = {"silu": torch.nn.SiLU, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}


class Network(torch.nn.Module):
    """A perceptron: `network(x, t)` of x `(B, D)` and t `(B,)` returns `(B, D)`."""

    def __init__(self, value: NetworkValue) -> None:
        super().__init__()
        layers: list[torch.nn.Module] = []
        arrays = iter(value.weights)
        for inputs, outputs in pairwise(value.sizes):
            layer = _Linear(inputs, outputs)
            layer.weight = torch.nn.Parameter(to_tensor(next(arrays)))
            layer.bias = torch.nn.Parameter(to_tensor(next(arrays)))
            layers += [layer, _ACTIVATIONS[value.activation]()]
        self.layers = torch.nn.Sequential(*layers[:-1])

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        """Evaluate it, in the dtype of its weights: t of another shape than `(B,)` is refused."""
        if x.ndim != 2 or tuple(t.shape) != (x.shape[0],):
            raise ValueError(
                f"model(x, t) wants x of shape (B, D) and t of shape (B,); x has shape "
                f"{tuple(x.shape)} and t has shape {tuple(t.shape)}"
            )
        given = _cat([x, t[:, None]], dim=1)  # in float64 where one of them is
        result: torch.Tensor = self.layers(given.to(next(self.parameters()).dtype))
        return result.to(x.dtype)


def weights_of(result: object) -> tuple[torch.Tensor, ...] | None:
    """Return the weights of a returned network, or of the first one that a module holds.

    Whatever a submission made of the network's class or its attributes: what crosses is tensors, as
    if they had been returned one by one, and the grader holds them to the shapes that it gave.
    """
    if not isinstance(result, _Module):
        return None
    network = next((module for module in result.modules() if isinstance(module, Network)), None)
    if network is None:
        return None
    found: list[torch.Tensor] = []
    for layer in network.layers:
        if isinstance(layer, _Linear) and len(found) < MAX_RETURNED_ITEMS:
            found += [layer.weight, layer.bias]
    return tuple(found)


# what is printed of it, and said of a wrong use, is a student's to read
Network.__module__ = "builtins"
