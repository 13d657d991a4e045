"""Known wrong ideas about noising_batch: what is drawn, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
from scipy.spatial import cKDTree

from assignments.course.digits import rounded
from assignments.course.times import broadcast_time
from assignments.course.wrong_times import time_shapes
from grader.authoring import (
    DRAWS,
    Array,
    Misconceptions,
    RecordedCall,
    draws_from_a_global_generator,
    rejects_normal,
    rejects_uniform,
    reproduces,
    returns_float64,
)

known = Misconceptions()
Records = Sequence[RecordedCall]

#: so many values tell a law
_MANY = 1000
_TESTED = 4
#: so many values are compared with those next to them
_COMPARED = 4000


def _batches(records: Records) -> list[tuple[Array, Array, Array, Array]] | None:
    """Return (x1, x_t, t, eps) of every call of noising_batch, or None if one has other shapes."""
    found = []
    for record in records:
        x1, value = record.call.arguments[0], record.value
        if not _is_triple(value):
            return None
        x_t, t, eps = (array.astype(np.float64) for array in value)
        if x_t.shape != x1.shape or t.shape != x1.shape[:1] or eps.shape != x1.shape:
            return None
        found.append((x1.astype(np.float64), x_t, t, eps))
    return found or None


def _is_triple(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 3
        and all(isinstance(array, np.ndarray) and not array.dtype.names for array in value)
    )


def _point(x1: Array, eps: Array, t: Array) -> Array:
    time = broadcast_time(t, x1)
    return np.asarray((1 - time) * eps + time * x1)


@known.symptom("noising_batch", hint="Return x_t first, then t, then eps.", shows=bool)
def other_order_of_results(records: Records) -> bool:
    """x_t, t and eps are returned in another order."""
    orders = set(permutations(range(3)))
    for record in records:
        if not _is_triple(record.value):
            return False
        x1, value = record.call.arguments[0], [item.astype(np.float64) for item in record.value]
        # in one order they are a point of the path, but for eps = 1 or the like in several
        orders = {
            order
            for order in orders
            for x_t, t, eps in [[value[place] for place in order]]
            if x_t.shape == eps.shape == x1.shape
            and t.shape == x1.shape[:1]
            and np.allclose(x_t, _point(x1, eps, t), atol=1e-5)
        }
    return len(orders) == 1 and (0, 1, 2) not in orders


@known.symptom("noising_batch", hint="t has shape (B,); reshape it for the product only.")
def t_returned_with_axes(records: Records) -> bool:
    """t is returned with the axes that were appended for broadcasting."""
    shapes = [(record.value, record.call.arguments[0]) for record in records]
    return any(x1.ndim > 1 for _, x1 in shapes) and all(
        _is_triple(value) and value[1].shape == x1.shape[:1] + (1,) * (x1.ndim - 1)
        for value, x1 in shapes
    )


def _lawful(arrays: Sequence[Array], rejects: Callable[[Array], object]) -> bool:
    """Whether there are large arrays, and a law is not rejected for any of them."""
    large = [array.ravel() for array in arrays if array.size >= _MANY][:_TESTED]
    return bool(large) and not any(rejects(array) for array in large)


@known.symptom("noising_batch", hint="What is the difference between torch.rand and torch.randn?")
def uniform_noise(records: Records) -> bool:
    """eps is drawn with torch.rand: uniform on [0, 1), where standard normal noise is expected."""
    return _lawful([eps for *_, eps in _batches(records) or []], rejects_uniform)


def _leaves_the_interval(records: Records) -> bool:
    return any(((t < 0) | (t > 1)).any() for *_, t, _ in _batches(records) or [])


@known.symptom(
    "noising_batch",
    hint="What is the difference between torch.rand and torch.randn?",
    shows=_leaves_the_interval,
)
def normal_times(records: Records) -> bool:
    """t is drawn with torch.randn: normal, where uniform on [0, 1) is expected."""
    return _lawful([t for *_, t, _ in _batches(records) or []], rejects_normal)


def _times(records: Records) -> list[Array]:
    """Return the times of every call, of whatever dtype, or none."""
    if not all(_is_triple(record.value) for record in records):
        return []
    return [record.value[1].astype(np.float64).ravel() for record in records]


def _times_in_question(records: Records) -> bool:
    """Whether their law is asked for, or they are whole numbers."""
    times = _times(records)
    return any(t.size >= _MANY or (t > 1).any() for t in times)


@known.symptom(
    "noising_batch",
    hint="t may be any number in [0, 1): how is such a one drawn?",
    shows=_times_in_question,
)
def discrete_times(records: Records) -> bool:
    """t is drawn from a few numbers only, as k or k / T with a whole k: so a diffusion model (DDPM)
    counts its steps. Here t may be any number in [0, 1)."""
    t = np.concatenate([*_times(records), np.zeros(0)])
    if t.size < _MANY or not np.isfinite(t).all():
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
    times = [t for *_, t, _ in _batches(records) or [] if t.size > 1]
    return all(bool((t == t[0]).all()) for t in times) and _vary([t[0] for t in times])


@known.symptom("noising_batch", hint="Draw noise of the whole shape of x1.")
def one_noise_for_the_batch(records: Records) -> bool:
    """Every sample gets the same noise; all entries of eps must be drawn anew."""
    noises = [eps for *_, eps in _batches(records) or [] if len(eps) > 1]
    same = all(bool((eps == eps[:1]).all()) for eps in noises)
    return same and _vary([eps.flat[0] for eps in noises])


@known.symptom("noising_batch", hint="Draw noise of the whole shape of x1.")
def one_noise_a_sample(records: Records) -> bool:
    """All elements of a sample get the same noise; all entries of eps must be drawn anew."""
    rows = [eps.reshape(len(eps), -1) for *_, eps in _batches(records) or []]
    rows = [row for row in rows if row.shape[1] > 1]
    same = all(bool((row == row[:, :1]).all()) for row in rows)
    return same and any(_vary(list(row[:, 0])) for row in rows)


@known.symptom("noising_batch", hint="What do you do to the noise after it is drawn?")
def scaled_noise(records: Records) -> bool:
    """eps is normal, but not of standard deviation 1."""
    noises = [eps for *_, eps in _batches(records) or [] if eps.size >= _MANY]
    stds = [eps.std() for eps in noises]
    # 1 is far off, and what is left of it once it is scaled is what it must be
    far = all(
        abs(std - 1) > 6 / np.sqrt(2 * eps.size) for std, eps in zip(stds, noises, strict=True)
    )
    if not noises or not far or not _vary(stds) or np.ptp(stds) > 0.1 * np.mean(stds):
        return False
    scale = np.sqrt(np.mean(np.square(stds)))
    return _lawful([eps / scale for eps in noises], rejects_normal)


@known.symptom("noising_batch", hint="Check the ends: what must x_t be at t = 0, and at t = 1?")
def batch_with_swapped_endpoints(records: Records) -> bool:
    """x1 and eps are exchanged in x_t: your path runs from the data to the noise."""
    batches = _batches(records)
    return (
        batches is not None
        and all(np.allclose(x_t, _point(eps, x1, t), atol=1e-5) for x1, x_t, t, eps in batches)
        # half way it is the same
        and not all(np.allclose(x_t, _point(x1, eps, t), atol=1e-5) for x1, x_t, t, eps in batches)
    )


@known.symptom(
    "noising_batch", hint="Return the eps that x_t was made with, and add no other.", shows=bool
)
def other_noise_in_x_t(records: Records) -> bool:
    """x_t holds noise that is not the returned eps."""
    batches = _batches(records)
    if batches is None:
        return False
    rows = [
        np.stack(
            [
                (x_t - _point(x1, eps, t)).ravel(),
                *(np.broadcast_to(part, x1.shape).ravel() for part in (x1, eps)),
                np.broadcast_to(broadcast_time(t, x1), x1.shape).ravel(),
            ]
        )
        for x1, x_t, t, eps in batches
    ]
    if rounded(np.concatenate([x_t.ravel() for _, x_t, _, _ in batches])):
        return False
    if rounded(np.concatenate([eps.ravel() for *_, eps in batches])):
        return False
    residual, *given = np.concatenate(rows, axis=1)
    if residual.size <= 300 or not 1e-3 < residual.std() < np.inf:
        return False
    if np.unique(residual).size < 0.5 * residual.size:
        return False
    if any(_is_shuffled(x1, x_t, t, eps) for x1, x_t, t, eps in batches if eps.size > 50):
        return False
    few = np.linspace(0, residual.size - 1, min(residual.size, _COMPARED)).astype(int)
    residual, x1, eps, t = residual[few], *(part[few] for part in given)
    # what stands in the place of eps, or beside it, is no noise if it has to do with what was given
    own = (1 - t) * eps
    foreign = residual - own * (own @ residual) / (own @ own)
    if (np.abs(np.corrcoef([foreign, x1, eps, x1 * t, eps * t])[0, 1:]) > 0.15).any():
        return False
    # whatever is made of x1, eps and t is alike where they are; foreign noise is not
    place = np.stack([part / (part.std() or 1.0) for part in (x1, eps, t)], axis=1)
    nearest = np.asarray(cKDTree(place).query(place, 2)[1])[:, 1]  # but for itself
    steps = foreign - foreign[nearest]
    return bool(np.mean(steps**2) > 1.4 * foreign.var())


def _is_shuffled(x1: Array, x_t: Array, t: Array, eps: Array) -> bool:
    """Whether the noise in x_t is the returned eps in another order."""
    time = np.broadcast_to(broadcast_time(t, x1), x1.shape)
    early = time < 0.9
    noise = np.abs((x_t - time * x1)[early] / (1 - time[early]))
    sizes = np.sort(np.abs(eps.ravel()))
    nearest = np.searchsorted(sizes, noise - 1e-5)
    if not noise.size:
        return False
    return bool(np.mean(np.abs(sizes[np.minimum(nearest, sizes.size - 1)] - noise) < 1e-5) > 0.5)


def _repeats(records: Records) -> bool:
    """Whether the draws of a case are right in each call, and the same in all calls."""
    batches = [batch for batch in _batches(records) or [] if batch[2].size >= _MANY]
    alike = [eps for x1, _, _, eps in batches if x1.ndim == 1]
    return (
        len(alike) > 1
        and all(np.array_equal(eps, alike[0]) for eps in alike)
        and _lawful([eps for *_, eps in batches], rejects_normal)
        and _lawful([t for *_, t, _ in batches], rejects_uniform)
    )


def _from_elsewhere(records: Records) -> bool:
    large = any(record.call.arguments[0].size >= _MANY for record in records)
    return draws_from_a_global_generator(records) and (not large or _repeats(records))


known.symptom("noising_batch", hint=DRAWS, identity="global_generator", shows=_from_elsewhere)(
    draws_from_a_global_generator
)


def _as_interpolate(recognises: Callable[[Records], bool]) -> Callable[[Records], bool]:
    """Look at `noising_batch` as at a call of interpolate with what it drew."""

    def predicate(records: Records) -> bool:
        found = []
        for record in records:
            x1, value = record.call.arguments[0], record.value
            if x1.size >= _MANY:  # of a law, which is about other things
                continue
            if record.raised is not None:  # shapes that do not fit do so whatever was drawn
                x_t, t, eps = None, np.zeros(len(x1), np.float32), np.zeros_like(x1)
            elif _is_triple(value) and value[1].dtype == value[2].dtype == np.float32:
                x_t, t, eps = value
            else:
                return False
            if t.shape != x1.shape[:1] or eps.shape != x1.shape:
                return False
            call = replace(record.call, arguments=(x1, eps, t))
            found.append(replace(record, call=call, value=x_t))
        return recognises(found) and not _right(found)

    return predicate


#: where x_t is right nothing is wrong with the axes of t, which may be what they must be there
_right = reproduces(lambda x1, eps, t: _point(x1, eps, t))


def _drawing(play: Callable[..., Array]) -> Callable[..., tuple[Array, Array, Array]]:
    def batch(x1: Array, generator: np.random.Generator) -> tuple[Array, Array, Array]:
        t = generator.random(len(x1), dtype=np.float32).astype(np.float64)
        eps = generator.standard_normal(x1.shape, dtype=np.float32).astype(np.float64)
        return play(x1, eps, t), t, eps

    return batch


def _also_in_noising_batch() -> None:
    """Add the wrong axes of t, for those who write x_t out and call no interpolate."""
    shapes = Misconceptions()
    time_shapes(shapes, interpolate=lambda x1, eps, t, by: (1 - by) * eps + by * x1)
    for idea in shapes.found:
        if idea.id in ("t_not_reshaped", "t_for_two_axes_only"):
            # of two axes and a batch of thousands another would make an array of many millions
            plays = _drawing(idea.plays["interpolate"]) if idea.id == "t_not_reshaped" else None
            known.symptom(
                "noising_batch",
                hint=idea.hint,
                identity=idea.id,
                message=idea.message,
                plays=plays,
                gives_all=True,
            )(_as_interpolate(idea.recognises["interpolate"]))


_also_in_noising_batch()

known.symptom("noising_batch")(returns_float64)
