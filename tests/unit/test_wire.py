"""Frames and messages: what is sent arrives, and whatever else arrives is refused."""

from __future__ import annotations

import struct
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.wire.frames import HEADER, MAGIC, FrameReader, FrameType, WireError, pack
from grader.wire.messages import (
    Call,
    Evaluate,
    Evaluated,
    FileRole,
    Frame,
    GeneratorName,
    GlobalUse,
    Load,
    Loaded,
    LoadedExercise,
    LoadProblem,
    Misuse,
    Modified,
    NoFunction,
    OtherParameters,
    Raised,
    Returned,
    Role,
    Undefined,
    Unreadable,
    decode,
    encode,
)
from grader.wire.values import (
    ITEM_SIZES,
    ArrayValue,
    FieldValue,
    GeneratorValue,
    TupleValue,
    UnsendableValue,
)

_quiet = settings(max_examples=60, database=None, derandomize=True, deadline=None)

_frames = st.lists(
    st.tuples(st.sampled_from(FrameType), st.integers(0, 2**64 - 1), st.binary(max_size=300)),
    max_size=5,
)


@_quiet
@given(_frames, st.data())
def test_frames_cut_anywhere_arrive_whole_and_in_order(
    frames: list[tuple[FrameType, int, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(pack(*frame) for frame in frames)
    reader = FrameReader(300)
    found = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        reader.feed(stream[:size])
        stream = stream[size:]
        while (frame := reader.next()) is not None:
            found.append(frame)
    assert found == frames


def test_a_frame_may_be_as_long_as_allowed_and_no_byte_longer() -> None:
    reader = FrameReader(10)
    reader.feed(pack(FrameType.CALL, 1, b"x" * 10))
    assert reader.next() == (FrameType.CALL, 1, b"x" * 10)
    reader.feed(pack(FrameType.CALL, 1, b"x" * 11))
    with pytest.raises(WireError, match="a frame over the 10 bytes allowed"):
        reader.next()


@pytest.mark.parametrize("length", [11, 2**31, 2**32 - 1])
def test_too_long_a_body_is_refused_before_it_is_awaited(length: int) -> None:
    reader = FrameReader(10)
    reader.feed(HEADER.pack(MAGIC, FrameType.CALL, 1, length))
    with pytest.raises(WireError, match="allowed"):
        reader.next()


@pytest.mark.parametrize("magic", [b"FMG2", b"\0\0\0\0", b"HTTP", b"1GMF"])
def test_another_magic_is_refused(magic: bytes) -> None:
    reader = FrameReader(10)
    reader.feed(HEADER.pack(magic, FrameType.CALL, 1, 0))
    with pytest.raises(WireError, match="magic"):
        reader.next()


@pytest.mark.parametrize("number", [0, 10, 255])
def test_another_frame_type_is_refused(number: int) -> None:
    reader = FrameReader(10)
    reader.feed(HEADER.pack(MAGIC, number, 1, 0))
    with pytest.raises(WireError, match=f"unknown frame type {number}"):
        reader.next()


@st.composite
def _arrays(draw: st.DrawFn) -> ArrayValue:
    dtype: Any = draw(st.sampled_from(sorted(ITEM_SIZES)))
    shape = tuple(draw(st.lists(st.integers(0, 4), max_size=4)))
    count = 1
    for axis in shape:
        count *= axis
    size = count * ITEM_SIZES[dtype]
    if dtype == "bool":
        data = bytes(draw(st.lists(st.integers(0, 1), min_size=size, max_size=size)))
    else:
        data = draw(st.binary(min_size=size, max_size=size))
    return ArrayValue(dtype, shape, data)


_texts = st.text(max_size=50)
_shown = st.text(st.characters(categories=("L", "N", "P")), max_size=20)
_atoms = st.one_of(
    _arrays(),
    st.builds(UnsendableValue, _shown),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    _texts,
    st.none(),
)
_values = st.one_of(_atoms, st.builds(TupleValue, st.lists(_atoms, max_size=16).map(tuple)))
_indices = st.integers(0, 2**31 - 1)
_arguments = st.one_of(
    _arrays(),
    st.builds(GeneratorValue, _indices, _indices, st.booleans()),
    st.builds(FieldValue, _indices, _shown),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    _texts,
    st.none(),
)
_names = st.lists(_shown, max_size=8).map(tuple)
_problems = st.one_of(
    st.none(),
    st.builds(Undefined, _texts, st.booleans(), st.none() | _texts),
    st.builds(NoFunction, _texts, _shown),
    st.builds(OtherParameters, _names),
    st.builds(Unreadable, _shown),
)
_exercises = st.builds(LoadedExercise, _shown, _problems, _names, _names)
_files = st.builds(FileRole, _shown, st.sampled_from(get_args(Role)), st.none() | _texts)
_seconds = st.floats(0, 100)
_modified = st.builds(
    Modified, st.integers(0, 99), st.sampled_from(("argument", "answer", "result"))
)
_uses = st.builds(GlobalUse, st.sampled_from(get_args(GeneratorName)), st.booleans())
_MESSAGES: list[st.SearchStrategy[Any]] = [
    st.builds(
        Load,
        _shown,
        _shown,
        st.lists(st.tuples(_shown, st.binary(max_size=40)), max_size=3).map(tuple),
        st.lists(st.tuples(_shown, _indices), max_size=3).map(tuple),
        st.booleans(),
        _names,
        _names,
        st.booleans(),
        _seconds,
        _seconds,
        _seconds,
    ),
    st.builds(
        Loaded,
        _shown,
        st.none() | _texts,
        st.none() | st.sampled_from(get_args(LoadProblem)),
        st.lists(_texts, max_size=3).map(tuple),
        st.lists(_exercises, max_size=3).map(tuple),
        st.lists(_files, max_size=3).map(tuple),
    ),
    st.builds(Call, _shown, st.lists(_arguments, max_size=4).map(tuple), _indices),
    st.builds(
        Returned,
        _values,
        st.lists(_modified, max_size=4).map(tuple),
        st.lists(_uses, max_size=4).map(tuple),
        _texts,
    ),
    st.builds(
        Raised,
        st.lists(_shown, min_size=1, max_size=32).map(tuple),
        _texts,
        st.lists(st.builds(Frame, _shown, _indices, _shown, _shown), max_size=8).map(tuple),
        st.booleans(),
        st.none() | _texts,
        st.none() | _shown,
        st.none() | _indices,
        _texts,
        st.none() | st.sampled_from(get_args(Misuse)),
    ),
    st.builds(Evaluate, _indices, _arrays(), _arrays()),
    st.builds(Evaluated, _arrays()),
]


@_quiet
@given(st.one_of(_MESSAGES))
def test_every_message_arrives_as_it_was_sent(message: Any) -> None:
    assert decode(encode(message), type(message)) == message


@_quiet
@given(st.one_of(_MESSAGES), st.data())
def test_a_damaged_message_is_refused_or_is_another_message(
    message: Any, data: st.DataObject
) -> None:
    """Whatever bytes come, nothing but a WireError leaves the decoder."""
    body = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    body = body[: data.draw(st.integers(0, len(body)))]
    try:
        found = decode(bytes(body), type(message))
    except WireError:
        return
    assert isinstance(found, type(message))


_ZERO = ["array", "float32", [1], b"\0" * 4]


def _loaded(problem: object) -> list[object]:
    """Return `Loaded` of one exercise that has this problem."""
    return ["x", None, None, [], [["f", problem, [], []]]]


MALFORMED: dict[str, tuple[type[Any], Any]] = {
    "an unknown dtype": (Evaluated, [["array", "object", [1], b"\0" * 8]]),
    "a complex dtype": (Evaluated, [["array", "complex64", [1], b"\0" * 8]]),
    "too few bytes": (Evaluated, [["array", "float32", [2], b"\0" * 4]]),
    "too many bytes": (Evaluated, [["array", "float32", [1], b"\0" * 5]]),
    "a negative axis": (Evaluated, [["array", "float32", [-1], b""]]),
    "two negative axes": (Evaluated, [["array", "float32", [-1, -1], b"\0" * 4]]),
    "a fractional axis": (Evaluated, [["array", "float32", [1.5], b"\0" * 4]]),
    "nine axes": (Evaluated, [["array", "float32", [1] * 9, b"\0" * 4]]),
    "an axis of 2**31": (Evaluated, [["array", "float32", [0, 2**31], b""]]),
    "an empty giant": (Evaluated, [["array", "float32", [0, 2**30], b""]]),
    "an empty giant of many axes": (Evaluated, [["array", "float32", [0, 5000, 5000], b""]]),
    "another bool": (Evaluated, [["array", "bool", [2], b"\1\2"]]),
    "text for bytes": (Evaluated, [["array", "float32", [1], "\0\0\0\0"]]),
    "a field too many": (Evaluated, [[*_ZERO, 1]]),
    "another tag": (Evaluated, [["tuple", [1]]]),
    "no array": (Evaluated, [3]),
    "nothing": (Evaluated, []),
    "a map": (Evaluated, {"value": _ZERO}),
    "a tuple in a tuple": (Returned, [["tuple", [["tuple", [1]]]], [], []]),
    "a tuple of 17": (Returned, [["tuple", [1] * 17], [], []]),
    "an int of 65 bits": (Returned, [2**63, [], []]),
    "text over 4000": (Returned, ["x" * 4001, [], []]),
    "33 changed inputs": (Returned, [1, [[0]] * 33, []]),
    "a changed input in words": (Returned, [1, ["3 returned"], []]),
    "a changed input of three digits": (Returned, [1, [[100]], []]),
    "a changed input before the first": (Returned, [1, [[-1]], []]),
    "9 global generators": (Returned, [1, [], [["torch"]] * 9]),
    "a global generator of another name": (Returned, [1, [], [["cuda"]]]),
    "a global generator with words": (Returned, [1, [], [["torch re-seeded"]]]),
    "a problem in words": (Loaded, _loaded("it is defined as f(x)")),
    "a problem of another kind": (Loaded, _loaded(["passed"])),
    "an escape in a problem": (Loaded, _loaded(["no_function", "a.py", "\x1b[2J"])),
    "257 parameters": (Loaded, _loaded(["other_parameters", ["x"] * 257])),
    "another misuse": (Raised, [["E"], "x", [], False, None, None, None, "", "none"]),
    "a generator as a result": (Returned, [["generator", 1, 2, True], [], []]),
    "a field as a result": (Returned, [["field", 1, "f"], [], []]),
    "a type's name over 200": (Returned, [["unsendable", "x" * 201], [], []]),
    "an escape in a type's name": (Returned, [["unsendable", "a\x1b[2Jb"], [], []]),
    "a line end in a type's name": (Returned, [["unsendable", "a\n"], [], []]),
    "a direction mark in a type's name": (Returned, [["unsendable", "a\u202eb"], [], []]),
    "no exception's class": (Raised, [[], "x", []]),
    "33 classes": (Raised, [["E"] * 33, "x", []]),
    "9 frames": (Raised, [["E"], "x", [["p", 1, "f", "s"]] * 9]),
    "a negative line": (Raised, [["E"], "x", [["p", -1, "f", "s"]]]),
    "a message over 4000": (Raised, [["E"], "x" * 4001, []]),
    "a name over 200": (Loaded, ["x" * 201, None, False, [], []]),
    "17 notices": (Loaded, ["x", None, None, ["n"] * 17, []]),
    "65 exercises": (Loaded, ["x", None, None, [], [["e", None, [], []]] * 65]),
    "a negative field": (Evaluate, [-1, _ZERO, _ZERO]),
    "text for a kind": (Loaded, ["x", None, "no", [], []]),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_does_not_fit_the_schema_is_refused(what: str) -> None:
    kind, content = MALFORMED[what]
    with pytest.raises(WireError, match=f"a {kind.__name__} did not fit"):
        decode(msgspec.msgpack.encode(content) if what != "an int of 65 bits" else _wide(), kind)


def _wide() -> bytes:
    """`Returned` of 2**63, which msgspec itself writes as an unsigned integer."""
    return msgspec.msgpack.encode([2**63, [], []])


def test_a_fitting_body_passes_so_that_the_refusals_above_mean_something() -> None:
    assert decode(msgspec.msgpack.encode([_ZERO]), Evaluated).value.shape == (1,)
    assert decode(msgspec.msgpack.encode([1, [], []]), Returned).value == 1
    changes = decode(msgspec.msgpack.encode([1, [[99]] * 32, [["torch"]] * 8]), Returned)
    assert (changes.modified[0], changes.global_uses[0]) == (Modified(99), GlobalUse("torch"))
    names = ["other_parameters", ["x"] * 256]
    problem = decode(msgspec.msgpack.encode(_loaded(names)), Loaded).exercises[0].problem
    assert problem == OtherParameters(("x",) * 256)
    assert decode(msgspec.msgpack.encode([["E"], "x", []]), Raised).types == ("E",)
    assert decode(msgspec.msgpack.encode(["x", None, None, [], []]), Loaded).path == "x"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x91" * 100_000,
        b"\xdd\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xa1\xff",
    ],
    ids=["empty", "reserved byte", "deep", "long list", "long bytes", "no UTF-8"],
)
def test_bytes_that_are_no_msgpack_are_refused(body: bytes) -> None:
    for kind in (Returned, Raised, Loaded, Evaluate):
        with pytest.raises(WireError):
            decode(body, kind)


def test_the_header_is_as_documented() -> None:
    body = pack(FrameType.RETURNED, 0x0102030405060708, b"ab")
    assert body == b"FMG1\x04" + struct.pack("<QI", 0x0102030405060708, 2) + b"ab"


def test_an_exception_without_words_is_told_by_its_name() -> None:
    assert Raised(("NotImplementedError",), " ", ()).told == "NotImplementedError"
    assert Raised(("ValueError",), "no such t", ()).told == "ValueError: no such t"
