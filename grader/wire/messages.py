"""The bodies of frames, as msgspec structs: the types are the schema, checked while decoding.

Values are flat on purpose (a tuple holds no tuple), so a body has a depth that the types bound.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, cast

import msgspec
from msgspec import Meta, Struct

from grader.wire.frames import WireError

Text = Annotated[str, Meta(max_length=4000)]
Name = Annotated[str, Meta(max_length=200)]
#: a name without control, zero-width and direction characters: reports show it as it is
ShownName = Annotated[
    str,
    Meta(
        max_length=200,
        pattern=r"\A[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*\Z",
    ),
]
Index = Annotated[int, Meta(ge=0, lt=1 << 31)]

ITEM_BYTES = {
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
    shape: Annotated[tuple[Index, ...], Meta(max_length=8)]
    data: bytes

    def __post_init__(self) -> None:
        size = elements = 1
        for axis in self.shape:
            size *= axis
            # zeros count as one: a (0, 2**31) array holds no bytes and explodes under a reduction
            elements *= axis or 1
        if elements > 1 << 24:
            raise ValueError("an array has too many elements")
        if size * ITEM_BYTES[self.dtype] != len(self.data):
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
    """A callable `field(x, t)` whose evaluations come back to the grader."""

    index: Index
    name: Name


class UnsendableValue(Struct, array_like=True, frozen=True, tag="unsendable"):
    """Stands for a returned object that does not cross, under its type's name."""

    type_name: ShownName


Int64 = Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
Atom = ArrayValue | UnsendableValue | bool | Int64 | float | Text | None


class TupleValue(Struct, array_like=True, frozen=True, tag="tuple"):
    """A returned tuple or list."""

    items: Annotated[tuple[Atom, ...], Meta(max_length=16)]


Value = Atom | TupleValue
Argument = ArrayValue | GeneratorValue | FieldValue | bool | int | float | Text | None


Path = Annotated[str, Meta(max_length=8000)]


class Load(Struct, array_like=True, frozen=True):
    """Read `files` and make `module` of them; `exercises` pairs each name with its arity.

    `other_modules` are those of other assignments, whose files are theirs. With `careful`, only
    what the exercises need is run, since the whole file did not come to its end. The seconds are of
    CPU and wall time: after them, the line that runs is told.
    """

    assignment: Name
    module: Name
    files: tuple[tuple[Path, bytes], ...]
    exercises: tuple[tuple[Name, Index], ...]
    any_name: bool  # a single file, given as this assignment whatever it is called
    other_modules: tuple[Name, ...] = ()
    careful: bool = False
    load_seconds: float = 8.0
    call_seconds: float = 4.0
    wall_seconds: float = 24.0


class Frame(Struct, array_like=True, frozen=True):
    """One line of the student's own code in a traceback; `place` is a file, or a file and cell."""

    place: Name
    line: Index
    function: Name
    source: Name


class Raised(Struct, array_like=True, frozen=True):
    """An exception. `types` are the names of its class and the classes above it, nearest first.

    `cause` says what else is known of how it came. `placeholder` is the exercise whose placeholder
    raised it, `leftover` the line of one that was left below written work.
    """

    types: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=32)]
    message: Text
    frames: Annotated[tuple[Frame, ...], Meta(max_length=8)]
    out_of_memory: bool = False
    cause: Text | None = None
    placeholder: Name | None = None
    leftover: Index | None = None
    printed: Text = ""


class LoadedExercise(Struct, array_like=True, frozen=True):
    """What the submission defines under an exercise's name.

    `problem` says why it cannot be called, `uses` names the other exercises that its code reads.
    """

    name: Name
    problem: Text | None
    parameters: Annotated[tuple[Name, ...], Meta(max_length=32)]
    uses: Annotated[tuple[Name, ...], Meta(max_length=64)]


#: `missing`: no file of the assignment; `unreadable`: it is no Python and no notebook;
#: `undecided`: several, none of which comes before the others; `several`: of several students
LoadProblem = Literal["missing", "unreadable", "undecided", "several"]
Role = Literal["graded", "used", "left_aside"]


class FileRole(Struct, array_like=True, frozen=True):
    """What became of one file that was handed in; `why` says what there is to tell of it."""

    path: Name
    role: Role
    why: Text | None = None


class Loaded(Struct, array_like=True, frozen=True):
    """The outcome of loading: `path` inside the submission, or a `problem` that prevents all."""

    path: Name
    problem: Text | None
    kind: LoadProblem | None
    notices: Annotated[tuple[Text, ...], Meta(max_length=16)]
    exercises: Annotated[tuple[LoadedExercise, ...], Meta(max_length=64)]
    files: Annotated[tuple[FileRole, ...], Meta(max_length=8192)] = ()


class Call(Struct, array_like=True, frozen=True):
    """Call `function(*arguments)`; `global_seed` is given to every global random generator."""

    function: Name
    arguments: tuple[Argument, ...]
    global_seed: int


#: the position of an argument that was changed in place, or of a model whose answer was
Modified = Annotated[str, Meta(pattern=r"\A[0-9]{1,2}( returned)?\Z")]
#: a global generator that was drawn from, or seeded anew and not drawn from
GlobalGenerator = Literal[
    "torch",
    "random",
    "numpy.random",
    "torch re-seeded",
    "random re-seeded",
    "numpy.random re-seeded",
]


class Returned(Struct, array_like=True, frozen=True):
    """A returned value, what the call changed in place, and the global generators it advanced.

    A generator that was seeded anew, and not drawn from, has "re-seeded" behind its name.
    """

    value: Value
    modified: Annotated[tuple[Modified, ...], Meta(max_length=32)]
    global_generators: Annotated[tuple[GlobalGenerator, ...], Meta(max_length=8)]
    printed: Text = ""


class Evaluate(Struct, array_like=True, frozen=True):
    """The submission evaluates field `index` at (x, t)."""

    index: Index
    x: ArrayValue
    t: ArrayValue


class Evaluated(Struct, array_like=True, frozen=True):
    """The field's answer, of x's shape and dtype."""

    value: ArrayValue


encode = msgspec.msgpack.Encoder().encode

_Message = TypeVar("_Message")
_decoders: dict[type, msgspec.msgpack.Decoder[Any]] = {}


def decode(body: bytes, kind: type[_Message]) -> _Message:
    """Decode a body of the given kind.

    Raises:
        WireError: the body does not fit the schema.
    """
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.msgpack.Decoder(kind)
    try:
        return cast(_Message, decoder.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"a {kind.__name__} did not fit its schema: {error}") from None
