"""What a network was asked while it was trained: in how many batches, and about which points."""

from __future__ import annotations

import numpy as np

from assignments.course.trainings import Training
from grader.authoring import Array, Failure, RecordedCall

#: no standard normal entry is larger; data that are this much times apart are never mixed up
_MOST_NOISE = 8.0
#: of so many sizes or more, some may have been left out
_MANY = 4000
#: later, noise is a small part of a point, and rounding a large part of that
_LATE = 0.9


def expect_batches(record: RecordedCall, case: Training) -> None:
    """Expect as many batches as iterations, of batch_size samples or most of them.

    More may be asked, as for a log, and a batch may be asked about in parts; the last of an epoch
    may be smaller. Nothing is expected where it is not known what was asked.
    """
    sizes = _known(record)
    if sizes is None or len(sizes) >= _MANY:
        return
    asked = f"in {case.num_iters} iterations of {case.batch_size} samples"
    if len(sizes) < case.num_iters:
        raise Failure(
            f"the model was asked about {len(sizes)} batches, {asked}",
            hint="How many steps do you take?",
        )
    whole = int((sizes == case.batch_size).sum())
    parts = int(sizes[sizes <= case.batch_size].sum())
    if parts < case.num_iters * case.batch_size and whole < case.num_iters / 2:
        raise Failure(
            f"the model was asked about {whole} batches of {case.batch_size} samples, {asked}",
            hint="How many samples has a batch?",
        )


def expect_lines(record: RecordedCall, points: Array) -> None:
    """Expect points on lines from noise to all data, where these are so far apart that it shows."""
    if _known(record) is None:
        return
    x, t = (array.astype(np.float64) for array in record.asked[1:])
    if x.shape[1:] != points.shape[1:] or t.shape != x.shape[:1] or not np.isfinite(x).all():
        return
    early = (t >= 0) & (t < _LATE)
    left = 1 - t[early, None, None]
    noises = (x[early, None] - (1 - left) * points) / left
    origin = np.square(noises).sum(axis=2).argmin(axis=1)
    noise = noises[np.arange(len(noises)), origin]
    known = np.abs(noise).max(axis=1, initial=0) < _MOST_NOISE
    if known.sum() < early.sum() / 2:
        raise Failure(
            "most of what the model was asked lies on no line from standard normal noise to a "
            "sample of data, at the time that it was told"
        )
    noise, origin = noise[known], origin[known]
    for low in (0.0, 0.25, 0.5, 0.75):
        if not ((t >= low) & (t < low + 0.25)).any():
            raise Failure(f"the model was asked at no t from {low} to {low + 0.25}")
    missing = len(points) - len(np.unique(origin[t[early][known] > 0.1]))
    if missing:
        raise Failure(
            f"{missing} of {len(points)} samples of data are in none of the batches",
            hint="From which samples do you draw?",
        )
    spread = noise.std(axis=0)
    if not ((spread > 0.75) & (spread < 1.3)).all():
        raise Failure(
            f"the noise in what the model was asked has a standard deviation of {spread.max():.2f}"
            if spread.max() >= 1.3
            else f"the noise in what the model was asked has a standard deviation of "
            f"{spread.min():.2f}"
        )
    if not np.abs(np.corrcoef(noise.T)[0, 1:]).max(initial=0) < 0.4:
        raise Failure("the axes of x share their noise in what the model was asked")


def _known(record: RecordedCall) -> Array | None:
    """Return how many samples the network was asked about each time; None if it is not known."""
    if len(record.asked) != 3:
        return None
    sizes, *rows = record.asked
    fits = sizes.ndim == 1 and sizes.dtype.kind == "i"
    fits = fits and all(array.dtype.kind == "f" for array in rows) and rows[0].ndim == 2
    return sizes if fits else None
