"""One run of a sampler that is asked for, and where it must end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assignments.course.flows import WaveField
from assignments.course.run_ends import end
from assignments.course.times import FROM_EPS
from grader.authoring import Array, Model

FEW_STEPS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13)


@dataclass(frozen=True)
class Run:
    """A run from the state x `(B, ...)` at t_min to t = 1 by num_steps steps of a field.

    The field is the velocity, or the prediction of the noise where `by_eps`. Where the run is not
    `watched`, the worker evaluates it. Its properties are what exercises call these.
    """

    field: WaveField
    x: Array
    num_steps: int
    t_min: float = 0.0
    by_eps: bool = False
    watched: bool = True

    @property
    def u_theta(self) -> Model:
        return self._model("u_theta")

    @property
    def eps_theta(self) -> Model:
        return self._model("eps_theta")

    def _model(self, name: str) -> Model:
        return Model(name, self.field, None if self.watched else self.field.formula)

    @property
    def x0(self) -> Array:
        return self.x

    @property
    def x_start(self) -> Array:
        return self.x

    @property
    def below(self) -> bool:
        """Whether it begins below the times at which a noise prediction must be followed."""
        return self.by_eps and 0 < self.t_min < FROM_EPS.low

    @cached_property
    def end(self) -> tuple[Array, Array]:
        """The state at t = 1 in float64, and how far a right float32 sampler may be from it."""
        return end(self.field, self.x, self.num_steps, self.t_min, self.by_eps)

    @cached_property
    def usual(self) -> Array:
        """How far right samplers are from the end in practice: who is farther is to be watched."""
        return self.end[1] / (8 if self.num_steps > max(FEW_STEPS) else 1)
