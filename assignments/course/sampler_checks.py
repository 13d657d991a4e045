"""What must hold of samplers: the steps of a run, and what `generate` makes of its noise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from assignments.course.draws import Draw
from assignments.course.flows import STILL
from assignments.course.mixture import MixtureField
from assignments.course.run import Run
from assignments.course.sampler_law import rejects_sampler
from assignments.course.stepping import by_eps, by_u, expect_steps
from grader.authoring import (
    Array,
    Failure,
    FieldLike,
    Generator,
    Model,
    RecordedCall,
    Student,
    accepted_error,
    expect_tensor,
    expect_value,
    rejects_normal,
)


def expect_run(student: Student, run: Run, call: Callable[[Run], tuple[Any, ...]]) -> None:
    """Expect that the call takes the steps of the run, or refuses to where it may."""
    with accepted_error("ValueError") if run.below else nullcontext():
        record = student.call(*call(run))
        expect_tensor(record.value, run.x.shape)
        if run.watched:
            times = np.linspace(run.t_min, 1, run.num_steps + 1)
            expect_steps(record, run.x, times, by_eps if run.by_eps else by_u)
        elif not ends_rightly(record, run):
            # what the model is asked says more than the result: the same once more, to watch it
            expect_run(student, replace(run, watched=True), call)
            expect_value(record.value, *run.end, "the result")


def ends_rightly(record: RecordedCall, run: Run) -> bool:
    """Whether a result of the run's shape is near where its steps lead, all evaluations unseen.

    And there are as many of them as steps.
    """
    if record.evaluated != run.num_steps:
        return False
    with np.errstate(invalid="ignore"):
        return bool((np.abs(record.value - run.end[0]) <= run.usual).all())


def near_the_end(run: Run, _: Array) -> Array:
    """Allow what a right sampler may be off."""
    return run.end[1]


def generated(
    student: Student,
    model: FieldLike | Model,
    num_samples: int,
    num_steps: int,
    generator: Generator,
) -> RecordedCall:
    """Call generate and return the record, its result checked for shape, dtype and finiteness."""
    model = model if isinstance(model, Model) else Model("u_theta", model)
    record = student.call("generate", model, num_samples, num_steps, generator)
    _expect_samples(record, num_samples)
    return record


def _expect_samples(record: RecordedCall, num_samples: int) -> None:
    expect_tensor(record.value, (num_samples,), "the result")
    if not np.isfinite(record.value).all():
        raise Failure("the samples are not all finite", record.value)


ONE_BATCH = "Draw all samples at once, and step them together."


def expect_steps_in_one_batch(student: Student, draw: Draw, num_steps: int) -> Array:
    """Watch the steps from the noise that is drawn, and return it, `(num_samples,)`."""
    field, generator = draw.field_of(num_steps), student.generator(draw.seed)
    record = generated(student, field, draw.num_samples, num_steps, generator)
    for number, evaluation in enumerate(record.evaluations, start=1):
        if evaluation.x.shape not in ((draw.num_samples,), (draw.num_samples, 1)):
            raise Failure(
                f"evaluation {number} of u_theta was of x of shape {evaluation.x.shape}; "
                f"all samples in one batch have shape ({draw.num_samples},) "
                f"or ({draw.num_samples}, 1)",
                hint=ONE_BATCH,
            )
    expect_steps(record, None, np.linspace(0, 1, num_steps + 1), by_u)
    return record.evaluations[0].x.ravel()


@dataclass(frozen=True)
class Law:
    """A distribution to sample from, and the seeds of two independent samples."""

    mixture: MixtureField
    seeds: tuple[int, int]


def narrow_law(rng: np.random.Generator) -> Law:
    """Return a law that is asymmetric and narrow: few steps leave a bias, which tells samplers.

    It is another one at each seed, since quantiles of a known one could be handed in as a table.
    """
    weight, left, right = rng.uniform((0.28, -1.6, 0.9), (0.32, -1.4, 1.1)).round(3).tolist()
    mixture = MixtureField((weight, round(1 - weight, 3)), (left, right), (0.1, 0.1))
    first, second = rng.integers(2**31, size=2).tolist()
    return Law(mixture, (first, second))


def samples_and_noise(record: RecordedCall) -> tuple[Array, Array | None]:
    """Return what came of a call, and what the model was asked about first, flat and in float64."""
    states = record.evaluations
    guess = states[0].x.astype(np.float64).ravel() if states else None
    return record.value.astype(np.float64), guess


@dataclass(frozen=True)
class Sampled:
    """Calls of generate in a row with one generator, whose samples are tested together.

    `field` is that of a law, whose samples are carried back to their noise; without one the model
    answers 0, which leaves the noise as it was drawn.
    """

    num_steps: int
    counts: Sequence[int]
    field: MixtureField | None = None

    def asked(self, generator: Generator) -> list[tuple[Any, ...]]:
        """Return the arguments of each call."""
        still = Model("u_theta", STILL, STILL.formula)
        model = still if self.field is None else Model("u_theta", self.field)
        return [(model, count, self.num_steps, generator) for count in self.counts]

    def failure(self, records: Sequence[RecordedCall]) -> Failure | None:
        """Say what is wrong with what the calls gave, or None."""
        for record, count in zip(records, self.counts, strict=True):
            _expect_samples(record, count)
        if self.field is None:
            return self._wrong_noise(records)
        rejected = rejects_sampler(self.field, self.num_steps, *map(samples_and_noise, records))
        if rejected is None:
            return None
        rejection, got, due = rejected
        calls = f" of {len(self.counts)} calls" if len(self.counts) > 1 else ""
        note = f"your samples{calls} at num_steps = {self.num_steps}, carried back to t = 0: "
        return Failure(note + rejection.words, got, due)

    def _wrong_noise(self, records: Sequence[RecordedCall]) -> Failure | None:
        rejection = rejects_normal(*[record.value.astype(np.float64) for record in records])
        if rejection is None:
            return None
        counts = self.counts
        samples = f"{counts[0]} samples"
        if len(counts) > 1:
            samples = f"{len(counts)} calls of {min(counts)} to {max(counts)} samples"
        told = f"where u_theta answers 0, {samples} at num_steps = {self.num_steps}"
        return Failure(f"{told} are to be normal noise: {rejection.words}")


def failures(student: Student, tests: Sequence[Sampled], seed: int) -> Iterator[Failure | None]:
    """Yield what is wrong with each test's samples, or None.

    All calls are made in one exchange: each further one would judge anew what was judged before.
    """
    asked = [test.asked(student.generator(seed)) for test in tests]
    records = iter(student.calls("generate", list(chain.from_iterable(asked))))
    for test, calls in zip(tests, asked, strict=True):
        yield test.failure([next(records) for _ in calls])
