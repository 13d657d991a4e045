"""Between numpy, which checks speak, and the wire; and the calls that checks make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from grader.limits import LEAST_EVALUATIONS
from grader.wire.messages import Call, encode
from grader.wire.values import (
    ITEM_SIZES,
    Activation,
    ArrayValue,
    FieldValue,
    FormulaValue,
    GeneratorValue,
    NetworkValue,
    Token,
    TupleValue,
    UnsendableValue,
)

Array = NDArray[Any]

#: numpy knows no bfloat16: its bits are kept under a dtype that only has the name
BFLOAT16 = np.dtype([("bfloat16", "<u2")])


#: a model in postfix order, such as `("x", 2.0, "t", "*", "+")` for x + 2 t
Formula = tuple[Token, ...]


class FieldLike(Protocol):
    """A closed-form model: evaluated by the grader in float64, printed as torch code."""

    def __call__(self, x: Array, t: Array) -> Array:
        """Return the field at x `(B, ...)` and t `(B,)`, both float64."""

    def code(self, name: str) -> str:
        """Return torch source that defines the field as the function `name`."""


@dataclass(frozen=True)
class Model:
    """A field under the name that the exercise's contract gives it, `u_theta` or `eps_theta`.

    Where the field is given as a `formula` too, the worker evaluates that: several times as fast,
    but nobody sees what is asked, so such a call is judged by its result alone. What a
    `differentiable` one answers takes part in autograd: the record has the `gradients`.
    """

    name: str
    field: FieldLike
    formula: Formula | None = None
    differentiable: bool = False


@dataclass(frozen=True, eq=False)
class Network:
    """A perceptron `network(x, t)` of x `(B, D)` and t `(B,)`, which a submission may train.

    `sizes` are those of its layers, D + 1 the first and D the last; `weights` are weights
    `(out, in)` and biases `(out,)` in turn. A worker builds it, and returns weights for it.
    """

    sizes: tuple[int, ...]
    activation: Activation
    weights: tuple[Array, ...]


@dataclass
class Generator:
    """A `torch.Generator` of the worker, named by a key; it goes on from call to call."""

    key: int
    seed: int
    used: bool = False

    def anew(self) -> Generator:
        """Have the same object seeded with the same seed again, at the next call."""
        self.used = False
        return self


@dataclass(frozen=True)
class Unsendable:
    """Stands for a returned object that is no tensor, number, string or tuple."""

    type_name: str


@dataclass(frozen=True)
class PreparedCall:
    """A call to a function of the submission, with its request encoded once."""

    function: str
    arguments: tuple[Any, ...]
    global_seed: int
    continues: frozenset[int]  # positions of generators that were used before

    @cached_property
    def models(self) -> tuple[Model, ...]:
        return tuple(argument for argument in self.arguments if isinstance(argument, Model))

    @cached_property
    def trains(self) -> bool:
        """Whether it is given a network."""
        return any(isinstance(argument, Network) for argument in self.arguments)

    @cached_property
    def takes_long(self) -> bool:
        """Whether it is a training of many iterations, which takes the time of one."""
        return self.trains and self.evaluations > LEAST_EVALUATIONS

    @cached_property
    def evaluations(self) -> int:
        """How many evaluations are no waste: twice the largest whole number that it is given.

        Steps are counted by an argument, and no check of a call has another idea of how many are
        needed.
        """
        whole = (argument for argument in self.arguments if type(argument) is int)
        return max(LEAST_EVALUATIONS, 2 * max(whole, default=0))

    @cached_property
    def body(self) -> bytes:
        models = iter(range(len(self.models)))
        values: list[Any] = []
        for position, argument in enumerate(self.arguments):
            if isinstance(argument, np.ndarray):
                values.append(to_wire(argument))
            elif isinstance(argument, Model):
                index = next(models)
                if argument.formula is None:
                    values.append(FieldValue(index, argument.name, argument.differentiable))
                else:
                    values.append(FormulaValue(argument.name, argument.formula))
            elif isinstance(argument, Network):
                weights = tuple(map(to_wire, argument.weights))
                values.append(NetworkValue(argument.sizes, argument.activation, weights))
            elif isinstance(argument, Generator):
                fresh = position not in self.continues
                values.append(GeneratorValue(argument.key, argument.seed, fresh))
            else:
                values.append(argument)
        return encode(Call(self.function, tuple(values), self.global_seed, self.takes_long))


@dataclass(frozen=True)
class Evaluation:
    """One evaluation of a model by the submission: where, when, and what it was told.

    x and value are `(B, ...)`, t is `(B,)`, in the dtypes that the submission used.
    """

    x: Array
    t: Array
    value: Array


def prepare(function: str, arguments: Sequence[Any], global_seed: int) -> PreparedCall:
    """Prepare a call; a generator among the arguments is marked as used from now on."""
    continues: set[int] = set()
    for position, argument in enumerate(arguments):
        if isinstance(argument, Generator):
            if argument.used:
                continues.add(position)
            argument.used = True
    return PreparedCall(function, tuple(arguments), global_seed, frozenset(continues))


#: looked up once: numpy takes its time to name a dtype, and a sampler sends hundreds of arrays
_DTYPES = {
    name: BFLOAT16 if name == "bfloat16" else np.dtype(name).newbyteorder("<")
    for name in ITEM_SIZES
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}


def to_wire(array: Array) -> ArrayValue:
    name = _NAMES[array.dtype]
    return ArrayValue(name, array.shape, array.tobytes())  # type: ignore[arg-type]


def from_wire(value: object) -> Any:
    """Return a reply's value as Python: arrays as numpy, tuples as tuples."""
    if isinstance(value, ArrayValue):
        return np.frombuffer(value.data, dtype=_DTYPES[value.dtype]).reshape(value.shape)
    if isinstance(value, TupleValue):
        return tuple(from_wire(item) for item in value.items)
    if isinstance(value, UnsendableValue):
        return Unsendable(value.type_name)
    return value


def dtype_name(array: Array) -> str:
    return _NAMES[array.dtype]
