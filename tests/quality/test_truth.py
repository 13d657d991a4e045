"""Judging tells the truth: about what was attempted, lost, called, kept, printed and left out."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import numpy as np
import pytest

from grader.catalogue import load_assignment, load_catalogue
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.judging.search import fingerprint
from grader.limits import Limits
from grader.results import GradeReport, Verdict
from grader.submission import read_submission
from tests.unit.made import notebook
from tests.unit.support import Grade, exercise, first_lost, losing, module_of, solution, wrong

#: an endless loop costs what it may take, so that is little here; drawing takes a part of it
SHORT = Limits(call_seconds=0.5, exercise_seconds=3.0, call_wall_seconds=20.0)


@pytest.fixture(scope="module")
def course() -> Iterator[GradingRun]:
    """Grades with the solutions at hand, as a course does."""
    with start(SHORT) as workers, GradingRun(load_catalogue(), workers) as grader:
        yield grader


@pytest.fixture(scope="module")
def home() -> Iterator[GradingRun]:
    """Grades with public checks alone, as a student does."""
    with start(SHORT) as workers, GradingRun(load_catalogue(), workers, public=True) as grader:
        yield grader


def points(report: GradeReport) -> dict[str, float]:
    return {
        exercise.id: exercise.score
        for assignment in report.assignments
        for exercise in assignment.exercises
    }


HANGS = {
    "where t is 0": (
        "03",
        """
        def u_from_eps(x_t, eps, t):
            while (t == 0).any():
                pass
            return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))
        """,
        {"u_from_eps": 4},
    ),
    "at one size": (
        "01",
        """
        _right = noising_batch

        def noising_batch(x1, generator):
            while x1.shape[0] == 512:
                pass
            return _right(x1, generator)
        """,
        {"noising_batch": 4},
    ),
    "in some later call": (
        "02",
        """
        _calls = []

        def x1_from_u(x_t, u, t):
            _calls.append(1)
            while len(_calls) > 40:
                pass
            return x_t + (1 - over_trailing(t, x_t)) * u
        """,
        None,
    ),
    "memory": (
        "02",
        """
        def x1_error_gain(t, prediction):
            if prediction == "u":
                return torch.ones(1 << 40)
            if prediction != "eps":
                raise ValueError(prediction)
            return (1 - t) / t
        """,
        None,
    ),
    "its process": (
        "03",
        """
        import os
        def euler_step_eps(eps_theta, x_t, t, dt):
            if (t == 0).any():
                os._exit(3)
            return euler_step(lambda x, s: u_from_eps(x, eps_theta(x, s), s), x_t, t, dt)
        """,
        {"euler_step_eps": 4},
    ),
}


@pytest.mark.parametrize("what", HANGS)
def test_the_courses_score_is_the_score_at_home(
    what: str, grade: Grade, course: GradingRun, home: GradingRun
) -> None:
    """Only a hidden check that came back wrong may disagree, never one that was lost."""
    number, code, expected = HANGS[what]
    text = wrong(module_of(number), dedent(code))
    theirs, own = grade(text, number, course), grade(text, number, home)
    assert points(theirs) == points(own)
    if expected is not None:
        (name,) = expected
        assert losing(own) == [name]
        assert points(own)[name] == expected[name]
        assert exercise(theirs, name).verdict is exercise(own, name).verdict


def test_a_hidden_check_that_came_back_wrong_does_disagree(grade: Grade, home: GradingRun) -> None:
    """Otherwise a table of the public answers would do at the course."""
    code = """
    _right, _asked = x1_from_u, []

    def x1_from_u(x_t, u, t):
        _asked.append(1)
        return _right(x_t, u, t) + (len(_asked) > {})
    """
    public = exercise(grade(solution("recovery"), "02", home), "x1_from_u").checks[0].test_cases
    text = wrong("recovery", dedent(code).format(public))
    checks = {check.hidden: check for check in exercise(grade(text), "x1_from_u").checks}
    assert checks[True].verdict is Verdict.FAILED
    assert (checks[False].verdict, checks[False].score) == (Verdict.BLOCKED, 0)
    own = grade(text, "02", home)
    assert own.score == own.max_score


def test_a_hang_in_one_check_is_told_and_leaves_the_others_their_points(
    grade: Grade, home: GradingRun
) -> None:
    number, code, _ = HANGS["at one size"]
    report = grade(wrong("interpolant", dedent(code)), number, home)
    verdicts = [check.verdict.value for check in exercise(report, "noising_batch").checks]
    assert verdicts == ["passed", "passed", "timeout"]
    message = first_lost(report, "noising_batch").message or ""
    assert "interpolant.py, line " in message
    assert message.endswith(" ran last: while x1.shape[0] == 512:")


def test_a_loss_is_told_though_an_earlier_case_was_not_answered_to_its_end(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A body of two calls: the second calls of all cases come after the first ones of all."""
    folder = tmp_path / "assignments" / "09_twice"
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(
        dedent(
            '''
            import numpy as np
            from hypothesis import strategies as st

            from grader.authoring.draft import Assignment
            from grader.authoring.expectations import expect_close
            from assignments.course.points import points
            from grader.host.proxy import Failure

            assignment = Assignment(title="Twice", module="twice")
            f = assignment.exercise("f(x1, eps)", hint="Twice the same.")
            g = assignment.exercise("g(n)", hint="The same number.")


            @f.property(points(), score=3)
            def same_twice(student, point):
                """f gives the same twice"""
                first = student.f(point.x1, point.eps)
                second = student.f(point.x1, point.eps)
                expect_close(first, second.astype(np.float64), np.full(second.shape, 1e-6))


            @g.property(st.tuples(st.builds(lambda n: {"n": [n]}, st.integers(1, 9))), score=1)
            def gives_n(student, case):
                """g gives n"""
                if student.g(case["n"][0]) != case["n"][0]:
                    raise Failure("another number")
            '''
        )
    )
    (tmp_path / "twice.py").write_text(
        "def f(x1, eps):\n    while x1.shape == (1, 1): pass\n    return x1 + eps\n\n\n"
        "def g(n):\n    return n + 1\n"
    )
    assignments = [load_assignment(folder)]
    submission = read_submission(tmp_path / "twice.py", assignments, False)
    with start(SHORT) as workers, GradingRun(assignments, workers, public=True) as grader:
        report = grader.grade(submission)
    assert exercise(report, "f").verdict is Verdict.TIMEOUT
    assert "line 2 ran last" in (first_lost(report, "f").message or "")
    # cases that cannot be hashed are searched as well: no check of an author's may break on that
    assert exercise(report, "g").verdict is Verdict.FAILED


def test_cases_of_any_kind_have_a_fingerprint() -> None:
    cases = [
        {"n": [1]},
        {"n": [2]},
        {"m": [1]},
        [1],
        (1,),
        {1, 2},
        1,
        1.0,
        True,
        "1",
        None,
        np.ones(1),
        np.ones(1, np.float32),
        np.ones((1, 1)),
    ]
    found = [fingerprint(case) for case in cases]
    assert len(set(found)) == len(cases)
    assert fingerprint({"n": [1]}) == fingerprint({"n": [1]})


@pytest.mark.parametrize(
    ("body", "verdict", "text"),
    [
        ("raise NotImplementedError()", Verdict.NOT_ATTEMPTED, "not written yet"),
        ("'''Doc.'''\n    raise NotImplementedError", Verdict.NOT_ATTEMPTED, "not written yet"),
        ("raise NotImplementedError('to do')", Verdict.NOT_ATTEMPTED, "not written yet"),
        ("return torch.randn(3, dtype=torch.int64)", Verdict.ERROR, "in velocity: return torch"),
        ("return torch.nn.Module()(x1)", Verdict.ERROR, "in velocity: return torch.nn.Module()"),
        (
            "u = x1 - eps\n    raise NotImplementedError()",
            Verdict.ERROR,
            "line 65 still raises NotImplementedError: delete it",
        ),
        (
            "if x1.ndim:\n        raise NotImplementedError('one axis only')\n    return x1 - eps",
            Verdict.ERROR,
            "in velocity: raise NotImplementedError('one axis only')",
        ),
    ],
)
def test_not_attempted_is_the_placeholder_itself(
    body: str, verdict: Verdict, text: str, grade: Grade
) -> None:
    code = solution("interpolant").rstrip() + f"\ndef velocity(x1, eps):\n    {body}\n"
    lost = first_lost(grade(code, "01"), "velocity")
    assert lost.verdict is verdict
    assert text in (lost.message or "")


def test_only_what_is_called_is_said_to_be_used(grade: Grade) -> None:
    code = """
    from typing import NamedTuple

    class Line(NamedTuple):
        start: torch.Tensor
        velocity: torch.Tensor

    def interpolate(x1, eps, t):
        interpolate_from_velocity = 3
        line = Line(eps, x1 - eps)
        return line.start + t * line.velocity

    def velocity(x1, eps):
        return eps - x1
    """
    report = grade(wrong("interpolant", dedent(code)), "01")
    assert exercise(report, "velocity").verdict is Verdict.FAILED
    # wrong for a reason of its own
    assert exercise(report, "interpolate").verdict in (Verdict.FAILED, Verdict.ERROR)


def test_a_model_kept_from_an_earlier_call_is_told_as_that(grade: Grade) -> None:
    code = """
    _kept = []

    def euler_sample(u_theta, x0, num_steps):
        _kept.append(u_theta)
        x = x0
        for k in range(num_steps):
            x = x + _kept[0](x, torch.full(x.shape[:1], k / num_steps)) / num_steps
        return x
    """
    lost = first_lost(grade(wrong("sampling", dedent(code)), "03"), "euler_sample")
    assert lost.verdict is Verdict.ERROR
    assert lost.counterexample is not None
    assert "u_theta was passed to an earlier call, which is over" in (
        lost.counterexample.actual or ""
    )


_TOLD = ("eval()", "train()", "to('cpu')", "requires_grad_(False)")


@pytest.mark.parametrize("line", [f"u_theta = u_theta.{told}" for told in _TOLD])
def test_what_networks_are_told_does_nothing_to_a_model(line: str, grade: Grade) -> None:
    code = f"""
    def euler_step(u_theta, x_t, t, dt):
        {line}
        return x_t + dt * u_theta(x_t, t)
    """
    report = grade(wrong("sampling", dedent(code)), "03")
    assert report.score == report.max_score


@pytest.mark.parametrize(
    "line",
    ["u_theta.parameters()", "u_theta.device", "u_theta[0]", "raise TypeError(repr(u_theta))",
     "raise TypeError(type(u_theta))", "u_theta + 1", "len(u_theta)", "u_theta()",
     "raise TypeError(vars(type(u_theta)).get('__module__'))", "torch.ones(u_theta)",
     "return u_theta"],
)  # fmt: skip
def test_no_class_of_the_graders_reaches_a_student(line: str, grade: Grade) -> None:
    code = f"def euler_step(u_theta, x_t, t, dt):\n    {line}\n    return x_t"
    lost = first_lost(grade(wrong("sampling", code), "03"), "euler_step")
    said = f"{lost.message} {lost.counterexample} {lost.hint}"
    assert "Field" not in said
    if line.startswith(("u_theta.par", "u_theta.dev")):
        assert "u_theta is a plain function here, no network" in said


def test_a_typo_in_a_future_import_costs_nothing_else(grade: Grade) -> None:
    text = "from __future__ import annotation\n" + solution("interpolant")
    report = grade(text, "01")
    assert report.score == report.max_score
    assert "future feature annotation is not defined" in report.assignments[0].notices[0]


def test_a_file_that_changes_from_load_to_load_is_told_as_that(
    grade: Grade, home: GradingRun
) -> None:
    code = """
    import os, time
    if time.time_ns() // 200_000_000 % 2:
        del x1_error_gain

    def x1_from_u(x_t, u, t):
        os._exit(1)
    """
    said = {
        f"{check.verdict.value}: {check.message}"
        for _ in range(6)
        for check in grade(wrong("recovery", dedent(code)), "02", home).checks
    }
    assert not any("KeyError" in line or "grader_error" in line for line in said)


def test_what_the_counterexample_printed_is_shown(grade: Grade) -> None:
    code = """
    def velocity(x1, eps):
        print("x1 is", x1.shape, "\\x1b[31mred\\x1b[0m")
        for k in range(100):
            print(k)
        return x1 + eps
    """
    lost = first_lost(grade(wrong("interpolant", dedent(code)), "01"), "velocity")
    assert lost.counterexample is not None
    printed = (lost.counterexample.printed or "").splitlines()
    assert printed[:2] == ["x1 is torch.Size([1]) red", "0"]
    assert len(printed) == 10


def test_what_raised_shows_what_it_had_printed(grade: Grade) -> None:
    code = "def velocity(x1, eps):\n    print('so far')\n    return x1.nothing"
    lost = first_lost(grade(wrong("interpolant", code), "01"), "velocity")
    assert lost.counterexample is not None
    assert lost.counterexample.printed == "so far"


LEFT_OUT = {
    "a text cell": (
        [solution("interpolant").replace("def velocity(", "def _old(", 1), "x = 1"],
        {1: "def velocity(x1, eps):\n    return x1 - eps"},
        "interpolant.ipynb, cell 2 is a Markdown cell, which is never run",
    ),
    "another language": (
        [
            solution("interpolant").replace("def velocity(", "def _old(", 1),
            "%%cython\ndef velocity(x1, eps):\n    return x1 - eps",
        ],
        None,
        "code cell 2, line 1: `%%cython` makes the whole cell something else than Python",
    ),
    "a broken cell": (
        [
            solution("interpolant").replace("def velocity(", "def _old(", 1),
            "def velocity(x1, eps):\n    return (x1 - eps",
        ],
        None,
        "code cell 2, line 2: SyntaxError",
    ),
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_a_function_that_was_left_out_says_where_and_why(what: str, grade: Grade) -> None:
    cells, markdown, text = LEFT_OUT[what]
    book = notebook(*cells, markdown=markdown)
    report = grade({"interpolant.ipynb": book}, "01")
    lost = first_lost(report, "velocity")
    assert (lost.message or "").startswith(
        "velocity is not defined in interpolant.ipynb. The cause"
    )
    assert text in (lost.message or "")


MISSING_NAME = {
    "a shell line": ("FILES = !ls", "code cell 1, line 1: `FILES = !ls` is no Python"),
    "a magic": ("FILES = %sql select", "`FILES = %sql select` is no Python"),
    "an absent package": ("import pandas as FILES", "pandas is not installed where this is graded"),
    "a failing line": ("FILES = 1 / 0", "code cell 1, line 1: ZeroDivisionError"),
    "a loop without end": ("while True:\n    FILES = 1", "this took too long at top level"),
}


@pytest.mark.parametrize("what", MISSING_NAME)
def test_a_name_that_was_left_out_is_the_cause_of_its_error(what: str, grade: Grade) -> None:
    cell, text = MISSING_NAME[what]
    body = "\n\n\ndef velocity(x1, eps):\n    FILES\n    return x1 - eps\n"
    report = grade({"interpolant.ipynb": notebook(cell, solution("interpolant") + body)}, "01")
    if what == "a loop without end":  # what it had bound by then is there
        assert losing(report) == []
    else:
        lost = first_lost(report, "velocity")
        assert "the cause: " in (lost.message or "")
        assert text in (lost.message or "")
    assert any(text in notice for notice in report.assignments[0].notices)


def test_nothing_is_told_where_nothing_is_lost(grade: Grade) -> None:
    cells = (
        "%matplotlib inline\n!pip install torch\nimport torch",
        "ONE = torch.tensor(1.0)\nprint(ONE.item())",
        solution("recovery"),
        "files = !ls\nfor t in range(10**12):\n    x_t = t",
        "ONE.item()\nplot(x1_from_u)",
    )
    book = notebook(*cells, markdown={2: "def helper(x): return x"})
    report = grade({"recovery.ipynb": book})
    assert report.score == report.max_score
    assert report.assignments[0].notices == ()
    assert report.notices == ()


def test_absent_packages_are_told_once_and_what_follows_is_not(grade: Grade) -> None:
    head = "import wandb\nimport seaborn as sns\nsns.set_theme()\nwandb.init()\n"
    report = grade(head + solution("recovery"))
    assert report.score == report.max_score
    (notice,) = report.assignments[0].notices
    assert notice.startswith("wandb and seaborn are not installed where this is graded (Python 3.")
    assert notice.endswith("tqdm, and the files that you hand in")


def test_packages_of_this_homework_are_there(grade: Grade) -> None:
    code = """
    from einops import rearrange
    from tqdm import tqdm, trange

    def x1_from_u(x_t, u, t):
        for _ in tqdm(range(2)):
            time = rearrange(t, "b -> b" + " 1" * (x_t.ndim - 1))
        return x_t + (1 - time) * u
    """
    report = grade(wrong("recovery", dedent(code)))
    assert report.score == report.max_score


def test_a_write_says_that_no_files_are_written(grade: Grade) -> None:
    code = "def x1_from_u(x_t, u, t):\n    open('run.log', 'a').write('x')\n    return x_t"
    lost = first_lost(grade(wrong("recovery", code)), "x1_from_u")
    assert lost.counterexample is not None
    assert "the grader writes no files: 'run.log'" in (lost.counterexample.actual or "")


def test_a_second_definition_is_told_with_the_one_that_counts(grade: Grade) -> None:
    stub = "def x1_from_u(x_t, u, t):\n    raise NotImplementedError()\n"
    quiet = grade({"recovery.ipynb": notebook(stub, solution("recovery"))})
    assert (quiet.score, quiet.assignments[0].notices) == (quiet.max_score, ())
    late = grade({"recovery.ipynb": notebook(solution("recovery"), stub)})
    assert exercise(late, "x1_from_u").verdict is Verdict.NOT_ATTEMPTED
    (notice,) = late.assignments[0].notices
    assert notice.startswith("x1_from_u is defined more than once: the last one counts (")
    assert "code cell 2, line 1" in notice


def test_a_newer_library_names_the_python_that_grades(grade: Grade) -> None:
    text = "from typing import NoSuchThing\n" + solution("recovery")
    (notice,) = grade(text).assignments[0].notices
    assert "This is graded with Python 3." in notice
    assert "/lib/python" not in notice


def test_a_file_to_run_that_was_not_handed_in_is_the_cause(grade: Grade) -> None:
    cells = (
        "%run helpers.ipynb",
        solution("recovery").replace("def over_trailing", "def _old", 1),
    )
    report = grade({"recovery.ipynb": notebook(*cells)})
    lost = first_lost(report, "x1_from_u")
    assert "the cause: recovery.ipynb, code cell 1, line 1: ImportError: %run helpers.ipynb" in (
        lost.message or ""
    )
    assert "helpers.ipynb was not handed in" in (lost.message or "")


def test_a_relative_import_works_within_a_package(grade: Grade) -> None:
    text = solution("recovery").replace(
        "import torch\n", "import torch\nfrom .util import ONE\n", 1
    )
    report = grade(
        {"src/flow/recovery.py": text, "src/flow/__init__.py": "", "src/flow/util.py": "ONE = 1"}
    )
    assert (report.score, report.assignments[0].notices) == (report.max_score, ())


def test_an_import_within_a_demo_does_not_end_its_limit(grade: Grade) -> None:
    demo = "def train():\n    import helper\n    while True:\n        pass\n\n\nK = train()\n"
    report = grade({"recovery.py": wrong("recovery", demo), "helper.py": "for i in range(3): i\n"})
    assert report.score == report.max_score
    assert "took too long at top level" in report.assignments[0].notices[0]


def test_a_line_that_is_told_is_the_same_on_every_regrade(grade: Grade, home: GradingRun) -> None:
    loop = "    while True:\n" + "".join(f"        v{n} = {n}\n" for n in range(9))
    code = f"def x1_from_u(x_t, u, t):\n{loop}"
    told = {
        first_lost(grade(wrong("recovery", code), "02", home), "x1_from_u").message
        for _ in range(4)
    }
    assert len(told) == 1
    assert all((message or "").endswith("ran last: while True:") for message in told)


def test_names_of_files_put_nothing_into_what_is_pasted(grade: Grade) -> None:
    from tests.unit.made import zipped

    code = "def x1_from_u(x_t, u, t):\n    return u"
    name = "hw\n__import__('os').system('id')\n\x1b[31mred.py"
    files: dict[str, str | bytes] = {"a.zip": zipped({name: wrong("recovery", code)})}
    example = first_lost(grade(files), "x1_from_u").counterexample
    assert example is not None
    lines = (example.code or "").splitlines()
    assert lines[0].startswith("# paste below your functions of ")
    assert not [line for line in lines[1:] if "system" in line or "\x1b" in line]
