"""Known wrong ideas about noising_batch: which x_t is made of the draws, and from which generator.

They come after those about the draws themselves: a file is read after those before it by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from assignments.course.batches import (
    MANY,
    batches_of,
    is_lawful,
    is_triple,
    point,
    share_taken,
)
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

#: so many values are compared with those next to them
_COMPARED = 4000


@known.symptom("noising_batch", hint="Check the ends: what must x_t be at t = 0, and at t = 1?")
def batch_with_swapped_endpoints(records: Records) -> bool:
    """x1 and eps are exchanged in x_t: your path runs from the data to the noise."""
    batches = batches_of(records)
    return (
        batches is not None
        and all(np.allclose(x_t, point(eps, x1, t), atol=1e-5) for x1, x_t, t, eps in batches)
        # half way it is the same
        and not all(np.allclose(x_t, point(x1, eps, t), atol=1e-5) for x1, x_t, t, eps in batches)
    )


@known.symptom(
    "noising_batch", hint="Return the eps that x_t was made with, and add no other.", shows=bool
)
def other_noise_in_x_t(records: Records) -> bool:
    """x_t holds noise that is not the returned eps."""
    batches = batches_of(records)
    if batches is None:
        return False
    rows = [
        np.stack(
            [
                (x_t - point(x1, eps, t)).ravel(),
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
    if residual.size <= 300 or not 5e-4 < residual.std() < np.inf:
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


@known.symptom(
    "noising_batch", hint="The third value is the noise itself.", shows=bool, gives_all=True
)
def velocity_returned_for_noise(records: Records) -> bool:
    """What you return as eps is the velocity u: x_t is x1, less u for the time that is left."""
    batches = batches_of(records)
    return (
        batches is not None
        and all(np.allclose(x_t, point(x1, x1 - u, t), atol=1e-4) for x1, x_t, t, u in batches)
        and not all(np.allclose(x_t, point(x1, u, t), atol=1e-4) for x1, x_t, t, u in batches)
    )


#: samples that tell what a time or a sample has to do with the one that is returned
_TOLD = 300


@known.symptom(
    "noising_batch", hint="Return the t that x_t was made with.", shows=bool, gives_all=True
)
def other_time_in_x_t(records: Records) -> bool:
    """x_t is made with other times than those that are returned."""
    times = []
    for x1, x_t, t, eps in batches_of(records) or []:
        way = (x1 - eps).reshape(len(t), -1)
        gone = (x_t - eps).reshape(len(t), -1)
        with np.errstate(invalid="ignore"):
            own = np.einsum("be,be->b", gone, way) / np.einsum("be,be->b", way, way)
        if (
            not np.allclose(x_t, point(x1, eps, own), atol=1e-3)
            or not ((own >= 0) & (own < 1)).all()
        ):
            return False
        times.append(np.stack([own, t]))
    own, t = np.concatenate(times, axis=1) if times else np.zeros((2, 0))
    return t.size > _TOLD and abs(float(np.corrcoef(own, t)[0, 1])) < 0.2


@known.symptom(
    "noising_batch", hint="Row i of x_t belongs to row i of x1.", shows=bool, gives_all=True
)
def data_shuffled(records: Records) -> bool:
    """x_t is made of the data of other samples: x1 is shuffled before."""
    batches = [batch for batch in batches_of(records) or [] if len(batch[0]) > 1]
    others = 0
    for x1, x_t, t, eps in batches:
        late = t > 0.1
        time = broadcast_time(t[late], x1[late])
        data = (x_t[late] - (1 - time) * eps[late]) / time
        near = 1e-5 * (1 + float(np.abs(x1).max())) / 0.1
        if share_taken(data.ravel(), x1, near) < 1:
            return False
        others += int((np.abs(data - x1[late]) > near).any(axis=tuple(range(1, x1.ndim))).sum())
    return others > _TOLD


def _is_shuffled(x1: Array, x_t: Array, t: Array, eps: Array) -> bool:
    """Whether the noise in x_t is the returned eps in another order."""
    time = np.broadcast_to(broadcast_time(t, x1), x1.shape)
    early = time < 0.9
    noise = (x_t - time * x1)[early] / (1 - time[early])
    return share_taken(noise, eps, 1e-5) > 0.5


def _repeats(records: Records) -> bool:
    """Whether the draws of a case are right in each call, and the same in all calls."""
    batches = [batch for batch in batches_of(records) or [] if batch[2].size >= MANY]
    alike = [eps for x1, _, _, eps in batches if x1.ndim == 1]
    return (
        len(alike) > 1
        and all(np.array_equal(eps, alike[0]) for eps in alike)
        and is_lawful([eps for *_, eps in batches], rejects_normal)
        and is_lawful([t for *_, t, _ in batches], rejects_uniform)
    )


def _from_elsewhere(records: Records) -> bool:
    large = any(record.call.arguments[0].size >= MANY for record in records)
    drawn = draws_from_a_global_generator(records) and (not large or _repeats(records))
    # no draw makes something else of x_t, t and eps
    return drawn and all(
        not isinstance(record.value, tuple) or len(record.value) == 3 for record in records
    )


known.symptom("noising_batch", hint=DRAWS, identity="global_generator", shows=_from_elsewhere)(
    draws_from_a_global_generator
)


def _as_interpolate(recognises: Callable[[Records], bool]) -> Callable[[Records], bool]:
    """Look at `noising_batch` as at a call of interpolate with what it drew."""

    def predicate(records: Records) -> bool:
        found = []
        for record in records:
            x1, value = record.call.arguments[0], record.value
            if x1.size >= MANY:  # of a law, which is about other things
                continue
            if record.raised is not None:  # shapes that do not fit do so whatever was drawn
                x_t, t, eps = None, np.zeros(len(x1), np.float32), np.zeros_like(x1)
            elif is_triple(value) and value[1].dtype == value[2].dtype == np.float32:
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
_right = reproduces(lambda x1, eps, t: point(x1, eps, t))


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
