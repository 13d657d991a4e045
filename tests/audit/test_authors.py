"""What an author forgot is told: a stub that holds an answer, an idea that is not its mutant's."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.audit.auditing import Audit
from grader.audit.pages.console import render
from grader.commands.handout import BEGIN, END
from grader.commands.stubs import stubs
from grader.errors import AuthoringError
from tests.audit.folders import audited, write_example

SOLUTION = Path("solutions/09_midpoint/midpoint.py")
STUB = Path("assignments/09_midpoint/midpoint.py")
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


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """What an audit says of an example with several slips in it."""
    folder = written(tmp_path_factory.mktemp("slips"))
    # the stub that students have is the answer
    (folder / STUB).write_text((folder / SOLUTION).read_text(encoding="utf-8"))
    # the one that would be made of the solution has a region round its error alone
    error = '        raise ValueError("x1 and eps differ in shape")\n'
    replaced(folder / SOLUTION, f"    {BEGIN}\n    if", "    if")
    replaced(folder / SOLUTION, f"    {END}\n", "")
    replaced(folder / SOLUTION, error, f"        {BEGIN}\n{error}        {END}\n")
    # and no idea is what its mutant does
    replaced(folder / IDEAS, "return x1 + eps", "return x1 + eps[:, 5]")
    replaced(folder / IDEAS, "return (x1 - eps) / 2", "return (x1 - eps) / 2.5")
    return audited(folder)


def test_a_stub_that_holds_an_answer_fails_the_audit(found: Audit) -> None:
    assert not found.passed
    made, handed_out = (
        problem for problem in found.problems if problem.kind == "a stub that is no stub"
    )
    assert made.subject == "the stub made of 09_midpoint/midpoint.py"
    assert made.text.startswith("midpoint gets 3 of 4 points (midpoint.lies_half_way is passed)")
    assert handed_out.subject.endswith(str(STUB))
    assert "midpoint gets 4 of 4 points" in handed_out.text


def test_the_audit_says_why_an_idea_is_not_named(found: Audit) -> None:
    raised, differs = (reason for diagnosed in found.diagnosed for reason in diagnosed.reasons)
    assert "09/midpoint/sum_of_the_ends: the idea raises: 09_midpoint/misconceptions.py" in raised
    assert "line 13: IndexError: too many indices" in raised
    assert differs.startswith("09/midpoint/half_the_difference: the answer is off by 0.")
    assert "from what the idea gives, at call " in differs
    assert "midpoint([" in differs
    text = " ".join(render(found).split())
    assert f"sum_of_the_ends is not named for {' '.join(raised.split())}" in text
