"""The bodies of frames, as msgspec structs: the types are the schema, checked while decoding."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, cast

import msgspec
from msgspec import Meta, Struct

from grader import limits
from grader.wire.frames import WireError
from grader.wire.values import Argument, ArrayValue, Index, Name, ShownName, Text, Value

Path = Annotated[str, Meta(max_length=limits.MAX_PATH_CHARACTERS)]


class Load(Struct, array_like=True, frozen=True):
    """Read `files` and make `module` of them; `exercises` pairs each name with its arity.

    `other_modules` and `other_exercises` are those of other assignments, whose files are theirs.
    With `careful`, only what the exercises need is run, since the whole file did not come to its
    end. The seconds are of CPU and wall time: after them, the line that runs is told.
    """

    assignment: Name
    module: Name
    files: tuple[tuple[Path, bytes], ...]
    exercises: tuple[tuple[Name, Index], ...]
    any_name: bool  # a single file, given as this assignment whatever it is called
    other_modules: tuple[Name, ...] = ()
    other_exercises: tuple[Name, ...] = ()
    careful: bool = False
    load_seconds: float = limits.TOLD_AT * limits.Limits.load_seconds
    call_seconds: float = limits.TOLD_AT * limits.Limits.call_seconds
    wall_seconds: float = limits.TOLD_AT * limits.Limits.call_wall_seconds
    training_seconds: float = limits.TOLD_AT * limits.Limits.training_seconds


class Frame(Struct, array_like=True, frozen=True):
    """One line of the student's own code in a traceback; `place` is a file, or a file and cell."""

    place: Name
    line: Index
    function: Name
    source: Name


#: how a model was misused: it was given other values than (x, t), or of another dtype, after its
#: call was over, or asked for what a network has
Misuse = Literal["arguments", "dtype", "call_is_over", "no_network"]


class Modified(Struct, array_like=True, frozen=True):
    """What a call changed in place: the argument at `position`, what that model answered, or the
    result of the call of this function before."""

    position: Annotated[int, Meta(ge=0, le=limits.MAX_POSITION)]
    what: Literal["argument", "answer", "result"] = "argument"


class Raised(Struct, array_like=True, frozen=True):
    """An exception. `types` are the names of its class and the classes above it, nearest first.

    `cause` says what else is known of how it came. `placeholder` is the exercise whose placeholder
    raised it, `leftover` the line of one that was left beside written work, `misuse` why a model
    did. `modified` is what had been changed in place before.
    """

    types: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=limits.MAX_TYPES)]
    message: Text
    frames: Annotated[tuple[Frame, ...], Meta(max_length=limits.MAX_FRAMES)]
    out_of_memory: bool = False
    cause: Text | None = None
    placeholder: Name | None = None
    leftover: Index | None = None
    printed: Text = ""
    misuse: Misuse | None = None
    modified: Annotated[tuple[Modified, ...], Meta(max_length=limits.MAX_CHANGES)] = ()

    @property
    def told(self) -> str:
        """Its name and its message, as Python tells it."""
        name, message = self.types[0], self.message.strip()
        return f"{name}: {message}" if message else name

    @property
    def endless(self) -> bool:
        """Whether it is of a recursion without end, which takes long to come to Python's error."""
        return "RecursionError" in self.types


class Undefined(Struct, array_like=True, frozen=True, tag="undefined"):
    """Nothing has the exercise's name in the file `path`; `cause` is where it may have gone."""

    path: Text
    file_is_empty: bool
    cause: Text | None


class NoFunction(Struct, array_like=True, frozen=True, tag="no_function"):
    """What has the exercise's name cannot be called; `place` is where it has got it."""

    place: Text
    type_name: ShownName


class OtherParameters(Struct, array_like=True, frozen=True, tag="other_parameters"):
    """The function does not take as many values as the exercise has."""

    names: Annotated[tuple[Name, ...], Meta(max_length=limits.MAX_PARAMETERS_TOLD)]


class Unreadable(Struct, array_like=True, frozen=True, tag="unreadable"):
    """The object raised an exception of this type when it was looked at."""

    raised: ShownName


ExerciseProblem = Undefined | NoFunction | OtherParameters | Unreadable


class LoadedExercise(Struct, array_like=True, frozen=True):
    """What the submission defines under an exercise's name.

    `problem` says why it cannot be called, `uses` names the other exercises that its code reads.
    """

    name: Name
    problem: ExerciseProblem | None
    parameters: Annotated[tuple[Name, ...], Meta(max_length=limits.MAX_PARAMETERS)]
    uses: Annotated[tuple[Name, ...], Meta(max_length=limits.MAX_EXERCISES)]


#: `missing`: no file of the assignment; `unreadable`: it is no Python and no notebook;
#: `undecided`: several, none of which comes before the others; `several`: of several students
LoadProblem = Literal["missing", "unreadable", "undecided", "several"]
Role = Literal["graded", "used", "left_aside"]


class FileRole(Struct, array_like=True, frozen=True):
    """What became of one file that was handed in; `why` is a sentence about it, file named."""

    path: Name
    role: Role
    why: Text | None = None


class Loaded(Struct, array_like=True, frozen=True):
    """The outcome of loading: `path` inside the submission, or a `problem` that prevents all."""

    path: Name
    problem: Text | None
    kind: LoadProblem | None
    notices: Annotated[tuple[Text, ...], Meta(max_length=limits.MAX_NOTICES)]
    exercises: Annotated[tuple[LoadedExercise, ...], Meta(max_length=limits.MAX_EXERCISES)]
    files: Annotated[tuple[FileRole, ...], Meta(max_length=limits.MAX_FILES_TOLD)] = ()


class Call(Struct, array_like=True, frozen=True):
    """Call `function(*arguments)`; `global_seed` is given to every global random generator."""

    function: Name
    arguments: tuple[Argument, ...]
    global_seed: int
    takes_long: bool = False  # as long as a training may


GeneratorName = Literal["torch", "random", "numpy.random"]


class GlobalUse(Struct, array_like=True, frozen=True):
    """A global generator that a call drew from, or only seeded anew."""

    generator: GeneratorName
    only_seeded: bool = False


def _is_asked(arrays: tuple[ArrayValue, ...]) -> bool:
    """Whether these are how many samples were asked about each time, and the first x and t."""
    if [array.dtype for array in arrays] != ["int64", "float32", "float32"]:
        return False
    sizes, x, t = (array.shape for array in arrays)
    most = limits.MAX_ASKED_ROWS
    return (
        (len(sizes), len(x), len(t)) == (1, 2, 1)
        and x[0] == t[0]
        and max(sizes[0], x[0]) <= most
        and x[1] <= limits.MAX_ASKED_AXES
    )


class Returned(Struct, array_like=True, frozen=True):
    """A returned value, what the call changed in place, and the global generators it used.

    `gradients` are its derivatives by each answer of a differentiable model, None where it does not
    depend on that one. They are computed where a submission can reach them, so they are its word as
    the value is: a check compares both with what the grader itself answered. `asked` is what a
    network was asked: how many samples each time, and the first x and t. `evaluated` counts what
    models were asked, those that the worker evaluates too: whoever forges it is watched less.
    `reseeded` is whether a generator that was passed has another seed than it was given.
    """

    value: Value
    modified: Annotated[tuple[Modified, ...], Meta(max_length=limits.MAX_CHANGES)]
    global_uses: Annotated[tuple[GlobalUse, ...], Meta(max_length=limits.MAX_GENERATORS)]
    printed: Text = ""
    gradients: Annotated[
        tuple[ArrayValue | None, ...], Meta(max_length=limits.MAX_RETURNED_ITEMS)
    ] = ()
    asked: Annotated[tuple[ArrayValue, ...], Meta(max_length=limits.MAX_ASKED_ARRAYS)] = ()
    evaluated: Annotated[int, Meta(ge=0)] = 0
    reseeded: bool = False

    def __post_init__(self) -> None:
        # checks pair every sample that was asked about with every one of the data
        if self.asked and not _is_asked(self.asked):
            raise ValueError("what a network was asked is no count, x and t of so many samples")


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
