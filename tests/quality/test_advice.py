"""The hint fits how something failed: an exercise's own is for wrong numbers and broken laws."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.authoring import advice
from grader.authoring.advice import advice as advise
from grader.host.proxy import Failure, StudentError, WrongValue
from grader.judging.grading_run import GradingRun
from grader.results import CheckResult
from grader.wire.messages import Raised
from tests.unit.support import MODULE_OF, NUMBER_OF, Grade, exercise, first_lost, wrong

_HEADS = {
    "velocity": "def velocity(x1, eps):",
    "x1_from_u": "def x1_from_u(x_t, u, t):",
    "x1_from_eps": "def x1_from_eps(x_t, eps, t):",
    "euler_step": "def euler_step(u_theta, x_t, t, dt):",
    "euler_sample": "def euler_sample(u_theta, x0, num_steps):",
    "noising_batch": "def noising_batch(x1, generator):",
    "generate": "def generate(u_theta, num_samples, num_steps, generator):",
}


def _lost(name: str, body: str, grade: Grade, narrow: Callable[[str], GradingRun]) -> CheckResult:
    module = MODULE_OF[name]
    text = wrong(module, f"{_HEADS[name]}\n    {body}")
    return first_lost(grade(text, NUMBER_OF[module], narrow(name)), name)


#: what fails without a wrong number: exercise, code, a word of the hint (None: there is no hint)
NO_MATHEMATICS: dict[str, tuple[str, str, str | None]] = {
    "a name": ("velocity", "return x1 - epsilon", "top level"),
    "a name that is assigned later": (
        "velocity",
        "y = u + 1\n    u = x1 - eps\n    return y",
        "on every way",
    ),
    "an attribute": ("velocity", "return x1.minus(eps)", "spelt so"),
    "an attribute of None": ("velocity", "u = None\n    return u.float()", "`return` missing"),
    # the account names the cause, which says more than any advice
    "an import": ("velocity", "import pandas\n    return x1 - eps", None),
    "a missing argument": ("velocity", "return over_trailing(x1) - eps", "defines what it calls"),
    "a type": ("velocity", "return x1 - 'eps'", "types"),
    "shapes": ("velocity", "return x1 + torch.ones(2) + torch.ones(3)", "shapes on this line"),
    "an index": ("velocity", "return x1[:, :, :, :, 0, 0]", "so many axes"),
    "a dtype inside": ("velocity", "return (x1.double() @ eps) - eps", "dtypes"),
    "an unpacking": (
        "velocity",
        "a, b, c, d, e, f, g = x1.shape\n    return x1",
        "names on the left",
    ),
    "a division by 0": ("velocity", "n = 0\n    return x1 * (1 / n)", "Which number is 0"),
    "a file": ("velocity", "open('x.txt', 'w')\n    return x1 - eps", None),
    "a recursion": ("velocity", "return velocity(x1, eps)", "stop calling itself"),
    "an error of its own": ("velocity", "raise ValueError('no')", None),
    "an assertion": ("velocity", "assert 0\n    return x1", None),
    "no result": ("velocity", "x1 - eps", "`return` missing"),
    "numpy": ("velocity", "return (x1 - eps).numpy()", "what torch computes"),
    "a list": ("velocity", "return (x1 - eps).tolist()", "what torch computes"),
    "a shape": ("velocity", "return (x1 - eps)[None]", "shapes on the way"),
    "a dtype": ("velocity", "return (x1 - eps).double()", "not float32"),
    "integers": ("velocity", "return (x1 - eps).long()", "not float32"),
    "in place": ("velocity", "x1 -= eps\n    return x1", "new tensor"),
    "no tuple": ("noising_batch", "return x1", "one tuple"),
    "times of the model": (
        "euler_step",
        "return x_t + dt * u_theta(x_t, 0.5)",
        "one time for each",
    ),
    "a part of a network": ("euler_step", "u_theta.layers\n    return x_t", None),
    "no end": ("velocity", "while True:\n        pass", None),
}


@pytest.mark.parametrize("what", NO_MATHEMATICS)
def test_what_has_nothing_to_do_with_mathematics_gets_no_mathematics(
    what: str, grade: Grade, narrow: Callable[[str], GradingRun], grader: GradingRun
) -> None:
    name, body, word = NO_MATHEMATICS[what]
    lost = _lost(name, body, grade, narrow)
    own = next(
        exercise.hint
        for assignment in grader.assignments
        for exercise in assignment.exercises
        if exercise.id == name
    )
    assert lost.hint != own
    if word is None:
        assert lost.hint is None
    else:
        assert word in (lost.hint or "")


def test_a_misspelt_name_is_told_though_a_wrong_idea_shows_as_well(
    grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    body = "x = euler_sample(u_theta, torch.zeros(num_samples), num_steps)\n    return xx"
    lost = _lost("generate", body, grade, narrow)
    assert lost.verdict.value == "error"
    assert "top level" in (lost.hint or "")


def test_a_shape_that_raises_gets_the_hint_of_its_misconception(
    grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    lost = _lost("x1_from_u", "return x_t + (1 - t) * u", grade, narrow)
    assert lost.diagnosis is not None
    assert lost.diagnosis.id == "t_not_reshaped"
    assert "t[i] belongs to sample i" in (lost.hint or "")


def test_wrong_numbers_get_the_hint_of_the_exercise(
    grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    lost = _lost("x1_from_u", "return x_t + 1.3 * u", grade, narrow)
    assert lost.diagnosis is None
    assert lost.hint is not None
    assert lost.hint.startswith("How much time")


def test_a_broken_law_gets_the_hint_of_the_exercise() -> None:
    assert advise(Failure("eps is not standard normal"), "own") == "own"
    assert advise(WrongValue("off"), "own") == "own"
    assert advise(Failure("changed", hint="better"), "own") == "better"


def test_an_error_that_was_not_raised_is_asked_for(
    grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    code = "if (t == 0).any():\n        raise KeyError(0)\n    t = over_trailing(t, x_t)\n"
    code += "    return (x_t - (1 - t) * eps) / t"
    assert _lost("x1_from_eps", code, grade, narrow).hint == advice.OTHER_ERROR


@pytest.mark.parametrize(
    ("types", "message", "word"),
    [
        (("UnboundLocalError", "NameError"), "cannot access local variable 'u'", "on every way"),
        (("ImportError",), "cannot import name 'rnadn' from 'torch'", "in that module"),
        (("AssertionError",), "Torch not compiled with CUDA enabled", "GPU"),
        (("RuntimeError",), "Found no NVIDIA driver on your system", "GPU"),
        (("RuntimeError",), "The size of tensor a (2) must match", "meets"),
        (("RuntimeError",), "expected scalar type Float but found Double", "float32"),
        (("RecursionError", "RuntimeError"), "maximum recursion depth exceeded", "itself"),
    ],
)
def test_an_exception_is_answered_by_its_class_and_words(
    types: tuple[str, ...], message: str, word: str
) -> None:
    raised = Raised((*types, "Exception", "BaseException"), message, ())
    assert word in (advise(StudentError("f", raised), "own") or "")


def test_what_nobody_can_know_is_left_out() -> None:
    for raised in (
        Raised(("KeyError", "Exception"), "'x'", ()),
        Raised(("RuntimeError", "Exception"), "something", ()),
        Raised(("MemoryError", "Exception"), "", (), out_of_memory=True),
        Raised(("RuntimeError", "Exception"), "size", (), out_of_memory=True),
    ):
        assert advise(StudentError("f", raised), "own") is None


NOISING = """\
t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    x_t = interpolate(x1, eps, t)
    return {x_t}, t, eps"""


def test_a_batch_that_does_not_fit_is_shown_with_the_t_and_eps_it_was_made_of(
    grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    lost = _lost("noising_batch", NOISING.format(x_t="1.3 * x_t"), grade, narrow)
    example = lost.counterexample
    assert example is not None
    assert example.actual is not None
    assert example.expected is not None
    got, expected = example.actual.split(", "), example.expected.split(", ")
    assert len(got) == len(expected) == 3
    assert got[1:] == expected[1:]  # t and eps are the student's own
    x_t, t, eps = (float(number.strip("([])")) for number in expected)
    assert x_t == pytest.approx((1 - t) * eps + 3 * t, rel=1e-6)
    assert float(got[0].strip("([])")) == pytest.approx(1.3 * x_t, rel=1e-6)
    assert example.note is not None
    assert "the t and eps that you returned" in example.note


def test_a_batch_of_several_axes_stays_readable(
    grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    code = NOISING.format(x_t="x_t if x1.ndim < 2 or len(x1) < 2 else 1.3 * x_t")
    example = _lost("noising_batch", code, grade, narrow).counterexample
    assert example is not None
    assert example.actual is not None
    lines = example.actual.splitlines()
    assert lines[0].startswith("([[")
    assert [line[:2] for line in lines[1:]] == ["  ", " [", " [", "  "]


def test_a_new_seed_for_a_global_generator_is_no_mathematics(
    grader: GradingRun, grade: Grade
) -> None:
    """Whether the worker tells it as a draw or as a new seed, generators are what is named."""
    code = f"{_HEADS['noising_batch']}\n    torch.manual_seed(0)\n    " + NOISING.format(x_t="x_t")
    result = exercise(grade(wrong("interpolant", code), "01"), "noising_batch")
    lost = next(check for check in result.checks if check.verdict.value == "failed")
    assert lost.counterexample is not None
    assert "the global generator of torch" in (lost.counterexample.note or "")
    assert "generator" in (lost.hint or "")
