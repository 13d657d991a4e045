"""Known wrong ideas about training: what a network has learned, if not the velocity."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.mixture import MixtureField
from assignments.course.networks import Trained, learned
from assignments.course.optimisers import adds_gradients_up
from grader.authoring import (
    DRAWS,
    Array,
    Misconceptions,
    RecordedCall,
    draws_from_a_global_generator,
)

known = Misconceptions()
Records = Sequence[RecordedCall]
#: iterations after which something has been learned
_MANY = 1000
#: of a field's variance: what a network of this size does not learn of it
_UNLEARNED = 0.25


def _returned(record: RecordedCall) -> bool:
    given, value = record.call.arguments[0], record.value
    return (
        isinstance(value, tuple)
        and len(value) == len(given.weights)
        and all(
            isinstance(after, np.ndarray) and after.shape == before.shape
            for after, before in zip(value, given.weights, strict=True)
        )
    )


@known.symptom(
    "train",
    hint="Is it this model that the loss is of, that the optimiser steps, and that you return?",
)
def nothing_learned(records: Records) -> bool:
    """The model is returned as it was given: no step of so short a training has changed it."""
    return all(
        _returned(record)
        and all(
            np.array_equal(after, before)
            for after, before in zip(record.value, record.call.arguments[0].weights, strict=True)
        )
        for record in records
    ) and any(record.call.arguments[2] * record.call.arguments[4] > 0 for record in records)


@known.symptom("train", hint="What does .grad hold when backward() is called once more?")
def gradients_added_up(records: Records) -> bool:
    """The gradients of all iterations add up: they are not set to zero before backward()."""
    return any(adds_gradients_up(record) for record in records)


def _law(data: Array) -> MixtureField:
    """Return the two modes that data of one dimension have."""
    values = data.astype(np.float64).ravel()
    middle = (values.min() + values.max()) / 2
    parts = values[values < middle], values[values >= middle]
    return MixtureField(
        tuple(part.size / values.size for part in parts),
        tuple(float(part.mean()) for part in parts),
        tuple(float(part.std()) for part in parts),
    )


_Field = Callable[[MixtureField, Array, Array], Array]
#: what may be learned in the place of the velocity, as the best field gives it
_FIELDS: dict[str, tuple[str, str, _Field]] = {
    "learned_the_reverse": (
        "The model has learned -u: its target is eps - x1, or points from the data to the noise.",
        "Where does a sampler start that follows this velocity, and where does it end?",
        lambda law, x, t: -law(x, t),
    ),
    "learned_the_data": (
        "The model has learned x1, where a path ends, and not the velocity that leads there.",
        "What should model(x, t) answer?",
        lambda law, x, t: x + (1 - t) * law(x, t),
    ),
    "learned_the_noise": (
        "The model has learned eps, the noise in x_t, and not the velocity.",
        "What should model(x, t) answer?",
        lambda law, x, t: x - t * law(x, t),
    ),
    "learned_the_rest": (
        "The model has learned x1 - x_t, the rest of the way, not divided by the time left for it.",
        "How long does it take from x_t to x1?",
        lambda law, x, t: (1 - t) * law(x, t),
    ),
    "learned_opposite_times": (
        "The model has learned the velocity at 1 - t: x_t and the t that it is told run in "
        "opposite directions.",
        "What must x_t be at t = 0, and at t = 1?",
        lambda law, x, t: law(x, 1 - t),
    ),
    "learned_its_input": (
        "The model has learned to repeat what it is given.",
        "At which points is the model asked while it is trained, and at which by a sampler?",
        lambda law, x, t: x + 0 * t,
    ),
}


def _error(record: RecordedCall, name: str) -> float:
    """Return how far what was learned is from a field, in parts of its variance."""
    law, field = _law(record.call.arguments[1]), _FIELDS[name][2]
    found: Trained = learned(record.call.arguments[0], record.value, law)
    return found.error(lambda x, t: field(law, x, t))


def _is(record: RecordedCall, name: str) -> bool:
    """Whether this was learned, and nothing else is as near."""
    error = _error(record, name)
    others = [_error(record, other) for other in _FIELDS if other != name]
    law = _law(record.call.arguments[1])
    others.append(learned(record.call.arguments[0], record.value, law).error())
    return error < _UNLEARNED and all(2 * error < other for other in others)


def _add(name: str) -> None:
    def predicate(records: Records) -> bool:
        whole = [
            record
            for record in records
            if record.call.arguments[2] >= _MANY and record.call.arguments[1].shape[1] == 1
        ]
        return bool(whole) and all(_returned(record) and _is(record, name) for record in whole)

    message, hint, _ = _FIELDS[name]
    known.symptom("train", hint=hint, identity=name, message=message)(predicate)


for _name in _FIELDS:
    _add(_name)

known.symptom(
    "train",
    hint=f"{DRAWS} A DataLoader draws as well, also beside a sampler that has it.",
    identity="global_generator",
)(draws_from_a_global_generator)
