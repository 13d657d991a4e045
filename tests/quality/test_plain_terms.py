"""Where no misconception matches, what is wrong is said in plain terms."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from grader.judging.grading_run import GradingRun
from tests.unit.support import MODULE_OF, NUMBER_OF, Grade, first_lost, wrong

#: exercise, code, the note
PLAIN = {
    "shape": (
        "velocity",
        "return (x1 - eps).reshape(-1)",
        "u has shape (1,); shape (1, 1) is expected",
    ),
    "missing axis": (
        "velocity",
        "return (x1 - eps).sum()",
        "u has shape (); shape (1,) is expected",
    ),
    "dtype": (
        "velocity",
        "return (x1 - eps).to(torch.bfloat16)",
        "u has dtype bfloat16; float32 is expected",
    ),
    "integers": (
        "velocity",
        "return (x1 - eps).long()",
        "u has dtype int64; float32 is expected",
    ),
    "no return": ("velocity", "x1 - eps", "u is None; a float32 tensor of shape (1,) is expected"),
    "numpy": ("velocity", "return (x1 - eps).numpy()", "u is a numpy.ndarray"),
    "a number": (
        "velocity",
        "return 2.0",
        "u is a float; a float32 tensor of shape (1,) is expected",
    ),
    "factor": (
        "velocity",
        "return 1.5 * (x1 - eps) if x1.ndim > 3 else x1 - eps",
        "every entry of u is 1.5 times what it should be",
    ),
    "negative": (
        "velocity",
        "return eps - x1 if x1.ndim > 3 else x1 - eps",
        "every entry of u is the negative of what it should be",
    ),
    "too large": (
        "velocity",
        "return x1 - eps + 0.5 * (x1.ndim > 3 and (x1 - eps).std() > 0)",
        "every entry of u is 0.5 too large",
    ),
    "too small": (
        "velocity",
        "return x1 - eps - 0.25 * (x1.ndim > 3 and (x1 - eps).std() > 0)",
        "every entry of u is 0.25 too small",
    ),
    "one number": (
        "velocity",
        "return 1.001 * (x1 - eps)",
        "u is off by 0.002, which is 0.1% of what is expected",
    ),
    "a sample": (
        "velocity",
        "u = x1 - eps\n    return torch.cat([u[:-1], 2 * u[-1:]]) if len(u) > 1 else u",
        "u is wrong for sample 1 of the batch only (counted from 0)",
    ),
    "some entries": (
        "velocity",
        "u = x1 - eps\n    return torch.cat([u[:, :-1], 3 * u[:, -1:]], 1) "
        "if u.ndim == 2 and u.shape[1] > 1 else u",
        "u is wrong in 1 of 2 entries",
    ),
    "NaN": (
        "velocity",
        "return (x1 - eps) / 0 * 0",
        "u has 1 entry that is NaN",
    ),
    "infinite": (
        "velocity",
        "return (x1 - eps) / 0",
        "u has 1 entry that is infinite",
    ),
    "in place": ("velocity", "x1 -= eps\n    return x1", "x1 was changed in place"),
    "another argument in place": (
        "x1_from_u",
        "u *= (1 - over_trailing(t, u))\n    return x_t + u",
        "u was changed in place",
    ),
    "evaluations": (
        "euler_step",
        "u_theta(x_t, t)\n    return x_t + dt * u_theta(x_t, t)",
        "u_theta was evaluated 2 times; 1 evaluation is expected",
    ),
    "no evaluation": (
        "euler_step",
        "return x_t + dt * (x_t + 2 * t.reshape(-1, *[1] * (x_t.ndim - 1)))",
        "u_theta was never evaluated; 1 evaluation is expected",
    ),
    "times": (
        "euler_step",
        "return x_t + dt * u_theta(x_t, 0.9 * t)",
        "evaluation 1 of u_theta was at the wrong time",
    ),
    "state": (
        "euler_step",
        "return x_t + dt * u_theta(2 * x_t, t)",
        "the x that u_theta was given is off by 3, which is 100% of what is expected",
    ),
    "model in place": (
        "euler_step",
        "u = u_theta(x_t, t)\n    u *= dt\n    return x_t + u",
        "what the model returned was changed in place",
    ),
    "a result of before": (
        "velocity",
        "kept = globals().setdefault('kept', {})\n"
        "    return torch.sub(x1, eps, out=kept.setdefault(x1.shape, torch.empty_like(x1)))",
        "the result of the call before was changed by this one",
    ),
    "a result of before, of a tuple": (
        "noising_batch",
        "kept = globals().setdefault('kept', {})\n"
        "    t = torch.rand(len(x1), generator=generator)\n"
        "    eps = kept.setdefault(x1.shape, torch.empty_like(x1)).normal_(generator=generator)\n"
        "    time = t.reshape(-1, *[1] * (x1.ndim - 1))\n"
        "    return time * x1 + (1 - time) * eps, t, eps",
        "the result of the call before was changed by this one",
    ),
    "not a tuple": (
        "noising_batch",
        "return x1",
        "the result is one tensor of shape (1,); the tuple (x_t, t, eps) is expected",
    ),
    "a pair": (
        "noising_batch",
        "return x1, x1",
        "the result is a tuple or list of 2 values; the tuple (x_t, t, eps) is expected",
    ),
}

_HEADS = {
    "velocity": "def velocity(x1, eps):",
    "x1_from_u": "def x1_from_u(x_t, u, t):",
    "euler_step": "def euler_step(u_theta, x_t, t, dt):",
    "noising_batch": "def noising_batch(x1, generator):",
}


@pytest.mark.parametrize("what", PLAIN)
def test_what_is_wrong_is_said_in_plain_terms(
    what: str, grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    name, body, note = PLAIN[what]
    module = MODULE_OF[name]
    text = wrong(module, f"{_HEADS[name]}\n    {body}")
    lost = first_lost(grade(text, NUMBER_OF[module], narrow(name)), name)
    assert lost.counterexample is not None
    assert (lost.counterexample.note or "").startswith(note)
    assert lost.diagnosis is None
    assert lost.hint


def test_a_number_is_told_apart_from_its_neighbours(grade: Grade) -> None:
    """What is printed as got and as expected must never look the same."""
    code = "def velocity(x1, eps):\n    return (x1 - eps) * (1 + 2e-6)"
    lost = first_lost(grade(wrong("interpolant", code), "01"), "velocity")
    assert lost.counterexample is not None
    assert lost.counterexample.actual != lost.counterexample.expected


def test_students_read_their_own_names(grade: Grade) -> None:
    code = "def x1_from_u(state, speed, time):\n    speed += 1\n    return state"
    example = first_lost(grade(wrong("recovery", code)), "x1_from_u").counterexample
    assert example is not None
    assert list(example.inputs) == ["state", "speed", "time"]
    assert example.note == "speed was changed in place"
    assert example.code is not None
    assert example.code.endswith("print(x1_from_u(state, speed, time))")


def test_the_code_to_paste_shows_the_failure(grade: Grade) -> None:
    code = "def euler_step(u_theta, x_t, t, dt):\n    return x_t + u_theta(x_t, t)"
    example = first_lost(grade(wrong("sampling", code), "03"), "euler_step").counterexample
    assert example is not None
    assert example.code == dedent(
        """\
        # paste into python, started in the folder of sampling.py
        import torch
        from sampling import euler_step
        def u_theta(x, t):
            t = t.reshape(-1, *[1] * (x.ndim - 1))
            return x + 2 * t

        x_t = torch.tensor([3.0])
        t = torch.tensor([0.25])
        dt = 0.25
        print(euler_step(u_theta, x_t, t, dt))"""
    )


def test_an_exception_is_told_with_the_students_own_lines(grade: Grade) -> None:
    code = "def helper(x):\n    return x.no_such_method()\n\n\n"
    code += "def velocity(x1, eps):\n    return helper(x1)\n"
    lost = first_lost(grade({"interpolant.py": code}, "01"), "velocity")
    assert lost.verdict.value == "error"
    assert lost.counterexample is not None
    assert lost.counterexample.actual == (
        "AttributeError: 'Tensor' object has no attribute 'no_such_method'"
    )
    assert lost.message == (
        "interpolant.py, line 6, in velocity: return helper(x1)\n"
        "interpolant.py, line 2, in helper: return x.no_such_method()"
    )
