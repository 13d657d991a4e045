"""Names that are true, and the counterexamples to names that would not be.

Each mistake looks like what another name says, or is one of two at once. It must be told what it
is, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent

import pytest

from grader.judging.grading_run import GradingRun
from grader.results import GradeReport
from tests.samples import one_in
from tests.unit.support import MODULE_OF, NUMBER_OF, Grade, wrong


@dataclass(frozen=True)
class Named:
    """A function as students get it wrong, and what its failing checks are named, in order."""

    what: str
    exercise: str
    names: tuple[str, ...]
    code: str


NAMED = [
    Named(
        "eps redrawn",
        "interpolate",
        ("eps_redrawn",),
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return (1 - t) * torch.randn_like(x1) + t * x1
        """,
    ),
    Named(
        "eps shuffled at random",
        "interpolate",
        ("answers_differ",),
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            eps = eps.flatten()[torch.randperm(eps.numel())].reshape(x1.shape)
            return (1 - t) * eps + t * x1
        """,
    ),
    Named(
        "eps reshaped wrong",
        "interpolate",
        (),
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return (1 - t) * eps.flatten().flip(0).reshape(x1.shape) + t * x1
        """,
    ),
    Named(
        "eps of a fixed seed",
        "interpolate",
        (),
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            own = torch.Generator().manual_seed(0)
            return (1 - t) * torch.randn(x1.shape, generator=own) + t * x1
        """,
    ),
    Named(
        "expand as",
        "interpolate",
        ("t_not_reshaped",),
        """
        def interpolate(x1, eps, t):
            t = t.expand_as(x1)
            return (1 - t) * eps + t * x1
        """,
    ),
    Named(
        "view 1 m1",
        "interpolate",
        ("t_not_reshaped",),
        """
        def interpolate(x1, eps, t):
            t = t.view(1, -1)
            return (1 - t) * eps + t * x1
        """,
    ),
    Named(
        "ddpm and not reshaped",
        "interpolate",
        ("square_root_weights+t_not_reshaped",),
        """
        def interpolate(x1, eps, t):
            return (1 - t).sqrt() * eps + t.sqrt() * x1
        """,
    ),
    Named(
        "ddpm reversed",
        "interpolate",
        ("diffusion_weights_reversed",),
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return (1 - t).sqrt() * x1 + t.sqrt() * eps
        """,
    ),
    Named(
        "in place swapped",
        "interpolate",
        ("swapped_endpoints+changed_in_place",),
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            x1 *= (1 - t)
            return x1 + t * eps
        """,
    ),
    Named(
        "in place right",
        "interpolate",
        (),
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            y = x1 * t
            eps *= 1 - t
            return y + eps
        """,
    ),
    Named(
        "half",
        "interpolate",
        (),
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return ((1 - t) * eps + t * x1).half().float()
        """,
    ),
    Named(
        "batch not reshaped",
        "noising_batch",
        ("t_not_reshaped",),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return (1 - t) * eps + t * x1, t, eps
        """,
    ),
    Named(
        "all noise is 1",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.ones_like(x1)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "velocity in the place of eps",
        "noising_batch",
        ("velocity_returned_for_noise",),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, velocity(x1, eps)
        """,
    ),
    Named(
        "noise at the start alone",
        "euler_sample_eps",
        ("answers_differ",),
        """
        def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
            if t_min <= 0:
                raise ValueError("t_min")
            x = t_min * x_start + (1 - t_min) * torch.randn_like(x_start)
            dt = (1 - t_min) / num_steps
            for k in range(num_steps):
                x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
            return x
        """,
    ),
    Named(
        "t reshaped below the line alone",
        "x1_from_eps",
        ("t_reshaped_in_one_place",),
        """
        def x1_from_eps(x_t, eps, t):
            if (t == 0).any():
                raise ValueError("t")
            return (x_t - (1 - t) * eps) / over_trailing(t, x_t)
        """,
    ),
    Named(
        "a step to the data",
        "euler_step_eps",
        ("eps_step_to_the_data",),
        """
        def euler_step_eps(eps_theta, x_t, t, dt):
            if (t == 0).any():
                raise ValueError("t")
            time = t.reshape(-1, *[1] * (x_t.ndim - 1))
            return (x_t - (1 - time) * eps_theta(x_t, t)) / time
        """,
    ),
    Named(
        "batch two axes",
        "noising_batch",
        ("t_for_two_axes_only",),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            s = t[:, None]
            return (1 - s) * eps + s * x1, t, eps
        """,
    ),
    Named(
        "beta noise 0 1",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.sigmoid(torch.randn(x1.shape, generator=generator))
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "t 3rand m1",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = 3 * torch.rand(x1.shape[0], generator=generator) - 1
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "t randn",
        "noising_batch",
        ("normal_times",),
        """
        def noising_batch(x1, generator):
            t = torch.randn(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "t randint 1000",
        "noising_batch",
        ("discrete_times",),
        """
        def noising_batch(x1, generator):
            t = torch.randint(0, 1000, (x1.shape[0],), generator=generator) / 1000
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "t randint int",
        "noising_batch",
        ("discrete_times",),
        """
        def noising_batch(x1, generator):
            t = torch.randint(0, 1000, (x1.shape[0],), generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t / 1000), t, eps
        """,
    ),
    Named(
        "t half",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator).half().float()
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "t fixed",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.full((x1.shape[0],), 0.5)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "eps zero",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.zeros(x1.shape)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "returns x1 for eps",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), x1, t
        """,
    ),
    Named(
        "other order eps last",
        "noising_batch",
        ("other_order_of_results",),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), eps, t
        """,
    ),
    Named(
        "noise flipped in x t",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps.flip(0), t), t, eps
        """,
    ),
    Named(
        "eps scaled after",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, over_trailing(t, x1) * eps
        """,
    ),
    Named(
        "eps squared",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps ** 3
        """,
    ),
    Named(
        "global two std",
        "noising_batch",
        (
            "global_generator",
            "scaled_noise",
        ),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = 2 * torch.randn(x1.shape)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "global laplace",
        "noising_batch",
        ("global_generator",),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.distributions.Laplace(0., 1.).sample(x1.shape)
            return interpolate(x1, eps, t), t, eps
        """,
    ),
    Named(
        "slide not reshaped",
        "x1_from_eps",
        ("slide_formula+t_not_reshaped",),
        """
        def x1_from_eps(x_t, eps, t):
            if (t == 0).any():
                raise ValueError("t")
            return (x_t + (1 - t) * eps) / t
        """,
    ),
    Named(
        "sign turned refusing small",
        "u_from_eps",
        ("sign_turned",),
        """
        def u_from_eps(x_t, eps, t):
            if (t < 1e-3).any():
                raise ValueError("t")
            return (eps - x_t) / t.reshape(-1, *[1] * (x_t.ndim - 1))
        """,
    ),
    Named(
        "parens",
        "x1_from_eps",
        ("parentheses_missing",),
        """
        def x1_from_eps(x_t, eps, t):
            if (t == 0).any():
                raise ValueError("t")
            t = over_trailing(t, x_t)
            return x_t - (1 - t) * eps / t
        """,
    ),
    Named(
        "gain raises",
        "x1_error_gain",
        ("gain_raises_at_zero",),
        """
        def x1_error_gain(t, prediction):
            if prediction == "u":
                return 1 - t
            if prediction == "eps":
                if (t == 0).any():
                    raise ValueError("t is 0")
                return (1 - t) / t
            raise ValueError(prediction)
        """,
    ),
    Named(
        "gain clamped",  # what is read back says it, and where
        "x1_error_gain",
        (),
        """
        def x1_error_gain(t, prediction):
            if prediction == "u":
                return 1 - t
            if prediction == "eps":
                return (1 - t) / t.clamp(min=1e-5)
            raise ValueError(prediction)
        """,
    ),
    Named(
        "gain one over t clamped",
        "x1_error_gain",
        (),
        """
        def x1_error_gain(t, prediction):
            if prediction == "u":
                return 1 - t
            if prediction == "eps":
                return 1 / t.clamp(min=1e-5)
            raise ValueError(prediction)
        """,
    ),
    Named(
        "step not reshaped",
        "euler_step_eps",
        ("t_not_reshaped",),
        """
        def euler_step_eps(eps_theta, x_t, t, dt):
            if (t == 0).any():
                raise ValueError("t")
            return x_t + dt * (x_t - eps_theta(x_t, t)) / t
        """,
    ),
    Named(
        "linspace in place",
        "euler_sample",
        ("linspace_grid+changed_in_place",),
        """
        def euler_sample(u_theta, x0, num_steps):
            for t in torch.linspace(0, 1, num_steps):
                x0 += u_theta(x0, t.expand(len(x0))) / num_steps
            return x0
        """,
    ),
    Named(
        "right in place",
        "euler_sample",
        (),
        """
        def euler_sample(u_theta, x0, num_steps):
            for k in range(num_steps):
                x0 += u_theta(x0, torch.full(x0.shape[:1], k / num_steps)) / num_steps
            return x0
        """,
    ),
    Named(
        "return in loop",
        "euler_sample",
        ("return_in_the_loop",),
        """
        def euler_sample(u_theta, x0, num_steps):
            x = x0
            for k in range(num_steps):
                x = x + u_theta(x, torch.full(x0.shape[:1], k / num_steps)) / num_steps
                return x
        """,
    ),
    Named(
        "return in loop",
        "euler_sample_eps",
        ("return_in_the_loop",),
        """
        def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
            if t_min <= 0:
                raise ValueError("t_min")
            x, dt = x_start, (1 - t_min) / num_steps
            for k in range(num_steps):
                t = t_min + k * dt
                x = x + dt * (x - eps_theta(x, torch.full(x.shape[:1], t))) / t
                return x
        """,
    ),
    Named(
        "return in loop",
        "generate",
        ("return_in_the_loop", "return_in_the_loop"),
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = torch.randn(num_samples, generator=generator)
            for k in range(num_steps):
                x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
                return x
        """,
    ),
    Named(
        "half state",
        "euler_sample",
        (),
        """
        def euler_sample(u_theta, x0, num_steps):
            x = x0
            for k in range(num_steps):
                x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
                x = x.bfloat16().float()
            return x
        """,
    ),
    Named(
        "two digits",
        "euler_sample",
        (),
        """
        def euler_sample(u_theta, x0, num_steps):
            x = x0
            for k in range(num_steps):
                x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
                x = x.round(decimals=2)
            return x
        """,
    ),
    Named(
        "half state",
        "generate",
        (),
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = torch.randn(num_samples, generator=generator)
            for k in range(num_steps):
                x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
                x = x.half().float()
            return x
        """,
    ),
    Named(
        "gen global and two std",
        "generate",
        (
            "global_generator",
            "scaled_start",
        ),
        """
        def generate(u_theta, num_samples, num_steps, generator):
            return euler_sample(u_theta, 2 * torch.randn(num_samples), num_steps)
        """,
    ),
    Named(
        "randint start",
        "generate",
        (),
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = torch.randint(-1, 2, (num_samples,), generator=generator).float()
            return euler_sample(u_theta, x, num_steps)
        """,
    ),
    Named(
        "rand minus",
        "generate",
        ("uniform_start",),
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = 2 * torch.rand(num_samples, generator=generator) - 1
            return euler_sample(u_theta, x, num_steps)
        """,
    ),
    Named(
        "result rounded",
        "generate",
        (),
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = torch.randn(num_samples, generator=generator)
            return euler_sample(u_theta, x, num_steps).bfloat16().float()
        """,
    ),
    Named(
        "no model asked",
        "generate",
        (),
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = torch.randn(num_samples, generator=generator)
            for k in range(num_steps):
                x = x + x / num_steps
            return x
        """,
    ),
    Named(
        "x t rounded",
        "noising_batch",
        (),
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t).bfloat16().float(), t, eps
        """,
    ),
    Named(
        "zero refused and another sign wrong",
        "x1_error_gain",
        (),
        """
        def x1_error_gain(t, prediction):
            if prediction == "u":
                return t - 1
            if prediction == "eps":
                if (t == 0).any():
                    raise ValueError("t is 0")
                return (1 - t) / t
            raise ValueError(prediction)
        """,
    ),
    Named(
        "an error returned",
        "x1_error_gain",
        (),
        """
        def x1_error_gain(t, prediction):
            if prediction == "u":
                return 1 - t
            if prediction == "eps":
                return (1 - t) / t
            return ValueError(prediction)
        """,
    ),
    Named(
        "answers where all are zero",
        "u_from_eps",
        ("answers_at_zero",),
        """
        def u_from_eps(x_t, eps, t):
            if (t == 0).any() and not (t == 0).all():
                raise ValueError("t")
            return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))
        """,
    ),
    Named(
        "answers where all are zero",
        "euler_step_eps",
        ("answers_at_zero",),
        """
        def euler_step_eps(eps_theta, x_t, t, dt):
            if (t == 0).any() and not (t == 0).all():
                raise ValueError("t")
            t_ = t.reshape(-1, *[1] * (x_t.ndim - 1))
            return x_t + dt * (x_t - eps_theta(x_t, t)) / t_
        """,
    ),
    Named(
        "summed over the last axis, which no time has a part in",
        "flow_matching_loss",
        ("summed_over_the_last_axis",),
        """
        def flow_matching_loss(u_theta, x1, generator):
            x_t, t, eps = noising_batch(x1, generator)
            return (u_theta(x_t, t) - (x1 - eps)).square().sum(-1).mean()
        """,
    ),
    Named(
        "all times count alike, and too much",
        "epsilon_loss",
        (),
        """
        def epsilon_loss(eps_theta, x1, generator):
            x_t, t, eps = noising_batch(x1, generator)
            return 2 * (eps_theta(x_t, t) - eps).square().mean()
        """,
    ),
    Named(  # t is reshaped where it should be, and passed on so
        "t handed to the model with the axes of x",
        "flow_matching_loss",
        (),
        """
        def flow_matching_loss(u_theta, x1, generator):
            x_t, t, eps = noising_batch(x1, generator)
            time = t.reshape(-1, *[1] * (x1.ndim - 1))
            return (u_theta(x_t, time) - (x1 - eps)).square().mean()
        """,
    ),
    Named(  # no noise is added to the data here, though x_t is x1 + (1 - t) times this target
        "the velocity turned round for the noise",
        "epsilon_loss",
        ("velocity_for_noise",),
        """
        def epsilon_loss(eps_theta, x1, generator):
            x_t, t, eps = noising_batch(x1, generator)
            return (eps_theta(x_t, t) - (eps - x1)).square().mean()
        """,
    ),
]


def _names(report: GradeReport) -> tuple[str, ...]:
    return tuple(check.diagnosis.id for check in report.checks if check.diagnosis is not None)


@pytest.mark.parametrize(
    "mistake", one_in(4, NAMED), ids=lambda mistake: f"{mistake.exercise}-{mistake.what}"
)
def test_a_name_is_true_or_there_is_none(
    mistake: Named, grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    module = MODULE_OF[mistake.exercise]
    assignment = NUMBER_OF[module]
    report = grade(wrong(module, dedent(mistake.code)), assignment, narrow(mistake.exercise))
    assert report.score < report.max_score
    assert _names(report) == mistake.names


def test_two_mistakes_are_both_told(grade: Grade, narrow: Callable[[str], GradingRun]) -> None:
    code = """
    def x1_from_eps(x_t, eps, t):
        if (t == 0).any():
            raise ValueError("t")
        return (x_t + (1 - t) * eps) / t
    """
    report = grade(wrong("recovery", dedent(code)), "02", narrow("x1_from_eps"))
    (message,) = [check.diagnosis.message for check in report.checks if check.diagnosis]
    assert message.startswith("Two mistakes at once. This is the formula as printed on the slide")
    assert "And: t of shape (B,) is not reshaped" in message


REVERSED_VELOCITY = {
    "01": (
        "interpolant",
        """
        def velocity(x1, eps):
            return eps - x1

        def interpolate_from_velocity(x1, u, t):
            return x1 + (1 - over_trailing(t, x1)) * u
        """,
        2,
    ),
    "03": (
        "sampling",
        """
        def u_from_eps(x_t, eps, t):
            if (t < 1e-3).any():
                raise ValueError("t")
            return (eps - x_t) / t.reshape(-1, *[1] * (x_t.ndim - 1))

        def euler_step(u_theta, x_t, t, dt):
            return x_t - dt * u_theta(x_t, t)

        def euler_sample(u_theta, x0, num_steps):
            x = x0
            for k in range(num_steps):
                x = x - u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
            return x
        """,
        3,
    ),
}


@pytest.mark.parametrize("assignment", REVERSED_VELOCITY)
def test_a_velocity_that_is_reversed_throughout_is_named(assignment: str, grade: Grade) -> None:
    module, code, exercises = REVERSED_VELOCITY[assignment]
    names = _names(grade(wrong(module, dedent(code)), assignment))
    assert names.count("velocity_reversed_throughout") >= exercises
