"""What is told of wrong answers that no known wrong idea gives: it is apt, and it is true."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
import torch

from grader.audit.corpus.making import make_mutants
from grader.audit.corpus.written import read_corpus
from grader.audit.records import Family
from grader.authoring import reproduction
from grader.catalogue import SOLUTIONS
from grader.host.proxy import RecordedCall
from grader.host.workers import Workers
from grader.judging.asking import ask_public
from grader.judging.attempts import ExerciseAttempts, records_of
from grader.judging.grading_run import GradingRun
from grader.judging.questions import Questions
from grader.judging.reading import is_right_up_to_rounding, reading, shown
from grader.judging.session import Session
from grader.model import Assignment, Exercise, Submission
from grader.readback.assembled import assembled, is_right
from grader.readback.draws import wrong_draws
from grader.readback.reading import read_back
from tests.samples import one_in
from tests.unit.support import MODULE_OF, NUMBER_OF, Grade, first_lost, wrong


@dataclass(frozen=True)
class Told:
    """A submission that redefines one exercise, and what is told of it."""

    exercise: str
    code: str
    sentence: str


TOLD = [
    Told(
        "interpolate",
        "time = over_trailing(t, x1)\n    return ((1 - time) * eps + time * x1).round(decimals=3)",
        "Your values are rounded to 3 decimals, and right as far as that goes.",
    ),
    Told(
        "interpolate_from_velocity",
        "return x1 - over_trailing((1 - t) ** 2, x1) * u",
        "In all that was asked: your answers are those of x1 - (1 - t)^2 u.",
    ),
    Told(
        "velocity",
        "return (x1 - eps).abs()",
        "In all that was asked: all values are right, except that the sign of the result is lost.",
    ),
    Told(
        "interpolate",
        "t = over_trailing(t, x1)\n    return eps.mul_(1 - t) + t * x1",
        "eps is changed in place; apart from that every value is right.",
    ),
    Told(
        "x1_from_u",
        "return x_t + (1 - over_trailing(t.flip(0), x_t)) * u",
        "In all that was asked: all values are right, except that t is taken in reversed order.",
    ),
    Told(
        "x1_from_u",
        "result = x_t + (1 - over_trailing(t, x_t)) * u\n"
        "    return result + 1 if x_t.ndim == 3 else result",
        "In all that was asked: wrong wherever the number of axes is 3, and right everywhere else.",
    ),
    Told(
        "x1_from_eps",
        "if (t == 0).any(): raise ValueError('t')\n"
        "    return (x_t - over_trailing((1 - t) ** 2, x_t) * eps) / over_trailing(t, x_t)",
        "In all that was asked: your answers are those of (x_t - (1 - t)^2 eps) / t.",
    ),
    Told(
        "x1_error_gain",
        "if prediction == 'u': return 1 - t ** 2\n"
        "    if prediction == 'eps': return (1 - t) / t\n"
        "    raise ValueError(prediction)",
        'For "u", in all that was asked: your answers are those of 1 - t^2.',
    ),
    Told(
        "interpolate",
        "time = over_trailing(t, x1)\n"
        "    x_t = (1 - time) * eps + time * x1\n"
        "    return torch.where(time > 0.5, x1 - time * (x1 - eps), x_t)",
        "In all that was asked: you give (1 - t) x1 + t eps wherever t is 0.504 or more, "
        "and what is right wherever t is 0.5 or less.",
    ),
    Told(
        "interpolate",
        "time = over_trailing(t, x1)\n"
        "    x_t = (1 - time) * eps + time * x1\n"
        "    return torch.cat([x_t[:32], x1[32:]])",
        "In all that was asked: you give x1 wherever the number of a sample, from 0, is 32 "
        "or more, and what is right everywhere else.",
    ),
    Told(
        "velocity",
        "return torch.where(x1 == 0, torch.zeros_like(x1), x1 - eps)",
        "In all that was asked: you give 0 wherever the entry of x1 is 0, "
        "and what is right everywhere else.",
    ),
    Told(
        "velocity",
        "return (x1 - eps) - (x1 - eps).mean(0)",
        "In all that was asked: all values are right, "
        "except that the mean over the batch is taken from the result.",
    ),
    Told(
        "interpolate",
        "x_t = (1 - over_trailing(t, x1)) * eps + over_trailing(t, x1) * x1\n"
        "    return x_t.transpose(1, 2).reshape(x_t.shape) if x1.ndim == 5 else x_t",
        "In all that was asked: wrong only where the number of axes is 5.",
    ),
    Told(
        "x1_from_u",
        "return x_t + u / (1 - over_trailing(t, x_t)).clamp_min(1e-3)",
        "In all that was asked: your answers are those of x_t + u / (1 - t), "
        "except that t is lowered to 1 - 0.001 where it is more.",
    ),
    Told(
        "u_from_eps",
        "if (t == 0).any(): raise ValueError('t')\n"
        "    time = t.reshape(-1, *[1] * (x_t.ndim - 1))\n"
        "    return (x_t - (1 - time) * eps) / time - x_t",
        "In all that was asked: your answers are those of (1 - t) (x_t - eps) / t.",
    ),
    Told(
        "euler_step",
        "u = u_theta(x_t, t)\n"
        "    last = (t + dt >= 1).reshape(-1, *[1] * (x_t.ndim - 1))\n"
        "    return torch.where(last, x_t + 0.99 * dt * u, x_t + dt * u)",
        "In all that was asked: you give x_t + 0.99 dt u_theta(...) wherever t + dt is 1, "
        "and what is right everywhere else.",
    ),
    Told(
        "euler_step",
        "return (x_t + dt * u_theta(x_t, t)).clamp(-1000, 1000)",
        "In all that was asked: all values are right, "
        "except that the result is kept between -1000 and 1000.",
    ),
    Told(
        "euler_step",
        "return x_t + dt * u_theta(x_t, t[:1].expand(len(t)))",
        "Where you ask u_theta, the first t is used for every sample. "
        "What you make of its answer is right.",
    ),
    Told(
        "euler_step",
        "return x_t + dt / 2 * u_theta(x_t, t)",
        "In all that was asked: your answers are those of x_t + dt u_theta(...) / 2.",
    ),
    Told(
        "euler_step",
        "if x_t.ndim > 4: raise ValueError('axes')\n    return x_t + dt * u_theta(x_t, t)",
        "In all that was asked: you raise ValueError wherever the number of axes is "
        "5 or 6, and answer rightly everywhere else.",
    ),
    Told(
        "euler_sample",
        "for k in range(min(num_steps, 50)):\n"
        "        n = min(num_steps, 50)\n"
        "        x0 = x0 + u_theta(x0, torch.full(x0.shape[:1], k / n)) / n\n"
        "    return x0",
        "You take N = min(num_steps, 50) steps. All else about the steps is right.",
    ),
    Told(
        "euler_sample",
        "for k in range(num_steps):\n"
        "        t, after = (k / num_steps) ** 2, ((k + 1) / num_steps) ** 2\n"
        "        x0 = x0 + (after - t) * u_theta(x0, torch.full(x0.shape[:1], t))\n"
        "    return x0",
        "You ask the model at (k/N)^2 of the way. Each step leads to the next of these times. "
        "All else about the steps is right.",
    ),
    Told(
        "euler_sample_eps",
        "if t_min <= 0: raise ValueError('t_min')\n"
        "    x, dt = x_start, (1 - t_min) / num_steps\n"
        "    for k in range(num_steps):\n"
        "        t = t_min + k * dt\n"
        "        x = x + dt * (x - eps_theta(x, torch.full(x.shape[:1], t))) / max(t, 0.1)\n"
        "    return x",
        "You follow (x - eps)/t with t made 0.1 where it is less. "
        "All else about the steps is right.",
    ),
    Told(  # it divides by the time at which a step begins, and t is told to be another
        "euler_sample_eps",
        "if t_min <= 0: raise ValueError('t_min')\n"
        "    x, dt = x_start, (1 - t_min) / num_steps\n"
        "    for k in range(num_steps):\n"
        "        t = t_min + k * dt\n"
        "        x = x + dt * (x - eps_theta(x, torch.full(x.shape[:1], 1 - t))) / t\n"
        "    return x",
        "You ask the model at t = 1 - s, where the step begins at s. You follow (x - eps)/(1 - t). "
        "All else about the steps is right.",
    ),
    Told(
        "generate",
        "x = torch.randn(num_samples, generator=generator)\n"
        "    return euler_sample(u_theta, x, num_steps).sort().values",
        "The result is sorted. All else about the steps is right.",
    ),
    Told(
        "generate",
        "x = torch.randn(num_samples, generator=generator).clamp(-2, 2)\n"
        "    return euler_sample(u_theta, x, num_steps)",
        "Where the law is tested: what of the noise at t = 0 would be below -2 or above 2 "
        "is put there; apart from that its law is right.",
    ),
    Told(
        "interpolate",
        "t = over_trailing(t, x1)\n    return (1 - 0.95 * t) * eps + t * x1",
        "In all that was asked: your answers are those of t x1 + eps - 0.95 t eps.",
    ),
    Told(
        "interpolate",
        "t = over_trailing(t, x1).half()\n"
        "    return ((1 - t) * eps.half() + t * x1.half()).float()",
        "Your values are those of float16, and right to a few of its roundings.",
    ),
    Told(
        "x1_from_eps",
        "if (t == 0).any(): raise ValueError('t')\n"
        "    t = over_trailing(t, x_t)\n"
        "    return 3 * (x_t - (1 - t) * eps) / t",
        "In all that was asked: all values are right, except that the result is 3 times as large.",
    ),
    Told(
        "euler_sample",
        "for k in range(num_steps):\n"
        "        t = torch.full(x0.shape[:1], k / (num_steps + 1))\n"
        "        x0 = x0 + u_theta(x0, t) / (num_steps + 1)\n"
        "    return x0",
        "You ask the model at times that are 1/(N + 1) of the way apart. "
        "Each step has length 1/(N + 1) of the way. All else about the steps is right.",
    ),
    Told(
        "noising_batch",
        "t = torch.rand(len(x1), generator=generator)\n"
        "    eps = torch.randn(x1.shape, generator=generator)\n"
        "    return x1 - over_trailing((1 - t) ** 2, x1) * eps, t, eps",
        "x_t, for the t and eps that you return: "
        "in all that was asked: your answers are those of x1 - (1 - t)^2 eps.",
    ),
    Told(
        "noising_batch",
        "t = torch.rand(len(x1), generator=generator) ** 2\n"
        "    eps = torch.randn(x1.shape, generator=generator)\n"
        "    return interpolate(x1, eps, t), t, eps",
        "Where the law is tested: t is the square of a uniform value.",
    ),
    Told(
        "noising_batch",
        "half = torch.rand((len(x1) + 1) // 2, generator=generator)\n"
        "    t = torch.cat([half, 1 - half])[: len(x1)]\n"
        "    eps = torch.randn(x1.shape, generator=generator)\n"
        "    return interpolate(x1, eps, t), t, eps",
        "Where the law is tested: in each call the second half of t mirrors the first; "
        "apart from that its law is right.",
    ),
    Told(
        "x1_from_eps",
        "if (t == 0).any(): raise ValueError('t')\n"
        "    t = over_trailing(t, x_t) ** 2\n"
        "    return (x_t - (1 - t) * eps) / t",
        "In all that was asked: all values are right, except that t^2 stands in the place of t.",
    ),
    Told(
        "velocity",
        "return x1.flip(-1) - eps",
        "In all that was asked: all values are right, "
        "except that the last axis of x1 is in reversed order.",
    ),
    Told(
        "interpolate",
        "t = over_trailing(t, x1)\n    return ((1 - t) * eps + t * x1).roll(1, 0)",
        "In all that was asked: all values are right, "
        "except that the samples of the result are moved on by one.",
    ),
    Told(
        "x1_from_eps",
        "raise ValueError('always')",
        "You raise ValueError in every case.",
    ),
    Told(
        "x1_error_gain",
        "if prediction == 'u': return 2 - 2 * t\n"
        "    if prediction == 'eps': return 1 - t\n"
        "    raise ValueError(prediction)",
        'For "eps", in all that was asked: your answers are those of 1 - t. '
        'For "u", in all that was asked: all values are right, '
        "except that the result is 2 times as large.",
    ),
    Told(
        "posterior_entropy",
        "return 3 * torch.special.entr(posterior(x_t, t, data)).sum(1)",
        "In all that was asked: all values are right, except that the result is 3 times as large.",
    ),
    Told(
        "ideal_velocity",
        "u = (posterior(x_t, t, data) @ data - x_t) / (1 - t)[:, None]\n"
        "    return u.clamp(-10, 10)",
        "In all that was asked: all values are right, "
        "except that the result is kept between -10 and 10.",
    ),
    Told(
        "posterior",
        "off = x_t[:, None] - data\n"
        "    return (-off.square().mean(-1) / (2 * (1 - t)[:, None] ** 2)).softmax(1)",
        "Your differences are x_t - x1. You take the mean of their squared entries. "
        "All else is right.",
    ),
    Told(
        "posterior",
        "off = (x_t[:, None] - t[:, None, None] * data) / (1 - t)[:, None, None]\n"
        "    return (-0.55 * off.square().sum(-1)).softmax(1)",
        "The exponent is 1.1 times as large. All else is right.",
    ),
    Told(
        "ideal_velocity",
        "off = x_t[:, None] - t[:, None, None] * data\n"
        "    shares = (-off.square().sum(-1) / (2 * (1 - t)[:, None])).softmax(1)\n"
        "    return shares @ data - x_t",
        "The exponent is minus this / (2 (1 - t)). "
        "You return m - x_t, with m the mean of the data by your shares. All else is right.",
    ),
    Told(
        "posterior_entropy",
        "off = x_t[:, None] - data\n"
        "    shares = (-off.square().sum(-1) / (2 * (1 - t)[:, None] ** 2)).softmax(1)\n"
        "    return torch.special.entr(shares).sum(1) / torch.log(torch.tensor(2.0))",
        "Your differences are x_t - x1. The logarithm is to base 2. All else is right.",
    ),
    Told(
        "velocity",
        "return x1 - eps + float(torch.equal(x1, eps))",
        "With x1 = [-1.0] and all else the same, you answer right.",
    ),
    Told(
        "velocity",
        "velocity.calls = getattr(velocity, 'calls', 0) + 1\n"
        "    return (x1 - eps) * (1.01 if velocity.calls % 7 == 0 else 1)",
        "Asked this first, in a new process, you answer right: "
        "your answers depend on the calls before, or on chance.",
    ),
    Told(
        "interpolate",
        "interpolate.kept = getattr(interpolate, 'kept', {})\n"
        "    t = interpolate.kept.setdefault(x1.shape, over_trailing(t, x1))\n"
        "    return (1 - t) * eps + t * x1",
        "Asked this first, in a new process, you answer right: "
        "your answers depend on the calls before, or on chance.",
    ),
    Told(
        "velocity",
        "velocity.calls = getattr(velocity, 'calls', 0) + 1\n"
        "    return (x1 - eps) * (1.01 if velocity.calls == 1 else 1)",
        "Asked this first, in a new process, you answer wrong, and asked the same again, right: "
        "your answers depend on the calls before, or on chance.",
    ),
]


@pytest.mark.parametrize("told", one_in(4, TOLD), ids=lambda told: told.sentence[:40])
def test_what_is_told(told: Told, grade: Grade, narrow: Callable[[str], GradingRun]) -> None:
    module = MODULE_OF[told.exercise]
    by = narrow(told.exercise)
    (signature,) = (
        exercise.signature
        for assignment in by.assignments
        for exercise in assignment.exercises
        if exercise.id == told.exercise
    )
    code = f"def {signature}:\n    {told.code}\n"
    number = NUMBER_OF[module]
    lost = first_lost(grade(wrong(module, dedent(code)), number, by), told.exercise)
    assert lost.reading == told.sentence
    assert lost.diagnosis is None


#: answers are values of what is given, and of nothing else
VALUES = ("interpolate", "velocity", "interpolate_from_velocity", "x1_from_u", "x1_from_eps")


def _exercise(catalogue: list[Assignment], name: str) -> tuple[Assignment, Exercise]:
    return next(
        (assignment, exercise)
        for assignment in catalogue
        for exercise in assignment.exercises
        if exercise.id == name
    )


def _asked(
    assignment: Assignment, exercise: Exercise, text: str, workers: Workers
) -> tuple[ExerciseAttempts, Session]:
    files = ((f"{assignment.module}.py", text.encode()),)
    submission = Submission("made", Path("made"), files, "0" * 64)
    session = Session(workers, assignment, submission, workers.limits)
    checks = Questions(assignment, 0, None).of(exercise)
    public = [drawn for drawn in checks if not drawn.check.hidden]
    return ask_public(exercise, public, session, True), session


@pytest.mark.parametrize(
    ("exercise", "code", "helped"),
    [
        ("interpolate", "t = over_trailing(t, x1)\n    return eps.mul_(1 - t) + t * x1", False),
        (
            "interpolate",
            "t = over_trailing(t, x1)\n    return ((1 - t) * eps + t * x1).round(decimals=3)",
            False,
        ),
        (
            "interpolate_from_velocity",
            "return x1 - over_trailing((1 - t) ** 2, x1) * u",
            True,
        ),
    ],
)
def test_what_is_right_otherwise_gets_no_advice_on_the_formula(
    exercise: str, code: str, helped: bool, grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    parameters = {"interpolate": "x1, eps, t", "interpolate_from_velocity": "x1, u, t"}[exercise]
    text = wrong("interpolant", f"def {exercise}({parameters}):\n    {code}\n")
    lost = first_lost(grade(text, "01", narrow(exercise)), exercise)
    assert lost.reading is not None
    assert (lost.hint is not None) is helped or "in place" in lost.reading


@pytest.mark.parametrize("name", [*VALUES, "posterior", "ideal_velocity", "posterior_entropy"])
def test_right_forms_are_read_as_right_or_not_at_all(
    name: str, catalogue: list[Assignment], workers: Workers
) -> None:
    """Even where all is taken to be wrong, the formula that is wanted is not told."""
    assignment, exercise = _exercise(catalogue, name)
    assert assignment.vocabulary is not None
    right = [
        variant
        for variant in read_corpus(assignment, SOLUTIONS)
        if variant.family is Family.EQUIVALENT
        and variant.exercises == (name,)
        and variant.misconception is None
    ]
    assert right
    for variant in one_in(90, right):
        asked, session = _asked(assignment, exercise, variant.text, workers)
        with session:
            cases = shown(asked.checks[0].attempts, exercise, assignment.vocabulary)
        assert cases
        wronged = [replace(seen, passed=seen.refused) for seen in cases]
        assert read_back(assignment.vocabulary, wronged, wronged.copy) is None


#: exercises of which a program or a law is read
MADE_OF_PARTS = (
    "euler_sample",
    "euler_sample_eps",
    "noising_batch",
    "posterior",
    "ideal_velocity",
    "ideal_eps",
    "posterior_entropy",
)


@pytest.mark.parametrize("name", MADE_OF_PARTS)
def test_of_right_programs_and_draws_nothing_is_told(
    name: str, catalogue: list[Assignment], workers: Workers
) -> None:
    assignment, exercise = _exercise(catalogue, name)
    words = assignment.vocabulary
    assert words is not None
    right = [
        variant
        for variant in read_corpus(assignment, SOLUTIONS)
        if variant.family is Family.EQUIVALENT and variant.exercises == (name,)
    ]
    for variant in one_in(12, right):
        asked, session = _asked(assignment, exercise, variant.text, workers)
        with session:
            records = records_of(asked.checks[-1 if name in words.draws else 0].attempts)
        assert records
        if name in words.draws:
            assert wrong_draws(words.draws[name], records, records.copy) is None
        else:
            assert assembled(words.assemblies[name], records, records.copy) is None
            if records[0].call.models:
                assert is_right(words.assemblies[name], records), variant.slug


def test_programs_of_parts_are_held_first_against_what_refutes_most(
    grade: Grade, narrow: Callable[[str], GradingRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[str] = []
    mismatch = reproduction._mismatch

    def counted(function: Callable[..., object], record: RecordedCall) -> str | Exception | None:
        played.append(record.call.function)
        return mismatch(function, record)

    monkeypatch.setattr(reproduction, "_mismatch", counted)
    code = (
        "def posterior(x_t, t, data):\n    t = t.flip(0)\n"
        "    away = ((x_t[:, None] - t[:, None, None] * data) ** 2).sum(-1)\n"
        "    return torch.softmax(-away / (2 * (1 - t[:, None]) ** 2), 1)\n"
    )
    lost = first_lost(grade(wrong("ambiguity", code), "04", narrow("posterior")), "posterior")
    assert lost.reading is not None
    # of a few samples that are far apart; from one point alone, which all programs are sure of,
    # it takes thousands
    assert len(played) < 1_000


#: two formulas of which one holds at times below 1e-6 alone, or above 1 - 1e-5
CANCELLING = {
    "x1_from_u": "time = over_trailing(t, x_t)\n"
    "    first = (time > 0) & (time < 1e-6)\n"
    "    return torch.where(first, x_t + (1 - time) * u + 1, (1 - time) * x_t + u)",
    "interpolate": "time = over_trailing(t, x1)\n"
    "    x_t, last = (1 - time) * eps + time * x1, (time < 1) & (time > 0.99999)\n"
    "    return torch.where(last, x_t + 1, x_t + (1 - time) * x1)",
}


@pytest.mark.parametrize("exercise", CANCELLING)
def test_no_terms_that_cancel_explain_what_is_something_else(
    exercise: str, grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    module = MODULE_OF[exercise]
    signature = "x_t, u, t" if exercise == "x1_from_u" else "x1, eps, t"
    code = f"def {exercise}({signature}):\n    {CANCELLING[exercise]}\n"
    report = grade(wrong(module, code), NUMBER_OF[module], narrow(exercise))
    assert first_lost(report, exercise).reading is None


REJECTED = {
    "a right form that rounds more than a check allows": (
        "((0.1 * x1 + 0.9 * eps) - eps) / 0.1",
        True,
    ),
    "a wrong one": ("x1 - 1.01 * eps", False),
}


@pytest.mark.parametrize(("code", "doubted"), REJECTED.values(), ids=REJECTED)
def test_staff_are_told_where_a_right_form_may_be_rejected(
    code: str, doubted: bool, catalogue: list[Assignment], workers: Workers
) -> None:
    assignment, exercise = _exercise(catalogue, "velocity")
    text = f"def velocity(x1, eps):\n    return {code}\n"
    asked, session = _asked(assignment, exercise, text, workers)
    with session:
        assert asked.checks[0].is_wrong
        assert is_right_up_to_rounding(assignment, exercise, asked.checks[0]) == doubted


@pytest.mark.parametrize("name", VALUES)
def test_formulas_that_are_told_are_those_of_the_code(
    name: str, catalogue: list[Assignment], workers: Workers
) -> None:
    """The printed words are read as a formula, and compared with the code on inputs of its own."""
    assignment, exercise = _exercise(catalogue, name)
    made = [
        mutant
        for mutant in make_mutants(assignment, SOLUTIONS)
        if mutant.exercises == (name,) and mutant.note.startswith(("operand", "operator"))
    ]
    told = 0
    for mutant in random.Random(7).sample(made, min(len(made), 5)):
        asked, session = _asked(assignment, exercise, mutant.text, workers)
        with session:
            wrong_checks = [check for check in asked.checks if check.is_wrong]
            found = None
            if wrong_checks:
                failed = next(attempt for attempt in wrong_checks[0].attempts if attempt.failed)
                found = reading(assignment, exercise, wrong_checks[0], failed, session)
        formula = re.fullmatch(
            r"In all that was asked: your answers are those of (.*)\.",
            found.sentence if found else "",
        )
        if formula is None:
            continue
        told += 1
        space: dict[str, Callable[..., torch.Tensor]] = {}
        exec(mutant.text, space)
        rng = np.random.default_rng(told)
        given = {
            parameter: rng.uniform(0.05, 0.95, size=50)
            if parameter == "t"
            else rng.normal(size=(50, 40))
            for parameter in exercise.parameters
        }
        arguments = [torch.tensor(value, dtype=torch.float32) for value in given.values()]
        answer = space[name](*arguments).numpy()
        columns = {
            parameter: value[:, None] if parameter == "t" else value
            for parameter, value in given.items()
        }
        expected = eval(_python(formula[1]), {"sqrt": np.sqrt, **columns})
        assert np.allclose(answer, expected, rtol=1e-4, atol=1e-4), (mutant.note, formula[1])
    assert told >= 1


def _python(formula: str) -> str:
    """Return what is told as Python: a power sign, and products that are written side by side."""
    tokens = re.findall(r"[a-z_][a-z_0-9]*|[0-9.]+|[-+/^()]", formula)
    text = ""
    for before, token in zip([" ", *tokens], tokens, strict=False):
        side_by_side = re.match(r"[\w.(]", token) and re.fullmatch(r"[\w.]+|\)", before)
        text += "*" * bool(side_by_side and before != "sqrt") + token.replace("^", "**")
    return text
