"""Between wire values and torch.

The torch functions are bound here, before any submission runs, so that a submission which replaces
`torch.from_numpy` breaks its own code and not the conversion.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from grader.limits import (
    MAX_NAME_CHARACTERS,
    MAX_RETURNED_ELEMENTS,
    MAX_RETURNED_ITEMS,
    MAX_STRING_CHARACTERS,
)
from grader.wire.values import ArrayValue, Atom, TupleValue, UnsendableValue, Value

_from_numpy, _ndarray = torch.from_numpy, np.ndarray
_Tensor = torch.Tensor
_NUMPY_DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in (
        ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64"]
    )
}  # fmt: skip
_NAMES = {getattr(torch, name): name for name in (*_NUMPY_DTYPES, "bfloat16")}


def to_tensor(array: ArrayValue) -> torch.Tensor:
    """Return a contiguous tensor with memory of its own."""
    return _from_numpy(_ndarray(array.shape, _NUMPY_DTYPES[array.dtype], bytearray(array.data)))


def holds(tensor: torch.Tensor, array: ArrayValue) -> bool:
    """Whether `tensor` still is what `to_tensor(array)` made, bit for bit."""
    return tensor.shape == array.shape and to_bytes(tensor) == array.data


def to_bytes(tensor: torch.Tensor) -> bytes:
    """Return the row-major little-endian bytes of a dense CPU tensor."""
    return to_numpy(tensor).tobytes()


def to_numpy(tensor: torch.Tensor) -> np.ndarray[Any, Any]:
    """Return a dense CPU tensor as numpy has it, without a copy where it can; bfloat16 as bits."""
    try:  # nearly every tensor is one that numpy can take as it is
        return tensor.numpy()
    except (RuntimeError, TypeError):
        pass
    if tensor.requires_grad:
        tensor = tensor.detach()
    if tensor.dtype is torch.bfloat16:
        tensor = tensor.contiguous().view(torch.int16)
    if tensor.is_neg():
        tensor = tensor.resolve_neg()
    return tensor.numpy()


def to_array(tensor: torch.Tensor) -> ArrayValue:
    return ArrayValue(_NAMES[tensor.dtype], tuple(tensor.shape), to_bytes(tensor))  # type: ignore[arg-type]


def parts(result: object, value: Value) -> tuple[tuple[torch.Tensor, ArrayValue], ...]:
    """Return the tensors of a result, each with what `to_value` made of it."""
    if not isinstance(value, TupleValue):
        result, value = (result,), TupleValue((value,))
    with torch._C.DisableTorchFunctionSubclass():
        return tuple(
            (_Tensor.detach(item), atom)
            for item, atom in zip(result, value.items, strict=False)  # type: ignore[call-overload]
            if isinstance(atom, ArrayValue)
        )


def to_value(result: object) -> Value:
    """Return the wire form of what a function of the submission returned."""
    if isinstance(result, tuple | list) and len(result) <= MAX_RETURNED_ITEMS:
        return TupleValue(tuple(_to_atom(item) for item in result))
    return _to_atom(result)


def _to_atom(result: object) -> Atom:
    if isinstance(result, _Tensor):
        return _tensor_to_atom(result)
    if result is None or isinstance(result, bool):
        return result
    # of a subclass (numpy's float64, an IntEnum, one that lies) the plain value counts
    if isinstance(result, float):
        return float.__float__(result)
    if isinstance(result, int) and int.bit_length(result) < 64:
        return int.__int__(result)
    if isinstance(result, str) and str.__len__(result) <= MAX_STRING_CHARACTERS:
        return str.__str__(result)
    return UnsendableValue(type_name(result))


def _tensor_to_atom(tensor: torch.Tensor) -> Atom:
    with torch._C.DisableTorchFunctionSubclass():
        if tensor.layout is not torch.strided:
            return UnsendableValue(f"tensor of layout {tensor.layout}")
        if tensor.device.type != "cpu":
            return UnsendableValue(f"tensor on {tensor.device.type}")
        if tensor.is_quantized or tensor.dtype not in _NAMES:
            return UnsendableValue(f"tensor of {tensor.dtype}")
        # counted, and not stored: a stride of 0 repeats a few numbers
        if tensor.numel() > MAX_RETURNED_ELEMENTS:
            return UnsendableValue(f"tensor of {tensor.numel()} elements")
        if torch._C._functorch.is_functorch_wrapped_tensor(tensor):
            return UnsendableValue("tensor that only exists inside torch.vmap or torch.func")
        return to_array(tensor)


def type_name(result: object) -> str:
    """Return the name of a value's type, with its top-level package where it is not builtin."""
    kind = type(result)
    package = str(getattr(kind, "__module__", "")).split(".")[0]
    name = str(getattr(kind, "__name__", "object"))
    shown = (name if package in ("builtins", "") else f"{package}.{name}")[:MAX_NAME_CHARACTERS]
    return "".join(character if character.isprintable() else "?" for character in shown)
