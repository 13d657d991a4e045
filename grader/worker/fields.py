"""The model that a submission is given: a plain function.

The grader makes its evaluations and records them, or the worker does where it was sent a formula.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import torch

from grader.limits import MAX_RETURNED_ITEMS
from grader.wire.messages import Misuse
from grader.wire.values import ArrayValue
from grader.worker.tensors import to_array, to_bytes, type_name

_FLOATS = (torch.float32, torch.float64)
# bound here, before any submission runs, which may replace what torch has
_grad, _clone, _Tensor = torch.autograd.grad, torch.Tensor.clone, torch.Tensor
#: what networks are told before they are used; a function has no mode and no device
_HARMLESS = ("eval", "train", "to", "requires_grad_", "float", "cpu", "cuda")


#: what evaluates a model at (x, t): it returns the answer, and its bytes
Ask = Callable[[torch.Tensor, torch.Tensor], tuple[torch.Tensor, bytes]]


class Field:
    """A model callable: `field(x, t)` is what `ask` answers.

    x is `(B, ...)`, float32 or float64; t is `(B,)`, float32 or float64. Returns x's shape and
    dtype.

    Raises:
        ValueError: another shape of t, or a dtype that is no float.
        TypeError: x or t is not a tensor.
        RuntimeError: the call that it was passed to is over.
        AttributeError: something of a network is asked of it.
    """

    def __init__(self, name: str, ask: Ask, differentiable: bool = False) -> None:
        self.__name__ = self.__qualname__ = name
        self._ask: Ask | None = ask
        self._leaves: list[torch.Tensor] | None = [] if differentiable else None
        self._returned: list[tuple[torch.Tensor, bytes]] = []

    def __call__(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        ask = self._ask
        if ask is None or not _is_plain(x, t):
            ask = self._checked(x, t)
        tensor, data = ask(x, t)
        if self._leaves is not None:
            self._leaves.append(tensor.requires_grad_())
            tensor = _clone(tensor)  # no leaf, as what a network answers is none
        self._returned.append((tensor, data))
        return tensor

    def _checked(self, x: torch.Tensor, t: torch.Tensor) -> Ask:
        """Return what evaluates it, or raise what says why it cannot be evaluated so."""
        name = self.__name__
        if self._ask is None:
            over = RuntimeError(
                f"this {name} was passed to an earlier call, which is over: keep no model from one "
                f"call to the next, and use the {name} that each call is given"
            )
            raise _marked(over, "call_is_over")
        for label, value in (("x", x), ("t", t)):
            if not isinstance(value, torch.Tensor):
                raise _marked(
                    TypeError(f"{name}(x, t) wants tensors; {label} is a {type_name(value)}"),
                    "arguments",
                )
            if value.dtype not in _FLOATS:
                text = f"{name}(x, t) wants float32; {label} has dtype {value.dtype}"
                raise _marked(ValueError(text), "dtype")
        if x.ndim == 0 or tuple(t.shape) != (x.shape[0],):
            wanted = f"({x.shape[0]},), one time a sample" if x.ndim else "(B,) with x (B, ...)"
            other = ValueError(
                f"{name}(x, t) wants t of shape {wanted}; t has shape {tuple(t.shape)} "
                f"and x has shape {tuple(x.shape)}"
            )
            raise _marked(other, "arguments")
        return self._ask

    def __getattr__(self, name: str) -> Any:
        if name in _HARMLESS:
            return lambda *_, **__: self
        own = self.__dict__.get("__name__", "the model")
        if name.startswith("__"):
            raise AttributeError(f"{own} has no {name}")
        none = AttributeError(
            f"{own} is a plain function here, no network: it has no .{name}. Call it as {own}(x, t)"
        )
        raise _marked(none, "no_network")

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def __deepcopy__(self, _: object) -> Field:
        return self  # as of any function

    @property
    def answered(self) -> int:
        """How many evaluations were made."""
        return len(self._returned)

    def changed(self) -> bool:
        """Whether something that it returned was modified in place."""
        return any(to_bytes(tensor) != data for tensor, data in self._returned)

    def gradients(self, result: object) -> tuple[ArrayValue | None, ...]:
        """Return the derivatives of a returned number by each answer, None where there is none."""
        leaves = (self._leaves or [])[:MAX_RETURNED_ITEMS]
        if not leaves or not isinstance(result, _Tensor):
            return (None,) * len(leaves)
        with torch._C.DisableTorchFunctionSubclass():
            if not result.requires_grad or result.numel() != 1:
                return (None,) * len(leaves)
            found = _grad(result, leaves, allow_unused=True)
            return tuple(
                to_array(gradient)
                if gradient is not None and gradient.layout is torch.strided
                else None
                for gradient in found
            )

    def end(self) -> None:
        """End the call that it was made for: code that keeps it gets an error at its next use."""
        self._ask = None


def _is_plain(x: object, t: object) -> bool:
    """Whether x and t are what they mostly are, float32 tensors that fit each other."""
    return (
        type(x) is _Tensor
        and type(t) is _Tensor
        and x.dtype is t.dtype is _FLOATS[0]
        and x.shape[:1] == t.shape
        and len(t.shape) == 1
    )


def _marked(error: Exception, misuse: Misuse) -> Exception:
    """Mark an exception as one of ours, whatever class a student knows it by."""
    error.__dict__[_MARK] = misuse
    return error


def misuse_of(error: BaseException) -> Misuse | None:
    """Return how a model was misused where its refusal is what `error` is."""
    mark = error.__dict__.get(_MARK)
    return next((misuse for misuse in get_args(Misuse) if mark is misuse), None)


_MARK = "misuse of a model"

# what Python itself says of a wrong use names these, and students know of functions only
Field.__name__ = Field.__qualname__ = "function"
Field.__module__ = "builtins"
Field.__call__.__qualname__ = "the model"
