"""The worker's side of a comparison: runs the solution and a mutant on inputs of its own.

This file is sent to a worker as a submission, and stands alone: nothing of the grader is imported,
and no check, tolerance or drawn case of an assignment is used. Inputs are made from the parameters'
annotations: tensors are `(B, ...)`, whatever is callable is a closed-form model, numbers and
strings come from short lists that hold the ends of every range. What a course calls by a name, as
its times `(B,)`, comes from solutions/course/audit_inputs.py. An assignment whose exercises want
other inputs has a cell `audit_inputs` in its equivalents.py, with a function
`audit_inputs(exercise, case)` that returns a tuple of arguments, or None for the usual.

Two programs count as the same if on every input, in float64 throughout, they give answers that are
equal to 1e-10 of their largest magnitude (a different formula is off by much more somewhere, a
different order of operations by less), the same exceptions, ask their models the same, in the same
order and at times of any precision, leave the same inputs unchanged, use the same global
generators, have the same derivative by what a model answers where the answer is one number; and if
in float32 the dtypes and shapes are the same and the answers agree to 64 roundings.
"""

import builtins
import math
from collections.abc import Callable
from typing import Any, get_origin

import torch

CASES = 64
_SHAPES = ((5,), (3, 3), (4, 2), (1, 4), (2, 3, 2, 2), (1,), (6, 1), (2, 2, 2))
_NUMBERS = (0.5, 0.1, -0.25, 0.02, 0.0, 0.75, 0.25, 1.0)
_COUNTS = (3, 1, 2, 7, 4, 10, 5, 12, 49, 60)
_TOLERANCES = {torch.float64: 1e-10, torch.float32: 64 * 2.0**-24}


class _Model:
    """A model that remembers what it was asked, and answers so many times a closed form."""

    def __init__(self, factor: float = 1.0, differentiable: bool = False) -> None:
        self.factor = factor
        self.leaves: list[torch.Tensor] | None = [] if differentiable else None
        self.asked: list[Any] = []
        self.answers: list[torch.Tensor] = []
        self.given: list[torch.Tensor] = []

    def __call__(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        if tuple(t.shape) != tuple(x.shape[:1]):
            raise ValueError("t has another shape than (B,)")
        time = t.reshape(-1, *[1] * (x.ndim - 1)).to(x.dtype)
        self.asked += [x.clone(), t.to(x.dtype, copy=True)]
        answer = self.factor * (0.7 * x + 1.1 * time + 0.3 + 0.4 * torch.sin(2 * x + 3 * time))
        if self.leaves is not None:
            self.leaves.append(answer.detach().requires_grad_())
            answer = self.leaves[-1].clone()
        self.answers.append(answer)
        self.given.append(answer.clone())
        return answer


def compare(right: torch.Tensor, wrong: torch.Tensor, exercise: str) -> tuple[Any, ...]:
    """Compare one exercise of two modules, given as the bytes of their text.

    Returns (equal, answers compared, refusals compared, largest difference in float64, in float32,
    reason).
    """
    spaces: list[dict[str, Any]] = [{}, {}]
    for text, space in zip((right, wrong), spaces, strict=True):
        code = compile(bytes(text.tolist()), "module", "exec")
        exec(code, space)  # noqa: S102 - inside the worker, as every submission
    functions = [space.get(exercise) for space in spaces]
    if not all(map(callable, functions)):
        return False, 0, 0, 0.0, 0.0, "it is not defined"
    answers = refusals = 0
    largest = dict.fromkeys(_TOLERANCES, 0.0)
    for dtype in _TOLERANCES:
        torch.set_default_dtype(dtype)
        for case in range(CASES):
            outcome, other = (_run(function, spaces[0], exercise, case) for function in functions)
            reason, difference = _differ(outcome, other, _TOLERANCES[dtype])
            where = f"case {case} in {str(dtype).removeprefix('torch.')}"
            if reason:
                return False, answers, refusals, *largest.values(), f"{reason}, in {where}"
            largest[dtype] = max(largest[dtype], difference)
            refused = isinstance(outcome[0], str)
            answers, refusals = answers + (not refused), refusals + refused
    if answers < CASES // 2:
        return False, answers, refusals, 0.0, 0.0, "too few inputs were answered to prove anything"
    return True, answers, refusals, *largest.values(), _WORDS


_WORDS = "same shapes, dtypes, errors, calls of models, inputs left alone, global generators"


def _run(function: Any, right: dict[str, Any], exercise: str, case: int) -> tuple[Any, ...]:
    """Call a function on its own copy of a case; return (answer or error, what else was seen)."""
    arguments = _arguments(right, exercise, case)
    kept = [
        argument.clone() if isinstance(argument, torch.Tensor) else argument
        for argument in arguments
    ]
    torch.manual_seed(case)
    before = torch.get_rng_state()
    answers: list[Any] = []
    try:
        answers.append(function(*arguments))
        if any(isinstance(argument, torch.Generator) for argument in arguments):
            answers.append(function(*arguments))  # the generator goes on
    except Exception as error:  # noqa: BLE001 - a mutant may raise anything
        name = type(error).__name__
        own = "" if getattr(builtins, name, None) is type(error) else "its own "
        answers = [f"raised {own}{name}"]
    unchanged = [
        bool(torch.equal(now, then)) if isinstance(now, torch.Tensor) else True
        for now, then in zip(arguments, kept, strict=True)
    ]
    models = [model for model in arguments if isinstance(model, _Model)]
    returned = [all(map(torch.equal, model.answers, model.given)) for model in models]
    asked = [tensor for model in models for tensor in model.asked]
    untouched = bool(torch.equal(before, torch.get_rng_state()))
    if isinstance(answers[0], torch.nn.Module):  # a network that was trained: its weights
        answers = [tuple(p.detach() for p in answer.parameters()) for answer in answers]
    first = answers[0]
    answer = first if isinstance(first, str) else tuple(answers)
    if models and isinstance(first, torch.Tensor) and first.ndim == 0:
        answer = (*answer, *_gradients(function, right, exercise, case))
    return answer, tuple(asked), (tuple(unchanged), tuple(returned), untouched)


def _gradients(
    function: Any, right: dict[str, Any], exercise: str, case: int
) -> tuple[torch.Tensor | None, ...]:
    """Return the derivatives of a number, which may be a loss, by what its models answer."""
    arguments = [
        _Model(argument.factor, True) if isinstance(argument, _Model) else argument
        for argument in _arguments(right, exercise, case)
    ]
    answer = function(*arguments)
    models = [model for model in arguments if isinstance(model, _Model)]
    leaves = [leaf for model in models for leaf in model.leaves or ()]
    if not isinstance(answer, torch.Tensor) or not answer.requires_grad:
        return (None,) * len(leaves)
    return torch.autograd.grad(answer, leaves, allow_unused=True)


def _arguments(right: dict[str, Any], exercise: str, case: int) -> list[Any]:
    made = right.get("audit_inputs", lambda *_: None)(exercise, case)
    if made is not None:
        return list(made)
    course = right.get("audit_argument", lambda *_: None)
    function = right[exercise]
    rng = torch.Generator().manual_seed(1000 + case)
    shape = _SHAPES[case // 2 % len(_SHAPES)]  # twice in a row: something may be kept of the first
    code = function.__code__
    kinds = getattr(function, "__annotations__", {})
    return [
        _argument(name, kinds.get(name), shape, code, rng, course)
        for name in code.co_varnames[: code.co_argcount]
    ]


def _argument(
    name: str, kind: Any, shape: tuple[int, ...], code: Any, rng: torch.Generator, course: Any
) -> Any:
    if kind is torch.Generator:
        return torch.Generator().manual_seed(_below(1000, rng))
    if kind is float:
        return _NUMBERS[_below(len(_NUMBERS), rng)]
    if kind is int:
        return _COUNTS[_below(len(_COUNTS), rng)]
    if kind is str:
        known = [text for text in code.co_consts[1:] if isinstance(text, str) and len(text) < 20]
        others = ["", "x1", "v", "noise", *(text.upper() for text in known)]
        others += [text[:-1] for text in known] + [text + "x" for text in known]
        texts = known if known and _below(3, rng) else others
        return texts[_below(len(texts), rng)]
    if get_origin(kind) is Callable:
        return _Model(float(_below(8, rng) > 0))
    if (named := course(name, shape[0], rng)) is not None:
        return named
    return 2 * torch.randn(shape, generator=rng, dtype=torch.float64).to(torch.get_default_dtype())


def _below(end: int, rng: torch.Generator) -> int:
    return int(torch.randint(end, (), generator=rng))


def _differ(right: tuple[Any, ...], wrong: tuple[Any, ...], tolerance: float) -> tuple[str, float]:
    """Return (what differs or "", the largest relative difference)."""
    refused = isinstance(right[0], str)
    if refused != isinstance(wrong[0], str) or (refused and right[0] != wrong[0]):
        what = wrong[0] if isinstance(wrong[0], str) else "answered"
        return f"{what} where the solution {_did(right[0])}", 0.0
    if right[2] != wrong[2]:
        return "inputs changed, or a global generator used", 0.0
    if refused:
        return "", 0.0
    largest = 0.0
    for what, left, other in (("answer", right[0], wrong[0]), ("asked", right[1], wrong[1])):
        difference = _distance(left, other)
        if not difference <= tolerance:
            size = f"by {difference:.1e}" if math.isfinite(difference) else "in kind"
            return f"{what} differs {size}", difference
        largest = max(largest, difference)
    return "", largest


def _did(answer: Any) -> str:
    return answer if isinstance(answer, str) else "answers"


def _distance(left: Any, right: Any) -> float:
    """Return the largest difference relative to the largest magnitude, inf where kinds differ."""
    if type(left) is not type(right):
        return math.inf
    if isinstance(left, tuple | list):
        if len(left) != len(right):
            return math.inf
        return max(map(_distance, left, right), default=0.0)
    if not isinstance(left, torch.Tensor):
        return 0.0 if left == right else math.inf
    if left.shape != right.shape or left.dtype != right.dtype:
        return math.inf
    finite = torch.isfinite(left)
    strange = ~finite
    if not torch.equal(finite, torch.isfinite(right)) or not torch.equal(
        left[strange].nan_to_num(nan=0.5), right[strange].nan_to_num(nan=0.5)
    ):
        return math.inf
    if not finite.any():
        return 0.0
    a, b = left[finite].double(), right[finite].double()
    return float((a - b).abs().max() / a.abs().max().clamp(min=1.0))
