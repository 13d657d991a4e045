"""Random and mutated frames: each is refused by a WireError, or decodes to what the schema allows.

    python -m tests.attacks.test_wire_fuzz [FRAMES] [SEED]

runs any number of frames and prints what came of them; the test runs some thousands.
"""

from __future__ import annotations

import math
import random
import resource
import sys
import time
from collections import Counter
from typing import Any

import msgspec

from grader.host.values import from_wire
from grader.limits import MAX_REPLY_BYTES
from grader.wire.control import Ready
from grader.wire.frames import HEADER, FrameReader, FrameType, WireError, pack
from grader.wire.messages import (
    Evaluate,
    ExerciseProblem,
    Frame,
    GlobalUse,
    Loaded,
    LoadedExercise,
    Modified,
    NoFunction,
    OtherParameters,
    Raised,
    Returned,
    Undefined,
    Unreadable,
    decode,
    encode,
)
from grader.wire.values import ITEM_SIZES, ArrayValue, TupleValue, UnsendableValue

_KINDS: dict[FrameType, type] = {
    FrameType.READY: Ready,
    FrameType.LOADED: Loaded,
    FrameType.RETURNED: Returned,
    FrameType.RAISED: Raised,
    FrameType.EVALUATE: Evaluate,
}
_FLOATS = ArrayValue("float32", (2, 3), bytes(24))
_PROBLEMS: list[ExerciseProblem] = [
    Undefined("a.py", False, "a.py, line 3: NameError"),
    NoFunction("a.py", "int"),
    OtherParameters(("x", "t")),
    Unreadable("ValueError"),
]
_UNCALLABLE = tuple(LoadedExercise("f", problem, (), ()) for problem in _PROBLEMS)
_SEEDS: dict[FrameType, list[object]] = {
    FrameType.READY: [Ready(("forked", "landlock")), Ready((), "no")],
    FrameType.LOADED: [
        Loaded("a.py", None, None, ("n",), (LoadedExercise("f", None, ("x", "t"), ("g",)),)),
        Loaded("a.py", "broken", "missing", (), ()),
        Loaded("a.py", None, None, (), _UNCALLABLE),
    ],
    FrameType.RETURNED: [
        Returned(_FLOATS, (Modified(0),), (GlobalUse("torch"),)),
        Returned(ArrayValue("bool", (3,), b"\0\1\1"), (), ()),
        Returned(ArrayValue("bfloat16", (), b"\0\1"), (), ()),
        Returned(TupleValue((_FLOATS, 1, 2.5, "text", None, True)), (), ()),
        Returned(UnsendableValue("list"), (), ()),
        Returned((1 << 63) - 1, (), ()),
        Returned(float("nan"), (), ()),
    ],
    FrameType.RAISED: [
        Raised(("ValueError", "Exception"), "text", (Frame("a.py", 3, "f", "x = 1"),), True)
    ],
    FrameType.EVALUATE: [Evaluate(0, _FLOATS, ArrayValue("float64", (2,), bytes(16)))],
}
#: what decoders fall over: type marks, lengths at their bounds, numbers at theirs
_TOKENS = [
    *(bytes([mark]) for mark in range(0x80, 0x100, 5)),
    *(bytes([mark]) + b"\xff" * 4 for mark in (0xC6, 0xC9, 0xDB, 0xDD, 0xDF, 0xCE, 0xD2)),
    *(bytes([mark]) + b"\x7f\xff\xff\xff" for mark in (0xC6, 0xDB, 0xDD, 0xDF)),
    b"\xcf" + b"\xff" * 8,
    b"\xd3\x80" + bytes(7),
    b"\xcb\x7f\xf8" + bytes(6),
    b"\xc0",
    b"\x91" * 600,
    b"\x81\xa0" * 300,
    b"\xa5array",
    b"\xa5tuple",
    b"\xa7float32",
    b"\xa6object",
]


def _mutated(rng: random.Random, body: bytes) -> bytes:
    data = bytearray(body)
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(data))
        choice = rng.randrange(7)
        if choice == 0 and data:
            data[at % len(data)] ^= 1 << rng.randrange(8)
        elif choice == 1 and data:
            data[at % len(data)] = rng.randrange(256)
        elif choice == 2:
            data[at:at] = rng.choice(_TOKENS)
        elif choice == 3:
            del data[at : at + rng.randint(1, 8)]
        elif choice == 4:
            data[at : at + rng.randint(1, 8)] = rng.choice(_TOKENS)
        elif choice == 5:
            data[at:at] = data[at : at + rng.randint(1, 40)]
        else:
            data = data[:at]
    return bytes(data)


def _structured(rng: random.Random, depth: int = 0) -> Any:
    """Return plain data that looks like a message here and there."""
    leaves = [
        None,
        True,
        0,
        -1,
        1 << 31,
        1 << 40,
        -(1 << 63),
        (1 << 64) - 1,
        0.0,
        math.inf,
        "",
        "x",
    ]
    choice = rng.randrange(10)
    if choice < 4 or depth > 3:
        return rng.choice([*leaves, "array", "float32", "bool", b"", bytes(rng.randrange(40))])
    if choice < 6:
        shape = [
            rng.choice([0, 1, 2, 3, 7, -1, 1 << 20, (1 << 31) - 1])
            for _ in range(rng.randrange(10))
        ]
        dtype = rng.choice([*ITEM_SIZES, "object", "complex64", "O"])
        size = math.prod(shape) * ITEM_SIZES.get(dtype, 1)
        data = bytes([rng.randrange(256)]) * size if 0 <= size < 4096 else bytes(rng.randrange(8))
        return ["array", dtype, shape, data]
    if choice < 7:
        return ["tuple", [_structured(rng, depth + 1) for _ in range(rng.randrange(20))]]
    if choice < 8:
        return ["unsendable", rng.choice(["list", "\x1b[31m", "x" * 300, 7])]
    return [_structured(rng, depth + 1) for _ in range(rng.randrange(5))]


def _body(rng: random.Random, frame_type: FrameType) -> bytes:
    choice = rng.randrange(10)
    if choice < 5:
        return _mutated(rng, encode(rng.choice(_SEEDS[frame_type])))
    if choice == 5 and frame_type is FrameType.RETURNED:
        return msgspec.msgpack.encode([_structured(rng), [], []])
    if choice < 9:
        return msgspec.msgpack.encode([_structured(rng) for _ in range(rng.randrange(6))])
    return rng.randbytes(rng.randrange(64))


def _framed(rng: random.Random, frame_type: FrameType, body: bytes) -> bytes:
    choice = rng.randrange(20)
    if choice == 0:
        return HEADER.pack(rng.randbytes(4), frame_type, 7, len(body)) + body
    if choice == 1:
        return HEADER.pack(b"FMG1", rng.randrange(256), 7, len(body)) + body
    if choice == 2:
        length = rng.choice([MAX_REPLY_BYTES + 1, (1 << 32) - 1, len(body) + 1, 0])
        return HEADER.pack(b"FMG1", frame_type, 7, length) + body
    return pack(frame_type, 7, body)


def fuzz(frames: int, seed: int) -> Counter[str]:
    """Decode frames, and check all that is accepted. Returns how many came to what."""
    rng = random.Random(seed)
    outcomes: Counter[str] = Counter()
    for _ in range(frames):
        frame_type = rng.choice(list(_KINDS))
        data = _framed(rng, frame_type, _body(rng, frame_type))
        outcomes[_decoded(rng, data)] += 1
    return outcomes


def _decoded(rng: random.Random, data: bytes) -> str:
    reader = FrameReader(MAX_REPLY_BYTES)
    try:
        cut = rng.randrange(len(data) + 1)
        reader.feed(data[:cut])
        frame = reader.next()
        if frame is None:
            reader.feed(data[cut:])
            frame = reader.next()
        if frame is None:
            return "waits for more"
        frame_type, _, body = frame
        kind = _KINDS.get(frame_type)
        if kind is None:
            return "not a reply"
        message: object = decode(body, kind)
    except WireError:
        return "refused"
    _check(message)
    return "accepted"


def _check(message: Any) -> None:
    """Assert what the rest of the grader takes for granted about an accepted message."""
    if isinstance(message, Returned):
        assert len(message.modified) <= 32
        _check_value(message.value)
    elif isinstance(message, Evaluate):
        assert 0 <= message.index < 1 << 31
        _check_value(message.x)
        _check_value(message.t)
    elif isinstance(message, Raised):
        assert 1 <= len(message.types) <= 32
        assert len(message.frames) <= 8
        assert len(message.message) <= 4000
        assert len(message.modified) <= 32
    elif isinstance(message, Loaded):
        assert len(message.exercises) <= 64


def _check_value(value: Any) -> None:
    if isinstance(value, ArrayValue):
        array = from_wire(value)
        assert array.nbytes == len(value.data) <= MAX_REPLY_BYTES
        assert array.ndim <= 8
        assert math.prod(max(1, axis) for axis in array.shape) <= 1 << 24
        if value.dtype == "bool":
            assert array.tobytes().strip(b"\0\1") == b""
    elif isinstance(value, TupleValue):
        assert len(value.items) <= 16
        for item in value.items:
            assert not isinstance(item, TupleValue)
            _check_value(item)
    elif isinstance(value, str):
        assert len(value) <= 4000
    elif isinstance(value, int):
        assert -(1 << 63) <= value < 1 << 63


def test_frames_are_refused_or_sound() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes = fuzz(20_000, seed=1)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert outcomes["refused"] > 1000
    assert outcomes["accepted"] > 400, "the fuzzer no longer reaches what is behind the schema"
    assert grown < 64 << 10, f"decoding grew the process by {grown >> 10} MiB"


def main() -> None:
    given = [int(argument) for argument in sys.argv[1:3]]
    frames, seed = given + [1_000_000, 0][len(given) :]
    start = time.perf_counter()
    outcomes = fuzz(frames, seed)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{frames} frames in {seconds:.0f} s, peak {peak} MiB: {dict(outcomes)}")


if __name__ == "__main__":
    main()
