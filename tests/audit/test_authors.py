"""What an author forgot is told: a stub that holds an answer, an idea that is not its mutant's."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.audit.auditing import Audit
from grader.audit.pages.console import render
from grader.audit.records import AuditError
from grader.commands.regions import BEGIN, END
from grader.commands.stubs import stubs
from grader.errors import AuthoringError
from tests.audit.folders import audited, write_example

SOLUTION = Path("solutions/09_midpoint/midpoint.py")
STUB = Path("assignments/09_midpoint/midpoint.py")
MUTANTS = Path("solutions/09_midpoint/mutants.py")
IDEAS = Path("assignments/09_midpoint/misconceptions.py")


def written(folder: Path) -> Path:
    """Write the example and its stub."""
    write_example(folder)
    for path, text in stubs(folder / "assignments", folder / "solutions").items():
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return written(tmp_path)


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_solution_without_regions_is_refused(example: Path) -> None:
    replaced(example / SOLUTION, BEGIN, "#")
    replaced(example / SOLUTION, END, "#")
    with pytest.raises(AuthoringError, match=r"midpoint\.py: no region lies in midpoint, so "):
        audited(example)


def test_another_signature_in_the_solution_is_refused(example: Path) -> None:
    replaced(example / SOLUTION, "(x1: Tensor, eps: Tensor)", "(eps: Tensor, x1: Tensor)")
    with pytest.raises(AuthoringError, match=r"midpoint\(eps, x1\), where checks\.py has midpoint"):
        audited(example)


def test_another_signature_in_the_stub_is_refused(example: Path) -> None:
    replaced(example / STUB, "(x1: Tensor, eps: Tensor)", "(x1: Tensor)")
    with pytest.raises(AuthoringError, match=r"assignments.*midpoint\(x1\), where checks\.py has "):
        audited(example)


def test_a_solution_that_loses_points_is_refused(example: Path) -> None:
    """Else right forms would be told to be rejected, and what a student loses nothing."""
    replaced(example / SOLUTION, "torch.add(x1, eps) / 2", "torch.add(x1, eps) / 3")
    with pytest.raises(AuditError, match=r"midpoint\.py: gets 0 of 4 points of midpoint \("):
        audited(example)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """What an audit says of an example with several slips in it."""
    folder = written(tmp_path_factory.mktemp("slips"))
    # the stub that students have is the answer
    (folder / STUB).write_text((folder / SOLUTION).read_text(encoding="utf-8"))
    # the one that would be made of the solution has a region round its error alone
    error = '        raise ValueError("x1 and eps differ in shape")\n'
    test, answer = "    if x1.shape != eps.shape:\n", "    return torch.add(x1, eps) / 2\n"
    replaced(
        folder / SOLUTION,
        f"    {BEGIN}\n{test}{error}{answer}    {END}\n",
        f"{test}        {BEGIN}\n{error}        {END}\n{answer}",
    )
    # an idea raises, and three mutants are not what the ideas are that they are labelled with
    replaced(folder / IDEAS, "return x1 + eps", "return (x1 + eps).reshape(-1, 7)")
    with (folder / MUTANTS).open("a", encoding="utf-8") as file:
        file.write(CELLS)
    return audited(folder)


CELLS = """

# %% plain_sum : midpoint -> sum_of_the_ends
def midpoint(x1, eps):
    return x1 + eps


# %% other_part : midpoint -> half_the_difference
def midpoint(x1, eps):
    return (x1 - eps) / 2.5


# %% at_another_time : look_ahead -> a_whole_unit
def look_ahead(u_theta, x_t, t):
    return x_t + u_theta(x_t, t / 2)
"""


def test_a_stub_that_holds_an_answer_fails_the_audit(found: Audit) -> None:
    assert not found.passed
    made, handed_out, *others = (
        problem for problem in found.problems if problem.kind == "a stub that is no stub"
    )
    assert [problem.text.split()[0] for problem in others] == ["look_ahead"]
    assert made.subject == "the stub made of 09_midpoint/midpoint.py"
    assert made.text.startswith("midpoint gets 3 of 4 points (midpoint.lies_half_way is passed)")
    assert handed_out.subject.endswith(str(STUB))
    assert "midpoint gets 4 of 4 points" in handed_out.text


def test_the_audit_says_why_an_idea_is_not_named(found: Audit) -> None:
    reasons = dict(
        reason.split(": ", 1) for diagnosed in found.diagnosed for reason in diagnosed.reasons
    )
    raises = reasons["09/midpoint/plain_sum"]
    assert raises.startswith("the idea raises: 09_midpoint/misconceptions.py, line 15: ValueError")
    assert "cannot reshape array" in raises
    assert ", at call 1 of " in raises
    differs = reasons["09/midpoint/other_part"]
    assert differs.startswith("the answer is off by ")
    assert "from what the idea gives, at call " in differs
    assert "midpoint([" in differs
    asks = reasons["09/look_ahead/at_another_time"]
    assert asks.startswith("t of evaluation 1 is off by ")
    text = " ".join(render(found).split())
    assert f"sum_of_the_ends is not named for 09/midpoint/plain_sum: {raises}" in text
