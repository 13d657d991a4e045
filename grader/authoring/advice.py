"""What to try, by how something failed. An exercise's own hint is about its mathematics, and says
nothing to whoever has misspelt a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.host.proxy import Failure, StudentError
from grader.host.values import Unsendable
from grader.wire.messages import Misuse, Raised

#: what a `Failure` says about an answer that is of no use, whatever its numbers are
NO_RESULT = "Is a `return` missing?"
#: by the type of what was returned: what no value has come out of yet
_NOT_RUN = {
    "coroutine": "Take `async` off the function: what it returns is only a plan to compute.",
    "async_generator": "Take `async` off the function, and write `return`, not `yield`.",
    "generator": "Write `return`, not `yield`: where a `yield` stands nothing is computed yet.",
}
TYPE = "Return what torch computes: no list, no .numpy(), no .item()."
SHAPE = "Print the shapes on the way: at which line does the result get another one?"
DTYPE = "Print the dtypes on the way: which part is not float32, and where does it come in?"
TUPLE = "Return all of it in one tuple, in the order that is stated."
REFUSAL = "Test for it first, before anything is computed, and `raise ValueError(...)`."
OTHER_ERROR = "Which exception is asked for? Raise that one, by its name."
RETURNED_ERROR = "Write `raise`, not `return`: an exception that is returned stops nothing."
DRAWS = "Which of your draws does not get `generator`?"
SEEDING = "Seed nothing, and make no generator of your own: draw from `generator` as it comes."
ANEW = (
    "Is all of it drawn from `generator`, whatever the input? Seed nothing, and make no generator "
    "of your own."
)
KEPT = "Does every draw get `generator`, as it was seeded? Keep nothing from one call for the next."

_LINE_UP = "Print the shapes on this line: which axis of one meets which axis of the other?"

#: an exception's class or one above it, words of its message, and what helps; the first that fits.
#: None: the message says it all, or there is nothing to say that fits every cause
_RAISED: tuple[tuple[str, str, str | None], ...] = (
    ("UnboundLocalError", "", "Is it assigned on every way that leads to this line?"),
    (
        "NameError",
        "",
        "Is it defined or imported at the top level of the file, spelt like this?",
    ),
    ("ImportError", "", "Is it spelt so, and is it in that module?"),
    (
        "AttributeError",
        "'NoneType'",
        "What is None on this line: an argument that may be, or is a `return` missing?",
    ),
    ("AttributeError", "", "Is it spelt so? Print the type of what you ask for it."),
    (
        "TypeError",
        "argument|takes no keyword",
        "Compare this call with the line that defines what it calls.",
    ),
    ("TypeError", "", "Print the types on this line: is each what you take it for?"),
    ("RecursionError", "", "Where does the function stop calling itself?"),
    ("IndexError", "", "Print the shape here: are there so many axes, and so many entries?"),
    ("RuntimeError", "dtype|scalar type", DTYPE),
    (
        "RuntimeError",
        "resize storage",
        "Which line writes into a tensor of another size, by `out=` or `resize_`?",
    ),
    ("RuntimeError", "size|shape|dimension|broadcast", _LINE_UP),
    (
        "ValueError",
        "to unpack",
        "How many values are on the right, how many names on the left?",
    ),
    ("Exception", "CUDA|NVIDIA|Expected .* device", "It is graded without a GPU: name no device."),
    ("ZeroDivisionError", "", "Which number is 0 for this input, and may it be?"),
)


#: what helps whoever misused a model; None: the message says it all
_MISUSED: dict[Misuse, str | None] = {
    "arguments": "The model wants one time for each sample: print t.shape.",
    "dtype": "The model wants floating-point numbers: print x.dtype and t.dtype.",
    "call_is_over": None,
    "no_network": None,
}

#: what no wrong idea about the mathematics raises
_SLIPS = {"NameError", "AttributeError", "ImportError"}


def advice(
    problem: Failure | StudentError | None,
    about_numbers: str | None,
    about_idea: str | None = None,
) -> str | None:
    """Return what helps with `problem`: `about_numbers`, if any, where numbers or laws are wrong.

    `about_idea` is the hint of a misconception that explains the answers, which goes first.
    """
    if isinstance(problem, StudentError):
        if problem.raised.cause is not None:  # which says more than any advice
            return None
        slip = not _SLIPS.isdisjoint(problem.raised.types)
        return (None if slip else about_idea) or _about(problem.raised)
    return about_idea or (problem.hint if problem is not None else None) or about_numbers


def of_another(raised: Raised) -> str | None:
    """Return what helps where another exception was raised than is expected."""
    return OTHER_ERROR if _SLIPS.isdisjoint(raised.types) else _about(raised)


def of_no_tensor(actual: object, otherwise: str) -> str:
    """Return what helps where something else than tensors was returned."""
    if actual is None:
        return NO_RESULT
    return (
        _NOT_RUN.get(actual.type_name, otherwise) if isinstance(actual, Unsendable) else otherwise
    )


def in_order(given: Sequence[str], wanted: Sequence[str]) -> str | None:
    """Return what helps where parameters stand in another order than the exercise's, or None."""
    pairs = zip(("first", "second", "third", "fourth"), given, wanted, strict=False)
    wrong = [(place, name) for place, own, name in pairs if own != name]
    if not wrong or sorted(given) != sorted(wanted):
        return None
    place, name = wrong[0]
    return f"The {place} parameter must be {name}: values are given in the order of the exercise."


def _about(raised: Raised) -> str | None:
    if raised.out_of_memory:
        return None
    if raised.misuse is not None:
        return _MISUSED[raised.misuse]
    for name, words, hint in _RAISED:
        if name in raised.types and re.search(words, raised.message):
            return hint
    return None


def all_advice() -> list[str]:
    """Return every hint there is here, for whoever reads them over."""
    own = [
        NO_RESULT,
        *_NOT_RUN.values(),
        in_order("ba", "ab") or "",
        TYPE,
        SHAPE,
        DTYPE,
        TUPLE,
        REFUSAL,
        OTHER_ERROR,
        RETURNED_ERROR,
        DRAWS,
        SEEDING,
        ANEW,
        KEPT,
    ]
    hints = [*(hint for *_, hint in _RAISED), *_MISUSED.values()]
    return [*own, *(hint for hint in hints if hint is not None)]
