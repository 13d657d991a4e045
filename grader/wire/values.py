"""What crosses as a value: arrays, numbers, texts, and what stands for generators and models.

Values are flat on purpose (a tuple holds no tuple), so a body has a depth that the types bound.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from grader import limits

Text = Annotated[str, Meta(max_length=limits.MAX_TEXT_CHARACTERS)]
Name = Annotated[str, Meta(max_length=limits.MAX_NAME_CHARACTERS)]
#: a name without control, zero-width and direction characters: reports show it as it is
ShownName = Annotated[
    str,
    Meta(
        max_length=limits.MAX_NAME_CHARACTERS,
        pattern=r"\A[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*\Z",
    ),
]
Index = Annotated[int, Meta(ge=0, lt=1 << 31)]

ITEM_SIZES = {
    "bool": 1,
    "uint8": 1,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
}
DTypeName = Literal[
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
]


class ArrayValue(Struct, array_like=True, frozen=True, tag="array", forbid_unknown_fields=True):
    """A dense array: row-major little-endian bytes."""

    dtype: DTypeName
    shape: Annotated[tuple[Index, ...], Meta(max_length=limits.MAX_AXES)]
    data: bytes

    def __post_init__(self) -> None:
        size = elements = 1
        for axis in self.shape:
            size *= axis
            elements *= axis or 1
        if elements > limits.MAX_ELEMENTS:
            raise ValueError("an array has too many elements")
        if size * ITEM_SIZES[self.dtype] != len(self.data):
            raise ValueError("an array's bytes do not fit its shape and dtype")
        # other bytes are no bool: what numpy and torch then compute is undefined
        if self.dtype == "bool" and self.data.translate(None, b"\0\1"):
            raise ValueError("a bool array holds other bytes than 0 and 1")


class GeneratorValue(Struct, array_like=True, frozen=True, tag="generator"):
    """A `torch.Generator`: made from `seed` where `fresh`, else the one that `key` named before."""

    key: int
    seed: int
    fresh: bool


class FieldValue(Struct, array_like=True, frozen=True, tag="field"):
    """A callable `field(x, t)` whose evaluations come back to the grader.

    Where it is `differentiable`, what it answers takes part in autograd, and the worker returns the
    derivative of a returned number by it.
    """

    index: Index
    name: Name
    differentiable: bool = False


#: a formula in postfix order: numbers, the state and the time, and what combines the last ones
Token = float | Literal["x", "t", "+", "-", "*", "sin"]
#: how many values a token takes off the stack, on which it leaves one
_TAKEN = {"x": 0, "t": 0, "sin": 1, "+": 2, "-": 2, "*": 2}


class FormulaValue(Struct, array_like=True, frozen=True, tag="formula", forbid_unknown_fields=True):
    """A callable `field(x, t)` that the worker evaluates itself: nobody sees what it is asked."""

    name: Name
    tokens: Annotated[tuple[Token, ...], Meta(max_length=limits.MAX_FORMULA_TOKENS)]

    def __post_init__(self) -> None:
        depth = 0
        for token in self.tokens:
            depth -= _TAKEN[token] if isinstance(token, str) else 0
            if depth < 0:
                raise ValueError("a formula combines more values than it has")
            depth += 1
        if depth != 1 or "x" not in self.tokens:
            raise ValueError("a formula must give one value, which depends on x")


#: what stands between two layers of a network
Activation = Literal["silu", "tanh", "relu"]


class NetworkValue(Struct, array_like=True, frozen=True, tag="network", forbid_unknown_fields=True):
    """A perceptron `network(x, t)` that the worker builds, with weights and biases in turn.

    It goes one way only. What comes back of it are its weights, as a tuple of plain arrays: no
    class, no code and no pickle of a submission ever crosses.
    """

    sizes: Annotated[tuple[Index, ...], Meta(min_length=2, max_length=limits.MAX_LAYER_SIZES)]
    activation: Activation
    weights: Annotated[tuple[ArrayValue, ...], Meta(max_length=limits.MAX_RETURNED_ITEMS)]


class UnsendableValue(Struct, array_like=True, frozen=True, tag="unsendable"):
    """Stands for a returned object that does not cross, under its type's name."""

    type_name: ShownName


Int64 = Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
Atom = ArrayValue | UnsendableValue | bool | Int64 | float | Text | None


class TupleValue(Struct, array_like=True, frozen=True, tag="tuple"):
    """A returned tuple or list."""

    items: Annotated[tuple[Atom, ...], Meta(max_length=limits.MAX_RETURNED_ITEMS)]


Value = Atom | TupleValue
Argument = (
    ArrayValue
    | GeneratorValue
    | FieldValue
    | FormulaValue
    | NetworkValue
    | bool
    | int
    | float
    | Text
    | None
)
