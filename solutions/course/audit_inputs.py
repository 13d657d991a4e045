"""What arguments of this course are, where an audit compares mutants with a solution.

The file is sent to a worker after the solution's text; nothing imports it. `audit_argument` returns
the argument of this name for a batch of `count` samples, or None for what is usual: see
`grader/audit/run/harness.py`.
"""

import torch


def audit_argument(name, count, rng):
    """Return times t `(B,)`, uniform; in most cases one is an end of their range, or round."""
    if name != "t":
        return None
    t = 0.001 + 0.998 * torch.rand(count, generator=rng, dtype=torch.float64)
    known = (None, 0.0, 1.0, 0.001, 1 / 2, 1 / 3, 1 - 2**-24)
    special = known[int(torch.randint(len(known), (), generator=rng))]
    if special is not None:
        t[int(torch.randint(count, (), generator=rng))] = special
    return t.to(torch.get_default_dtype())
