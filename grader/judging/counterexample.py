"""Writes a failing attempt down: inputs, got, expected, and code that reproduces it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.authoring.differences import tensor_like, with_article
from grader.host.proxy import Failure, StudentError
from grader.host.text import clean
from grader.host.values import Generator, Model, Network, PreparedCall, Unsendable, dtype_name
from grader.judging.cases import Attempt
from grader.limits import (
    MAX_FUNCTION_CHARACTERS,
    MAX_NAME_CHARACTERS,
    MAX_PLACE_CHARACTERS,
    MAX_PROBLEM_CHARACTERS,
    MAX_SHOWN_CHARACTERS,
    MAX_SHOWN_ELEMENTS,
    MAX_SOURCE_CHARACTERS,
)
from grader.model import Exercise
from grader.results import CAUSE, Counterexample
from grader.wire.messages import Raised

#: so many lines are read where a model prints what it is asked
_READABLE = 20
#: characters of a line of numbers, which reports indent
_LINE = 60
_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Naming:
    """How the student calls things: the file, whether it can be imported, the parameters."""

    file: str
    importable: bool  # a module, whose name Python takes for one
    parameters: tuple[str, ...]


@np.errstate(all="ignore")
def counterexample(
    attempt: Attempt, call: PreparedCall, exercise: Exercise, naming: Naming
) -> Counterexample:
    """Return the account of a failing attempt: its last `call`, which was of this exercise."""
    names = _names(call, exercise, naming)
    problem = attempt.problem
    actual = expected = note = None
    if isinstance(problem, Failure):
        note = _PARAMETER.sub(lambda match: _name(names, int(match[1])), problem.note)
        actual = None if problem.actual is None else show(problem.actual)
        expected = None if problem.expected is None else show(problem.expected)
    elif isinstance(problem, StudentError):
        actual = clean(problem.raised.told, MAX_SHOWN_CHARACTERS)
    if actual is None and expected is not None and attempt.records:
        actual = show(attempt.records[-1].value)
    inputs = {name: show(value) for name, value in zip(names, call.arguments, strict=True)}
    code = snippet(call, names, naming, _told_when_asked(note, attempt))
    answered = attempt.records and attempt.lost is None
    printed = _printed(attempt.records[-1].printed) if answered else None
    return Counterexample(inputs, actual, expected, note, code, printed)


def _names(call: PreparedCall, exercise: Exercise, naming: Naming) -> list[str]:
    contract = exercise.parameters
    theirs = [name for name in naming.parameters if name.isidentifier() and len(name) <= 40]
    usable = len(theirs) >= len(contract) and len(theirs) == len(naming.parameters)
    names = list(theirs if usable and len(set(theirs)) == len(theirs) else contract)
    return names[: len(call.arguments)]


_PARAMETER = re.compile(r"\{(\d{1,2})\}")


def _name(names: Sequence[str], position: int) -> str:
    return names[position] if position < len(names) else "an input"


def show(value: Any) -> str:
    """Return a value as short text: numbers as torch prints them, long arrays by their shape."""
    if isinstance(value, np.ndarray):
        return _show_array(value)
    if isinstance(value, Model):
        return _formula(value)
    if isinstance(value, Network):
        return f"a network of {' - '.join(map(str, value.sizes))} with {value.activation}"
    if isinstance(value, Generator):
        return f"torch.Generator().manual_seed({value.seed})"
    if isinstance(value, Unsendable):
        return clean(with_article(value.type_name), MAX_NAME_CHARACTERS)
    if isinstance(value, tuple):
        return _show_tuple([show(item) for item in value])
    return clean(value if isinstance(value, str) else repr(value), MAX_SHOWN_CHARACTERS)


def _show_tuple(items: Sequence[str]) -> str:
    """Join items with commas; where one takes several lines, each begins on a line of its own."""
    if not any("\n" in item for item in items):
        return f"({', '.join(items)})"
    return "(" + ",\n".join(items).replace("\n", "\n ") + ")"


def _formula(model: Model) -> str:
    lines = model.field.code(model.name).strip().splitlines()
    return lines[-1].strip().removeprefix("return ") if len(lines) <= 3 else "see the code below"


def _show_array(array: np.ndarray[Any, Any]) -> str:
    if array.dtype.names or array.size > MAX_SHOWN_ELEMENTS:
        return tensor_like(array.shape, dtype_name(array))
    if array.dtype.kind != "f":
        return np.array2string(array, separator=", ", max_line_width=_LINE)
    return np.array2string(
        array, separator=", ", max_line_width=_LINE, formatter={"float_kind": _number}
    )


def _number(value: Any) -> str:
    """Return the shortest text that float32 tells apart from others, a whole number as `1.`."""
    if np.isfinite(value) and abs(value) > _LARGEST:
        return np.format_float_scientific(value, precision=3, trim="-")
    if value == 0 or not np.isfinite(value) or 1e-4 <= abs(value) < 1e7:
        return np.format_float_positional(np.float32(value), trim=".", unique=True)
    return np.format_float_scientific(np.float32(value), trim="-", unique=True)


def _told_when_asked(note: str | None, attempt: Attempt) -> bool:
    """Whether what fails is what a model is asked, in few evaluations: what is printed shows it."""
    if note is None or not attempt.records:
        return False
    record = attempt.records[-1]
    few = len(record.evaluations) <= _READABLE
    return few and any(re.search(rf"\b{model.name}\b", note) for model in record.call.models)


def snippet(
    call: PreparedCall, names: Sequence[str], naming: Naming, asked: bool = False
) -> str | None:
    """Return code that repeats the call when pasted, or None if an input is too large to print.

    With `asked` a model prints what it is asked.
    """
    if naming.importable:
        module = naming.file.removesuffix(".py")
        lines = [f"# paste into python, started in the folder of {naming.file}"]
        lines += ["import torch", f"from {module} import {call.function}"]
    else:
        lines = [f"# paste below your functions of {naming.file}", "import torch"]
    for name, value in zip(names, call.arguments, strict=True):
        code = _assignment(name, value)
        if code is None:
            return None
        if asked and isinstance(value, Model):
            code.insert(1, f'    print("{name} is asked at t =", t, "with x of", tuple(x.shape))')
        lines += code
    lines.append(f"print({call.function}({', '.join(names)}))")
    return "\n".join(lines)


def _assignment(name: str, value: Any) -> list[str] | None:
    if isinstance(value, np.ndarray):
        if value.size > MAX_SHOWN_ELEMENTS:
            if value.size and (value == value.flat[0]).all():
                return [f"{name} = torch.full({value.shape}, {float(value.flat[0])!r})"]
            return None
        numbers = np.array2string(
            value, separator=", ", max_line_width=10_000, formatter={"float_kind": repr_float}
        ).replace("\n", "")
        return [f"{name} = torch.tensor({numbers})"]
    if isinstance(value, Network):
        return None
    if isinstance(value, Model):
        # the empty line ends the function where it is pasted line by line
        code = value.field.code(name).rstrip()
        if value.differentiable:  # so that what is printed shows whether it has a derivative
            head, _, answer = code.rpartition("return ")
            code = f"{head}return ({answer}).requires_grad_()"
        return [*code.splitlines(), ""]
    if isinstance(value, Generator):
        return [f"{name} = torch.Generator().manual_seed({value.seed})"]
    return [f"{name} = {value!r}"]


def repr_float(value: Any) -> str:
    return str(np.format_float_positional(np.float32(value), trim="0", unique=True))


def account_of(raised: Raised) -> str | None:
    """Return the student's own lines of a traceback, innermost last, and what else is known."""
    lines = [
        f"{clean(frame.place, MAX_PLACE_CHARACTERS)}, line {frame.line}, in "
        f"{clean(frame.function, MAX_FUNCTION_CHARACTERS)}: "
        f"{clean(frame.source, MAX_SOURCE_CHARACTERS)}"
        for frame in raised.frames
    ]
    if raised.leftover is not None:
        lines = [f"line {raised.leftover} still raises NotImplementedError: delete it"]
    if raised.cause is not None:
        lines.append(CAUSE + clean(raised.cause, MAX_PROBLEM_CHARACTERS))
    return "\n".join(lines) or None


def _printed(text: str) -> str | None:
    """Return what a call printed, cleaned line by line."""
    lines = [clean(line, _LINE) for line in text.splitlines()]
    return "\n".join(lines).strip("\n") or None
