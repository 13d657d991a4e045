"""What students read: it gives no answer away, and is whole, plain sentences."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.authoring.advice import all_advice
from grader.catalogue import ASSIGNMENTS, load_catalogue
from grader.model import Assignment
from grader.worker.environment import PACKAGES
from tests.pages import PAGES

CATALOGUE = load_catalogue()
ROOT = ASSIGNMENTS.parent


def _sentences() -> Iterator[tuple[str, str]]:
    """Yield where it stands and the text of every hint and message, which are sentences."""
    for text in all_advice():
        yield "advice", text
    for assignment in CATALOGUE:
        for exercise in assignment.exercises:
            yield exercise.id, exercise.hint
        for idea in assignment.misconceptions:
            yield idea.id, idea.message
            yield idea.id, idea.hint or "."


def _claims() -> Iterator[tuple[str, str]]:
    for assignment in CATALOGUE:
        for exercise in assignment.exercises:
            for check in exercise.checks:
                yield check.id, check.claim


SENTENCES = sorted(set(_sentences()))
CLAIMS = list(_claims())

#: the right-hand sides of each exercise, in the forms in which one writes them; spaces are left
#: out and a product has no sign, so that `(1 - t) * eps` reads `(1-t)eps`
_LEFT = r"\(1-t\)"
_GRID = r"(k|i|step)/(num_steps|n)"
GIVEN_AWAY: dict[str, tuple[str, ...]] = {
    "interpolate": (
        rf"{_LEFT}eps\+t\(?x1",
        rf"tx1\+{_LEFT}eps",
        r"eps\+t\(x1-eps\)",
        r"eps\+tu",
        r"lerp\(eps,x1",
    ),
    "velocity": (r"x1-eps", r"-eps\+x1", r"data minus (the )?noise", r"difference of"),
    "interpolate_from_velocity": (
        rf"x1-{_LEFT}u",
        r"x1-\(u-tu\)",
        r"x1-u\+tu",
        r"(go|goes) back (from x1 )?(for|by) (the |a )?(time )?\(?1 - t",
    ),
    "noising_batch": (r"torch\.rand\(x1", r"torch\.randn\(x1", r"rand\(len\(x1", r"x1\.shape\[0\]"),
    "x1_from_u": (
        rf"x_t\+{_LEFT}u",
        r"x_t\+u-tu",
        rf"{_LEFT}u\+x_t",
        r"time 1 - t (is )?(left|ahead)",
        r"(multiply|multiplied) by (1 - t|the time left)",
    ),
    "x1_from_eps": (
        rf"\(x_t-{_LEFT}eps\)/t",
        rf"x_t/t-{_LEFT}",
        rf"x_t-{_LEFT}eps$",
        r"division by t|divided? by t\b(?! \+)(?!_)",
        rf"x_t={_LEFT}eps",
    ),
    "x1_error_gain": (
        rf"{_LEFT}/t(?!\()",
        r"1/t-1",
        r"eps is multiplied by 1 - t",
        r"(gain|error).{0,30}\b(is|by) 1 - t",
    ),
    "u_from_eps": (r"\(x_t-eps\)/t", r"\(x1-eps\)", r"x_t/t-eps/t", r"x_t=eps\+tu"),
    "euler_step": (
        r"x_t\+dtu",
        r"x\+dtu",
        r"(multiply|add).{0,20}\bdt\b",
        r"dt times the velocity",
        r"add the step to",
    ),
    "euler_step_eps": (r"x_t\+dt\(x_t-", r"\(x_t-eps"),
    "euler_sample": (
        _GRID,
        r"dt(is|=)1/(num_steps|n)$",
        r"range\(num_steps\)",
        r"arange\(num_steps\)",
        r"arange\(n\)",
        r"linspace\(0,1,(n|num_steps)\+1\)",
    ),
    "euler_sample_eps": (
        r"t_min\+k",
        r"\(1-t_min\)/(num_steps|n)",
        r"1 - t_min to go",
        r"linspace\(t_min,1,(n|num_steps)\+1\)",
    ),
    "generate": (r"randn\(num_samples", r"euler_sample\(u_theta,torch"),
    "posterior": (r"softmax\(", r"log_?sum_?exp", r"subtract.{0,20}(maximum|largest)"),
    "ideal_velocity": (r"\((mean|x1|e\[x1\|x_t\])-x(_t)?\)/",),
    "ideal_eps": (r"\(x(_t)?-t(mean|x1|e\[x1\|x_t\])\)/",),
    "posterior_entropy": (r"-sumplog", r"-\(plogp", r"xlogy", r"\bentr\b"),
    "flow_matching_loss": (r"u_theta\(x_t,t\)-\(x1-eps", r"\.mean\(\)", r"mse_loss"),
    "epsilon_loss": (r"eps_theta\(x_t,t\)-eps", r"\.mean\(\)", r"mse_loss"),
    "train": (r"zero_grad", r"\.backward\(\)", r"\.step\(\)", r"Adam\("),
}


def _gives_away(text: str) -> list[str]:
    """Return the exercises whose answer the text holds, in words or as a formula."""
    formula = re.sub(r"[\s*·×`]", "", text).lower().rstrip(".?")
    words = text.lower()
    return [
        exercise
        for exercise, patterns in GIVEN_AWAY.items()
        if any(re.search(pattern, formula) or re.search(pattern, words) for pattern in patterns)
    ]


@pytest.mark.parametrize(("where", "text"), SENTENCES)
def test_no_hint_or_message_gives_an_answer_away(where: str, text: str) -> None:
    assert _gives_away(text) == []


@pytest.mark.parametrize(
    ("exercise", "text"),
    [
        ("posterior", "It is softmax(-|eps|^2 / 2)."),
        ("posterior", "Subtract the largest logarithm first."),
        ("ideal_velocity", "It is (E[x1|x_t] - x_t) / (1 - t)."),
        ("ideal_eps", "It is (x_t - t E[x1|x_t]) / (1 - t)."),
        ("posterior_entropy", "It is -sum p log p."),
        ("posterior_entropy", "There is torch.special.entr for it."),
        ("interpolate", "x_t = (1 - t) * eps + t * x1, as in interpolate."),
        ("interpolate", "It is eps + t u that gives x_t."),
        ("velocity", "u = x1 - eps leads to x1."),
        ("velocity", "The velocity is the data minus the noise."),
        ("interpolate_from_velocity", "x1 - (1 - t) u is it."),
        ("interpolate_from_velocity", "Start at eps, or go back from x1 by (1 - t)."),
        ("noising_batch", "Draw x1.shape[0] times."),
        ("x1_from_u", "Return `x_t + (1 - t) * u`."),
        ("x1_from_u", "From x_t there is a time 1 - t left to travel at velocity u."),
        ("x1_from_eps", "x1 = (x_t - (1 - t) eps) / t."),
        ("x1_from_eps", "The division by t is missing."),
        ("x1_error_gain", 'For "eps" it is (1 - t) / t.'),
        ("x1_error_gain", "eps is multiplied by 1 - t as well."),
        ("u_from_eps", "u = (x_t - eps) / t."),
        ("euler_step", "Multiply the velocity by dt."),
        ("euler_step_eps", "x_t + dt * (x_t - eps) / t"),
        ("euler_sample", "The times are k / N for k = 0, ..., N - 1."),
        ("euler_sample", "Count the steps: for k in range(num_steps)."),
        ("euler_sample", "Use linspace(0, 1, N + 1)[:-1]."),
        ("euler_sample_eps", "The times are t_min + k (1 - t_min) / N."),
        ("generate", "Draw torch.randn(num_samples, generator=generator)."),
    ],
)
def test_an_answer_would_be_seen(exercise: str, text: str) -> None:
    assert exercise in _gives_away(text)


def test_every_exercise_has_its_answers_listed() -> None:
    assert set(GIVEN_AWAY) == {
        exercise.id for assignment in CATALOGUE for exercise in assignment.exercises
    }


_SLIPS = {
    "two full stops": r"(?<!\.)\.\.(?!\.)|\?\.|\.\?|,\.",
    "a before a vowel": r"\ba (?!(u|u_\w+|one|once|uni\w+|use\w*)\b)[aeiou]\w*",
    "an before a consonant": r"\ban (?!(hour|honest|f32|nn)\b)[bcdfghjklmnpqrstvwxyz]\w+",
    "a word twice": r"\b([a-z]+) \1\b",
    "two spaces": r"  ",
    "a space at an end": r"^\s|\s$",
    "one of many": r"(?<![-+] )\b1 (entries|times|values|evaluations|samples|steps)\b",
    "many of one": r"\b([02-9]|\d\d+) (entry|evaluation|value|sample)\b",
    "old words": r"\b(mend(s|ed|ing)?|due)\b",
}


def _slips(text: str) -> list[str]:
    return [name for name, pattern in _SLIPS.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize(("where", "text"), [*SENTENCES, *CLAIMS])
def test_there_is_no_slip_in_what_students_read(where: str, text: str) -> None:
    assert _slips(text) == []


@pytest.mark.parametrize(
    ("slip", "text"),
    [
        ("two full stops", "It is wrong.."),
        ("two full stops", "Is a `return` missing?."),
        ("a before a vowel", "a interpolant is a point"),
        ("an before a consonant", "an tensor"),
        ("a word twice", "the the result"),
        ("two spaces", "the  result"),
        ("a space at an end", "the result. "),
        ("one of many", "x has 1 entries that are NaN"),
        ("many of one", "2 evaluation is expected"),
        ("old words", "once is due"),
        ("old words", "mend that first"),
        ("old words", "Mending it takes a line."),
    ],
)
def test_a_slip_would_be_seen(slip: str, text: str) -> None:
    assert slip in _slips(text)


def test_what_is_right_is_no_slip() -> None:
    text = (
        "for k = 0, 1, ..., N - 1 an Euler step, a uniform value, a unit of time, an x, a u_theta"
    )
    assert _slips(text) == []


@pytest.mark.parametrize(("where", "text"), SENTENCES)
def test_hints_and_messages_are_sentences(where: str, text: str) -> None:
    assert text.endswith((".", "?"))


@pytest.mark.parametrize(("where", "text"), CLAIMS)
def test_claims_are_headings_without_a_stop(where: str, text: str) -> None:
    assert not text.rstrip().endswith((".", "?", ";", ":"))


def _content(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text.lower())) - {"the", "is", "of", "it", "you", "to", "in"}


@pytest.mark.parametrize("assignment", CATALOGUE, ids=lambda assignment: assignment.id)
def test_a_hint_does_not_repeat_its_message(assignment: Assignment) -> None:
    for idea in assignment.misconceptions:
        hint = _content(idea.hint or "something else altogether")
        shared = hint & _content(idea.message)
        assert len(shared) <= 0.7 * len(hint), (idea.id, idea.message, idea.hint)


#: files whose string constants end up before students, docstrings aside
_WORDED = [
    *(ROOT / "grader" / "judging" / name for name in ("blocking.py", "judge.py")),
    *(ROOT / "grader" / "authoring").glob("*.py"),
    *ASSIGNMENTS.glob("course/*.py"),
    *ASSIGNMENTS.glob("*/checks.py"),
]


def _constants(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


@pytest.mark.parametrize("path", _WORDED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_notes_use_no_old_words(path: Path) -> None:
    assert [text for text in _constants(path) if re.search(_SLIPS["old words"], text)] == []


def _prose(text: str) -> list[str]:
    """Return the comments and the strings of a module, docstrings and messages among them."""
    kinds = ("COMMENT", "STRING", "FSTRING_MIDDLE")  # the last one from Python 3.12 on
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if tokenize.tok_name[token.type] in kinds]


#: our own files; submissions are kept as students write them, and this one lists the words
_OURS = [
    path
    for folder in ("grader", "assignments", "solutions", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if not {"submissions", "hostile"} & set(path.parts) and path.name != "test_words.py"
]


@pytest.mark.parametrize("path", _OURS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_comments_and_docstrings_use_no_old_words(path: Path) -> None:
    prose = _prose(path.read_text(encoding="utf-8"))
    assert [text for text in prose if re.search(_SLIPS["old words"], text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    "text", ["x = 1  # to mend", 'def f():\n    """What is due."""\n', "x = f'{a} is due'"]
)
def test_an_old_word_in_a_comment_would_be_seen(text: str) -> None:
    assert any(re.search(_SLIPS["old words"], part) for part in _prose(text))


HANDOUTS = sorted(ASSIGNMENTS.glob("*/README.md"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_there_is_no_slip_on_a_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|\]\([^)]*\)", "", text, flags=re.DOTALL)
    found = {line: _slips(line.strip()) for line in prose.splitlines() if "  " not in line.strip()}
    assert {line: slips for line, slips in found.items() if slips} == {}


def _section(text: str, title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_handouts_say_the_same_about_where_it_is_graded() -> None:
    texts = {
        _section(path.read_text(encoding="utf-8"), "Where it is graded").replace(
            f"`{assignment.module}", "`NAME"
        )
        for assignment, path in zip(CATALOGUE, HANDOUTS, strict=True)
    }
    (text,) = {" ".join(section.split()) for section in texts}
    for wanted in ("`NAME.py` or `NAME.ipynb`", "`NAME (1).py`", "No files can be written"):
        assert wanted in text
    packages = re.search(r"The packages are (.*?)\.", text)
    assert packages is not None
    names = re.findall(r"\w+", packages[1].replace(" and ", ", "))
    assert tuple(names) == PACKAGES
