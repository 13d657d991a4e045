"""What one case of a check tells: what was given, what came back, and what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.host.proxy import RecordedCall
from grader.host.values import Array


@dataclass(frozen=True, eq=False)
class Seen:
    """One call that a check made for one of its cases.

    `given` has the arguments by the names of the handout. What the check would have accepted comes
    in float64, and is None where it wants no value; `allowed` is how far that may be off, where
    that is known. `passed` is of the whole case; the answer `is_right` where its numbers would pass
    as float32, if nothing had been changed in place. The case is `refusable` where a ValueError
    passes.
    """

    given: Mapping[str, Any]
    record: RecordedCall
    passed: bool
    due: Array | None = None
    allowed: Array | None = None
    is_right: bool = False
    refusable: bool = False

    @cached_property
    def answer(self) -> Array | None:
        """The answer in float64, or None where it is no array of real numbers."""
        value = self.record.value
        if self.record.raised is not None or not isinstance(value, np.ndarray):
            return None
        return value.astype(np.float64) if value.dtype.kind == "f" else None

    @cached_property
    def kind(self) -> str:
        """The strings that were given, in words: the answers to others are another formula."""
        strings = [value for value in self.given.values() if isinstance(value, str)]
        return " and ".join(f'"{string}"' for string in strings)

    @cached_property
    def wrong_samples(self) -> Array | None:
        """Which samples of the answer are not as is wanted, `(B,)`; None where it is not known."""
        answer, due = self.answer, self.due
        if answer is None or due is None or self.allowed is None or answer.shape != due.shape:
            return None
        with np.errstate(invalid="ignore"):
            right = (np.abs(answer - due) <= self.allowed) | (answer == due)
        return None if not right.ndim else ~right.reshape(len(right), -1).all(axis=1)

    @property
    def refused(self) -> bool:
        """Whether an error was raised that is as right as an answer."""
        return self.passed and self.record.raised is not None

    @property
    def is_unasked(self) -> bool:
        """Whether a model was given, and not asked."""
        return bool(self.record.call.models) and not self.record.evaluations

    @cached_property
    def arrays(self) -> dict[str, Array]:
        """The arrays that were given, in float64."""
        return {
            name: value.astype(np.float64)
            for name, value in self.given.items()
            if isinstance(value, np.ndarray)
        }

    @cached_property
    def like(self) -> Array:
        """The array with the most axes, which the others are made to meet."""
        return self.arrays[self.like_name]

    @cached_property
    def like_name(self) -> str:
        """Its name."""
        return max(self.arrays, key=lambda name: self.arrays[name].ndim)

    def only(self, chosen: Array) -> Seen:
        """Return the case as if these samples alone had been given: `(B,)` of bool."""

        def part(value: Any) -> Any:
            whole = isinstance(value, np.ndarray) and value.shape[:1] == chosen.shape
            return value[chosen] if whole else value

        return replace(
            self,
            given={name: part(value) for name, value in self.given.items()},
            record=replace(self.record, value=part(self.record.value)),
            due=part(self.due),
            allowed=part(self.allowed),
        )
