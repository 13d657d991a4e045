"""Known wrong ideas about noising_batch: what is drawn, and in which form it is returned."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from assignments.course.batches import MANY, batches_of, is_lawful, is_triple, point
from assignments.course.messages import RAND_OR_RANDN
from grader.authoring import Array, Misconceptions, RecordedCall, rejects_normal, rejects_uniform

known = Misconceptions()
Records = Sequence[RecordedCall]


@known.symptom("noising_batch", hint="Return x_t first, then t, then eps.", shows=bool)
def other_order_of_results(records: Records) -> bool:
    """x_t, t and eps are returned in another order."""
    orders = set(permutations(range(3)))
    for record in records:
        if not is_triple(record.value):
            return False
        x1, value = record.call.arguments[0], [item.astype(np.float64) for item in record.value]
        # in one order they are a point of the path, but for eps = 1 or the like in several
        orders = {
            order
            for order in orders
            for x_t, t, eps in [[value[place] for place in order]]
            if x_t.shape == eps.shape == x1.shape
            and t.shape == x1.shape[:1]
            and np.allclose(x_t, point(x1, eps, t), atol=1e-5)
        }
    return len(orders) == 1 and (0, 1, 2) not in orders


@known.symptom("noising_batch", hint="t has shape (B,); reshape it for the product only.")
def t_returned_with_axes(records: Records) -> bool:
    """t is returned with the axes that were appended for broadcasting."""
    shapes = [(record.value, record.call.arguments[0]) for record in records]
    return any(x1.ndim > 1 for _, x1 in shapes) and all(
        is_triple(value) and value[1].shape == x1.shape[:1] + (1,) * (x1.ndim - 1)
        for value, x1 in shapes
    )


@known.symptom("noising_batch", hint=RAND_OR_RANDN)
def uniform_noise(records: Records) -> bool:
    """eps is drawn with torch.rand: uniform on [0, 1), where standard normal noise is expected."""
    return is_lawful([eps for *_, eps in batches_of(records) or []], rejects_uniform)


def _leaves_the_interval(records: Records) -> bool:
    return any(((t < 0) | (t > 1)).any() for *_, t, _ in batches_of(records) or [])


@known.symptom(
    "noising_batch",
    hint=RAND_OR_RANDN,
    shows=_leaves_the_interval,
)
def normal_times(records: Records) -> bool:
    """t is drawn with torch.randn: normal, where uniform on [0, 1) is expected."""
    return is_lawful([t for *_, t, _ in batches_of(records) or []], rejects_normal)


def _times(records: Records) -> list[Array]:
    """Return the times of every call, of whatever dtype, or none."""
    if not all(is_triple(record.value) for record in records):
        return []
    return [record.value[1].astype(np.float64).ravel() for record in records]


def _times_in_question(records: Records) -> bool:
    """Whether their law is asked for, or they are whole numbers."""
    times = _times(records)
    return any(t.size >= MANY or (t > 1).any() for t in times)


@known.symptom(
    "noising_batch",
    hint="t may be any number in [0, 1): how is such a one drawn?",
    shows=_times_in_question,
)
def discrete_times(records: Records) -> bool:
    """t is drawn from a few numbers only, as k or k / T with a whole k: so a diffusion model (DDPM)
    counts its steps. Here t may be any number in [0, 1)."""
    t = np.concatenate([*_times(records), np.zeros(0)])
    if t.size < MANY or not np.isfinite(t).all():
        return False
    values = np.unique(t)
    if not 2 < values.size <= t.size // 4:
        return False
    places = (values - values[0]) / np.diff(values).min()
    return bool(np.abs(places - np.round(places)).max() < 0.05 and places[-1] < 2 * values.size)


def _vary(values: Sequence[float]) -> bool:
    return len(set(values)) > 1


@known.symptom("noising_batch", hint="How many times does a batch of B samples need?")
def one_time_drawn_for_the_batch(records: Records) -> bool:
    """One time is drawn for the whole batch; every sample needs its own."""
    times = [t for *_, t, _ in batches_of(records) or [] if t.size > 1]
    return all(bool((t == t[0]).all()) for t in times) and _vary([t[0] for t in times])


@known.symptom("noising_batch", hint="Draw noise of the whole shape of x1.")
def one_noise_for_the_batch(records: Records) -> bool:
    """Every sample gets the same noise; all entries of eps must be drawn anew."""
    noises = [eps for *_, eps in batches_of(records) or [] if len(eps) > 1]
    same = all(bool((eps == eps[:1]).all()) for eps in noises)
    return same and _vary([eps.flat[0] for eps in noises])


@known.symptom("noising_batch", hint="Draw noise of the whole shape of x1.")
def one_noise_a_sample(records: Records) -> bool:
    """All elements of a sample get the same noise; all entries of eps must be drawn anew."""
    rows = [eps.reshape(len(eps), -1) for *_, eps in batches_of(records) or []]
    rows = [row for row in rows if row.shape[1] > 1]
    same = all(bool((row == row[:, :1]).all()) for row in rows)
    return same and any(_vary(list(row[:, 0])) for row in rows)


#: of so many values a standard deviation is known to a tenth
_LARGE = 4 * MANY


@known.symptom("noising_batch", hint="What do you do to the noise after it is drawn?")
def scaled_noise(records: Records) -> bool:
    """eps is normal, but not of standard deviation 1."""
    noises = [eps for *_, eps in batches_of(records) or [] if eps.size >= _LARGE]
    stds = [eps.std() for eps in noises]
    # 1 is far off, and what is left of it once it is scaled is what it must be
    far = all(
        abs(std - 1) > 6 / np.sqrt(2 * eps.size) for std, eps in zip(stds, noises, strict=True)
    )
    if not noises or not far or not _vary(stds) or np.ptp(stds) > 0.1 * np.mean(stds):
        return False
    scale = np.sqrt(np.mean(np.square(stds)))
    return is_lawful([eps / scale for eps in noises], rejects_normal)
