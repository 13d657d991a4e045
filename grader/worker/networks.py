"""The network that a submission is given to train: a `torch.nn.Module`, built from numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch

from grader.limits import MAX_ASKED_ROWS, MAX_RETURNED_ITEMS
from grader.wire.values import ArrayValue, NetworkValue
from grader.worker.tensors import to_array, to_tensor

_Module, _Linear, _cat = torch.nn.Module, torch.nn.Linear, torch.cat
_ACTIVATIONS = {"silu": torch.nn.SiLU, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}

_is_tracing: Callable[[], bool] = torch._C._is_tracing
#: by vmap, grad and their like
_is_wrapped: Callable[[torch.Tensor], bool] = torch._C._functorch.is_functorch_wrapped_tensor
_Tensor, _tensor, _grad_enabled = torch.Tensor, torch.tensor, torch.is_grad_enabled


class Asked:
    """How many samples a network and its copies were asked about each time, and the first of them.

    What is asked without gradients is no step of a training, and is left out. Nothing is known,
    and `hidden` is true, where it was asked about what has no values yet.
    """

    def __init__(self) -> None:
        self.hidden = False
        self._sizes: list[int] = []
        self._rows: list[tuple[torch.Tensor, torch.Tensor]] = []
        self._left = MAX_ASKED_ROWS

    def __deepcopy__(self, memo: dict[int, Any]) -> Asked:
        return self

    def note(self, x: object, t: object) -> None:
        """Write down what was asked, if it is what a network may be asked."""
        if not (isinstance(x, _Tensor) and isinstance(t, _Tensor) and x.ndim == 2):
            return
        if _is_tracing() or _is_wrapped(x) or _is_wrapped(t):
            self.hidden = True
        elif _grad_enabled() and t.shape == x.shape[:1]:
            self._sizes.append(len(x))
            rows = x.detach()[: self._left].float(), t.detach()[: self._left].float()
            if len(rows[1]):
                self._rows.append((rows[0].clone(), rows[1].clone()))
            self._left -= len(rows[1])

    def sent(self) -> tuple[ArrayValue, ...]:
        """Return the sizes, x and t as they are sent; nothing where nothing is known."""
        if self.hidden or not self._rows or len({x.shape[1] for x, _ in self._rows}) > 1:
            return ()
        x, t = (_cat(parts) for parts in zip(*self._rows, strict=True))
        return to_array(_tensor(self._sizes[:MAX_ASKED_ROWS])), to_array(x), to_array(t)


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

        self.asked = Asked()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Note what it is asked, and evaluate it."""
        given = dict(zip(("x", "t"), arguments, strict=False)) | named
        asked = self.__dict__.get("asked")
        if isinstance(asked, Asked):
            asked.note(given.get("x"), given.get("t"))
        return super().__call__(*arguments, **named)

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
