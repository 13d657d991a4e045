"""The words in which a course tells what is known of an answer that no known wrong idea gives.

A `Vocabulary` says what coefficients may be made of, what may have happened to one argument or to
the result of what is otherwise right, and what may differ from case to case. The engine looks which
of it explains all that was recorded: see `grader.readback`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.authoring.naming import parameters
from grader.host.proxy import RecordedCall
from grader.host.values import Array

#: the arguments of a call, by the names of the handout's parameters
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Slip:
    """What may have happened to an array: `told` in words, with {} for the array's name.

    `change` takes the array and the largest array of the call, whose axes it must meet. Where
    `constants` are given it takes one of them as well, and a second {} stands for it. One that only
    `moves` entries moves what they are rounded by as well; one that `adds` them up is as inexact as
    the largest is. Where two things happened, each alone is one of its `parts`.
    """

    told: str
    change: Callable[..., Array]
    constants: tuple[float, ...] = ()
    moves: bool = False
    adds: bool = False
    parts: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Fact:
    """What may differ from case to case, as a condition in words.

    `about` is what it belongs to: of two facts about one thing that say the same, one is told, the
    first.
    One that is a number has {} for it: "x has {} axes" becomes "x has 3 or more axes". One that is
    a truth value has its opposite in words as well. It is None where it makes no sense.
    Where it is about one sample of the batch, `sample` is the number of that.
    """

    about: str
    told: str
    of: Callable[[Given], float | bool | None]
    otherwise: str = ""
    sample: Callable[[Given], int] | None = None


@dataclass(frozen=True)
class Choice:
    """One way to do a part of a program: a whole sentence in words, "" for the right way.

    It is in `doubt` where what is kept of an earlier call looks like it.
    """

    told: str
    does: Any
    doubt: bool = False


#: what was recorded of a check -> the ways to do a part, the right one first
Part = Callable[[Sequence[RecordedCall]], Sequence[Choice]]


@dataclass(frozen=True)
class Assembly:
    """What an exercise is made of: `parts`, and the program that `play` makes of a way of each.

    Of the first `shown` parts the records show a part alone: `fits` says whether a record may be of
    these ways of the first ones. `seen` chooses the records that tell, as calls of such a program.
    `rest` says in a sentence that nothing else is wrong; `same` whether two programs are one,
    written in two ways.
    """

    parts: Sequence[Part]
    play: Callable[..., Callable[..., Array]]
    shown: int
    fits: Callable[[tuple[Any, ...], RecordedCall], bool]
    rest: str
    seen: Callable[[Sequence[RecordedCall]], Sequence[RecordedCall]] = lambda records: records
    same: Callable[[Callable[..., Array], Callable[..., Array]], bool] = lambda *_: False


@dataclass(frozen=True)
class Drawing:
    """Something that is drawn: its `name`, what was drawn in each call, and its law.

    `law` is its name, `below` the probability of less, `quantile` its inverse.
    """

    name: str
    of: Callable[[Sequence[RecordedCall]], Sequence[Array]]
    law: str
    rejects: Callable[..., object]
    below: Callable[[Array], Array]
    quantile: Callable[[Array], Array]


#: what is drawn in each call -> a sentence, and what must follow the law if that is all that is
#: wrong; nothing where the sentence is a fact by itself, None where it is not so
Pattern = Callable[[Drawing, Sequence[Array]], tuple[str, Sequence[Array]] | None]


@dataclass(frozen=True)
class Draws:
    """What an exercise draws, patterns that show exactly, likeliest first, and other laws."""

    drawings: Sequence[Drawing]
    exact: Sequence[Pattern]
    laws: Sequence[Pattern]


@dataclass(frozen=True)
class Vocabulary:
    """What a course's answers may be made of.

    `time` is the parameter that holds a number for each sample, `reshape(value, like)` gives it the
    axes of a state. `factors` are functions of variables, the time and other numbers of a call, of
    which powers are made; `functions` stand in a coefficient alone. `times`, `states` and `results`
    are slips with the time, with another array, with what is returned. `facts` differ from case to
    case, `samples` from sample to sample of a case, whose number is given as "sample". `assemblies`
    are of exercises whose programs are read part by part, `draws` of those that draw. `returned`
    names what an exercise returns together, where the first follows from the others. `readers` are
    of exercises whose answers are no formula of what is given: each says in a sentence what all
    that was recorded shows, or None; it is told if another draw shows the same.
    """

    time: str
    reshape: Callable[[Array, Array], Array]
    factors: Mapping[str, Callable[..., Array]]
    functions: Mapping[str, Callable[..., Array]]
    times: Sequence[Slip] = ()
    states: Sequence[Slip] = ()
    results: Sequence[Slip] = ()
    facts: Sequence[Fact] = ()
    samples: Sequence[Fact] = ()
    assemblies: Mapping[str, Assembly] = field(default_factory=dict)
    draws: Mapping[str, Draws] = field(default_factory=dict)
    returned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    readers: Mapping[str, Callable[[Sequence[RecordedCall]], str | None]] = field(
        default_factory=dict
    )

    def function(self, name: str) -> Callable[..., Array]:
        """Return the factor or the function of this name."""
        return self.factors[name] if name in self.factors else self.functions[name]

    def variables_of(self, name: str) -> list[str]:
        """Return the variables that a factor or a function depends on."""
        return parameters(self.function(name))
