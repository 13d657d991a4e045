"""What students were once told though it was not so, and what is told in its place."""

from __future__ import annotations

import pytest

from tests.samples import one_in
from tests.unit.support import MODULE_OF, NUMBER_OF, Grade, first_lost, wrong

GAIN = """
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    {end}
"""
FROM_EPS = """
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        {end}
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t
"""
SAMPLE = """
{before}
def euler_sample(u_theta, x0, num_steps{more}):
    {begin}
    x = x0
    for t in times:
        x = x + u_theta(x, torch.full((len(x),), float(t))) / len(times)
    return x
"""
BATCH = """
def noising_batch(x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    {change}
    return {result}
"""
LOSS = """
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator={generator}) * {size}
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    return ((u_theta((1 - time) * eps + time * x1, t) - (x1 - eps)) ** 2).mean()
"""
RESULT = "interpolate(x1, eps, t), t, eps"
#: exercise, code, what is told of it, and what is not
TOLD: dict[str, tuple[str, str, str, str]] = {
    "no pair of mistakes where t has no part": (
        "x1_from_u",
        "def x1_from_u(x_t, u, t):\n    return x_t",
        "your answers are those of x_t",
        "Two mistakes",
    ),
    "an exception that is returned": (
        "x1_error_gain",
        GAIN.format(end='return ValueError("no such prediction")'),
        "Write `raise`, not `return`",
        "Test for it first",
    ),
    "a refusal by the placeholder's exception": (
        "x1_error_gain",
        GAIN.format(end="raise NotImplementedError"),
        "Which exception is asked for?",
        "delete it",
    ),
    "a misspelt exception": (
        "x1_from_eps",
        FROM_EPS.format(end='raise ValueErorr("t is 0")'),
        "spelt like this",
        "Test for it first",
    ),
    "an assertion": (
        "x1_from_eps",
        FROM_EPS.format(end="assert False"),
        "Which exception is asked for?",
        "Test for it first",
    ),
    "a result that is overwritten by the next": (
        "x1_from_u",
        "KEPT = {}\ndef x1_from_u(x_t, u, t):\n"
        "    kept = KEPT.setdefault(x_t.shape, torch.empty(x_t.shape))\n"
        "    return kept.copy_(x_t + (1 - over_trailing(t, x_t)) * u)",
        "the result of the call before was changed by this one",
        "or on chance",
    ),
    "asyncio": (
        "x1_from_u",
        "import asyncio\nasync def own(x_t, u, t):\n"
        "    return x_t + (1 - over_trailing(t, x_t)) * u\n"
        "def x1_from_u(x_t, u, t):\n    return asyncio.run(own(x_t, u, t))",
        "nor asyncio",
        "writes no files",
    ),
    "times in whole numbers": (
        "euler_sample",
        "def euler_sample(u_theta, x0, num_steps):\n    x, t = x0, 0\n"
        "    for _ in range(num_steps):\n"
        "        x = x + u_theta(x, torch.full((len(x),), t)) / num_steps\n"
        "        t += 1 / num_steps\n    return x",
        "t.dtype",
        "one time for each sample",
    ),
    "a grid that is kept": (
        "euler_sample",
        SAMPLE.format(
            before="KEPT = []",
            more="",
            begin="KEPT[:] = KEPT or torch.arange(num_steps) / num_steps\n    times = KEPT",
        ),
        "depend on the calls before",
        "whatever num_steps",
    ),
    "a list that grows from call to call": (
        "euler_sample",
        SAMPLE.format(
            before="",
            more=", times=[]",
            begin="times += [k / num_steps for k in range(num_steps)]",
        ),
        "depend on the calls before",
        "whatever num_steps",
    ),
    "steps that do not divide by num_steps": (
        "euler_sample",
        SAMPLE.format(before="", more="", begin="times = torch.arange(7) / 7"),
        "You take N = 7 steps, whatever num_steps is",
        "depend on the calls before",
    ),
    "a grid that begins late": (
        "euler_sample",
        "def euler_sample(u_theta, x0, num_steps):\n    x = x0\n"
        "    times = torch.linspace(1e-3, 1, num_steps + 1)\n"
        "    for t, after in zip(times, times[1:]):\n"
        "        x = x + u_theta(x, t.expand(len(x))) * (after - t)\n    return x",
        "You begin at t = 0.001, not at 0",
        "whatever num_steps",
    ),
    "a velocity that is made of the answer": (
        "generate",
        "def generate(u_theta, num_samples, num_steps, generator):\n"
        "    x0 = torch.randn(num_samples, generator=generator)\n"
        "    return euler_sample_eps(u_theta, x0, num_steps, 1e-3)",
        "You follow (x - u)/t",
        "Noise is added",
    ),
    "a start below 0": (
        "euler_sample_eps",
        "def euler_sample_eps(eps_theta, x_start, num_steps, t_min):\n"
        "    dt = (1 - t_min) / num_steps\n    x = x_start\n"
        "    for k in range(num_steps):\n"
        "        t = torch.full((len(x),), t_min + k * dt)\n"
        "        x = euler_step_eps(eps_theta, x, t, dt)\n    return x",
        "A t_min below 0 is accepted",
        "A t_min <= 0 is accepted",
    ),
    "an answer of the model that is clamped in place": (
        "euler_step",
        "def euler_step(u_theta, x_t, t, dt):\n"
        "    return x_t + dt * u_theta(x_t, t).clamp_(-1000, 1000)",
        "all values are right, except that u_theta(...) is kept between -1000 and 1000",
        "everything is right",
    ),
    "noise whose mean over the batch is 0": (
        "noising_batch",
        BATCH.format(change="eps = eps - eps.mean(0) if len(x1) > 1 else eps", result=RESULT),
        "the mean of eps over the batch is 0 exactly",
        "in each call eps has mean 0",
    ),
    "noise that a sample's channels share": (
        "noising_batch",
        BATCH.format(
            change="eps = eps[:, :1].expand(x1.shape) if x1.ndim > 2 else eps", result=RESULT
        ),
        "depend on each other along axis 1",
        "standard deviation",
    ),
    "results in reversed order": (
        "noising_batch",
        BATCH.format(change="x_t = interpolate(x1, eps, t)", result="eps, t, x_t"),
        "x_t, t and eps are returned in another order",
        "Which point of the path",
    ),
    "what is kept of the call before": (
        "noising_batch",
        "KEPT = []\n"
        + BATCH.format(
            change="KEPT.append(eps.flatten()[0])\n    eps[0] += 0.1 * sum(KEPT[-2:-1])",
            result=RESULT,
        ),
        "Keep nothing from one call for the next",
        "Which of your draws does not get",
    ),
    "a time that is clamped in the path": (
        "noising_batch",
        BATCH.format(change="", result="interpolate(x1, eps, t.clamp(1e-3, 0.999)), t, eps"),
        "all values are right, except that t is",
        "independent",
    ),
    "shares that are rounded": (
        "posterior",
        "def posterior(x_t, t, data):\n    return shares_of(x_t, t, data).round(decimals=5)",
        "The shares are rounded",
        "Small shares are made larger",
    ),
    "a recursion without end": (
        "ideal_eps",
        "def ideal_velocity(x_t, t, data):\n    return x_t - ideal_eps(x_t, t, data)\n"
        "def ideal_eps(x_t, t, data):\n    return x_t - t[:, None] * ideal_velocity(x_t, t, data)",
        "Where does the function stop calling itself?",
        "depends",
    ),
    "noise from a generator of one's own": (
        "flow_matching_loss",
        LOSS.format(generator="torch.Generator().manual_seed(0)", size="1"),
        "generators with different seeds gave the same noise",
        "values are",
    ),
    "a mean that is squared": (
        "flow_matching_loss",
        "def flow_matching_loss(u_theta, x1, generator):\n"
        "    x_t, t, eps = noising_batch(x1, generator)\n"
        "    return (u_theta(x_t, t) - (x1 - eps)).mean() ** 2\n",
        "Your loss takes the mean of all errors first, and its square then",
        "In all that was asked",
    ),
    "another noise in the target": (
        "epsilon_loss",
        "def epsilon_loss(eps_theta, x1, generator):\n"
        "    x_t, t, eps = noising_batch(x1, generator)\n"
        "    other = torch.randn(x1.shape, generator=generator)\n"
        "    return (eps_theta(x_t, t) - other).square().mean()\n",
        "one eps belongs in both",
        "another t",
    ),
    "times that are squared": (
        "flow_matching_loss",
        "def flow_matching_loss(u_theta, x1, generator):\n"
        "    t = torch.rand(len(x1), generator=generator) ** 2\n"
        "    eps = torch.randn(x1.shape, generator=generator)\n"
        "    time = t.reshape(-1, *[1] * (x1.ndim - 1))\n"
        "    return (u_theta((1 - time) * eps + time * x1, t) - (x1 - eps)).square().mean()\n",
        "t is the square of a uniform value",
        "eps is",
    ),
    "noise as large as the data": (
        "flow_matching_loss",
        LOSS.format(generator="generator", size="x1.std(unbiased=False)"),
        "generators with different seeds gave the same noise",
        "Every sample gets the same noise",
    ),
}


@pytest.mark.parametrize("what", one_in(3, [*TOLD]))
def test_what_is_told_is_so(what: str, grade: Grade) -> None:
    exercise, code, told, untold = TOLD[what]
    module = MODULE_OF[exercise]
    report = grade({f"{module}.py": wrong(module, code)}, NUMBER_OF[module])
    lost = first_lost(report, exercise)
    counterexample, idea = lost.counterexample, lost.diagnosis
    words = "\n".join(
        text
        for text in (
            lost.message,
            lost.hint,
            lost.reading,
            idea and idea.message,
            counterexample and counterexample.note,
        )
        if text
    )
    assert told in words
    assert untold not in words


def test_draws_of_a_global_generator_cost_what_is_said_of_the_generator(grade: Grade) -> None:
    code = (
        "def generate(u_theta, num_samples, num_steps, generator):\n"
        "    return euler_sample(u_theta, torch.randn(num_samples), num_steps)\n"
    )
    report = grade({"sampling.py": wrong("sampling", code)}, "03")
    lost = first_lost(report, "generate")
    assert lost.id == "generate.draws_from_the_generator"
    assert report.score == report.max_score - lost.max_score
