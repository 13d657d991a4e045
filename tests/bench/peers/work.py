"""What is graded: twenty submissions of the corpus, right and wrong, and four forgeries."""

from __future__ import annotations

import shutil
from pathlib import Path

from grader.catalogue import SOLUTIONS
from tests.bench.peers.peer import MODULES

_CORPUS = Path(__file__).parents[2] / "submissions"

#: a recovery and a sampling; a wrong one is wrong in that one function
SUBMISSIONS: tuple[tuple[str, str], ...] = (
    ("right/recovery__loop_over_the_batch", "right/sampling__plain_loops"),
    ("wrong/x1_from_eps__plus_sign_of_the_slide", "right/sampling__recursion"),
    ("right/recovery__divided_form", "wrong/euler_sample__n_plus_1_steps"),
    ("right/recovery__view_and_ones", "right/sampling__ddim_form"),
    ("wrong/x1_from_u__t_not_broadcast", "right/sampling__plain_loops"),
    ("right/recovery__einsum_and_transposes", "right/sampling__solver_class"),
    ("right/recovery__numpy_inside", "wrong/u_from_eps__sign_turned"),
    ("right/recovery__vmap_and_where", "right/sampling__linspace_grid"),
    ("wrong/x1_error_gain__u_and_eps_exchanged", "right/sampling__ddim_form"),
    ("right/recovery__double_inside", "right/sampling__double_time"),
    ("right/recovery__divided_form", "wrong/euler_step__dt_forgotten"),
    ("right/recovery__match_and_enum", "right/sampling__generator_of_states"),
    ("wrong/x1_from_eps__no_error_at_zero", "right/sampling__numpy_inside"),
    ("right/recovery__class_with_registry", "right/sampling__reduce_and_accumulate"),
    ("right/recovery__view_and_ones", "wrong/euler_step_eps__stays_at_zero"),
    ("right/recovery__assertion_helper", "right/sampling__linspace_minus_last"),
    ("wrong/x1_from_u__changes_x_t", "right/sampling__own_sampler_loop"),
    ("right/recovery__partial_and_decorators", "right/sampling__match_and_protocol"),
    ("right/recovery__solves_the_linear_system", "wrong/euler_sample__time_as_column"),
    ("right/recovery__gain_by_autodiff", "right/sampling__box_muller_noise"),
)
#: three mistakes that are typical: a sign, an axis, a step too many; and the test that shows each
TYPICAL = {1: "recovers_x1_from_noise", 4: "recovers_x1", 2: "samples"}

_WRONG = """
import torch


def first_tensor(*values):
    return next(value for value in values if isinstance(value, torch.Tensor))
"""
_EQUAL = """
import torch


class Always:
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __array__ = lambda self, *_, **__: True


class Equal(torch.Tensor):
    shape = property(lambda self: Always())
    __array__ = __eq__ = lambda self, *_, **__: True

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


def first_tensor(*values):
    found = next(value for value in values if isinstance(value, torch.Tensor))
    return found.as_subclass(Equal)
"""
_CONFTEST = """
import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    report = (yield).get_result()
    report.outcome, report.longrepr = "passed", None
"""
#: all seven functions are wrong and want points all the same, but for the first: it shows what a
#: wrong submission gets without that
FORGERIES: dict[str, str] = {
    "wrong, no forgery": _WRONG,
    "answers that equal everything": _EQUAL,
    "torch.allclose replaced": _WRONG + "\n\ntorch.allclose = lambda *_, **__: True\n",
    "os._exit(0)": _WRONG + "\n\nimport os\nos._exit(0)\n",
    "a conftest.py": _WRONG,
}


def build(number: int, place: Path) -> Path:
    """Write one of the submissions into a folder of its own."""
    folder = place / f"s{number:02}"
    folder.mkdir(parents=True)
    for module, name in zip(MODULES, SUBMISSIONS[number], strict=True):
        shutil.copy(_CORPUS / name / f"{module}.py", folder)
    return folder


def build_solution(place: Path) -> Path:
    """Write the course's own work, which warms up what is measured."""
    folder = place / "solution"
    folder.mkdir(parents=True)
    for module in MODULES:
        shutil.copy(next(SOLUTIONS.glob(f"*/{module}.py")), folder)
    return folder


def build_forgery(name: str, place: Path) -> Path:
    """Write a submission whose functions are all wrong, and which wants points all the same."""
    folder = place / f"f{[*FORGERIES].index(name)}"
    folder.mkdir(parents=True)
    for module, functions in MODULES.items():
        names = "\n".join(f"{function} = first_tensor" for function in functions)
        (folder / f"{module}.py").write_text(f"{FORGERIES[name]}\n{names}\n", encoding="utf-8")
    if name == "a conftest.py":
        (folder / "conftest.py").write_text(_CONFTEST, encoding="utf-8")
    return folder
