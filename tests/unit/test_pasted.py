"""What is pasted from a report shows what failed: where a model was asked, and where it is not."""

from __future__ import annotations

import pytest

from tests.unit.support import Grade, first_lost, paste, wrong


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (
            "return x_t + dt * u_theta(x_t, t + dt)",
            "u_theta is asked at t = tensor([0.5000]) with x of (1,)\n",
        ),
        ("return x_t + 2 * dt * u_theta(x_t, t)", ""),
    ],
)
def test_a_model_that_is_asked_wrongly_prints_what_it_is_asked(
    code: str,
    shown: str,
    grade: Grade,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = wrong("sampling", f"def euler_step(u_theta, x_t, t, dt):\n    {code}\n")
    example = first_lost(grade(text, "03"), "euler_step").counterexample
    assert example is not None
    assert example.code is not None
    paste(example.code, "sampling", text, monkeypatch)
    printed = capsys.readouterr().out
    assert printed.startswith(shown)
    assert ("is asked at" in printed) is bool(shown)
