"""Computes what the laws can see, and writes it beside the assignments: `python -m tests.power`.

`python -m tests.power 05_training` does it for one of them.

Of each deviation the least size is sought that a run finds, for each of many seeds, by halving. The
size that 99.5% find is that of a normal law through them: a check needs both of two runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy import special, stats

from assignments.course.flows import WaveField
from assignments.course.losses import Seen, rejects_draws
from assignments.course.noising_law import SHAPES, Batch, data, rejects_batches
from grader.authoring import ALPHA, rejects_normal
from grader.catalogue import ASSIGNMENTS

Array = Any
#: what becomes of t and eps of one call, for data x1: (t, eps, x1, size, rng) -> (t, eps)
Change = Callable[[Array, Array, Array, float, np.random.Generator], tuple[Array, Array]]

#: of a run of `noising_batch`, which takes 5 times as long, of `generate`, and of a loss
_SEEDS = {"01_interpolant": 20, "03_sampling": 100, "05_training": 10}
_HALVINGS = 9


@dataclass(frozen=True)
class Deviation:
    """A way to be wrong, how large it may be, and whether smaller numbers are worse."""

    words: str
    change: Change
    largest: float
    reversed: bool = False


def _mixed(z: Array, other: Array, rho: float) -> Array:
    return np.sqrt(1 - rho * rho) * z + rho * other


def _of_eps(change: Callable[[Array, float], Array]) -> Change:
    return lambda t, eps, x1, size, rng: (t, change(eps, size))


def _of_t(change: Callable[[Array, float], Array]) -> Change:
    return lambda t, eps, x1, size, rng: (change(t, size), eps)


def _entries(eps: Array, rho: float) -> Array:
    """Correlate the first two of several entries of a sample."""
    if eps.ndim == 2 and eps.shape[1] > 1:
        eps = eps.copy()
        eps[:, 1] = _mixed(eps[:, 1], eps[:, 0], rho)
    return eps


def _channels(
    t: Array, eps: Array, x1: Array, rho: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Share noise within each channel of an image."""
    if eps.ndim < 4:
        return t, eps
    common = rng.standard_normal(eps.shape[:2]).reshape(*eps.shape[:2], *[1] * (eps.ndim - 2))
    return t, _mixed(eps, common, rho)


def _with_time(
    t: Array, eps: Array, x1: Array, rho: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    score = special.ndtri(t.clip(1e-7, 1 - 1e-7)).reshape(-1, *[1] * (eps.ndim - 1))
    return t, _mixed(eps, score, rho) if eps.ndim < 3 else eps


def _with_data(
    t: Array, eps: Array, x1: Array, rho: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    return t, _mixed(eps, (x1 - x1.mean()) / (x1.std() or 1.0), rho) if x1.std() else eps


def _time_with_data(
    t: Array, eps: Array, x1: Array, rho: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    if not x1.std():
        return t, eps
    sums = x1.reshape(len(x1), -1).sum(axis=1)
    score = _mixed(
        special.ndtri(t.clip(1e-7, 1 - 1e-7)), (sums - sums.mean()) / (sums.std() or 1.0), rho
    )
    return special.ndtr(score), eps


def _neighbours(eps: Array, rho: float) -> Array:
    flat = eps.ravel()
    return _mixed(flat, np.roll(flat, 1), rho).reshape(eps.shape)


def _heavy(z: Array, size: float) -> Array:
    """Give a cubic term to normal values, their variance kept: its excess kurtosis is `size`."""
    a = size / 24
    return (z + a * (z**3 - 3 * z)) / np.sqrt(1 + 6 * a * a)


def _cut(z: Array, size: float) -> Array:
    """Put what is beyond a size nearer; where it is put at the size, it is found even sooner."""
    return np.where(np.abs(z) > size, np.fmod(z, 1), z)


#: of eps, and of the noise that samples of `generate` come from
_NOISE = (
    Deviation("mean", _of_eps(lambda z, size: z + size), 0.2),
    Deviation("standard deviation too large by", _of_eps(lambda z, size: z * (1 + size)), 0.2),
    Deviation("standard deviation too small by", _of_eps(lambda z, size: z * (1 - size)), 0.2),
    Deviation("excess kurtosis (heavy tails)", _of_eps(_heavy), 3.0),
    Deviation("drawn again, or cut, beyond", _of_eps(_cut), 6.0, reversed=True),
    Deviation("a multiple of", _of_eps(lambda z, size: np.round(z / max(size, 1e-9)) * size), 2e-3),
    Deviation("correlation of neighbours", _of_eps(_neighbours), 0.3),
)
NOISING = (
    *(Deviation(f"`eps`: {row.words}", row.change, row.largest, row.reversed) for row in _NOISE),
    Deviation("`eps`: correlation of two entries of a sample", _of_eps(_entries), 0.5),
    Deviation("`eps`: correlation that a channel's entries share", _channels, 0.6),
    Deviation("`eps`: correlation with `t`", _with_time, 0.5),
    Deviation("`eps`: correlation with `x1`", _with_data, 0.3),
    Deviation("`t`: begins at", _of_t(lambda t, size: size + (1 - size) * t), 0.01),
    Deviation("`t`: ends before 1 by", _of_t(lambda t, size: (1 - size) * t), 0.01),
    Deviation("`t`: clamped at", _of_t(lambda t, size: np.maximum(t, size)), 0.01),
    Deviation("`t`: mean off by", _of_t(lambda t, size: t + 6 * size * t * (1 - t)), 0.1),
    Deviation(
        "`t`: a multiple of",
        _of_t(lambda t, size: np.floor(t / max(size, 1e-9)) * size),
        2e-5,
    ),
    Deviation("`t`: correlation with `x1`", _time_with_data, 0.5),
)
GENERATE = _NOISE
#: what is read from a derivative is rounded, so a grid of noise is not seen
LOSSES = tuple(row for row in NOISING if row.words != "`eps`: a multiple of")


def rejects_noising(deviation: Deviation, size: float, seed: int, alpha: float = ALPHA) -> bool:
    """Whether a run of the law of `noising_batch` finds the deviation."""
    rng = np.random.default_rng(seed)
    changed = [deviation.change(*drawn, size, rng) for drawn in _drawn(seed)]
    return rejects_batches([Batch.of(t, eps) for t, eps in changed], alpha) is not None


@lru_cache(maxsize=1)
def _drawn(seed: int) -> list[tuple[Array, Array, Array]]:
    """Return right t and eps, and the x1 they are drawn for, of every call of a run."""
    rng = np.random.default_rng((seed, 1))
    return [
        (
            rng.random(shape[0], dtype=np.float32).astype(np.float64),
            rng.standard_normal(shape, dtype=np.float32).astype(np.float64),
            data(shape).astype(np.float64),
        )
        for shape in SHAPES
    ]


def rejects_generate(deviation: Deviation, size: float, seed: int, alpha: float = ALPHA) -> bool:
    """Whether a run of the law of `generate`, of 3 steps, finds it in the noise at t = 0."""
    rng, nothing = np.random.default_rng(seed), np.zeros(1)
    noises = [rng.standard_normal(10_000, dtype=np.float32).astype(np.float64) for _ in range(2)]
    changed = [deviation.change(nothing, z, nothing, size, rng)[1] for z in noises]
    return rejects_normal(*changed, alpha=alpha) is not None


_FIELD = WaveField(0.5, 1.0, 0.25, 0.0)


def rejects_loss(deviation: Deviation, size: float, seed: int, alpha: float = ALPHA) -> bool:
    """Whether a run of the law of `flow_matching_loss` finds it, by what derivatives tell."""
    rng = np.random.default_rng(seed)
    seen = [_derived(*deviation.change(t, eps, x1, size, rng), x1) for t, eps, x1 in _drawn(seed)]
    return rejects_draws(seen, by_eps=False, seed=seed, alpha=alpha) is not None


def _derived(t: Array, eps: Array, x1: Array) -> Seen:
    """Return what a right loss shows, computed in float32: more of its noise gets lost by that."""
    t, eps, x1 = (array.astype(np.float32) for array in (t, eps, x1))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x = (1 - time) * eps + time * x1
    told = _FIELD(x.astype(np.float64), t.astype(np.float64)).astype(np.float32)
    error = told - (x1 - eps)
    wide = [array.astype(np.float64) for array in (x1, x, t, told, error)]
    return Seen(wide[0], wide[1], wide[2], wide[3], wide[4], float(np.square(error).mean()))


Rejects = Callable[..., bool]
TABLES: dict[str, tuple[tuple[Deviation, ...], Rejects]] = {
    "01_interpolant": (NOISING, rejects_noising),
    "03_sampling": (GENERATE, rejects_generate),
    "05_training": (LOSSES, rejects_loss),
}
#: of two runs, both
_FOUND_BY_ONE = 0.995


def least(deviation: Deviation, rejects: Rejects, seeds: int) -> float:
    """Return the size from which on a check finds the deviation with 99%, in two digits."""
    limits = np.log([_limit(deviation, rejects, seed) for seed in range(seeds)])
    sign = -1 if deviation.reversed else 1
    spread = sign * float(stats.norm.ppf(_FOUND_BY_ONE)) * float(limits.std(ddof=1))
    # rounded to the side on which more is found
    return _two_digits(float(np.exp(limits.mean() + spread)), sign)


def _limit(deviation: Deviation, rejects: Rejects, seed: int) -> float:
    good, bad = deviation.largest / 1e3, deviation.largest
    if deviation.reversed:
        good, bad = deviation.largest, 1.0
    for _ in range(_HALVINGS):
        middle = float(np.sqrt(good * bad))
        good, bad = (good, middle) if rejects(deviation, middle, seed) else (middle, bad)
    return bad


def _two_digits(value: float, sign: int) -> float:
    unit = 10.0 ** (np.floor(np.log10(value)) - 1)
    return float(f"{sign * np.ceil(sign * value / unit - 1e-9) * unit:.2g}")


def rows(assignment: str) -> dict[str, float]:
    """Return the published figures of an assignment's POWER.md, by the words of their rows."""
    text = Path(ASSIGNMENTS, assignment, "POWER.md").read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {words: float(figure) for words, figure in cells[1:]}


def page(assignment: str, figures: dict[str, float]) -> str:
    """Return the text of an assignment's POWER.md with these figures."""
    table = "\n".join(f"| {words} | {figure:g} |" for words, figure in figures.items())
    return _PAGES[assignment].format(
        table=table,
        seeds=_SEEDS[assignment],
        calls=len(SHAPES),
        times=sum(shape[0] for shape in SHAPES),
        noises=sum(int(np.prod(shape)) for shape in SHAPES),
    )


_COMMON = """\
A check of samples sees no deviation that is too small. The table says from which size on one is
found with a probability of 99%. **What lies below is not seen**, and keeps its points.

| deviation | found from |
|---|---|
{table}

"""
_PAGES = {
    "01_interpolant": f"""\
# What the check of the draws can see

The last check of `noising_batch` is statistical. It makes {{calls}} calls with one generator, the
same for everybody, of 1 to 6 axes: {{times}} times and {{noises}} noise values in all. The data
hold zeros and large values, of which times and noise must be independent. The check fails only if a
second run with another seed fails too. All its tests are exact or bounds, and share a level of 1e-6
in a run, so a right solution fails with a probability of at most 1e-12.

{_COMMON}\
Of `t`, `1e-5 + (1 - 1e-5) rand`
cannot be told from `rand`, and is as good. Shuffled strata of times, or pairs t and 1 - t, are
found in any order, and so are draws that are used twice: as a time and, anywhere in the batch, as
noise. A sum of 16 uniform numbers in the place of a normal one is found, a sum of 32 is not. Not
seen are samples of which one in a batch follows from all the others, and a seed that is drawn from
more than 1500 others, as the check before compares 120.
""",
    "03_sampling": f"""\
# What the check of the samples can see

The last check of `generate` is statistical. It carries two calls of 10,000 samples of 3 steps back
to the noise that they came from, which must be standard normal, and one of 2,000 samples of 20
steps. Where a model answers 0 the samples are that noise: in 60 calls of 2 to 49 samples, 15 of 64
to 900, and one each of 2,000 by 49 steps and of 15,000. It fails only if a second run with another
seed fails too. All its tests are exact or bounds, and share a level of 1e-6 in each of these, so a
right solution fails with a probability of at most 6e-12.

{_COMMON}\
The sizes are those of the noise at $t = 0$, found by the 3 steps. Not seen is a seed
that is drawn from more than 1500 others, as the check before compares 120.
""",
    "05_training": f"""\
# What the checks of the draws can see

The last check of `flow_matching_loss`, and that of `epsilon_loss`, is statistical. It makes
{{calls}} calls with one generator, the same for everybody, of 1 to 6 axes: {{times}} times and
{{noises}} noise values in all. The noise is read from the derivative of the loss. The data hold
zeros and large values, of which times and noise must be independent. The check fails only if a
second run with another seed fails too. All its tests are exact or bounds, and share a level of 1e-6
in a run, so a right solution fails with a probability of at most 1e-12.

{_COMMON}\
The sizes are those of `flow_matching_loss`, found by {{seeds}} seeds of each. Noise that is a
multiple of some number is not seen, since the derivative is rounded.

# What the check of a training can see

What a trained network shows is in [the handout](README.md), and how seldom a right one fails.
Beside that, three short trainings show what the model is asked and where steps lead, where a
submission lets it be seen: what is asked inside `torch.vmap`, a traced model or without gradients
is not.

- **Samples.** Batches from 500 of 1000 samples or fewer are found, and a sample that is left out of
  20. Right loops see fewer than 507 of the 1000 with a probability of 2e-13 at most, by a bound. A
  choice of more samples is not seen, so neither is one of 1000 from all 30,000: such a network
  learns as much. Batches of neighbours in `data` are found.
- **Errors.** A loss of the first sample of a batch, or of any single one, is found with a
  probability of 99.99%; so are the absolute error and Huber's. Of four samples it is found most
  times, of more it is not. Right loops go the other way in two steps with a probability of 1e-13 at
  most.
- **Times and noise.** One time for most batches is found, and times or noise that are the same in
  most of them; times that end at 0.8 or begin at 0.2, and a hundred different ones or fewer; noise
  whose mean is off by 0.3, whose standard deviation is by a fifth, or that is never above 1.9. By
  their spread right loops come as far in less than one of 10¹¹ trainings. Times from 0.1 to 0.9 are
  not found, nor those of a logit-normal law, noise that comes in pairs of opposite sign or from a
  store of some thousands, or a target that is off by a tenth of the noise.

Not seen, since it may be meant so: the optimiser and its schedule are the student's. A learning
rate of a tenth is what the first steps of many schedules have; weights that decay belong to AdamW;
and an Adam that is made anew in each step is one that follows signs. A rate of ten times what is
given is what RMSprop begins with, and of two steps for a batch one may be asked for a log. Weights
of before the last step are those of an average as well. For all of these, and for the
root of the mean square, which Adam steps by as it does by the mean square, a training leaves no
more than right ones do.
""",
}


def main() -> None:
    for assignment in sys.argv[1:] or TABLES:
        (deviations, rejects), figures = TABLES[assignment], {}
        for deviation in deviations:
            figures[deviation.words] = least(deviation, rejects, _SEEDS[assignment])
            print(f"{assignment}: {deviation.words} {figures[deviation.words]:g}", flush=True)
        path = Path(ASSIGNMENTS, assignment, "POWER.md")
        path.write_text(page(assignment, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
