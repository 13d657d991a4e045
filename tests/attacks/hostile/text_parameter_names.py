# expect: failed
# score: 14
"""Parameter names that a pasted snippet would run."""

import inspect

from honest import x1_error_gain, x1_from_eps


def x1_from_u(*values):
    return None


bad = inspect.Parameter('x_t', inspect.Parameter.POSITIONAL_OR_KEYWORD)
bad._name = 'x=__import__("os").system("id")#'
other = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in ('u', 't')]
x1_from_u.__signature__ = inspect.Signature([bad, *other])
