"""What a network was asked while it was trained: in how many batches, and about which points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import spatial, stats

from assignments.course.trainings import Training
from grader.authoring import Array, Failure, RecordedCall

#: no standard normal entry is larger; data that are this much times apart are never mixed up
_MOST_NOISE = 8.0
#: of so many sizes or more, some may have been left out
_MANY = 4000
#: later, noise is a small part of a point, and rounding a large part of that
_LATE = 0.9
#: earlier, noise may be larger than the way between the points of a crowd
_EARLY = 0.3
#: until then noise is known to a hundredth, in which two of some hundred pairs are seldom as near
_CLEAR, _TWIN = 0.7, 0.01
#: between each two of these there are times, of the uniform law and of others that are used: the
#: logit-normal one has 4% of its times on either side of all but the ends
_EDGES = (0.0, 0.15, 0.25, 0.5, 0.75, 0.85, 1.0)
#: so many standard deviations off no right loop's mean or spread is
_OFF = 7.0
#: of some hundred standard normal entries one is larger: all smaller has a probability of 1e-17
_SOME_NOISE = 1.9
#: of samples with a time that shows them, so many have the next one of the data in their batch
_IN_A_ROW = 0.3
#: a part that no right loop comes near, even if it asks about one batch more in each iteration
_MOSTLY = 0.75
#: how improbable it is that a right loop draws so few samples
_SELDOM = 1e-13


def expect_batches(record: RecordedCall, case: Training) -> None:
    """Expect as many batches as iterations, of batch_size samples or most of them.

    More may be asked, as for a log, and a batch may be asked about in parts; the last of an epoch
    may be smaller. Nothing is expected where it is not known what was asked.
    """
    sizes = known_sizes(record)
    if sizes is None or len(sizes) >= _MANY:
        return
    if len(sizes) < case.num_iters:
        raise Failure(
            f"the model was asked about {len(sizes)} batches in a training of {case.num_iters} "
            f"iterations, of {case.batch_size} samples each",
            hint="How many steps do you take?",
        )
    whole = int((sizes == case.batch_size).sum())
    parts = int(sizes[sizes <= case.batch_size].sum())
    if parts < case.num_iters * case.batch_size and whole < case.num_iters / 2:
        others, often = np.unique(sizes[sizes != case.batch_size], return_counts=True)
        raise Failure(
            f"the model was asked about batches of other sizes than {case.batch_size}, most often "
            f"of {others[often.argmax()]}",
            hint="How many samples has a batch?",
        )


def expect_lines(record: RecordedCall, points: Array) -> None:
    """Expect points on lines from noise to all data, where these are so far apart that it shows."""
    if known_sizes(record) is None:
        return
    x, t = (array.astype(np.float64) for array in record.asked[1:])
    if x.shape[1:] != points.shape[1:] or t.shape != x.shape[:1] or not np.isfinite(x).all():
        return
    sizes, asked = record.asked[0], (x, t)
    # what is asked again, as before and after a step or for a log, says nothing new of the noise
    rows = np.unique(np.column_stack([x, t]), axis=0)
    x, t = rows[:, :-1], rows[:, -1]
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
    for low, high in pairwise(_EDGES):
        if not ((t >= low) & (t < high)).any():
            raise Failure(f"the model was asked at no t from {low} to {high}")
    _expect_own_draws(sizes, *asked, t, noise[t[early][known] < _CLEAR])
    missing = len(points) - len(np.unique(origin[t[early][known] > 0.1]))
    if missing:
        raise Failure(
            f"{missing} of {len(points)} samples of data are in none of the batches",
            hint="From which samples do you draw?",
        )
    _expect_normal(noise)
    if not np.abs(np.corrcoef(noise.T)[0, 1:]).max(initial=0) < 0.4:
        raise Failure("the axes of x share their noise in what the model was asked")


def _expect_normal(noise: Array) -> None:
    """Expect noise (n, D) with the mean, spread and size of a standard normal one."""
    number = len(noise)
    for what, found, right, error in (
        ("mean", noise.mean(axis=0), 0.0, number**-0.5),
        ("standard deviation", noise.std(axis=0), 1.0, (2 * number) ** -0.5),
    ):
        off = found[np.abs(found - right).argmax()]
        if abs(off - right) > _OFF * error:
            raise Failure(f"the noise in what the model was asked has a {what} of {off:.2f}")
    largest = np.abs(noise).max()
    if largest < _SOME_NOISE:
        raise Failure(
            f"the noise in what the model was asked is at most {largest:.2f} in size, of "
            f"{noise.size} entries; standard normal ones are larger now and then"
        )


def _expect_own_draws(sizes: Array, x: Array, t: Array, own: Array, noise: Array) -> None:
    """Expect fresh times and noise each time, one a sample, but for what a log may ask more.

    `own` are the times of different points.
    """
    ends = np.cumsum(sizes)
    asked = zip(np.split(t, ends), np.split(x, ends), strict=True)
    batches = [(times, points) for times, points in asked if len(times) > 1]
    several = [
        (times.tobytes(), points.tobytes())
        for times, points in batches
        if (times != times[0]).any()
    ]
    alike = len(batches) - len(several)
    if alike > len(batches) / 2:
        raise Failure(
            f"{alike} of {len(batches)} batches have one time for all samples; each has its own"
        )
    different, drawn = len(set(several)), len({times for times, _ in several})
    if different > 1 and drawn < (1 - _MOSTLY) * different:
        raise Failure(
            f"{different} batches that the model was asked about have "
            f"{_different(drawn, 'set')} of times; each time a sample is taken, its time is drawn "
            "anew"
        )
    if (number := len(np.unique(own))) < (1 - _MOSTLY) * len(own):
        raise Failure(
            f"{len(own)} points that the model was asked about have "
            f"{_different(number, 'time')}; each sample has a time of its own, which may be any "
            "from 0 to 1"
        )
    noise = np.unique(noise, axis=0)
    distance = np.asarray(spatial.KDTree(noise).query(noise, k=2)[0])[:, 1]  # inf of one alone
    if (distance < _TWIN).mean() > _MOSTLY:
        raise Failure(
            "the same noise comes again and again in what the model was asked; each time a sample "
            "is taken, its noise is drawn anew"
        )


def _different(number: int, what: str) -> str:
    return f"{number} different {what}s" if number > 1 else f"one {what}"


def expect_variety(record: RecordedCall, case: Training) -> None:
    """Expect batches from all over the data, as points of a crowd show it.

    Of draws with replacement at most so many are the same: one draw more or less changes how many
    samples are seen by one at most (McDiarmid's bound). Without replacement more are seen. Nothing
    is expected where more than twice as much is asked as is trained on: most of it may be a log's.
    """
    sizes = known_sizes(record)
    if sizes is None or sizes.sum() > 2 * case.num_iters * case.batch_size:
        return
    x, t = (array.astype(np.float64) for array in record.asked[1:])
    shown = (t > _EARLY) & (t < _LATE)
    draws = least_shown(case)
    if x.shape[1:] != case.data.shape[1:] or shown.sum() < draws or not np.isfinite(x).all():
        return
    origin = np.asarray(spatial.KDTree(case.data).query(x[shown] / t[shown, None])[1])
    batch = np.repeat(np.arange(len(sizes)), sizes)[: len(t)]
    _expect_scattered(sizes, batch[shown], origin, case)
    found, least = len(np.unique(origin)), least_seen(draws, len(case.data))
    if found < least:
        raise Failure(
            f"{found} of {len(case.data)} samples of data are in the batches, as far as it shows; "
            f"{case.num_iters} batches of {case.batch_size} that are drawn from all of them show "
            f"{least} or more",
            hint="From which samples do you draw?",
        )


def _expect_scattered(sizes: Array, batch: Array, origin: Array, case: Training) -> None:
    """Expect batches of samples from different places; they are known by `batch` and `origin`."""
    shares = []
    for number in np.flatnonzero(sizes == case.batch_size):
        seen = np.unique(origin[batch == number])
        shares += [np.isin(seen + 1, seen).mean()] if len(seen) else []
    if shares and np.quantile(shares, 1 - _MOSTLY) > _IN_A_ROW:
        raise Failure(
            "most batches hold samples that stand next to each other in data, which may be sorted",
            hint="From which samples do you draw?",
        )


def least_shown(case: Training) -> int:
    """Return how many of a right loop's draws have a time that shows their sample, at least."""
    drawn = case.num_iters * case.batch_size
    return int(stats.binom.ppf(_SELDOM, drawn, _LATE - _EARLY))


def least_seen(draws: int, number: int) -> int:
    """Return how many of a number of samples are seen by so many draws, at least."""
    expected = number * -np.expm1(draws * np.log1p(-1 / number))
    return int(expected - np.sqrt(draws * -np.log(_SELDOM) / 2))


def known_sizes(record: RecordedCall) -> Array | None:
    """Return how many samples the network was asked about each time; None if it is not known."""
    if len(record.asked) != 3:
        return None
    sizes, *rows = record.asked
    fits = sizes.ndim == 1 and sizes.dtype.kind == "i"
    fits = fits and all(array.dtype.kind == "f" for array in rows) and rows[0].ndim == 2
    return sizes if fits else None
