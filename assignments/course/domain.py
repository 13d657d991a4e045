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
    "last": ("2", "1", "5", "wide", "none"),
    # whether the last two axes after the first are alike: a transpose of them keeps the shape
    "alike": ("no", "yes"),
}
#: in every other order all times are alike
_DIFFERENT = ("drawn", "sorted")
_ORDER = ("drawn", "sorted", "equal", "all low", "all high", "all near high")
#: by sample; low and high are the ends of the times that are allowed
_TIME = ("uniform", "low", "high", "near low", "near high", "just above low")
#: by sample; far is about -200, huge 1e4
_VALUES = ("unit", "zero", "negative", "thirty", "far", "huge")

#: which times alone a case has whose times are all of a kind
_TIMES_OF: Mapping[str, Sequence[str]] = {
    "equal": ("uniform",),
    "all low": ("low",),
    "all high": ("high",),
    "all near high": ("near high",),
    "all small": ("1e-5",),
}
#: which values alone a case has that is a whole of some kind: of the data, of the noise
_VALUES_OF: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "mixed": (_VALUES, _VALUES),
    "zero": (("zero",), ("zero",)),
    "zero data": (("zero",), _VALUES),
    "zero noise": (_VALUES, ("zero",)),
    "constant": (("unit",), ("unit",)),
    "negative": (("negative",), ("negative",)),
    "thirty": (("thirty",), ("thirty",)),
}


def _ordered(levels: Levels) -> bool:
    return levels["batch"] != "1" or levels.get("order", "drawn") == "drawn"  # of one time


def _possible(levels: Levels) -> bool:
    if not _ordered(levels):
        return False
    axes, last = int(levels["axes"]), levels["last"]
    if (axes == 1) != (last == "none"):
        return False
    if levels["batch"] == "square" and last in ("1", "none"):
        return False
    return levels["alike"] == "no" or (axes > 2 and last != "1")


#: so many samples of a case are listed at most, which keeps the lines of tables short
_LISTED = 20
#: of the sizes that a level draws, the least
_LEAST = {"1": 1, "2": 2, "3": 3, "few": 3, "4": 4, "5": 5, "some": 5, "wide": 9, "many": 33}


def _samples(levels: Levels) -> int:
    batch = levels["batch"]
    return min(_LEAST[levels["last"] if batch == "square" else batch], _LISTED)


def _carries(levels: Levels) -> Mapping[str, Sequence[str]]:
    data, noise = _VALUES_OF[levels.get("whole", "mixed")]
    times = _TIMES_OF.get(levels.get("order", "drawn"))
    return {"x": data, "eps": noise} | ({"t": times} if times is not None else {})


def _alike(levels: Levels) -> bool:
    """Whether all times are alike, or all entries."""
    by_times = levels.get("order", "drawn") not in _DIFFERENT
    return by_times or levels.get("whole") in ("constant", "zero")


def _hides(levels: Levels) -> Collection[str]:
    """Equal times fit any axis, and equal entries any place, so they show no mistake in shapes."""
    return _SHAPES if _alike(levels) else ()


def _apart(levels: Levels) -> bool:
    """Whether two levels need not meet: one of alike times or entries and one of what it hides."""
    others = levels.keys() & {"axes", "last", "alike"} or (
        levels.keys() >= {"order", "whole"} or levels.get("batch") in ("2", "square")
    )
    return _alike(levels) and bool(others)


#: where alone the states of a case lie that are all of a kind
_STATES_OF: Mapping[str, Sequence[str]] = {
    "zero": ("zero",),
    "constant": ("far",),
    "negative": ("far",),
}


def _carries_states(levels: Levels) -> Mapping[str, Sequence[str]]:
    times = _TIMES_OF.get(levels["order"])
    states = _STATES_OF.get(levels.get("whole", "mixed"))
    return ({} if times is None else {"t": times}) | ({} if states is None else {"x": states})


#: points on the path: data x, noise eps and a time of each sample
POINTS = Domain(
    single=_SHAPES
    | {
        "order": _ORDER,
        "whole": ("mixed", "zero data", "zero noise", "constant", "negative", "thirty"),
    },
    carried={"t": _TIME, "x": _VALUES, "eps": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
    hides=_hides,
    apart=_apart,
)

#: data x and noise eps, where no time matters
ENDS = Domain(
    single=_SHAPES | {"whole": POINTS.single["whole"]},
    carried={"x": _VALUES, "eps": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
    hides=_hides,
    apart=_apart,
)

#: steps of a state x at times t; the highest time is the one from which a step leads to 1
STEPS = Domain(
    single=_SHAPES
    | {
        "order": _ORDER[:5],
        "whole": ("mixed", "zero", "constant", "negative", "thirty"),
        "dt": ("usual", "small", "large"),
    },
    carried={"t": _TIME, "x": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
    hides=_hides,
    apart=_apart,
)

#: runs of a sampler from a state x, by so many steps; whoever begins at 0 needs no start
RUNS = Domain(
    single=_SHAPES
    | {
        "whole": STEPS.single["whole"],
        # some: 4 to 7; ten: 10 or 12
        "steps": ("some", "1", "2", "3", "ten"),
        # where it begins: usual is 0.02 to 0.25
        "start": ("usual", "early", "half", "late", "end"),
    },
    carried={"x": _VALUES},
    capacity=_samples,
    possible=_possible,
    carries=_carries,
    hides=_hides,
    apart=_apart,
)

#: times alone, and the kind of prediction
GAINS = Domain(
    single={
        "batch": ("3", "1", "2", "4", "some", "many"),
        "order": ("drawn", "sorted", "equal", "all low", "all high"),
        "prediction": ("eps", "u"),
    },
    carried={"t": (*_TIME[:5], *(f"1e-{decade}" for decade in (3, 4, 5, 6, 7)))},
    capacity=_samples,
    possible=_ordered,
    carries=_carries,
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
_CANDIDATE_TIME = (*_TIME[:5], "1e-3", "1e-5", "1e-7")

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
    "STEPS": STEPS,
    "RUNS": RUNS,
    "GAINS": GAINS,
    "CANDIDATES": CANDIDATES,
    "FAR_CANDIDATES": FAR_CANDIDATES,
}
