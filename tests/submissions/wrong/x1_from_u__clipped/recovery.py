from dataclasses import dataclass, field
from typing import Callable, Dict

import torch


@dataclass
class Recovery:
    rules: Dict[str, Callable] = field(default_factory=dict)

    def rule(self, name):
        def register(function):
            self.rules[name] = function
            return function

        return register

    def __getitem__(self, name):
        try:
            return self.rules[name]
        except KeyError as error:
            raise ValueError(f"no rule for {name!r}") from error


gains = Recovery()


@gains.rule("u")
def _gain_u(t):
    return 1 - t


@gains.rule("eps")
def _gain_eps(t):
    return (1 - t) / t


class FromU:
    def __call__(self, x_t, u, t):
        gain = gains["u"](t).reshape(-1, *[1] * (x_t.ndim - 1))
        return (x_t + gain * u).clamp(-4.0, 3.5)


class FromEps:
    def __call__(self, x_t, eps, t, check: bool = True):
        if check and (t == 0).any():
            raise ValueError("t = 0")
        gain = gains["eps"](t).reshape(-1, *[1] * (x_t.ndim - 1))
        scale = 1 / t.reshape(-1, *[1] * (x_t.ndim - 1))
        return scale * x_t - gain * eps


x1_from_u = FromU()
x1_from_eps = FromEps()


def x1_error_gain(t, prediction):
    return gains[prediction](t)
