"""What a sampler is made of, and the ways to do each part, right and wrong, with their words.

In these words N is num_steps; where so many steps are not taken, it is how many are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from assignments.course.euler import watched
from grader.authoring import Array, Choice, RecordedCall, bfloat16, float16

Records = Sequence[RecordedCall]

_RIGHT = ""


def _choices(*pairs: tuple[str, Any]) -> list[Choice]:
    return [Choice(told, does) for told, does in pairs]


def pieces(records: Records) -> list[Choice]:
    """Return how the batch is taken apart."""
    sizes = {step.x.shape[0] for record in watched(records) for step in record.evaluations if step.x.ndim}
    most = max(sizes, default=0)
    found = _choices((_RIGHT, lambda x: [x]))
    if most == 1:
        told = "Each sample is sampled alone, in a batch of 1."
        found.append(Choice(told, lambda x: [x[k : k + 1] for k in range(len(x))]))
    elif most > 1:
        told = f"Your batches are cut into pieces of {most}."
        found.append(Choice(told, lambda x: [x[k : k + most] for k in range(0, len(x), most)]))
    return found


def counts(records: Records) -> list[Choice]:
    """Return how many steps are taken, of num_steps, and from when on, of t_min."""
    found = _choices(
        (_RIGHT, lambda n, low: (n, low)),
        ("You take N = num_steps - 1 steps.", lambda n, low: (n - 1, low)),
        ("You take N = num_steps + 1 steps.", lambda n, low: (n + 1, low)),
        ("You take N = 2 num_steps steps.", lambda n, low: (2 * n, low)),
        ("You take N = num_steps // 2 steps.", lambda n, low: (n // 2, low)),
    )
    asked = sorted({len(record.evaluations) for record in watched(records)})
    if asked and asked[0] == asked[-1]:
        told = f"You take N = {asked[0]} steps, whatever num_steps is."
        found.append(Choice(told, lambda n, low: (asked[0], low)))
    elif asked:
        for name, bound in ("min", asked[-1]), ("max", asked[0]):
            told = f"You take N = {name}(num_steps, {bound}) steps."
            found.append(Choice(told, _bounded(min if name == "min" else max, bound)))
    if any(_asked(record)[1] for record in records):
        found += _choices(("You begin at t = 0, not at t_min.", lambda n, low: (n, 0.0)))
        begun = [record.evaluations[0].t for record in watched(records) if record.evaluations]
        if begun and all(t.size for t in begun):
            least = float(f"{min(float(t.flat[0]) for t in begun):.6g}")
            told = f"You begin at t = {least:g} where t_min is less."
            found.append(Choice(told, lambda n, low: (n, max(low, least))))
    return found


def _bounded(choose: Callable[[int, int], int], bound: int) -> Callable[[int, float], Any]:
    return lambda n, low: (choose(n, bound), low)


def numbers(records: Records) -> list[Choice]:
    """Return which of the N steps are taken, as their numbers k."""
    found = _choices(
        (_RIGHT, lambda n, low: range(n)),
        ("The last step is left out.", lambda n, low: range(n - 1)),
        ("The first step is left out.", lambda n, low: range(1, n)),
        ("One step more is taken, from t = 1 on.", lambda n, low: range(n + 1)),
        ("The first and the last step are left out.", lambda n, low: range(1, n - 1)),
        ("Only the first step is taken.", lambda n, low: range(min(n, 1))),
        ("Only the last step is taken.", lambda n, low: range(n - 1, n)),
        ("The steps are taken in reversed order.", lambda n, low: range(n - 1, -1, -1)),
        ("Each step's time is asked for twice.", lambda n, low: np.repeat(range(n), 2)),
        ("Only every second step is taken.", lambda n, low: range(0, n, 2)),
        (
            "The last step is left out where int(1 / (1/N)) is N - 1, by rounding.",
            lambda n, low: range(int(1 / (1 / n))),
        ),
        ("The steps are taken twice, one after the other.", lambda n, low: [*range(n), *range(n)]),
    )
    bound = _stopped(records)
    if bound is not None:
        told = f"In all that was asked: no step begins at t = {bound:g} or later."
        found.append(Choice(told, lambda n, low: [k for k in range(n) if low + k * (1 - low) / n < bound]))
    return found


def _stopped(records: Records) -> float | None:
    """Return a time from which on no step begins, the roundest of those that may be it."""
    latest, skipped = 0.0, 1.0
    for record in watched(records):
        n, low = _asked(record)
        done = len(record.evaluations)
        if done > n or n < 1:
            return None
        if done < n:
            skipped = min(skipped, low + done * (1 - low) / n)
        if done:
            latest = max(latest, low + (done - 1) * (1 - low) / n)
    for digits in range(1, 5):
        bound = float(np.ceil(latest * 10**digits + 1e-6) / 10**digits)
        if latest < bound <= skipped + 1e-9 < 1:
            return bound
    return None


def _asked(record: RecordedCall) -> tuple[int, float]:
    """Return num_steps and where the sampler is to begin."""
    _, _, n, *rest = record.call.arguments
    return n, rest[0] if rest else 0.0


def times(records: Records) -> list[Choice]:
    """Return when step k of n begins; with `low` where the first one is to."""
    ask = "You ask the model at"
    found = _choices(
        (_RIGHT, lambda k, n, low: low + k * (1 - low) / n),
        (f"{ask} the middle of each step.", lambda k, n, low: low + (k + 0.5) * (1 - low) / n),
        (f"{ask} the end of each step.", lambda k, n, low: low + (k + 1) * (1 - low) / n),
        (
            f"{ask} N times that are evenly spaced, the first and the last step's end among them.",
            lambda k, n, low: low + k * (1 - low) / max(n - 1, 1),
        ),
        (f"{ask} N of N + 2 evenly spaced times, neither the first nor the last.",
            lambda k, n, low: low + (k + 1) * (1 - low) / (n + 1)),
        (f"{ask} times that are 1/(N + 1) of the way apart.", lambda k, n, low: low + k * (1 - low) / (n + 1)),
        (f"{ask} 1 - t in the place of t.", lambda k, n, low: 1 - low - k * (1 - low) / n),
        (f"{ask} times that run back from 1.", lambda k, n, low: 1 - k * (1 - low) / n),
        (f"{ask} times that run back from the last step's.", lambda k, n, low: 1 - (k + 1) * (1 - low) / n),
        (f"{ask} the time of the first step in every step.", lambda k, n, low: low + 0 * k),
        (f"{ask} t = 0 in every step.", lambda k, n, low: 0 * k),
        (f"{ask} t = 1 in every step.", lambda k, n, low: 1 + 0 * k),
        (f"{ask} k, the step's number.", lambda k, n, low: k),
        (f"{ask} k + 1, the step's number counted from 1.", lambda k, n, low: k + 1),
        (f"{ask} (k/N)^2 of the way.", lambda k, n, low: low + (1 - low) * (k / n) ** 2),
        (f"{ask} sqrt(k/N) of the way.", lambda k, n, low: low + (1 - low) * np.sqrt(k / n)),
        (f"{ask} (1 - cos(pi k/N))/2 of the way.", lambda k, n, low: low + (1 - low) * (1 - np.cos(np.pi * k / n)) / 2),
        (f"{ask} sin(pi k/(2 N)) of the way.", lambda k, n, low: low + (1 - low) * np.sin(np.pi * k / n / 2)),
        (f"{ask} twice the time at which each step begins.", lambda k, n, low: 2 * (low + k * (1 - low) / n)),
        (f"{ask} half the time at which each step begins.", lambda k, n, low: (low + k * (1 - low) / n) / 2),
        (f"{ask} k times round(1/N, 2).", lambda k, n, low: low + k * round((1 - low) / n, 2)),
        (f"{ask} k times round(1/N, 1).", lambda k, n, low: low + k * round((1 - low) / n, 1)),
        (f"{ask} times that are rounded to two digits.", lambda k, n, low: np.round(low + k * (1 - low) / n, 2)),
        (f"{ask} times that are rounded to bfloat16.", lambda k, n, low: bfloat16(low + k * (1 - low) / n)),
        (f"{ask} times that are rounded to float16.", lambda k, n, low: float16(low + k * (1 - low) / n)),
    )
    if any(_asked(record)[1] for record in records):
        found += _choices(
            (f"{ask} t_min^(1 - k/N).", lambda k, n, low: low ** (1 - k / n)),
            (f"{ask} k/N, from 0 on.", lambda k, n, low: k / n),
            (f"{ask} t_min + k/N.", lambda k, n, low: low + k / n),
            (f"{ask} k (1 - t_min)/N, from 0 on.", lambda k, n, low: k * (1 - low) / n),
            (f"{ask} k/N, made t_min where that is less.", lambda k, n, low: np.maximum(k / n, low)),
        )
    return found + list(_measured(records))


def _measured(records: Records) -> Iterator[Choice]:
    """Yield times that are shifted, or kept between bounds, by what is measured."""
    pairs = []
    for record in watched(records):
        n, low = _asked(record)
        for k, step in enumerate(record.evaluations[:n]):
            if step.t.size:
                pairs.append((float(step.t.flat[0]), low + k * (1 - low) / n))
    if not pairs:
        return
    asked, due = np.array(pairs).T
    ask = "You ask the model at"
    more = float(f"{np.median(asked - due):.3g}")
    if abs(more) > 1e-6:
        told = f"{ask} a time that is {abs(more):g} too {'late' if more > 0 else 'early'}."
        yield Choice(told, lambda k, n, low: low + k * (1 - low) / n + more)
    high, least = float(f"{asked.max():.6g}"), float(f"{asked.min():.6g}")
    if (due > high + 1e-5).any():
        told = f"{ask} times that are made {high:g} where they are more."
        yield Choice(told, lambda k, n, low: np.minimum(low + k * (1 - low) / n, high))
    if (due < least - 1e-6).any():
        told = f"{ask} times that are made {least:g} where they are less."
        yield Choice(told, lambda k, n, low: np.maximum(low + k * (1 - low) / n, least))


def starts(records: Records) -> list[Choice]:
    """Return what is made of the state that is given."""
    start = "The first state is"
    return _choices(
        (_RIGHT, lambda x: x),
        (f"{start} 0, whatever is given.", lambda x: 0 * x),
        (f"{start} minus the one that is given.", lambda x: -x),
        (f"{start} twice the one that is given.", lambda x: 2 * x),
        (f"{start} half the one that is given.", lambda x: x / 2),
        (f"{start} kept between -1 and 1.", lambda x: np.clip(x, -1, 1)),
        (f"{start} given without its last sample.", lambda x: x[:-1]),
        (f"{start} given without its first sample.", lambda x: x[1:]),
        (f"{start} that of the first sample alone.", lambda x: x[:1]),
        (f"{start} that of the first sample, for all.", lambda x: np.broadcast_to(x[:1], x.shape)),
        (f"{start} given in reversed order.", lambda x: x[::-1]),
        (f"{start} the size of the one that is given, without its sign.", np.abs),
        (f"{start} the one that is given, rounded to whole numbers.", np.rint),
        (f"{start} the one that is given, rounded to bfloat16.", bfloat16),
        (f"{start} the one that is given, rounded to float16.", float16),
        (f"{start} the one that is given, less its mean.", lambda x: x - x.mean()),
    )


def places(records: Records) -> list[Choice]:
    """Return at which state the model is asked: of the state, the first and the one before."""
    give = "The model is given"
    return _choices(
        (_RIGHT, lambda x, first, before: x),
        (f"{give} the first state in every step.", lambda x, first, before: first),
        (f"{give} the state before the last step.", lambda x, first, before: before),
        (f"{give} the state rounded to whole numbers.", lambda x, first, before: np.rint(x)),
        (f"{give} the state rounded to bfloat16.", lambda x, first, before: bfloat16(x)),
        (f"{give} the state rounded to float16.", lambda x, first, before: float16(x)),
        (f"{give} minus the state.", lambda x, first, before: -x),
        (f"{give} 0 in the place of the state.", lambda x, first, before: 0 * x),
        (f"{give} the state kept between -1 and 1.", lambda x, first, before: np.clip(x, -1, 1)),
        (f"{give} the state in reversed order of the samples.", lambda x, first, before: x[::-1]),
        (f"{give} the mean of the samples.", lambda x, first, before: np.broadcast_to(x.mean(axis=0), x.shape)),
    )


def bases(records: Records) -> list[Choice]:
    """Return from where a step leads on."""
    return _choices(
        (_RIGHT, lambda x, first, before: x),
        ("Each step begins at the first state again.", lambda x, first, before: first),
        ("Each step begins where the step before it began.", lambda x, first, before: before),
        ("What a step adds is not added to the state, but put in its place.", lambda x, first, before: 0 * x),
    )


def lengths(records: Records) -> list[Choice]:
    """Return how long the steps are, of which k begin at `t`."""

    def of(factor: Callable[[Array, int], Any]) -> Callable[..., Any]:
        return lambda t, k, n, low: factor(k, n) * (1 - low) / n + 0 * t

    found = _choices(
        (_RIGHT, of(lambda k, n: 1)),
        ("Each step leads to the next of these times.", lambda t, k, n, low: np.diff([*t, 1.0])),
        ("Each step has length 1.", lambda t, k, n, low: 1 + 0 * t),
        ("Each step is taken backwards.", of(lambda k, n: -1)),
        ("Each step has length 1/(N - 1) of the way.", of(lambda k, n: n / max(n - 1, 1))),
        ("Each step has length 1/(N + 1) of the way.", of(lambda k, n: n / (n + 1))),
        ("Each step has length N, not 1/N.", of(lambda k, n: n * n)),
        ("Each step has length 1/N^2.", of(lambda k, n: 1 / n)),
        ("Each step has length 1/sqrt(N).", of(lambda k, n: np.sqrt(n))),
        ("Each step is as long as its time t.", lambda t, k, n, low: t),
        ("Each step is as long as 1 - t, up to the end.", lambda t, k, n, low: 1 - t),
        ("Each step is t times as long as it should be.", lambda t, k, n, low: t * (1 - low) / n),
        ("Each step is 1 - t times as long as it should be.", lambda t, k, n, low: (1 - t) * (1 - low) / n),
        ("The last step has length 1.", of(lambda k, n: np.where(k == n - 1, n, 1))),
        ("The last step is half as long as it should be.", of(lambda k, n: np.where(k == n - 1, 0.5, 1))),
        ("The last step adds nothing.", of(lambda k, n: np.where(k == n - 1, 0, 1))),
        ("The first step is half as long as it should be.", of(lambda k, n: np.where(k == 0, 0.5, 1))),
        ("The first step adds nothing.", of(lambda k, n: np.where(k == 0, 0, 1))),
        ("Each step has length round(1/N, 2).", lambda t, k, n, low: round((1 - low) / n, 2) + 0 * t),
        ("Each step has length round(1/N, 1).", lambda t, k, n, low: round((1 - low) / n, 1) + 0 * t),
    )
    factors = (2, 0.5, 0.9, 1.1, 0.99, 1.01, 0.999, 1.001, 3, 4, 10, 0.1, 0.25, 1.5, 0.95, 1.05)
    found += [
        Choice(f"Each step is {factor:g} times as long as it should be.", of(lambda k, n, by=factor: by))  # type: ignore[misc]
        for factor in factors
    ]
    if any(_asked(record)[1] for record in records):
        found += _choices(
            ("Each step has length 1/N.", lambda t, k, n, low: 1 / n + 0 * t),
            ("Each step has length t_min.", lambda t, k, n, low: low + 0 * t),
        )
    return found


def afters(records: Records) -> list[Choice]:
    """Return what is made of the state after each step."""
    after = "After each step the state is"
    found = _choices(
        (_RIGHT, lambda x: x),
        (f"{after} rounded to bfloat16.", bfloat16),
        (f"{after} rounded to float16.", float16),
        (f"{after} rounded to whole numbers.", np.rint),
        (f"{after} rounded to one digit.", lambda x: np.round(x, 1)),
        (f"{after} rounded to two digits.", lambda x: np.round(x, 2)),
        (f"{after} rounded to three digits.", lambda x: np.round(x, 3)),
        (f"{after} put through tanh.", np.tanh),
        (f"{after} made 0 where it is negative.", lambda x: np.maximum(x, 0)),
        (f"{after} freed of its mean.", lambda x: x - x.mean()),
        (f"{after} without its sign.", np.abs),
        (f"{after} in reversed order of the samples.", lambda x: x[::-1]),
    )
    states = [step.x for record in watched(records) for step in record.evaluations[1:]]
    return found + [
        Choice(f"{after} kept between -{bound:g} and {bound:g}.", lambda x: np.clip(x, -bound, bound))
        for bound in _largest([*states, *_answers(records)])
    ]


def _answers(records: Records) -> Iterable[Any]:
    return (record.value for record in records if isinstance(record.value, np.ndarray))


def _largest(arrays: Iterable[Array]) -> list[float]:
    """Return the size of the largest entry, if several are as large: a bound that they were kept to."""
    sizes = [np.abs(array.astype(np.float64)).ravel() for array in arrays if array.dtype.kind == "f"]
    together = np.concatenate([*sizes, np.zeros(0)])
    if not together.size or not np.isfinite(together).all():
        return []
    largest = together.max()
    several = np.count_nonzero(together == largest) > 1
    return [float(f"{largest:.6g}")] if several and largest > 0 else []


def results(records: Records) -> list[Choice]:
    """Return what is given back: of all states, the model's last answer and the last step."""
    give = "The result is"
    found = _choices(
        (_RIGHT, lambda states, value, step: states[-1]),
        (f"{give} the first state.", lambda states, value, step: states[0]),
        (f"{give} the state before the last step.", lambda states, value, step: states[max(len(states) - 2, 0)]),
        (f"{give} the model's last answer.", lambda states, value, step: value),
        (f"{give} the first state and the model's last answer added.", lambda states, value, step: states[0] + value),
        (f"{give} the last state and the last step added once more.", lambda states, value, step: states[-1] + step),
        (f"{give} the last state and the model's last answer added.", lambda states, value, step: states[-1] + value),
        (f"{give} all states, the first one included.", lambda states, value, step: np.stack(states)),
        (f"{give} all states but the first.", lambda states, value, step: np.stack(states[1:])),
        (f"{give} the mean of all states.", lambda states, value, step: np.mean(states, axis=0)),
        (f"{give} the mean of all states but the first.", lambda states, value, step: np.mean(states[1:], axis=0)),
        (f"{give} what all steps add, without the first state.", lambda states, value, step: states[-1] - states[0]),
        (f"{give} sorted.", lambda states, value, step: np.sort(states[-1], axis=0)),
        (f"{give} minus the last state.", lambda states, value, step: -states[-1]),
        (f"{give} the last state without its sign.", lambda states, value, step: np.abs(states[-1])),
        (f"{give} the last state, flattened.", lambda states, value, step: states[-1].reshape(-1)),
        (f"{give} the last state with an axis more in front.", lambda states, value, step: states[-1][None]),
        (f"{give} the last state with an axis more at the end.", lambda states, value, step: states[-1][..., None]),
        (f"{give} the last state without its axes of length 1.", lambda states, value, step: np.squeeze(states[-1])),
        (f"{give} the mean over the batch.", lambda states, value, step: states[-1].mean(axis=0)),
        (f"{give} the first sample alone.", lambda states, value, step: states[-1][:1]),
        (f"{give} the first sample alone, without the batch's axis.", lambda states, value, step: states[-1][0]),
        (f"{give} the last state without its last sample.", lambda states, value, step: states[-1][:-1]),
        (f"{give} the last state in reversed order of the samples.", lambda states, value, step: states[-1][::-1]),
        (f"{give} the last state rounded to whole numbers.", lambda states, value, step: np.rint(states[-1])),
        (f"{give} the last state rounded to two digits.", lambda states, value, step: np.round(states[-1], 2)),
        (f"{give} the last state rounded to bfloat16.", lambda states, value, step: bfloat16(states[-1])),
        (f"{give} the last state rounded to float16.", lambda states, value, step: float16(states[-1])),
        (f"{give} the last state put through tanh.", lambda states, value, step: np.tanh(states[-1])),
        (f"{give} the last state less its mean.", lambda states, value, step: states[-1] - states[-1].mean()),
        (f"{give} all 0.", lambda states, value, step: 0 * states[-1]),
    )
    return found + [
        Choice(
            f"{give} kept between -{bound:g} and {bound:g}.",
            lambda states, value, step: np.clip(states[-1], -bound, bound),
        )
        for bound in _largest(_answers(records))
    ]
