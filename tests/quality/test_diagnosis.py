"""Which counterexample and which diagnosis the classic mistakes get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent

import pytest

from grader.judging.grading_run import GradingRun
from tests.samples import one_in
from tests.unit.support import MODULE_OF, NUMBER_OF, Grade, exercise, first_lost, losing, wrong


@dataclass(frozen=True)
class Mistake:
    """A function as students get it wrong, and what the first lost check must show of it.

    `inputs` leaves the generator out. `got` and `expected` are None where they are long or drawn.
    """

    exercise: str
    code: str
    inputs: dict[str, str]
    got: str | None
    expected: str | None
    diagnosis: str | None


MISTAKES = [
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return t * eps + (1 - t) * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "[2.5]",
        "[1.5]",
        "swapped_endpoints",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            return (1 - t) * eps + t * x1
        """,
        {"x1": "[[3.],\n [3.]]", "eps": "[[1.],\n [1.]]", "t": "[0.25, 0.25]"},
        "a float32 tensor of shape (2, 2)",
        "a float32 tensor of shape (2, 1)",
        "t_not_reshaped",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = t.reshape((1,) * (x1.ndim - 1) + (-1,))
            return (1 - t) * eps + t * x1
        """,
        {"x1": "[[3.],\n [3.]]", "eps": "[[1.],\n [1.]]", "t": "[0.25, 0.25]"},
        "a float32 tensor of shape (2, 2)",
        "a float32 tensor of shape (2, 1)",
        "t_not_reshaped",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = t.reshape(-1, 1)
            return (1 - t) * eps + t * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "a float32 tensor of shape (1, 1)",
        "a float32 tensor of shape (1,)",
        "t_for_two_axes_only",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = t.reshape(-1, 1, 1, 1)
            return (1 - t) * eps + t * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "a float32 tensor of shape (1, 1, 1, 1)",
        "a float32 tensor of shape (1,)",
        "t_for_four_axes_only",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return (1 - t).sqrt() * eps + t.sqrt() * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "[2.3660254]",
        "[1.5]",
        "square_root_weights",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1) * torch.pi / 2
            return torch.cos(t) * eps + torch.sin(t) * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "[2.07193]",
        "[1.5]",
        "cosine_weights",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return (1 - t) ** 2 * eps + t * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "[1.3125]",
        "[1.5]",
        "noise_variance_for_deviation",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return eps + t * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "[1.75]",
        "[1.5]",
        "noise_not_faded",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            return (1 - t[0]) * eps + t[0] * x1
        """,
        {"x1": "[3., 3.]", "eps": "[1., 1.]", "t": "[0.25, 0.5]"},
        "[1.5, 1.5]",
        "[1.5, 2.]",
        "one_time_for_the_batch",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t.long(), x1)
            return (1 - t) * eps + t * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "[1.]",
        "[1.5]",
        "time_as_integer",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return (1 - t) * torch.randn_like(x1) + t * x1
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        None,
        None,
        "eps_redrawn",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return ((1 - t) * eps + t * x1).double()
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.25]"},
        "a float64 tensor of shape (1,)",
        "a float32 tensor of shape (1,)",
        "returns_float64",
    ),
    Mistake(
        "interpolate",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return ((1 - t) * eps + t * x1).half().float()
        """,
        {"x1": "[3.]", "eps": "[1.]", "t": "[0.001]"},
        "[1.0019531]",
        "[1.002]",
        None,
    ),
    Mistake(
        "velocity",
        """
        def velocity(x1, eps):
            return eps - x1
        """,
        {"x1": "[3.]", "eps": "[1.]"},
        "[-2.]",
        "[2.]",
        "velocity_towards_noise",
    ),
    Mistake(
        "velocity",
        """
        def velocity(x1, eps):
            return x1
        """,
        {"x1": "[3.]", "eps": "[1.]"},
        "[3.]",
        "[2.]",
        "data_for_velocity",
    ),
    Mistake(
        "velocity",
        """
        def velocity(x1, eps):
            return x1 + eps
        """,
        {"x1": "[3.]", "eps": "[1.]"},
        "[4.]",
        "[2.]",
        "sum_for_velocity",
    ),
    Mistake(
        "interpolate_from_velocity",
        """
        def interpolate_from_velocity(x1, u, t):
            return x1 - over_trailing(t, x1) * u
        """,
        {"x1": "[3.]", "u": "[2.]", "t": "[0.25]"},
        "[2.5]",
        "[1.5]",
        "goes_back_by_t",
    ),
    Mistake(
        "interpolate_from_velocity",
        """
        def interpolate_from_velocity(x1, u, t):
            return x1 + (1 - over_trailing(t, x1)) * u
        """,
        {"x1": "[3.]", "u": "[2.]", "t": "[0.25]"},
        "[4.5]",
        "[1.5]",
        "goes_on_past_data",
    ),
    Mistake(
        "interpolate_from_velocity",
        """
        def interpolate_from_velocity(x1, u, t):
            t = over_trailing(t, x1)
            return (1 - t) * u + t * x1
        """,
        {"x1": "[3.]", "u": "[2.]", "t": "[0.25]"},
        "[2.25]",
        "[1.5]",
        "velocity_for_noise",
    ),
    Mistake(
        "noising_batch",
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.rand(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps
        """,
        {"x1": "a float32 tensor of shape (4096,)"},
        None,
        None,
        "uniform_noise",
    ),
    Mistake(
        "noising_batch",
        """
        def noising_batch(x1, generator):
            t = torch.randn(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps
        """,
        {"x1": "[3.]"},
        None,
        None,
        "normal_times",
    ),
    Mistake(
        "noising_batch",
        """
        def noising_batch(x1, generator):
            t = torch.rand(1, generator=generator).expand(x1.shape[0])
            eps = torch.randn(x1.shape, generator=generator)
            return interpolate(x1, eps, t), t, eps
        """,
        {"x1": "a float32 tensor of shape (4096,)"},
        None,
        None,
        "one_time_drawn_for_the_batch",
    ),
    Mistake(
        "noising_batch",
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0])
            eps = torch.randn(x1.shape)
            return interpolate(x1, eps, t), t, eps
        """,
        {"x1": "[[1., 1., 1.],\n [1., 1., 1.],\n [1., 1., 1.],\n [1., 1., 1.],\n [1., 1., 1.]]"},
        None,
        None,
        "global_generator",
    ),
    Mistake(
        "noising_batch",
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return t, interpolate(x1, eps, t), eps
        """,
        {"x1": "[3.]"},
        None,
        None,
        "other_order_of_results",
    ),
    Mistake(
        "noising_batch",
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            x_t = interpolate(x1, eps, t) + 0.1 * torch.randn(x1.shape, generator=generator)
            return x_t, t, eps
        """,
        {"x1": "[3.]"},
        None,
        None,
        "other_noise_in_x_t",
    ),
    Mistake(
        "noising_batch",
        """
        def noising_batch(x1, generator):
            t = torch.rand(x1.shape[0], generator=generator)
            eps = torch.randn(x1.shape, generator=generator)
            return 0.9 * interpolate(eps, x1, t), t, eps
        """,
        {"x1": "[3.]"},
        None,
        None,
        None,
    ),
    Mistake(
        "x1_from_u",
        """
        def x1_from_u(x_t, u, t):
            return x_t + over_trailing(t, x_t) * u
        """,
        {"x_t": "[1.5]", "u": "[2.]", "t": "[0.25]"},
        "[2.]",
        "[3.]",
        "travels_for_t",
    ),
    Mistake(
        "x1_from_u",
        """
        def x1_from_u(x_t, u, t):
            return x_t + u
        """,
        {"x_t": "[1.5]", "u": "[2.]", "t": "[0.25]"},
        "[3.5]",
        "[3.]",
        "travels_for_one",
    ),
    Mistake(
        "x1_from_u",
        """
        def x1_from_u(x_t, u, t):
            return x_t - (1 - over_trailing(t, x_t)) * u
        """,
        {"x_t": "[1.5]", "u": "[2.]", "t": "[0.25]"},
        "[0.]",
        "[3.]",
        "travels_backwards",
    ),
    Mistake(
        "x1_from_u",
        """
        def x1_from_u(x_t, u, t):
            return u
        """,
        {"x_t": "[1.5]", "u": "[2.]", "t": "[0.25]"},
        "[2.]",
        "[3.]",
        "velocity_as_data",
    ),
    Mistake(
        "x1_from_u",
        """
        def x1_from_u(x_t, u, t):
            return x_t - over_trailing(t, x_t) * u
        """,
        {"x_t": "[1.5]", "u": "[2.]", "t": "[0.25]"},
        "[1.]",
        "[3.]",
        "noise_for_data",
    ),
    Mistake(
        "x1_from_u",
        """
        def x1_from_u(x_t, u, t):
            return x_t + (1 - t) * u
        """,
        {"x_t": "[[1.5],\n [1.5]]", "u": "[[2.],\n [2.]]", "t": "[0.25, 0.25]"},
        "a float32 tensor of shape (2, 2)",
        "a float32 tensor of shape (2, 1)",
        "t_not_reshaped",
    ),
    Mistake(
        "x1_from_eps",
        """
        def x1_from_eps(x_t, eps, t):
            if (t == 0).any():
                raise ValueError("t = 0")
            t = over_trailing(t, x_t)
            return (x_t + (1 - t) * eps) / t
        """,
        {"x_t": "[1.5]", "eps": "[1.]", "t": "[0.25]"},
        "[9.]",
        "[3.]",
        "slide_formula",
    ),
    Mistake(
        "x1_from_eps",
        """
        def x1_from_eps(x_t, eps, t):
            if (t == 0).any():
                raise ValueError("t = 0")
            t = over_trailing(t, x_t)
            return (x_t - (1 - t) * eps) / (1 - t)
        """,
        {"x_t": "[1.5]", "eps": "[1.]", "t": "[0.25]"},
        "[1.]",
        "[3.]",
        "denominators_exchanged",
    ),
    Mistake(
        "x1_from_eps",
        """
        def x1_from_eps(x_t, eps, t):
            t = over_trailing(t, x_t).clamp(min=0.01)
            return (x_t - (1 - t) * eps) / t
        """,
        {"x_t": "[1.002]", "eps": "[1.]", "t": "[0.001]"},
        "[1.1999965]",
        "[3.]",
        "clamped_time",
    ),
    Mistake(
        "x1_from_eps",
        """
        def x1_from_eps(x_t, eps, t):
            if (t == 0).any():
                raise ValueError("t = 0")
            t = over_trailing(t, x_t)
            return (x_t - (1 - t) * eps) / (t + 1e-5)
        """,
        {"x_t": "[1.5]", "eps": "[1.]", "t": "[0.25]"},
        "[2.9998798]",
        "[3.]",
        "offset_in_denominator",
    ),
    Mistake(
        "x1_from_eps",
        """
        def x1_from_eps(x_t, eps, t):
            t = over_trailing(t, x_t)
            return (x_t - (1 - t) * eps) / t
        """,
        {"x_t": "[1.5]", "eps": "[1.]", "t": "[0.]"},
        "no error",
        "ValueError",
        "answers_at_zero",
    ),
    Mistake(
        "x1_from_eps",
        """
        def x1_from_eps(x_t, eps, t):
            if (t == 0).any():
                raise ValueError("t = 0")
            t = over_trailing(t, x_t)
            return (x_t - eps) / t
        """,
        {"x_t": "[1.5]", "eps": "[1.]", "t": "[0.25]"},
        "[2.]",
        "[3.]",
        "velocity_for_data",
    ),
    Mistake(
        "x1_error_gain",
        """
        def x1_error_gain(t, prediction):
            if prediction == "eps":
                return 1 - t
            if prediction == "u":
                return (1 - t) / t
            raise ValueError(prediction)
        """,
        {"t": "[0.25]", "prediction": "eps"},
        "[0.75]",
        "[3.]",
        "gains_exchanged",
    ),
    Mistake(
        "x1_error_gain",
        """
        def x1_error_gain(t, prediction):
            if prediction == "u":
                return 1 - t
            if prediction == "eps":
                return 1 / t
            raise ValueError(prediction)
        """,
        {"t": "[0.25]", "prediction": "eps"},
        "[4.]",
        "[3.]",
        "gain_without_time_left",
    ),
    Mistake(
        "x1_error_gain",
        """
        def x1_error_gain(t, prediction):
            if prediction == "u":
                return 1 - t
            return (1 - t) / t
        """,
        {"t": "[0.5]", "prediction": "x1"},
        "no error",
        "ValueError",
        "any_prediction_accepted",
    ),
    Mistake(
        "u_from_eps",
        """
        def u_from_eps(x_t, eps, t):
            if (t == 0).any():
                raise ValueError("t = 0")
            return (eps - x_t) / t.reshape(-1, *[1] * (x_t.ndim - 1))
        """,
        {"x_t": "[1.5]", "eps": "[1.]", "t": "[0.25]"},
        "[-2.]",
        "[2.]",
        "sign_turned",
    ),
    Mistake(
        "euler_step",
        """
        def euler_step(u_theta, x_t, t, dt):
            return x_t + u_theta(x_t, t)
        """,
        {"u_theta": "x + 2 * t", "x_t": "[3.]", "t": "[0.25]", "dt": "0.25"},
        "[6.5]",
        "[3.875]",
        "step_without_dt",
    ),
    Mistake(
        "euler_step",
        """
        def euler_step(u_theta, x_t, t, dt):
            return x_t - dt * u_theta(x_t, t)
        """,
        {"u_theta": "x + 2 * t", "x_t": "[3.]", "t": "[0.25]", "dt": "0.25"},
        "[2.125]",
        "[3.875]",
        "step_backwards",
    ),
    Mistake(
        "euler_step",
        """
        def euler_step(u_theta, x_t, t, dt):
            return x_t + dt * u_theta(x_t, t + dt)
        """,
        {"u_theta": "x + 2 * t", "x_t": "[3.]", "t": "[0.25]", "dt": "0.25"},
        "u_theta at t = 0.5",
        "u_theta at t = 0.25",
        "step_from_the_end",
    ),
    Mistake(
        "euler_step",
        """
        def euler_step(u_theta, x_t, t, dt):
            x_t += dt * u_theta(x_t, t)
            return x_t
        """,
        {"u_theta": "x + 2 * t", "x_t": "[3.]", "t": "[0.25]", "dt": "0.25"},
        None,
        None,
        None,
    ),
    Mistake(
        "euler_step_eps",
        """
        def euler_step_eps(eps_theta, x_t, t, dt):
            if (t == 0).any():
                raise ValueError("t = 0")
            return x_t + dt * eps_theta(x_t, t)
        """,
        {"eps_theta": "x + 2 * t", "x_t": "[3.]", "t": "[0.25]", "dt": "0.25"},
        "[3.875]",
        "[2.5]",
        "eps_as_velocity",
    ),
    Mistake(
        "euler_sample",
        """
        def euler_sample(u_theta, x0, num_steps):
            x = x0
            for t in torch.linspace(0, 1, num_steps):
                x = x + u_theta(x, t.expand(len(x))) / num_steps
            return x
        """,
        {"u_theta": "x + 2 * t", "x0": "[3.]", "num_steps": "2"},
        "u_theta at t = 0, 1",
        "u_theta at t = 0, 0.5",
        "linspace_grid",
    ),
    Mistake(
        "euler_sample",
        """
        def euler_sample(u_theta, x0, num_steps):
            x, t, dt = x0, torch.zeros(len(x0)), 1 / num_steps
            while t[0] < 1:
                x = x + dt * u_theta(x, t)
                t = t + dt
            return x
        """,
        {"u_theta": "x + 2 * t", "x0": "[3.]", "num_steps": "12"},
        "u_theta at t = 0, 0.08333, 0.1667, 0.25, 0.3333, 0.4167, ..., 0.9167, 1",
        "u_theta at t = 0, 0.08333, 0.1667, 0.25, 0.3333, 0.4167, ..., 0.8333, 0.9167",
        "while_loop_by_rounding",
    ),
    Mistake(
        "euler_sample",
        """
        def euler_sample(u_theta, x0, num_steps):
            x, dt = x0, 1 / num_steps
            for t in torch.arange(0, 1 + dt, dt):
                x = x + dt * u_theta(x, t.expand(len(x)))
            return x
        """,
        {"u_theta": "x + 2 * t", "x0": "[3.]", "num_steps": "1"},
        "u_theta at t = 0, 1",
        "u_theta at t = 0",
        "arange_with_the_end",
    ),
    Mistake(
        "euler_sample",
        """
        def euler_sample(u_theta, x0, num_steps):
            x = x0
            for k in range(num_steps):
                x = x + u_theta(x0, torch.full(x.shape[:1], k / num_steps)) / num_steps
            return x
        """,
        {"u_theta": "x + 2 * t", "x0": "[3.]", "num_steps": "2"},
        "[3.]",
        "[4.5]",
        "first_noise_fed_again",
    ),
    Mistake(
        "euler_sample",
        """
        def euler_sample(u_theta, x0, num_steps):
            x = x0
            for k in range(num_steps):
                x = x + u_theta(x, torch.full(x.shape[:1], (k + 1) / num_steps)) / num_steps
            return x
        """,
        {"u_theta": "x + 2 * t", "x0": "[3.]", "num_steps": "1"},
        "u_theta at t = 1",
        "u_theta at t = 0",
        "times_of_the_step_end",
    ),
    Mistake(
        "euler_sample",
        """
        def euler_sample(u_theta, x0, num_steps):
            x = x0
            for k in range(num_steps):
                x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps))
            return x
        """,
        {"u_theta": "x + 2 * t", "x0": "[3.]", "num_steps": "2"},
        "[6.]",
        "[4.5]",
        "steps_of_length_one",
    ),
    Mistake(
        "euler_sample_eps",
        """
        def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
            if t_min <= 0:
                raise ValueError("t_min")
            x = x_start
            for k in range(num_steps):
                t = torch.full(x.shape[:1], t_min + k / num_steps)
                x = x + (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1)) / num_steps
            return x
        """,
        {"eps_theta": "x + 2 * t", "x_start": "[3.]", "num_steps": "1", "t_min": "0.5"},
        "[1.]",
        "[2.]",
        "t_min_ignored_in_dt",
    ),
    Mistake(
        "euler_sample_eps",
        """
        def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
            dt = (1 - t_min) / num_steps
            x = x_start
            for k in range(num_steps):
                t = torch.full(x.shape[:1], t_min + k * dt)
                x = x + dt * (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))
            return x
        """,
        {"eps_theta": "x + 2 * t", "x_start": "[3.]", "num_steps": "1", "t_min": "0.0"},
        "no error",
        "ValueError",
        "starts_at_zero",
    ),
    Mistake(
        "generate",
        """
        def generate(u_theta, num_samples, num_steps, generator):
            return euler_sample(u_theta, torch.rand(num_samples, generator=generator), num_steps)
        """,
        {"u_theta": "see the code below", "num_samples": "10000", "num_steps": "3"},
        None,
        None,
        "uniform_start",
    ),
    Mistake(
        "generate",
        """
        def generate(u_theta, num_samples, num_steps, generator):
            return euler_sample(u_theta, torch.randn(num_samples), num_steps)
        """,
        {"u_theta": "0.5 * x + t + 0.25", "num_samples": "5", "num_steps": "1"},
        None,
        None,
        "global_generator",
    ),
    Mistake(
        "generate",
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = 0.9 * torch.randn(num_samples, generator=generator)
            return euler_sample(u_theta, x, num_steps)
        """,
        {"u_theta": "see the code below", "num_samples": "10000", "num_steps": "3"},
        None,
        None,
        "scaled_start",
    ),
    Mistake(
        "generate",
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = torch.randn(num_samples, generator=generator)
            for t in torch.linspace(0, 1, num_steps):
                x = x + u_theta(x, t.expand(len(x))) / num_steps
            return x
        """,
        {"u_theta": "x + 2 * t", "num_samples": "1", "num_steps": "2"},
        None,
        None,
        "linspace_grid",
    ),
    Mistake(
        "generate",
        """
        def generate(u_theta, num_samples, num_steps, generator):
            x = torch.randn(num_samples, 1, generator=generator)
            return euler_sample(u_theta, x, num_steps)
        """,
        {"u_theta": "x + 2 * t", "num_samples": "1", "num_steps": "1"},
        None,
        None,
        None,
    ),
    Mistake(
        "posterior",
        """
        def posterior(x_t, t, data):
            time = t.reshape(-1, 1, 1)
            eps = (x_t[:, None] - time * data) / (1 - time)
            return torch.softmax(-eps.square().sum(-1), dim=1)
        """,
        {"x_t": "[[1.]]", "t": "[0.25]", "data": "[[1.],\n [-1.]]"},
        "[[0.8554222, 0.14457776]]",
        "[[0.70866084, 0.2913392]]",
        "half_is_missing",
    ),
    Mistake(
        "posterior",
        """
        def posterior(x_t, t, data):
            time = t.reshape(-1, 1, 1)
            eps = (x_t[:, None] - time * data) / (1 - time)
            likelihoods = torch.exp(-0.5 * eps.square().sum(-1))
            return likelihoods / likelihoods.sum(1, keepdim=True)
        """,
        {"x_t": "[[100.]]", "t": "[0.25]", "data": "[[1.],\n [-1.]]"},
        "[[nan, nan]]",
        "[[1., 2.489121e-39]]",
        "likelihoods_underflow",
    ),
    Mistake(
        "ideal_velocity",
        """
        def ideal_velocity(x_t, t, data):
            return data.mean(0) - x_t
        """,
        {"x_t": "[[1.]]", "t": "[0.25]", "data": "[[1.],\n [-1.]]"},
        "[[-1.]]",
        "[[-0.77690446]]",
        "mean_of_all_data",
    ),
    Mistake(
        "ideal_eps",
        """
        def ideal_eps(x_t, t, data):
            x1 = shares_of(x_t, t, data) @ data
            return x_t - t.reshape(-1, 1) * x1
        """,
        {"x_t": "[[1.]]", "t": "[0.25]", "data": "[[1.],\n [-1.]]"},
        "[[0.8956696]]",
        "[[1.1942261]]",
        "noise_not_divided",
    ),
    Mistake(
        "posterior_entropy",
        """
        def posterior_entropy(x_t, t, data):
            shares = shares_of(x_t, t, data)
            return -(shares * shares.log()).sum(1)
        """,
        {"x_t": "[[1.]]", "t": "[0.95]", "data": "[[1.],\n [-1.]]"},
        "[nan]",
        "[0.]",
        "logarithm_of_zero",
    ),
    Mistake(
        "posterior_entropy",
        """
        def posterior_entropy(x_t, t, data):
            return torch.special.entr(shares_of(x_t, t, data)).sum(1) / 0.6931472
        """,
        {"x_t": "[[1.]]", "t": "[0.25]", "data": "[[1.],\n [-1.]]"},
        "[0.8704449]",
        "[0.6033464]",
        "bits",
    ),
    Mistake(
        "flow_matching_loss",
        """
        def flow_matching_loss(u_theta, x1, generator):
            x_t, t, eps = noising_batch(x1, generator)
            return ((u_theta(x_t, t) - (x1 - eps)) ** 2).sum()
        """,
        {"u_theta": "x + 2 * t", "x1": "[3., 3.]"},
        None,
        None,
        "summed",
    ),
    Mistake(
        "flow_matching_loss",
        """
        def flow_matching_loss(u_theta, x1, generator):
            x_t, t, eps = noising_batch(x1, generator)
            return ((u_theta(x_t, t).detach() - (x1 - eps)) ** 2).mean()
        """,
        {"u_theta": "x + 2 * t", "x1": "[3.]"},
        None,
        None,
        "detached",
    ),
    Mistake(
        "epsilon_loss",
        """
        def epsilon_loss(eps_theta, x1, generator):
            x_t, t, eps = noising_batch(x1, generator)
            return ((eps_theta(x1, t) - eps) ** 2).mean()
        """,
        {"eps_theta": "x + 2 * t", "x1": "[3.]"},
        None,
        None,
        "data_fed",
    ),
    Mistake(
        "train",
        """
        def train(model, data, num_iters, batch_size, learning_rate, generator):
            optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
            for _ in range(num_iters):
                batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
                loss = flow_matching_loss(lambda x, t: model(x, 1 - t), batch, generator)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
            return model
        """,
        {
            "model": "a network of 2 - 48 - 48 - 1 with tanh",
            "data": "a float32 tensor of shape (30000, 1)",
            "num_iters": "1000",
            "batch_size": "128",
            "learning_rate": "0.01",
        },
        None,
        None,
        "learned_opposite_times",
    ),
]


def _assignment(name: str) -> str:
    return NUMBER_OF[MODULE_OF[name]]


@pytest.mark.parametrize(
    "mistake", one_in(4, MISTAKES), ids=lambda mistake: f"{mistake.exercise}-{mistake.diagnosis}"
)
def test_the_smallest_counterexample_and_the_diagnosis(
    mistake: Mistake, grade: Grade, narrow: Callable[[str], GradingRun]
) -> None:
    module = MODULE_OF[mistake.exercise]
    by = narrow(mistake.exercise)
    report = grade(wrong(module, dedent(mistake.code)), _assignment(mistake.exercise), by)
    lost = first_lost(report, mistake.exercise)
    example = lost.counterexample
    assert example is not None
    shown = {name: value for name, value in example.inputs.items() if name != "generator"}
    assert shown == mistake.inputs
    if mistake.got is not None:
        assert example.actual == mistake.got
    if mistake.expected is not None:
        assert example.expected == mistake.expected
    assert (lost.diagnosis and lost.diagnosis.id) == mistake.diagnosis


def test_the_table_meets_every_exercise(grader: GradingRun) -> None:
    every = {exercise.id for assignment in grader.assignments for exercise in assignment.exercises}
    assert {mistake.exercise for mistake in MISTAKES} == every


def test_all_that_students_read_is_short(grader: GradingRun) -> None:
    for assignment in grader.assignments:
        for misconception in assignment.misconceptions:
            assert len(misconception.message) <= 200, misconception.id
            assert misconception.hint is None or len(misconception.hint) <= 120, misconception.id
        for entry in assignment.exercises:
            assert len(entry.hint) <= 120, entry.id
            assert all(len(check.claim) <= 110 for check in entry.checks), entry.id


REVERSED = {
    "01": (
        "interpolant",
        """
        def interpolate(x1, eps, t):
            t = over_trailing(t, x1)
            return (1 - t) * x1 + t * eps

        def velocity(x1, eps):
            return eps - x1

        def interpolate_from_velocity(x1, u, t):
            return x1 + over_trailing(t, x1) * u
        """,
        ["interpolate", "velocity", "interpolate_from_velocity"],
    ),
    "02": (
        "recovery",
        """
        def x1_from_u(x_t, u, t):
            return x_t - over_trailing(t, x_t) * u

        def x1_from_eps(x_t, eps, t):
            t = over_trailing(t, x_t)
            return (x_t - t * eps) / (1 - t)

        def x1_error_gain(t, prediction):
            return t if prediction == "u" else t / (1 - t)
        """,
        ["x1_from_u", "x1_from_eps", "x1_error_gain"],
    ),
    "03": (
        "sampling",
        """
        def u_from_eps(x_t, eps, t):
            return (eps - x_t) / (1 - t.reshape(-1, *[1] * (x_t.ndim - 1)))

        def euler_step_eps(eps_theta, x_t, t, dt):
            t_ = t.reshape(-1, *[1] * (x_t.ndim - 1))
            return x_t + dt * (eps_theta(x_t, t) - x_t) / (1 - t_)
        """,
        ["u_from_eps", "euler_step_eps"],
    ),
}


@pytest.mark.parametrize("assignment", REVERSED)
def test_the_reversed_convention_is_named_in_all_its_exercises(
    assignment: str, grade: Grade
) -> None:
    module, code, exercises = REVERSED[assignment]
    report = grade(wrong(module, dedent(code)), assignment)
    for name in exercises:
        lost = first_lost(report, name)
        assert lost.diagnosis is not None
        assert lost.diagnosis.id == "reversed_time", name


def test_one_exercise_in_the_reversed_convention_is_a_slip_not_a_convention(grade: Grade) -> None:
    code = "def interpolate(x1, eps, t):\n    t = over_trailing(t, x1)\n"
    code += "    return (1 - t) * x1 + t * eps\n"
    lost = first_lost(grade(wrong("interpolant", code), "01"), "interpolate")
    assert lost.diagnosis is not None
    assert lost.diagnosis.id == "swapped_endpoints"


def test_an_exercise_that_was_not_written_does_not_speak_against_a_convention(
    grade: Grade,
) -> None:
    code = dedent(REVERSED["01"][1])
    code += "\ndef interpolate_from_velocity(x1, u, t):\n    raise NotImplementedError()\n"
    report = grade(wrong("interpolant", code), "01")
    for name in ("interpolate", "velocity"):
        lost = first_lost(report, name)
        assert lost.diagnosis is not None
        assert lost.diagnosis.id == "reversed_time"


def test_the_formula_of_the_slide_loses_its_exercise_only_and_is_told_why(grade: Grade) -> None:
    code = """
    def x1_from_eps(x_t, eps, t):
        if (t == 0).any():
            raise ValueError("t is 0")
        t = over_trailing(t, x_t)
        return (x_t + (1 - t) * eps) / t
    """
    report = grade(wrong("recovery", dedent(code)))
    assert losing(report) == ["x1_from_eps"]
    assert report.score == 12
    lost = first_lost(report, "x1_from_eps")
    assert lost.diagnosis is not None
    assert "as printed on the slide" in lost.diagnosis.message


def test_t_not_broadcast_is_caught_also_where_only_square_batches_are_answered(
    grade: Grade,
) -> None:
    """Only with B equal to the last axis is the wrong line-up silent, so that must be reached."""
    code = """
    def interpolate(x1, eps, t):
        if x1.ndim == 2 and x1.shape[0] == x1.shape[1]:
            return (1 - t) * eps + t * x1
        t = over_trailing(t, x1)
        return (1 - t) * eps + t * x1
    """
    report = grade(wrong("interpolant", dedent(code)), "01")
    lost = first_lost(report, "interpolate")
    assert lost.counterexample is not None
    assert lost.counterexample.inputs == {
        "x1": "[[3., 3.],\n [3., 3.]]",
        "eps": "[[1., 1.],\n [1., 1.]]",
        "t": "[0.25, 0.5]",
    }


def test_linspace_is_caught_and_named_at_two_steps(grade: Grade) -> None:
    code = """
    def euler_sample(u_theta, x0, num_steps):
        x = x0
        for t in torch.linspace(0, 1, num_steps):
            x = euler_step(u_theta, x, t.expand(len(x)), 1 / num_steps)
        return x
    """
    lost = first_lost(grade(wrong("sampling", dedent(code)), "03"), "euler_sample")
    assert lost.counterexample is not None
    assert lost.counterexample.inputs["num_steps"] == "2"
    assert lost.diagnosis is not None
    assert lost.diagnosis.id == "linspace_grid"


_PATH = """
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - (1 - {0}) * t) * eps + t * x1
"""
_VELOCITY = """
def velocity(x1, eps):
    return x1 - (1 - {1}) * eps
"""
_FROM_VELOCITY = """
def interpolate_from_velocity(x1, u, t):
    return (x1 - u) / (1 - {2}) + over_trailing(t, x1) * u
"""
_UNWRITTEN = """
def velocity(x1, eps):
    raise NotImplementedError()


def interpolate_from_velocity(x1, u, t):
    raise NotImplementedError()
"""


@pytest.mark.parametrize("s", ["1e-5", "1e-4", "0.003", "1e-2"])
def test_a_path_with_sigma_min_throughout_is_told_and_costs_nothing(grade: Grade, s: str) -> None:
    code = (_PATH + _VELOCITY + _FROM_VELOCITY).format(s, s, s)
    report = grade(wrong("interpolant", code), "01")
    assert report.score == report.max_score
    for name in ("interpolate", "velocity", "interpolate_from_velocity", "noising_batch"):
        assert any("sigma_min" in (check.message or "") for check in exercise(report, name).checks)


def test_what_was_not_written_does_not_speak_against_a_path_with_sigma_min(grade: Grade) -> None:
    report = grade(wrong("interpolant", _PATH.format("1e-4") + _UNWRITTEN), "01")
    for name in ("interpolate", "noising_batch"):
        assert exercise(report, name).score == exercise(report, name).max_score


@pytest.mark.parametrize(
    ("constants", "lose"),
    [
        (("1e-4", "0", "0"), {"interpolate"}),
        (("1e-5", "0", "0"), {"interpolate"}),
        (("0", "1e-4", "0"), {"velocity"}),
        (("0", "0", "1e-2"), {"interpolate_from_velocity"}),
        (("1e-3", "1e-3", "0"), {"interpolate", "velocity"}),
        (
            ("1e-3", "1e-3", "1.1e-3"),
            {"interpolate", "velocity", "interpolate_from_velocity"},
        ),
    ],
)
def test_sigma_min_that_is_not_held_throughout_is_named(
    grade: Grade, constants: tuple[str, ...], lose: set[str]
) -> None:
    code = (_PATH + _VELOCITY + _FROM_VELOCITY).format(*constants)
    report = grade(wrong("interpolant", code), "01")
    names = {
        result.id
        for result in report.assignments[0].exercises
        if result.score < result.max_score and result.id != "noising_batch"  # it uses interpolate
    }
    assert names == lose
    for name in lose:
        lost = first_lost(report, name)
        assert lost.diagnosis is not None
        assert lost.diagnosis.id == "sigma_min_not_throughout"


def test_much_noise_kept_throughout_is_not_accepted(grade: Grade) -> None:
    code = (_PATH + _VELOCITY + _FROM_VELOCITY).format("0.1", "0.1", "0.1")
    report = grade(wrong("interpolant", code), "01")
    for name in ("interpolate", "velocity", "interpolate_from_velocity"):
        lost = first_lost(report, name)
        assert lost.diagnosis is None or "sigma" not in lost.diagnosis.id
