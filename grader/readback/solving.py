"""Solves for the coefficients of answers: in one sample they are numbers, and the states known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.host.values import Array
from grader.readback.evidence import Seen
from grader.readback.terms import Variables

#: what rounding may leave over in a sample, relative to what is added up
_LEFT_OVER = 2.0**-19
#: the states of a sample are nearly multiples of one another beyond this, an inverse squared sine
_NEARLY_PARALLEL = 1e7


@dataclass(frozen=True)
class Solved:
    """The coefficients of samples, and how well each is known: `(samples, states)`."""

    variables: Variables
    points: Array
    room: Array


def solve(
    vocabulary: Vocabulary,
    cases: Sequence[Seen],
    states: Sequence[str],
    value: Callable[[Seen], Array | None],
) -> Solved | None:
    """Solve for the coefficients of every sample; None where a sample is no such sum."""
    points, rooms, times, numbers = [], [], [], []
    for seen in cases:
        answer = value(seen)
        own = (seen.arrays[name].shape for name in states)
        if answer is None or any(answer.shape != shape for shape in (seen.like.shape, *own)):
            return None
        count = len(answer)
        wanted = answer.reshape(count, -1)
        basis = np.stack(
            [
                *(seen.arrays[name].reshape(count, -1) for name in states),
                np.ones(wanted.shape),
            ],
            axis=-1,
        )
        finite = np.isfinite(wanted).all(axis=1)
        wanted, basis = wanted[finite], basis[finite]
        if not len(wanted):
            continue
        size = np.sqrt((basis**2).sum(axis=1))
        scaled = basis / np.where(size, size, 1)[:, None, :]
        gram = np.einsum("ijk,ijl->ikl", scaled, scaled)
        gram += np.eye(gram.shape[-1]) * (1e-12 + (size == 0)[:, None, :])
        inverse = np.linalg.inv(gram)
        # elsewhere too little is known to tell the states apart
        apart = np.einsum("ikk->ik", inverse).max(axis=1) < _NEARLY_PARALLEL
        if not apart.any():
            continue
        wanted, scaled, size, inverse = (part[apart] for part in (wanted, scaled, size, inverse))
        unit = np.einsum("ikl,ijl,ij->ik", inverse, scaled, wanted)
        left = np.sqrt(((wanted - np.einsum("ijk,ik->ij", scaled, unit)) ** 2).sum(axis=1))
        # what was added up on the way may be as large as what was given, and cancel
        total = (
            np.abs(unit).sum(axis=1) + np.sqrt((wanted**2).sum(axis=1)) + size[:, :-1].sum(axis=1)
        )
        if (left > _LEFT_OVER * total * np.sqrt(wanted.shape[1]) + 1e-30).any():
            return None
        doubt = np.sqrt(np.abs(np.einsum("ikk->ik", inverse))) * total[:, None] * _LEFT_OVER
        with np.errstate(divide="ignore"):
            points.append(unit / np.where(size, size, 1))
            rooms.append(np.where(size > 0, doubt / np.where(size, size, 1), np.inf))
        if vocabulary.time in seen.arrays:
            times.append(seen.arrays[vocabulary.time][finite][apart])
        numbers.append(
            {
                name: np.full(len(wanted), number)
                for name, number in seen.given.items()
                if isinstance(number, float)
            }
        )
    if not points:
        return None
    variables: dict[str, Array] = {
        name: np.concatenate([part[name] for part in numbers]) for name in numbers[0]
    }
    if times:
        variables[vocabulary.time] = np.concatenate(times)
    return Solved(variables, np.concatenate(points), np.concatenate(rooms))
