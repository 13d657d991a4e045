"""Whatever a submission answers and asks, grading goes on: no warning, no fault of ours, no point.

Every exercise is answered by odd values of every kind that crosses the wire, at odd evaluations of
its models, through the whole engine but the process: judging, searching, diagnosing, reporting.
GRADER_FUZZ=10000 says how many answers of different kinds are tried.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assignments.course.askings import expect_batches, expect_lines
from assignments.course.trainings import apart_training
from grader.catalogue import load_catalogue
from grader.host.channel import Outcome
from grader.host.evaluating import evaluate
from grader.host.lost import WorkerLost
from grader.host.proxy import Failure, RecordedCall
from grader.host.values import Array, Evaluation, Generator, PreparedCall, prepare, to_wire
from grader.judging.grading_run import GradingRun
from grader.judging.questions import Questions
from grader.limits import MAX_ASKED_ROWS, Limits
from grader.model import Assignment, Submission
from grader.reports.console import render
from grader.reports.json_report import to_json
from grader.results import Verdict
from grader.wire.messages import (
    Evaluate,
    GlobalUse,
    Load,
    Loaded,
    LoadedExercise,
    Modified,
    Raised,
    Returned,
)
from grader.wire.values import ITEM_SIZES, ArrayValue, TupleValue, UnsendableValue

ANSWERS = int(os.environ.get("GRADER_FUZZ", "50"))
CATALOGUE = load_catalogue()

#: bit patterns, so that no conversion makes them tame: of float32, and of the others by its number
_PATTERNS: dict[str, tuple[bytes, ...]] = {
    "float32": (
        b"\x01\x00\xa0\x7f",  # a signalling NaN
        b"\x00\x00\xc0\x7f",
        b"\x00\x00\x80\x7f",
        b"\x00\x00\x80\xff",
        b"\xff\xff\x7f\x7f",  # the largest
        b"\xff\xff\x7f\xff",
        b"\x99\x76\x61\x7f",  # about 3e38
        b"\x01\x00\x00\x00",  # the smallest
        b"\x00\x00\x00\x80",  # minus zero
        b"\x00\x00\x80\x3f",
    ),
    "float64": (
        b"\x01\x00\x00\x00\x00\x00\xf4\x7f",
        b"\x00\x00\x00\x00\x00\x00\xf0\x7f",
        b"\x00\x00\x00\x00\x00\x00\xf0\xff",
        b"\xff\xff\xff\xff\xff\xff\xef\x7f",
        b"\xff\xff\xff\xff\xff\xff\xef\xff",
        b"\xa0\xc8\xeb\x85\xf3\xcc\xe1\x7f",  # 1e308
        b"\x01\x00\x00\x00\x00\x00\x00\x00",
        b"\x00\x00\x00\x00\x00\x00\xf0\x3f",
    ),
    "float16": (b"\x01\x7d", b"\x00\x7c", b"\xff\x7b", b"\xff\xfb", b"\x01\x00"),
    "bfloat16": (b"\xa0\x7f", b"\x80\x7f", b"\x7f\x7f", b"\x80\x3f"),
    "bool": (b"\x00", b"\x01"),
    "uint8": (b"\xff",),
    "int8": (b"\x80",),
    "int16": (b"\x00\x80",),
    "int32": (b"\x00\x00\x00\x80",),
    "int64": (b"\x00\x00\x00\x00\x00\x00\x00\x80",),
}
#: the first answers are of one dtype each, in all cases of a check: some ideas look no further
_DTYPES = [*ITEM_SIZES]
_ATOMS = (
    *(None, True, False, 0, -1, 2**63 - 1, -(2**63)),
    *(0.0, -0.0, float("nan"), float("inf"), 1e308, 5e-324),
    *("", "text", "\x1b[2J\u202e\ud7ff::error::", "x" * 200, "{0} {99}"),
    UnsendableValue("tensor of torch.complex64"),
    UnsendableValue("tensor of layout torch.sparse_coo"),
    UnsendableValue("x" * 200),
)


def _array(dtype: str, shape: Sequence[int], chance: random.Random) -> ArrayValue:
    """Return an array of one pattern, or of several mixed."""
    size = int(np.prod(shape))
    patterns = _PATTERNS[dtype]
    data = (
        chance.choice(patterns) * size
        if chance.random() < 0.5
        else b"".join(chance.choice(patterns) for _ in range(size))
    )
    return ArrayValue(dtype, tuple(shape), data)  # type: ignore[arg-type]


def _shape(call: PreparedCall, chance: random.Random) -> tuple[int, ...]:
    """Return mostly a shape of an argument, so that values are looked at, and sometimes another."""
    shapes = [argument.shape for argument in call.arguments if isinstance(argument, np.ndarray)]
    shapes += [(argument,) for argument in call.arguments if type(argument) is int]
    likely = chance.choice(shapes) if shapes else (3,)
    others = [(), (0,), (1,), (2, 3), (*likely, 1), likely[:-1], (0, *likely[1:]), (1,) * 8]
    return likely if chance.random() < 0.8 else chance.choice(others)


def _atom(call: PreparedCall, chance: random.Random) -> Any:
    kind = chance.random()
    if kind < 0.5:
        return _array("float32", _shape(call, chance), chance)
    if kind < 0.85:
        return _array(chance.choice([*ITEM_SIZES]), _shape(call, chance), chance)
    return chance.choice(_ATOMS)


def _altered(call: PreparedCall, chance: random.Random) -> ArrayValue | None:
    """Return what was given, in another dtype or of another size: nearly an answer."""
    arrays = [argument for argument in call.arguments if isinstance(argument, np.ndarray)]
    if not arrays:
        return None
    given = chance.choice(arrays).astype(np.float64) * chance.choice([1.0, 1.0, -2.0, 3e38, 1e-45])
    name = chance.choice([*ITEM_SIZES])
    with np.errstate(all="ignore"):
        if name == "bfloat16":
            data = (given.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
        else:
            data = given.astype(np.dtype(name).newbyteorder("<")).tobytes()
    return ArrayValue(name, given.shape, data)  # type: ignore[arg-type]


def _of_dtype(dtype: str, call: PreparedCall, chance: random.Random) -> Any:
    """Return numbers of one dtype, of the shape that most answers have, or three such arrays."""
    arrays = [argument for argument in call.arguments if isinstance(argument, np.ndarray)]
    shape = arrays[0].shape if arrays else (3,)
    if call.function == "noising_batch":
        return TupleValue(tuple(_array(dtype, part, chance) for part in (shape, shape[:1], shape)))
    return _array(dtype, shape, chance)


def _value(call: PreparedCall, chance: random.Random) -> Any:
    if call.trains and chance.random() < 0.7:
        shapes = [weight.shape for weight in call.arguments[0].weights]
        return TupleValue(tuple(_array("float32", shape, chance) for shape in shapes))
    if _is_differentiable(call) and chance.random() < 0.7:
        return _array("float32", (), chance)
    if chance.random() < 0.3 and (altered := _altered(call, chance)) is not None:
        return altered if chance.random() < 0.7 else TupleValue((altered, altered, altered))
    if chance.random() < 0.25:
        count = chance.choice([0, 1, 2, 3, 3, 3, 16])
        return TupleValue(tuple(_atom(call, chance) for _ in range(count)))
    return _atom(call, chance)


def _is_differentiable(call: PreparedCall) -> bool:
    return any(model.differentiable for model in call.models)


def _gradients(call: PreparedCall, chance: random.Random) -> tuple[ArrayValue | None, ...]:
    """Return derivatives, mostly one of the shape of an argument."""
    if not _is_differentiable(call):
        return ()
    found = [_array("float32", _shape(call, chance), chance) for _ in range(chance.choice([1, 2]))]
    return (*found, None) if chance.random() < 0.9 else (None, *found)


def _asked(call: PreparedCall, chance: random.Random) -> tuple[ArrayValue, ...]:
    """Return what a network was asked: as many batches as wanted on lines, with odd numbers in."""
    if not call.trains or chance.random() < 0.2:
        return ()
    points, count, batch_size = call.arguments[1:4]
    sizes = np.full(chance.choice([count, count, 0, 1, MAX_ASKED_ROWS]), batch_size)
    rows = chance.choice([0, 1, 500, MAX_ASKED_ROWS])
    rng = np.random.default_rng(chance.randrange(100))
    t = rng.random(rows, np.float32)
    ends = points[rng.integers(len(points), size=rows)]
    x = (1 - t[:, None]) * rng.standard_normal(ends.shape, np.float32) + t[:, None] * ends
    return tuple(_spoilt(array, chance) for array in (sizes, x.astype(np.float32), t))


def _spoilt(array: Array, chance: random.Random) -> ArrayValue:
    """Return an array with another pattern in some of its entries, or in all, or in none."""
    sent = to_wire(array)
    odd = _array(sent.dtype, sent.shape, chance)
    size, part = ITEM_SIZES[sent.dtype], chance.choice([0, 0, 0.01, 1])
    data = b"".join(
        (odd if chance.random() < part else sent).data[place : place + size]
        for place in range(0, len(sent.data), size)
    )
    return ArrayValue(sent.dtype, sent.shape, data)


def _reply(call: PreparedCall, chance: random.Random, seed: int) -> Returned | Raised:
    if seed < len(_DTYPES) and not call.trains and not _is_differentiable(call):
        return Returned(_of_dtype(_DTYPES[seed], call, chance), (), ())
    if chance.random() < 0.1:
        # none is a ValueError, which some checks ask for
        kind = chance.choice(["RuntimeError", "\x1b[2J\u202e", "NotImplementedError", "KeyError"])
        return Raised((kind, "Exception"), chance.choice(["", "size 3", "\x00"]), ())
    modified = (Modified(chance.randrange(100)),) if chance.random() < 0.05 else ()
    uses = (GlobalUse("torch", chance.random() < 0.5),) if chance.random() < 0.05 else ()
    printed = chance.choice(["", "\x1b[2J\n" * 20])
    gradients, asked = _gradients(call, chance), _asked(call, chance)
    return Returned(_value(call, chance), modified, uses, printed, gradients, asked)


@dataclass
class _Fuzzed:
    """Stands for a worker whose every exercise answers in one odd way of its own."""

    assignment: Assignment
    seed: int
    waited_seconds: float = 0.0

    @property
    def channel(self) -> _Fuzzed:
        return self

    def cpu_seconds(self) -> float:
        return 0.0

    def close(self) -> float:
        return 0.0

    def load(self, request: Load, waited_seconds: float = 0.0) -> Loaded:
        exercises = tuple(
            LoadedExercise(found.id, None, tuple(found.parameters), ())
            for found in self.assignment.exercises
        )
        return Loaded("a/fuzzed.py", None, None, (), exercises)

    def call(self, calls: Sequence[PreparedCall]) -> Iterator[Outcome]:
        for call in calls:
            # by the function alone or by the arguments too: the same answer, or one for each case
            case = 0 if self.seed % 2 else zlib.crc32(call.body)
            chance = random.Random(f"{call.function} {self.seed} {case}")
            evaluations = tuple(self._evaluations(call, chance))
            yield Outcome(_reply(call, chance, self.seed), evaluations)

    def _evaluations(self, call: PreparedCall, chance: random.Random) -> Iterator[Evaluation]:
        if not call.models:
            return
        steps = next((argument for argument in call.arguments if type(argument) is int), 1)
        if _is_differentiable(call) and chance.random() < 0.7:  # nearly as a loss does
            x1 = call.arguments[1]
            t = _array("float32", x1.shape[:1], chance)
            yield evaluate(Evaluate(0, to_wire(x1), t), call)
            return
        for _ in range(min(40, steps) if chance.random() < 0.7 else chance.randrange(4)):
            state = _shape(call, chance) or (1,)
            x = _array(chance.choice(["float32", "float64"]), state, chance)
            t = _array(chance.choice(["float32", "float64"]), state[:1], chance)
            yield evaluate(Evaluate(chance.randrange(len(call.models)), x, t), call)


@dataclass
class _FuzzedWorkers:
    assignment: Assignment
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    isolation: str = "none"

    def open(self) -> _Fuzzed:
        return _Fuzzed(self.assignment, self.seed)


def _submission(assignment: Assignment) -> Submission:
    return Submission("fuzzed", Path("fuzzed"), (), "0" * 64, assignment.id, False, (), ())


@pytest.mark.parametrize("assignment", CATALOGUE, ids=lambda found: found.id)
def test_no_answer_is_the_graders_fault(assignment: Assignment) -> None:
    exercises = sum(len(found.exercises) for found in CATALOGUE)
    workers = _FuzzedWorkers(assignment)
    with GradingRun([assignment], workers, public=True) as run:
        for seed in range(-(-ANSWERS // exercises)):
            workers.seed = seed
            # recorded, since one that is raised may be taken for an answer's fault
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                report = run.grade(_submission(assignment))
            assert not warned, (seed, str(warned[0]))
            for check in report.checks:
                where = seed, check.id, check.message
                assert check.verdict is not Verdict.GRADER_ERROR, where
                assert check.score == 0, where
            assert not run.raised, (seed, run.raised)
            json.loads(to_json(report))
            render(report)


def _is_watched(call: PreparedCall) -> bool:
    """Whether the grader evaluates a model of the call."""
    return bool(call.models) and all(model.formula is None for model in call.models)


def test_a_model_is_evaluated_at_anything() -> None:
    """Every kind of x and t of a shape that the worker's own proxy lets through."""
    chance = random.Random(0)
    calls: list[PreparedCall] = []
    for assignment in CATALOGUE:
        questions = Questions(assignment, 0, None)
        for exercise in assignment.exercises:
            for drawn in questions.of(exercise):
                first_calls = [case.first_call for case in drawn.cases]
                calls += [call for call in first_calls if call and _is_watched(call)][:1]
    assert len(calls) >= 5
    kinds = itertools.product(("float32", "float64"), ("float32", "float64"), range(30))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for call, (of_x, of_t, _) in itertools.product(calls, kinds):
            shape = _shape(call, chance) or (1,)
            request = Evaluate(0, _array(of_x, shape, chance), _array(of_t, shape[:1], chance))
            with contextlib.suppress(WorkerLost):  # of a shape that the field cannot take
                assert evaluate(request, call).value.shape == shape


def test_what_a_network_was_asked_may_be_anything() -> None:
    """Most odd trainings are found out by their weights, before this is looked at."""
    case, chance = apart_training(0), random.Random(0)
    steps = case.num_iters, case.batch_size, case.learning_rate
    call = prepare("train", (case.network, case.data, *steps, Generator(0, 0)), 0)
    found: Counter[str] = Counter()
    with warnings.catch_warnings(), np.errstate(all="ignore"):  # as the engine has it
        warnings.simplefilter("error")
        for _ in range(60):
            reply = Returned(None, (), (), "", (), _asked(call, chance))
            record = RecordedCall.of(call, Outcome(reply, ()))
            for expect in (
                partial(expect_batches, record, case),
                partial(expect_lines, record, case.data),
            ):
                try:
                    expect()
                    found["nothing"] += 1
                except Failure as failure:
                    found[failure.note[:40]] += 1
    assert len(found) > 5, found
