"""What `generate` is asked for: how many samples, by how many steps, from which seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from hypothesis import strategies as st

from assignments.course.flows import WaveField, small_fields
from assignments.course.long_runs import any_steps, long_field
from assignments.course.run import FEW_STEPS, Run
from grader.authoring import Array, Examples, examples, made


@dataclass(frozen=True)
class Draw:
    """So many samples of a field by each of some numbers of steps, each time with the same seed.

    Where it is not `watched`, the results must follow from the noise that a single step shows,
    which is watched.
    """

    field: WaveField
    num_samples: int
    steps: tuple[int, ...]
    seed: int
    watched: bool = True

    def field_of(self, num_steps: int) -> WaveField:
        """Return the field; of many steps it is one that tells their grid from others."""
        if num_steps <= max(FEW_STEPS):
            return self.field
        return long_field(num_steps, 0.0, False, np.random.default_rng((self.seed, num_steps)))

    def run(self, noise: Array, num_steps: int) -> Run:
        """Return the run from this noise."""
        return _run(self.field_of(num_steps), noise.tobytes(), noise.dtype.str, num_steps)


@lru_cache(maxsize=256)
def _run(field: WaveField, noise: bytes, dtype: str, num_steps: int) -> Run:
    """Return a run with its end, which most submissions share, since they draw the same noise."""
    return Run(field, np.frombuffer(noise, dtype), num_steps, watched=False)


_small = st.builds(
    Draw,
    small_fields(),
    st.integers(1, 4),
    st.sampled_from(FEW_STEPS).map(lambda steps: (steps,)),
    st.integers(0, 3),
)


def few_draws() -> Examples[Draw]:
    """Return examples for what does not depend on the steps."""

    def sweep(rng: np.random.Generator) -> list[Draw]:
        seed = int(rng.integers(2**31))
        return [
            Draw(WaveField.random(rng), int(rng.integers(1, 60)), (int(n),), seed)
            for n in rng.permutation(7)[:3] + 1
        ]

    return examples(_small, sweep)


#: numbers of samples, each with several numbers of steps, beside one step, which is watched: few,
#: as many as are treated in chunks, and as many as have outliers. Many steps come once each
_SEVERAL = (
    (1, (2, 3, 4, 12, 93)),
    (2, (2, 3, 5, 10, 300)),
    (3, (2, 3, 6, 12, 49)),
    (34, (2, 3, 7, 10, 98)),
    (200, (2, 3, 6, 12, 101)),
    (20_000, (12,)),
)
#: by number of samples, between which numbers of steps another one is drawn
_ANY_STEPS = {2: (14, 48), 3: (50, 92), 34: (301, 1002)}
#: watched whatever is drawn, samples and steps: 6 and 12 are where the ways to miscount differ, and
#: the most samples are what somebody may send in chunks
_WATCHED = ((1, 3), (2, 2), (3, 6), (2, 12), (35, 1), (200, 2), (20_000, 1))


def draws() -> Examples[Draw]:
    """Return examples of each of some numbers of samples by each of some numbers of steps."""

    def drawn(
        samples: int, steps: tuple[int, ...], watched: bool, rng: np.random.Generator
    ) -> Draw:
        if not watched and samples in _ANY_STEPS:
            steps = (*steps, any_steps(*_ANY_STEPS[samples], rng))
        return Draw(WaveField.random(rng), samples, steps, int(rng.integers(2**31)), watched)

    makers = [partial(drawn, samples, (steps,), True) for samples, steps in _WATCHED]
    makers += [partial(drawn, samples, steps, False) for samples, steps in _SEVERAL]
    return made(_small, makers)
