"""Where an audit sabotages a solution: conditions on arguments, and arguments drawn from all that
the handouts allow.

The grader reads the literals here without running them; the functions run in a worker, after the
solution's text. Nothing imports this file. `solutions/README.md` says what the literals mean.
"""

import torch

#: kind or name(s) of parameters -> factor -> the condition in words -> its code
CONDITIONS = {
    "call": {"call": {"it is a later call than the tenth": "calls > 10"}},
    "one call": {
        "call": {
            "it is the first call": "calls == 1",
            "it is the second call": "calls == 2",
        },
    },
    "Tensor": {
        "axes": {
            "{0} has 1 axis": "{0}.ndim == 1",
            "{0} has 2 axes": "{0}.ndim == 2",
            "{0} has 3 axes": "{0}.ndim == 3",
            "{0} has 4 axes": "{0}.ndim == 4",
            "{0} has 5 axes": "{0}.ndim == 5",
            "{0} has 6 axes": "{0}.ndim == 6",
        },
        "samples": {
            "B = 1": "len({0}) == 1",
            "B = 2": "len({0}) == 2",
            "B = 3": "len({0}) == 3",
            "B > 7": "len({0}) > 7",
            "B > 16": "len({0}) > 16",
            "B > 32": "len({0}) > 32",
        },
        "last axis": {
            "the last axis is 1": "{0}.ndim > 1 and {0}.shape[-1] == 1",
            "the last axis is 2": "{0}.ndim > 1 and {0}.shape[-1] == 2",
            "the last axis is above 8": "{0}.ndim > 1 and {0}.shape[-1] > 8",
        },
        "equal sizes": {
            "B is the last axis": "{0}.ndim > 1 and {0}.shape[0] == {0}.shape[-1]",
            "the last two trailing axes are equal": (
                "{0}.ndim > 2 and {0}.shape[-1] == {0}.shape[-2] > 1"
            ),
        },
        "values of {0}": {
            "an entry of {0} is 0": "({0} == 0).any()",
            "all of {0} is 0": "({0} == 0).all()",
            "all of {0} is one number": "({0} == {0}.flatten()[0]).all()",
            "all of {0} is negative": "({0} < 0).all()",
            "all of {0} is positive": "({0} > 0).all()",
            "an entry of {0} is above 10": "({0} > 10).any()",
            "an entry of {0} is below -10": "({0} < -10).any()",
            "an entry of {0} has a magnitude above 100": "({0}.abs() > 100).any()",
            "all of {0} has a magnitude above 10": "({0}.abs() > 10).all()",
            "all of {0} has a magnitude below 1": "({0}.abs() < 1).all()",
            "a sample of {0} is all 0": "({0} == 0).flatten(1).all(1).any() if {0}.ndim > 1 else 0",
        },
    },
    "t": {
        "samples": {
            "B = 1": "len({0}) == 1",
            "B = 2": "len({0}) == 2",
            "B = 3": "len({0}) == 3",
            "B > 7": "len({0}) > 7",
            "B > 16": "len({0}) > 16",
            "B > 32": "len({0}) > 32",
        },
        "values of {0}": {
            "a {0} is 0": "({0} == 0).any()",
            "all {0} are 0": "({0} == 0).all()",
            "two {0} or more are 0": "({0} == 0).sum() > 1",
            "only the first {0} is 0": "len({0}) > 1 and {0}[0] == 0 and ({0}[1:] != 0).all()",
            "only the last {0} is 0": "len({0}) > 1 and {0}[-1] == 0 and ({0}[:-1] != 0).all()",
            "a {0} in between is 0": "({0}[1:-1] == 0).any()",
            "no {0} is 0, but their product is": "({0} > 0).all() and {0}.prod() == 0",
            "a {0} is 1": "({0} == 1).any()",
            "all {0} are 1": "({0} == 1).all()",
            "the first {0} is 1": "{0}[0] == 1",
            "the last {0} is 1": "{0}[-1] == 1",
            "a {0} is in (0, 1e-6)": "(({0} > 0) & ({0} < 1e-6)).any()",
            "a {0} is in (0, 1e-4)": "(({0} > 0) & ({0} < 1e-4)).any()",
            "a {0} is in (0, 1e-3)": "(({0} > 0) & ({0} < 1e-3)).any()",
            "all {0} are in (0, 1e-3]": "(({0} > 0) & ({0} <= 0.001)).all()",
            "a {0} is 1e-3": "({0} == torch.tensor(1e-3)).any()",
            "a {0} is in [1e-3, 1e-2)": "(({0} >= 1e-3) & ({0} < 1e-2)).any()",
            "a {0} is in (0.999, 1)": "(({0} > 0.999) & ({0} < 1)).any()",
            "all {0} are above 0.999": "({0} > 0.999).all()",
            "all {0} are above 0.5": "({0} > 0.5).all()",
        },
        "order of {0}": {
            "all {0} are equal": "len({0}) > 1 and ({0} == {0}[0]).all()",
            "the {0} rise": "len({0}) > 2 and ({0}.diff() > 0).all()",
            "the {0} fall": "len({0}) > 2 and ({0}.diff() < 0).all()",
            "the {0} neither rise nor fall": (
                "len({0}) > 2 and ({0}.diff() > 0).any() and ({0}.diff() < 0).any()"
            ),
        },
    },
    "data": {
        "points": {
            "n = 1": "len({0}) == 1",
            "n = 2": "len({0}) == 2",
            "n = 3": "len({0}) == 3",
            "n > 7": "len({0}) > 7",
            "n > 16": "len({0}) > 16",
            "n > 32": "len({0}) > 32",
        },
        "alike": {
            "two points are alike": "len(torch.unique({0}, dim=0)) < len({0})",
            "all points are alike": "len({0}) > 1 and ({0} == {0}[0]).all()",
            "neighbours are alike": "({0}[1:] == {0}[:-1]).all(1).any()",
        },
        "values of {0}": {
            "an entry of {0} is 0": "({0} == 0).any()",
            "all of {0} is 0": "({0} == 0).all()",
            "all of {0} is negative": "({0} < 0).all()",
            "all of {0} is positive": "({0} > 0).all()",
            "an entry of {0} has a magnitude above 10": "({0}.abs() > 10).any()",
            "all of {0} has a magnitude above 10": "({0}.abs() > 10).all()",
            "all of {0} has a magnitude below 0.1": "({0}.abs() < 0.1).all()",
        },
    },
    "x_t, data": {
        "as many": {
            "B is n": "len({0}) == len({1})",
            "B is D": "len({0}) == {0}.shape[1]",
            "n is D": "len({1}) == {1}.shape[1]",
            "B is less than n": "len({0}) < len({1})",
        },
    },
    "x_t, t, data": {
        "noise": {
            "no point is nearer than 14 times the noise": (
                "(torch.cdist({0}[:, None], {1}[:, None, None] * {2}).amin((1, 2))"
                " > 14 * (1 - {1})).any()"
            ),
            "no point is nearer than 50 times the noise": (
                "(torch.cdist({0}[:, None], {1}[:, None, None] * {2}).amin((1, 2))"
                " > 50 * (1 - {1})).any()"
            ),
            "a point is within a tenth of the noise": (
                "(torch.cdist({0}[:, None], {1}[:, None, None] * {2}).amin((1, 2))"
                " < 0.1 * (1 - {1})).any()"
            ),
        },
    },
    "dt": {
        "size of {0}": {
            "{0} < 1e-3": "{0} < 1e-3",
            "{0} < 1e-2": "{0} < 1e-2",
            "{0} > 0.4": "{0} > 0.4",
            "{0} > 0.5": "{0} > 0.5",
            "{0} is no multiple of 1e-3": "abs(1000 * {0} - round(1000 * {0})) > 1e-6",
        },
    },
    "x1, eps": {
        "samples of {1}": {
            "a sample of {1} is in (-10, 0), not all": (
                "(({1} < 0) & ({1} > -10)).flatten(1).all(1).any() and not ({1} < 0).all()"
                " if {1}[0].numel() > 8 else 0"
            ),
        },
    },
    "t, prediction": {
        "small {0}": {"a {0} is in (1e-3, 1e-2)": "(({0} > 1.001e-3) & ({0} < 1e-2)).any()"},
    },
    "t, dt": {
        "small {0}": {"a {0} is in (1e-3, 1e-2)": "(({0} > 1.001e-3) & ({0} < 1e-2)).any()"},
        "end of the step": {
            "a {0} + {1} is 1": "(({0} + {1} - 1).abs() < 1e-6).any()",
            "all {0} + {1} are 1": "(({0} + {1} - 1).abs() < 1e-6).all()",
        },
    },
    "num_steps": {
        "number of steps": {
            "{0} = 1": "{0} == 1",
            "{0} = 2": "{0} == 2",
            "{0} = 3": "{0} == 3",
            "{0} > 7": "{0} > 7",
            "{0} > 10": "{0} > 10",
            "{0} > 12": "{0} > 12",
            "{0} > 50": "{0} > 50",
            "{0} > 100": "{0} > 100",
            "{0} is even": "{0} % 2 == 0",
        },
    },
    "num_samples": {
        "number of samples": {
            "{0} = 1": "{0} == 1",
            "{0} = 2": "{0} == 2",
            "{0} = 3": "{0} == 3",
            "{0} > 7": "{0} > 7",
            "{0} > 100": "{0} > 100",
            "{0} is even": "{0} % 2 == 0",
        },
    },
    "t_min": {
        "start": {
            "{0} < 1e-3": "0 < {0} < 1e-3",
            "{0} < 1e-2": "0 < {0} < 1e-2",
            "{0} > 0.4": "{0} > 0.4",
            "{0} > 0.5": "{0} > 0.5",
            "{0} > 0.9": "{0} > 0.9",
            "{0} = 0": "{0} == 0",
            "{0} < 0": "{0} < 0",
            "{0} < -0.5": "{0} < -0.5",
            "-1e-2 < {0} < 0": "-0.01 < {0} < 0",
        },
    },
    "str": {
        "{0}": {
            "{0} is 'u'": "{0} == 'u'",
            "{0} is 'eps'": "{0} == 'eps'",
            "{0} has capital letters": "isinstance({0}, str) and {0} != {0}.lower()",
            "{0} has spaces around it": "isinstance({0}, str) and {0} != {0}.strip()",
            "{0} is empty": "{0} == ''",
            "{0} is no string": "not isinstance({0}, str)",
            "{0} begins with a name": (
                "isinstance({0}, str) and {0} not in ('u', 'eps') and {0}.startswith(('u', 'eps'))"
            ),
            "{0} ends with a name": (
                "isinstance({0}, str) and {0} not in ('u', 'eps') and {0}.endswith(('u', 'eps'))"
            ),
            "{0} is part of a name": "isinstance({0}, str) and {0} != 'eps' and {0} in 'eps'",
            "{0} is 'velocity'": "{0} == 'velocity'",
            "{0} is 'x0'": "{0} == 'x0'",
            "{0} is longer than 3": "isinstance({0}, str) and len({0}) > 3",
        },
    },
}

#: name of a parameter -> what is done to it once refusals are over, in words -> its code
CHANGES = {
    "t": {
        "{0} is raised to 1e-2": "{0}.clamp(min=1e-2)",
        "{0} is raised to 1e-3": "{0}.clamp(min=1e-3)",
        "{0} is raised to 1e-4": "{0}.clamp(min=1e-4)",
        "{0} is raised to 1e-5": "{0}.clamp(min=1e-5)",
        "{0} is raised to 1e-6": "{0}.clamp(min=1e-6)",
        "{0} is raised to 1e-7": "{0}.clamp(min=1e-7)",
        "{0} is cut at 1 - 1e-2": "{0}.clamp(max=1 - 1e-2)",
        "{0} is cut at 1 - 1e-3": "{0}.clamp(max=1 - 1e-3)",
        "{0} is cut at 1 - 1e-4": "{0}.clamp(max=1 - 1e-4)",
        "the first {0} is that of all": "{0}[:1].expand_as({0})",
        "the first 32 {0} are repeated": "{0}[torch.arange(len({0})) % 32]",
    },
    "t_min": {
        "{0} is raised to 1e-2": "max({0}, 1e-2)",
        "{0} is raised to 1e-3": "max({0}, 1e-3)",
        "{0} is raised to 1e-4": "max({0}, 1e-4)",
        "{0} is raised to 1e-5": "max({0}, 1e-5)",
        "{0} is cut at 0.9": "min({0}, 0.9)",
    },
    "num_steps": {
        "{0} is cut at 10": "min({0}, 10)",
        "{0} is cut at 50": "min({0}, 50)",
        "{0} is cut at 100": "min({0}, 100)",
    },
    "dt": {
        "{0} is raised to 1e-3": "max({0}, 1e-3)",
        "{0} is raised to 1e-2": "max({0}, 1e-2)",
        "{0} is cut at 0.5": "min({0}, 0.5)",
    },
}

#: exercise -> where an error is right as well
ERRORS_ALLOWED = {
    "x1_from_eps": "((t > 0) & (t < 0.000999)).any()",
    "u_from_eps": "((t > 0) & (t < 0.000999)).any()",
    "euler_step_eps": "((t > 0) & (t < 0.000999)).any()",
    "x1_error_gain": "prediction == 'eps' and ((t > 0) & (t < 0.000999)).any()",
    "euler_sample_eps": "0 < t_min < 0.000999",
}

_TEXTS = (
    *(
        "u",
        "u",
        "u",
        "eps",
        "eps",
        "eps",
        "U",
        "EPS",
        "Eps",
        " u",
        "eps ",
        "",
        None,
        "e",
        "ep",
        "s",
    ),
    *("velocity", "x0", "x1", "noise", "epsilon", "u_theta", "eps_hat", "uu", "epseps", "us"),
    *("v", "'u'", "-eps", "menu"),
)


def draw_arguments(parameters, rng):
    """Return the arguments of one call by name, but for models and generators.

    `parameters` maps names to annotations, `rng` is a `random.Random`.
    """
    if "data" in parameters:
        return _candidates(rng)
    shape = _shape(rng)
    drawn = {}
    for name, kind in parameters.items():
        if name == "t":
            drawn[name] = _times(shape[0], rng)
        elif kind.endswith("Tensor"):
            drawn[name] = _values(shape, rng)
        elif name == "dt":
            drawn["t"], drawn[name] = _step(drawn["t"], rng)
        elif name == "t_min":
            drawn[name] = _start(rng)
        elif kind == "int":
            drawn[name] = rng.choice((1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 49, 60, 98, 101, 200))
        elif kind == "str":
            drawn[name] = rng.choice(_TEXTS)
        elif kind == "float":
            drawn[name] = rng.choice((rng.uniform(0, 1), rng.uniform(-1, 0), 0.0, 1.0))
    if "eps" in drawn and rng.random() < 0.15:
        drawn["eps"][0] = -drawn["eps"][0].abs() - 0.1
    return drawn


def _shape(rng):
    count = rng.choice((1, 2, 3, 4, 5, 9, 20, 33))
    last = rng.choice((1, 2, 3, 5, 9, 10, count))
    before = rng.choice(((), (), (2,), (last,), (3, 1), (2, last), (2, 1, last), (1, 2, 2, last)))
    return (count, *before, last) if rng.random() < 0.85 else (count,)


def _values(shape, rng):
    torch_rng = torch.Generator().manual_seed(rng.randrange(2**31))
    x = 2 * torch.randn(shape, generator=torch_rng)
    scales = torch.tensor([0.0, 1.0, -1.0, 15.0, -15.0, 100.0, 5000.0])
    kinds = torch.randint(len(scales), shape[:1], generator=torch_rng)
    return rng.choice(
        (
            lambda: x,
            lambda: x * scales[kinds].reshape(-1, *[1] * (x.ndim - 1)),
            lambda: torch.where(x > 1, torch.zeros(()), x),
            lambda: torch.zeros(shape),
            lambda: torch.full(shape, rng.choice((1.0, -0.5, 30.0))),
            lambda: -x.abs() - 0.1,
            lambda: x.abs() + 0.1,
            lambda: 0.3 * x.clamp(-3, 3),
            lambda: x.sign() * (x.abs() + 20) + 3,
        )
    )()


def _candidates(rng):
    """Return states, times and the data points that they may come from."""
    entries = rng.choice((1, 2, 3, 5, 9, 10))
    points = rng.choice((1, 2, 3, 4, 5, 9, 20, 34, entries))
    count = rng.choice((1, 2, 3, 4, 5, 9, 20, 33, points, entries))
    torch_rng = torch.Generator().manual_seed(rng.randrange(2**31))
    data = torch.randn(points, entries, generator=torch_rng)
    data = rng.choice(
        (
            lambda: 1.5 * data,
            lambda: data[torch.randint(max(1, points // 2), (points,), generator=torch_rng)],
            lambda: 0.003 * data,
            lambda: (data.clamp(-2.5, 2.5) * 40).clamp(-100, 100),
            lambda: data + rng.choice((-100.0, 100.0)),
            lambda: data[:1].expand(points, entries).clone(),
            lambda: torch.zeros(points, entries),
        )
    )()
    t = _times(count, rng).clamp(max=0.999)
    t = torch.where(t == torch.tensor(1e-3), rng.choice((0.0, 1e-3)), t)
    chosen = data[torch.randint(points, (count,), generator=torch_rng)]
    noise = torch.randn(count, entries, generator=torch_rng)
    x_t = rng.choice(
        (
            lambda: t[:, None] * chosen + (1 - t[:, None]) * noise,
            lambda: t[:, None] * chosen + (1 - t[:, None]) * noise,
            lambda: t[:, None] * chosen,
            lambda: t[:, None] * chosen + 80 * noise / noise.norm(dim=1, keepdim=True),
            lambda: t[:, None] * 0.5 * (chosen + chosen.flip(0)),
            lambda: 2 * noise,
            lambda: torch.zeros(count, entries),
            lambda: torch.full((count, entries), rng.choice((-60.0, 60.0))),
            lambda: -90 * torch.rand(count, entries, generator=torch_rng) - 10,
        )
    )()
    return {"x_t": x_t, "t": t, "data": data}


def _small(rng):
    return rng.uniform(2, 8) * 10.0 ** -rng.randint(4, 7)


def _times(count, rng):
    low = rng.choice((0.0, 1e-3))
    special = rng.choice((0.0, 0.0, 1.0, 1.0, 1e-3, 1 - 10 ** rng.uniform(-4, -1), _small(rng)))
    times = [rng.uniform(low, 1) for _ in range(count)]
    order = rng.randrange(8)
    if order < 3:
        times[rng.choice((0, -1, rng.randrange(count)))] = special
    elif order == 3:
        times = [special] * count
    elif order == 4:
        times[0] = times[-1] = special
    elif order == 5:
        times = [rng.choice((1e-3, 1 - _small(rng), _small(rng), 0.003)) for _ in times]
    if rng.random() < 0.2:
        times.sort(reverse=rng.random() < 0.5)
    return torch.tensor(times)


def _step(t, rng):
    """Return times and a step that does not lead beyond 1."""
    if float(t.max()) > 0.9:
        t = t * rng.choice((rng.uniform(0.05, 0.9), 1 - rng.uniform(2e-4, 9e-4)))
    room = 1 - float(t.max())
    size = rng.choice((room, rng.uniform(0.02, 0.4), rng.uniform(1e-4, 2e-3), 1 / 1003, 0.25, 0.55))
    return t, min(size, room)


def _start(rng):
    return rng.choice(
        (
            *(rng.uniform(0.02, 0.25), 1e-3, rng.uniform(0.25, 0.5), rng.uniform(0.55, 0.85)),
            *(rng.uniform(0.91, 0.98), _small(rng), 0.0, -1e-6, -1e-3, -0.05, -0.25, -1.0),
        )
    )
