"""The declared domain: what the exercises of this course may be asked, as factors with levels.

The first level of each factor is the simplest. `tables` stores cases that have every pair of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from grader.authoring import Domain, Levels

_SHAPES = {
    "axes": ("2", "1", "3", "4", "5", "6"),
    # square: as many as the last axis has entries; many: 33 to 36
    "batch": ("3", "1", "2", "square", "many"),
    # none: of one axis, which is the batch
    "last": ("2", "1", "some", "wide", "none"),
    # whether the last two axes after the first are alike: a transpose of them keeps the shape
    "alike": ("no", "yes"),
}
#: in every other order all times are alike, and small are those just above low
DIFFERENT = ("drawn", "rising", "falling")
_ORDER = (*DIFFERENT, "equal", "all low", "all small", "all high", "all near high")
#: by sample; low and high are the ends of the times that are allowed, a thousandth is 1e-3, or 2e-3
#: where times begin at 1e-3
_TIME = (
    *("uniform", "low", "high", "near low", "near high"),
    *("just above low", "just below high", "thousandth"),
)
#: by sample; far is about -200, huge 1e4
_VALUES = ("unit", "zero", "negative", "positive", "thirty", "far", "huge")
#: what is true of all entries of a tensor, in no case of mixed samples
WHOLE = ("mixed", "zero", "constant", "negative", "positive", "thirty")

_INSIDE = (
    *("uniform", "near low", "near high", "just above low", "just below high"),
    *("1e-4", "1e-5", "1e-6", "1e-7"),
)
#: which times alone a case has whose times are all of a kind
_TIMES_OF: Mapping[str, Sequence[str]] = {
    # an end twice would neither rise nor fall
    "rising": _INSIDE,
    "falling": _INSIDE,
    "equal": ("uniform",),
    "all": ("uniform",),
    "all low": ("low",),
    "all small": ("just above low", "1e-5"),
    "all high": ("high",),
    "all near high": ("just below high",),
}


def _values_of(whole: str) -> Sequence[str]:
    """Return which values alone a tensor has that is a whole of some kind."""
    return {"mixed": _VALUES, "constant": ("unit",)}.get(whole, (whole,))


#: how far a step goes; usual is 0.02 to 0.4
_LENGTHS = ("usual", "small", "large")


#: of the sizes that a level draws, the least
_LEAST = {"1": 1, "2": 2, "3": 3, "few": 3, "4": 4, "5": 5, "some": 5, "wide": 9, "many": 33}
#: the least number of times, where it is not two: two times may seem to rise by chance
_NEEDED = {"drawn": 1, "all": 1, "rising": 3, "falling": 3, "middle": 3, "two": 3}


def _size(levels: Levels) -> int:
    batch = levels["batch"]
    return _LEAST[levels["last"] if batch == "square" else batch]


def _ordered(levels: Levels) -> bool:
    """Whether a batch has as many times as an order or a pattern of zeros needs."""
    order = levels.get("order", levels.get("zeros", "drawn"))
    return _size(levels) >= _NEEDED.get(order, 2)


def _possible(levels: Levels) -> bool:
    axes, last = int(levels["axes"]), levels["last"]
    if (axes == 1) != (last == "none"):
        return False
    if levels["batch"] == "square" and last in ("1", "none"):
        return False
    return (levels["alike"] == "no" or (axes > 2 and last != "1")) and _ordered(levels)


#: so many samples of a case are listed at most, which keeps the lines of tables short
_LISTED = 20
#: how many samples are left for what an order or a pattern of zeros puts there
_LEFT = {"rising": 1, "falling": 1, "first": 1, "last": 1, "middle": 1, "two": 2}


def _samples(levels: Levels) -> int:
    size = _size(levels)
    left = _LEFT.get(levels.get("zeros", levels.get("order", "drawn")), 0)
    return min(size - left if size > left else size, _LISTED)


#: single factors that are about the whole of a tensor, by the carried factor of its samples
WHOLES = {"x": "data", "eps": "noise"}


def _carries(levels: Levels) -> Mapping[str, Sequence[str]]:
    values = {name: _values_of(levels[whole]) for name, whole in WHOLES.items() if whole in levels}
    times = _TIMES_OF.get(levels.get("zeros", levels.get("order", "drawn")))
    return values | ({"t": times} if times is not None else {})


def _masks(levels: Levels) -> Collection[str]:
    """Name what masks the mistakes of others: one sample, equal times, equal entries, an end.

    Equal times fit any axis, and equal entries any place. At an end of time a point is its data, or
    its noise, whatever the other is.
    """
    wholes = [whole for whole in WHOLES.values() if whole in levels]
    alike = all(levels[whole] in ("constant", "zero") for whole in wholes)
    found = wholes if alike else []
    if levels.get("order", "drawn") not in DIFFERENT:
        found.append("order")
    elif levels.get("t") in ("low", "high"):
        found.append("t")
    if levels["batch"] == "1":
        alone = [name for name in WHOLES if levels.get(name) == "zero"]
        found += ["batch", *(name for name in alone if levels[WHOLES[name]] != "zero")]
    return found


def _apart(levels: Levels) -> bool:
    """Whether two levels need not meet: of alike times or entries, and of what shows no more there.

    Times that are alike show no shape, and of entries that are alike as well nothing but a number.
    """
    if levels.get("order", "drawn") not in DIFFERENT:
        others = ("axes", "last", "alike", *WHOLES.values())
        return not levels.keys().isdisjoint(others) or levels.get("batch") in ("2", "square")
    return False


def _apart_in_runs(levels: Levels) -> bool:
    """Whether two levels need not meet: entries that are alike show no shape."""
    if levels.get("data") in ("constant", "zero"):
        shapes = levels.keys() & {"axes", "last", "alike"}
        return bool(shapes) or levels.get("batch") in ("2", "square")
    return False


#: points on the path: data x, noise eps and a time of each sample
POINTS = Domain(
    single=_SHAPES | {"order": _ORDER, "data": WHOLE, "noise": WHOLE},
    carried={"t": _TIME, "x": _VALUES, "eps": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
    masks=_masks,
    apart=_apart,
)

#: data x and noise eps, where no time matters
ENDS = Domain(
    single=_SHAPES | {"data": WHOLE, "noise": WHOLE},
    carried={"x": _VALUES, "eps": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
    masks=_masks,
)

#: states x and times of which some are 0, where that is refused; the lengths are those of steps
ZEROS = Domain(
    single=_SHAPES
    | {
        "zeros": ("last", "first", "middle", "two", "all", "rising", "falling"),
        "data": WHOLE,
        "dt": _LENGTHS,
    },
    carried={"t": ("uniform", *_TIME[2:]), "x": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
)

#: steps of a state x at times t; the highest time is the one from which a step leads to 1
STEPS = Domain(
    single=_SHAPES | {"order": _ORDER[:-1], "data": WHOLE, "dt": _LENGTHS},
    carried={"t": _TIME, "x": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
    masks=_masks,
    apart=_apart,
)

#: runs of a sampler from a state x, by so many steps; whoever begins at 0 needs no start
RUNS = Domain(
    single=_SHAPES
    | {
        "data": WHOLE,
        # some: 4 to 7; ten: 10, 12 or 13
        "steps": ("some", "1", "2", "3", "ten"),
        # where it begins: usual is 0.02 to 0.25
        "start": ("usual", "early", "half", "late", "end"),
    },
    carried={"x": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
    masks=_masks,
    apart=_apart_in_runs,
)


def _gains(predictions: Sequence[str]) -> Domain:
    """Return the domain of times alone, and a string of these kinds."""
    return Domain(
        single={
            "batch": ("3", "1", "2", "4", "some", "many"),
            "order": _ORDER,
            "prediction": predictions,
        },
        carried={
            "t": (
                *("uniform", "low", "high", "near low", "just below high", "thousandth"),
                *(f"1e-{decade}" for decade in (3, 4, 5, 6, 7)),
            )
        },
        capacity=_samples,
        possible=_ordered,
        carries=_carries,
    )


GAINS = _gains(("eps", "u"))

#: the same, of predictions that are none
OTHER_PREDICTIONS = _gains(
    (
        *("another", "x0", "velocity", "none", "empty"),
        # of the name of a prediction
        *("part", "capitals", "spaces", "longer"),
    )
)


#: kinds of data of which there are several points
_SEVERAL = ("duplicates", "alike")


def _samples_of(levels: Levels) -> int:
    return min(_LEAST[levels.get(levels["batch"].removeprefix("as "), levels["batch"])], _LISTED)


def _some_points(levels: Levels) -> bool:
    if _samples_of(levels) == 1 and levels["order"] != "drawn":
        return False
    return levels["points"] != "1" or levels["data"] not in _SEVERAL


#: of candidates: `batch` may be as many as there are `points`, or as a point has `entries`
_CANDIDATES = {
    "batch": ("few", "2", "1", "as points", "as entries", "many"),
    "points": ("few", "2", "1", "3", "many"),
    "entries": ("2", "1", "5", "wide"),
    # all small: and equal
    "order": ("drawn", "rising", "falling", "equal", "all low", "all small", "all near high"),
}
_CANDIDATE_TIME = (*_TIME[:5], "just below high", "1e-3", "1e-5", "1e-7")
#: which times alone a case of candidates has whose times are all of a kind
_CANDIDATE_TIMES_OF: Mapping[str, Sequence[str]] = {
    "equal": ("uniform",),
    "all low": ("low",),
    "all small": ("1e-5",),
    "all near high": ("just below high",),
}
#: where alone the states of a case lie that are all of a kind
_STATES_OF: Mapping[str, Sequence[str]] = {
    "zero": ("zero",),
    "constant": ("far",),
    "negative": ("far",),
}


def _carries_states(levels: Levels) -> Mapping[str, Sequence[str]]:
    times = _CANDIDATE_TIMES_OF.get(levels["order"])
    states = _STATES_OF.get(levels.get("whole", "mixed"))
    return ({} if times is None else {"t": times}) | ({} if states is None else {"x": states})


#: what a state may have come from, near enough for one of the data points to be likely
CANDIDATES = Domain(
    single=_CANDIDATES
    # tiny: about as far from each other as the noise is at late times; offset: about 100 away
    | {"data": ("unit", "duplicates", "tiny", "wide", "offset", "alike", "negative")},
    # outlier: on the path, from a noise that is rare
    carried={"t": _CANDIDATE_TIME, "x": ("path", "on", "outlier")},
    capacity=_samples_of,
    possible=_some_points,
    carries=_carries_states,
)

#: what a state may have come from, where it may be that no data point is likely at all
FAR_CANDIDATES = Domain(
    single=_CANDIDATES
    | {
        "data": ("unit", "duplicates", "wide", "offset", "negative", "zero"),
        "whole": ("mixed", "zero", "constant", "negative"),
    },
    # between: half way from one data point to another
    carried={"t": _CANDIDATE_TIME, "x": ("far", "between", "off", "zero")},
    capacity=_samples_of,
    possible=_some_points,
    carries=_carries_states,
)

#: by name, what there are stored tables of
DOMAINS = {
    "POINTS": POINTS,
    "ENDS": ENDS,
    "ZEROS": ZEROS,
    "STEPS": STEPS,
    "RUNS": RUNS,
    "GAINS": GAINS,
    "OTHER_PREDICTIONS": OTHER_PREDICTIONS,
    "CANDIDATES": CANDIDATES,
    "FAR_CANDIDATES": FAR_CANDIDATES,
}
