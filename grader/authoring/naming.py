"""Binds values to a function's parameters by their names, with the axes that they need."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.host.values import Array

#: by a parameter's name, a function of (value, like) that gives the value the axes of `like`
Broadcast = Mapping[str, Callable[[Array, Array], Array]]


def parameters(function: Callable[..., Any]) -> list[str]:
    """Return the names of a function's parameters, but for those with a default."""
    return [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is inspect.Parameter.empty
    ]


def broadcast(function: Callable[..., Any], by: Broadcast) -> Callable[..., Any]:
    """Return a function of the same arguments that broadcasts those that `by` names."""
    names = list(inspect.signature(function).parameters)
    if by.keys().isdisjoint(names):
        return function

    @functools.wraps(function)
    def broadcasting(*arguments: Any) -> Any:
        arrays = [value for value in arguments if isinstance(value, np.ndarray)]
        like = max(arrays, key=np.ndim)
        return function(
            *(
                by[name](value, like) if name in by and isinstance(value, np.ndarray) else value
                for name, value in zip(names, arguments, strict=False)
            )
        )

    return broadcasting


def bound(function: Callable[..., Any], case: Any, by: Broadcast) -> Any:
    """Call a function with the fields of a case that it names, float32 arrays made float64."""
    values = [getattr(case, name) for name in parameters(function)]
    exact = [
        value.astype(np.float64)
        if isinstance(value, np.ndarray) and value.dtype == np.float32
        else value
        for value in values
    ]
    return broadcast(function, by)(*exact)
