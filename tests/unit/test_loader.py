"""A module is made statement by statement: what fails takes only what it defines with it."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import pytest

from grader.errors import SubmissionError
from grader.results import Verdict
from tests.unit.made import notebook, zipped
from tests.unit.support import Grade, exercise, first_lost, losing, solution, wrong


@dataclass(frozen=True)
class Outcome:
    score: float
    notices: tuple[str, ...]


def outcome(grade: Grade, files: dict[str, str | bytes], assignment: str = "02") -> Outcome:
    report = grade(files, assignment)
    return Outcome(report.score, report.assignments[0].notices)


def test_a_statement_that_fails_costs_what_it_defines_and_is_told(grade: Grade) -> None:
    text = solution("recovery").replace("import torch\n", "import torch\n1 / 0\n", 1)
    told = outcome(grade, {"recovery.py": text})
    assert told.score == 20
    (notice,) = told.notices
    assert "ZeroDivisionError: division by zero. What does not depend on it was still" in notice


def test_an_exercise_that_could_not_be_defined_says_why(grade: Grade) -> None:
    code = "del x1_from_u\n\n\n@no_such_decorator\ndef x1_from_u(x_t, u, t):\n    return x_t\n"
    report = grade(wrong("recovery", code))
    assert losing(report) == ["x1_from_u"]
    message = first_lost(report, "x1_from_u").message or ""
    assert message.startswith("x1_from_u is not defined in recovery.py. The cause: recovery.py, ")
    assert message.endswith(": NameError: name 'no_such_decorator' is not defined")
    assert "recovery.py, line " in message


@pytest.mark.parametrize(
    "line",
    [
        "raise SystemExit(0)",
        "import sys; sys.exit(3)",
        "raise KeyboardInterrupt",
        "class E(BaseException): pass\nraise E",
        "import no_such_package",
        "assert False",
        "raise ExceptionGroup('many', [ValueError(1)])",
    ],
)
def test_nothing_that_is_raised_at_import_is_a_way_out(line: str, grade: Grade) -> None:
    told = outcome(grade, {"recovery.py": f"{solution('recovery')}\n{line}\n"})
    assert told.score == 20
    assert len(told.notices) == 1


def test_helpers_in_other_files_are_imported(grade: Grade) -> None:
    helper = "def over(t, x):\n    return t.reshape(-1, *[1] * (x.ndim - 1))\n"
    text = solution("recovery").replace("import torch\n", "import torch\nfrom helper import over\n")
    text = text.replace(
        "    return t.reshape(-1, *[1] * (x.ndim - 1))\n", "    return over(t, x)\n"
    )
    assert outcome(grade, {"recovery.py": text, "helper.py": helper}).score == 20
    deep = {"a/02_recovery/recovery.py": text, "a/02_recovery/helper.py": helper}
    assert outcome(grade, {"hand_in.zip": zipped(dict(deep))}).score == 20


@pytest.mark.parametrize(
    "lines",
    [
        """
        import importlib.util, os
        here = os.path.dirname(__file__)
        path = os.path.join(here, "..", "01_interpolant", "helper.py")
        spec = importlib.util.spec_from_file_location("helper", path)
        helper = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(helper)
        over = helper.over
        """,
        'import runpy\nover = runpy.run_path("../01_interpolant/helper.py")["over"]',
        'exec(open("helpers/helper.py").read())',
        'from pathlib import Path\nexec(Path("../01_interpolant/helper.py").read_text())',
    ],
)
def test_a_helper_is_found_by_its_path_too(lines: str, grade: Grade) -> None:
    helper = "def over(t, x):\n    return t.reshape(-1, *[1] * (x.ndim - 1))\n"
    text = solution("recovery").replace("import torch\n", f"import torch\n{dedent(lines)}\n")
    text = text.replace(
        "    return t.reshape(-1, *[1] * (x.ndim - 1))\n", "    return over(t, x)\n"
    )
    files = {"hw/02_recovery/recovery.py": text, "hw/01_interpolant/helper.py": helper}
    report = grade({"hw.zip": zipped(dict(files))})
    assert (report.score, report.assignments[0].notices) == (20, ())
    assert [file.role for file in report.files] == ["graded", "used"]


def test_no_other_file_is_found_by_its_path(grade: Grade) -> None:
    lines = 'print(open("../data.json").read())\n'
    files = {"recovery.py": solution("recovery") + lines, "data.json": "{}"}
    (notice,) = outcome(grade, dict(files)).notices
    assert "FileNotFoundError" in notice
    assert "Of what was handed in only code is there" in notice
    lines = 'exec(open("/content/drive/recovery.py").read())\n'
    (notice,) = outcome(grade, {"recovery.py": solution("recovery") + lines}).notices
    assert "Nothing that was handed in lies there: leave out the folders of your own" in notice


def test_an_earlier_assignment_that_is_missed_was_not_handed_in(grade: Grade) -> None:
    text = "from interpolant import velocity\n" + solution("recovery")
    told = outcome(grade, {"recovery.py": text})
    assert told == Outcome(
        20,
        (
            "recovery.py, line 1: ModuleNotFoundError: interpolant.py was not handed in: hand it "
            "in with this file. What does not depend on it was still graded",
        ),
    )
    either = "try:\n    import interpolant\nexcept ImportError:\n    pass\n"
    assert outcome(grade, {"recovery.py": either + solution("recovery")}) == Outcome(20, ())


def test_annotations_of_an_absent_package_cost_nothing(grade: Grade) -> None:
    head = "from jaxtyping import Float\nimport beartype as bt\nimport torch\n"
    text = solution("recovery").replace("import torch\n", head)
    text = text.replace("x_t: Tensor", 'x_t: Float[Tensor, "b d"]').replace("t: Tensor", "t: bt.T")
    told = outcome(grade, {"recovery.py": text})
    assert told.score == 20
    assert told.notices[0].startswith("jaxtyping and beartype are not installed")
    assert len(told.notices) == 1
    report = grade(text.replace("def x1_from_u", "@bt.beartype\ndef x1_from_u"))
    message = first_lost(report, "x1_from_u").message or ""
    assert "beartype is not installed where this is graded" in message


def test_a_breakpoint_that_was_left_in_is_told(grade: Grade) -> None:
    code = "def x1_from_u(x_t, u, t):\n    breakpoint()\n    return x_t\n"
    message = first_lost(grade(wrong("recovery", code)), "x1_from_u").message or ""
    assert message.endswith(
        "the cause: nobody is there to debug it where this is graded: take the breakpoint out"
    )


def test_a_helper_with_a_syntax_error_is_named(grade: Grade) -> None:
    text = "import helper\n" + solution("recovery")
    told = outcome(grade, {"recovery.py": text, "helper.py": "def f(:\n"})
    assert told.score == 20
    assert told.notices[0].startswith("helper.py, line 1: SyntaxError")


def test_a_name_defined_twice_counts_as_it_was_last(grade: Grade) -> None:
    first = "def x1_from_u(x_t, u, t):\n    return 0\n\n\n"
    assert outcome(grade, {"recovery.py": first + solution("recovery")}).score == 20


def test_future_imports_hold_for_the_whole_file(grade: Grade) -> None:
    text = "from __future__ import annotations\n" + wrong(
        "recovery", "def helper(x: NoSuchType) -> AnotherOne: ..."
    )
    told = outcome(grade, {"recovery.py": text})
    assert told == Outcome(20, ())


def test_a_main_guard_is_not_entered(grade: Grade) -> None:
    text = wrong("recovery", "if __name__ == '__main__':\n    raise RuntimeError('trained')")
    assert outcome(grade, {"recovery.py": text}) == Outcome(20, ())


def test_printing_and_warning_cost_nothing(grade: Grade) -> None:
    code = """
    import warnings

    print("loading")
    warnings.warn("old")
    _right = x1_from_u

    def x1_from_u(x_t, u, t):
        print(x_t, flush=True)
        warnings.warn("deprecated")
        return _right(x_t, u, t)
    """
    told = outcome(grade, {"recovery.py": wrong("recovery", dedent(code))})
    assert told.score == 20
    (notice,) = told.notices
    assert notice.startswith("x1_from_u is defined more than once: the last one counts (")


@pytest.mark.parametrize(
    "code",
    [
        "x1_from_u = lambda x_t, u, t: x_t + (1 - over_trailing(t, x_t)) * u",
        "x1_from_u = torch.vmap(lambda x_t, u, t: x_t + (1 - t) * u)",
        "def x1_from_u(x_t, u, t, scale=1.0):\n    return x_t + (1 - over_trailing(t, x_t)) * u",
        "def x1_from_u(*all):\n    return all[0] + (1 - over_trailing(all[2], all[0])) * all[1]",
        "class Recover(torch.nn.Module):\n    def forward(self, x_t, u, t):\n"
        "        return x_t + (1 - over_trailing(t, x_t)) * u\nx1_from_u = Recover()",
        "import functools\n@functools.lru_cache\ndef one():\n    return 1\n"
        "def x1_from_u(x_t, u, t):\n    return x_t + (one() - over_trailing(t, x_t)) * u",
    ],
    ids=["lambda", "vmap", "default", "star", "module", "cached helper"],
)
def test_whatever_can_be_called_counts(code: str, grade: Grade) -> None:
    assert grade(wrong("recovery", code)).score == 20


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "def x1_from_u(x_t, u, *, t):\n    return x_t",
            "it is defined as x1_from_u(x_t, u, *, t), but is called with 3 values: "
            "x1_from_u(x_t, u, t). Take the `*` out: what follows it is taken by name only",
        ),
        (
            "def x1_from_u(*, x_t, u, t=None, **more):\n    return x_t",
            "it is defined as x1_from_u(*, x_t, u, t, **more), but is called with 3 values: "
            "x1_from_u(x_t, u, t). Take the `*` out: what follows it is taken by name only",
        ),
        (
            "def x1_from_u(*values, t):\n    return t",
            "it is defined as x1_from_u(*values, t), but is called with 3 values: "
            "x1_from_u(x_t, u, t)",
        ),
        (
            "def x1_from_u(x_t, u, t, dt):\n    return x_t",
            "it is defined as x1_from_u(x_t, u, t, dt), but is called with 3 values: "
            "x1_from_u(x_t, u, t)",
        ),
        ("x1_from_u = 'text'", "x1_from_u is a str in recovery.py, line {}; it must be a function"),
        (
            "globals()['x1_from_u'] = 'text'",
            "x1_from_u is a str in recovery.py; it must be a function",
        ),
        (
            "del x1_from_u\n\n\ndef x1_from_u_2(x_t, u, t):\n    return x_t",
            "x1_from_u is not defined in recovery.py. The cause: perhaps its name, since "
            "x1_from_u_2 is defined",
        ),
        (
            "del x1_from_u\n\n\ndef my_own_x1_from_u(x_t, u, t):\n    return x_t",
            "x1_from_u is not defined in recovery.py. The cause: perhaps its name, since "
            "my_own_x1_from_u is defined",
        ),
        (
            "globals().pop('x1_from_u')\n\n\ndef plot_x1_from_u():\n    return 1",
            "x1_from_u is not defined in recovery.py",
        ),
    ],
)
def test_what_cannot_be_called_is_told(code: str, message: str, grade: Grade) -> None:
    report = grade(wrong("recovery", code))
    assert losing(report) == ["x1_from_u"]
    line = wrong("recovery", code).count("\n")
    assert first_lost(report, "x1_from_u").message == message.format(line)


@pytest.mark.parametrize(
    ("around", "where"),
    [
        ("class Path:", "inside the class Path: an exercise is a function of its own, at the m"),
        ("def main():", "inside the function main: an exercise is a function of its own, at th"),
        ("if __name__ == '__main__':", 'under `if __name__ == "__main__":`, which is left out'),
        ("if False:", "under an `if` that does not hold here"),
    ],
)
def test_a_function_that_is_not_at_the_margin_is_found_there(
    around: str, where: str, grade: Grade
) -> None:
    code = f"import torch\n{around}\n    def x1_from_u(x_t, u, t):\n        return x_t\n"
    message = first_lost(grade(code), "x1_from_u").message or ""
    told = "x1_from_u is not defined in recovery.py. The cause: recovery.py, line 3 defines it "
    assert message.startswith(told + where)


def test_a_notebook_is_graded_without_its_plots_and_its_training(grade: Grade) -> None:
    cells = [
        "%matplotlib inline\n!pip install torch",
        "import torch",
        solution("recovery"),
        "import time\nwhile True:\n    time.sleep(1)",
        "plot(x1_from_u)",
    ]
    assert outcome(grade, {"recovery.ipynb": notebook(*cells)}) == Outcome(20, ())


def test_cells_may_stand_in_another_order_than_they_were_run(grade: Grade) -> None:
    head, *functions = solution("recovery").split("\n\n\n")
    cells = [*functions, "def _unused(x: Tensor): ...", head]
    assert outcome(grade, {"recovery.ipynb": notebook(*cells)}) == Outcome(20, ())
    # what was written anew stays the last, and a name that no cell binds is told
    cells[0] = "def x1_from_u(x_t: Tensor, u, t):\n    return x_t"
    later = [*cells, "def x1_from_u(x_t, u, t):\n    return 0 * x_t"]
    report = grade({"recovery.ipynb": notebook("ONE: Missing = 1", *later)})
    assert first_lost(report, "x1_from_u").verdict is Verdict.FAILED


def test_an_export_of_the_handed_out_notebook_costs_and_tells_nothing(grade: Grade) -> None:
    text = (
        "import sys\nif 'google.colab' in sys.modules:\n    get_ipython().system('unzip kit')\n"
        "import grader\nfrom google.colab import files\n"
        f"{solution('recovery')}\n\ngrader.check('x1_from_u')\ngrader.check()\n"
        "def picture():\n    import matplotlib.pyplot as plt\n\n\npicture()\n"
    )
    assert outcome(grade, {"recovery.py": text}) == Outcome(20, ())


def test_the_progress_bars_of_a_notebook_count_without_a_page(grade: Grade) -> None:
    bars = "from tqdm.notebook import tqdm, trange\n"
    loop = "    for _ in tqdm(trange(1), desc='t'):\n        return x_t + (1"
    text = bars + solution("recovery").replace("    return x_t + (1", loop)
    assert outcome(grade, {"recovery.ipynb": notebook(text)}) == Outcome(20, ())


@pytest.mark.parametrize("there", ["", "02_recovery/"])
def test_relative_imports_need_no_package(there: str, grade: Grade) -> None:
    dots = "..course.shapes" if there else ".course.shapes"
    text = solution("recovery").replace("def over_trailing", "def _old", 1)
    files = {
        f"{there}recovery.py": f"from {dots} import over_trailing\n{text}",
        "course/shapes.py": (
            "def over_trailing(t, x):\n    return t.reshape(-1, *[1] * (x.ndim - 1))\n"
        ),
    }
    assert outcome(grade, dict(files)) == Outcome(20, ())
    del files["course/shapes.py"]
    told = " ".join(outcome(grade, dict(files)).notices)
    assert "course.shapes was not handed in" in told or "course was not handed in" in told


@pytest.mark.parametrize("where", ["{0}\n{1}", "{1}\n{0}"])
def test_a_placeholder_beside_written_work_is_told(where: str, grade: Grade) -> None:
    work = "    return x_t + (1 - over_trailing(t, x_t)) * u"
    text = solution("recovery")
    assert work in text
    left = where.format("    raise NotImplementedError()", work.replace("return", "x ="))
    lost = first_lost(grade({"recovery.py": text.replace(work, left)}), "x1_from_u")
    assert "still raises NotImplementedError: delete it" in (lost.message or "")


def test_an_authors_own_refusal_is_no_placeholder(grade: Grade) -> None:
    text = solution("recovery").replace(
        "raise ValueError(", "raise NotImplementedError(prediction, "
    )
    assert text != solution("recovery")
    lost = first_lost(grade({"recovery.py": text}), "x1_error_gain")
    assert "delete it" not in (lost.message or "")


def test_a_name_that_is_nearly_right_is_told(grade: Grade) -> None:
    report = grade(
        {"recovery.py": solution("recovery").replace("def x1_from_u(", "def X1_from_u(")}
    )
    assert losing(report) == ["x1_from_u"]
    assert "perhaps its name, since X1_from_u is defined" in (
        first_lost(report, "x1_from_u").message or ""
    )


@pytest.mark.parametrize(
    ("spelling", "parameters", "is_told"),
    [
        ("X1_from_u", "x_t, u, t", True),
        ("x1_fromu", "x_t, u, t", True),
        ("x1_from_u_final", "x_t, u, t, dt=0", True),
        ("my_x1_from_u", "*given", True),
        ("plot_x1_from_u", "x_t", False),
        ("plot_x1_from_u", "x_t, u, t, *, axes", False),
        ("other", "x_t, u, t", False),
    ],
)
def test_a_name_that_is_nearly_right_is_told_of_a_cell_that_nothing_needs(
    grade: Grade, spelling: str, parameters: str, is_told: bool
) -> None:
    work = solution("recovery").replace("def x1_from_u(", "def unread(")
    cell = f"def {spelling}({parameters}):\n    return x_t"
    lost = first_lost(grade({"recovery.ipynb": notebook(work, cell)}), "x1_from_u")
    told = f"perhaps its name, since {spelling} is defined"
    assert (told in (lost.message or "")) == is_told


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("input('steps? ')", "Nobody is there to answer `input`"),
        ("exit()", "It ends the program"),
        ("import subprocess\nsubprocess.run(['true'])", "no other process can be started"),
        ("import torch\ntorch.save(torch.zeros(1), 'model.pt')", "The grader writes no files"),
    ],
)
def test_what_this_place_does_not_give_is_told_in_plain_words(
    line: str, why: str, grade: Grade
) -> None:
    told = outcome(grade, {"recovery.py": f"{solution('recovery')}\n\n{line}\n"})
    assert (told.score, why in told.notices[0]) == (20, True), told.notices


def test_errors_in_a_notebook_name_cell_and_line(grade: Grade) -> None:
    cells = ["import torch", "\n\ndef x1_from_u(x_t, u, t):\n    return x_t.nothing"]
    report = grade({"recovery.ipynb": notebook(*cells)})
    assert first_lost(report, "x1_from_u").message == (
        "recovery.ipynb, code cell 2, line 4, in x1_from_u: return x_t.nothing"
    )


def test_code_of_a_notebook_or_a_zip_is_not_imported_in_what_is_pasted(grade: Grade) -> None:
    code = "def x1_from_u(x_t, u, t):\n    return u"
    written: dict[str, str | bytes] = {
        "recovery.ipynb": notebook(wrong("recovery", code)),
    }
    example = first_lost(grade(written), "x1_from_u").counterexample
    assert example is not None
    assert (example.code or "").startswith("# paste below your functions of recovery.ipynb")


@pytest.mark.parametrize(
    ("files", "verdict", "text"),
    [
        (
            {"a/recovery.py": "x1_from_u = 1", "b/recovery.py": "x1_from_u = 2"},
            Verdict.ERROR,
            "more than one recovery.py",
        ),
        ({"other.py": "x = 1"}, Verdict.NOT_ATTEMPTED, "recovery.py was not handed in"),
    ],
    ids=["two", "missing"],
)
def test_a_file_that_cannot_be_used_scores_nothing_and_says_why(
    files: dict[str, str | bytes], verdict: Verdict, text: str, grade: Grade
) -> None:
    report = grade(files)
    assert report.score == 0
    assert {check.verdict for check in report.checks} == {verdict}
    assert text in report.assignments[0].notices[0]
    assert exercise(report, "x1_from_u").checks[0].message == report.assignments[0].notices[0]


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"recovery.py": b"x = '\xfc'\n"}, "0xfc is not UTF-8"),
        ({"recovery.py": b"x = 1\0"}, "NUL bytes"),
        ({"recovery.ipynb": b"{"}, "recovery.ipynb is cut off"),
        ({"a.zip": b"PK"}, "not a whole zip archive"),
        ({"a.zip": zipped({})}, "holds no .py and no .ipynb file"),
        (
            {"a.zip": zipped({"hw/recovery.pdf": "", "x.txt": ""})},
            "a.zip holds no .py and no .ipynb file, but hw/recovery.pdf, x.txt",
        ),
    ],
    ids=["latin-1", "nul", "notebook", "zip", "empty zip", "zip of papers"],
)
def test_what_cannot_be_read_at_all_is_refused_in_one_line(
    files: dict[str, str | bytes], text: str, grade: Grade
) -> None:
    with pytest.raises(SubmissionError) as caught:
        grade(files)
    assert text in str(caught.value)
    assert "\n" not in str(caught.value)
    # beside something that can be graded it is told, and costs nothing
    report = grade({"sampling.py": solution("sampling"), **files}, "03")
    assert report.score == report.max_score


def test_an_object_that_raises_when_looked_at_costs_its_exercise_only(grade: Grade) -> None:
    code = """
    class Nasty:
        @property
        def __signature__(self):
            raise RuntimeError("no")

        def __call__(self, x_t, u, t):
            return x_t

    x1_from_u = Nasty()
    """
    report = grade(wrong("recovery", dedent(code)))
    assert losing(report) == ["x1_from_u"]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("del x1_from_u", "it is deleted in recovery.py, line 3"),
        ("if True:\n    del x1_from_u", "it is deleted in recovery.py, line 4"),
        (
            "try:\n    1 / 0\nexcept ZeroDivisionError as x1_from_u:\n    pass",
            "it is deleted at the end of `except ... as x1_from_u` in recovery.py, line 5",
        ),
    ],
)
def test_a_name_that_is_deleted_is_told_with_its_line(code: str, cause: str, grade: Grade) -> None:
    text = "def x1_from_u(x_t, u, t):\n    return x_t\n"
    message = first_lost(grade(text + code), "x1_from_u").message or ""
    assert message == f"x1_from_u is not defined in recovery.py. The cause: {cause}"


def test_a_helper_that_is_deleted_is_the_cause_of_its_name_error(grade: Grade) -> None:
    text = "def own(x):\n    return x\n\n\ndef x1_from_u(x_t, u, t):\n    return own(x_t)\n"
    message = first_lost(grade(f"{text}del own"), "x1_from_u").message or ""
    assert message.endswith("the cause: it is deleted in recovery.py, line 7")


def test_a_clean_up_cell_and_a_timed_one_cost_a_notebook_nothing(grade: Grade) -> None:
    cells = [solution("recovery"), "x = 1\ndel x, x1_from_u, _over_trailing_axes"]
    timed = "%%timeit -n 10\nx1_from_u = x1_from_u(x, x, x)\ntorch = None"
    assert outcome(grade, {"recovery.ipynb": notebook(*cells, timed)}) == Outcome(20, ())


def test_a_notebook_may_import_from_the_module_of_its_own_name(grade: Grade) -> None:
    head, first, *rest = solution("recovery").split("\n\n\ndef ")
    module = f"{head}\n\n\ndef {first}\n\n\ndef {rest[0]}"
    cells = ["from recovery import *", "import recovery\ndef " + "\n\n\ndef ".join(rest[1:])]
    report = grade({"recovery.py": module, "recovery.ipynb": notebook(*cells)})
    assert (report.score, report.assignments[0].notices) == (20, ())
    assert [file.role for file in report.files] == ["graded", "used"]
    written = notebook(f"%%writefile recovery.py\n{solution('recovery')}", cells[0])
    assert outcome(grade, {"recovery.ipynb": written}) == Outcome(20, ())
    alone = outcome(grade, {"recovery.ipynb": notebook("from recovery import x1_from_u")})
    assert "cannot import name 'x1_from_u' from this notebook, which has" in alone.notices[0]


def test_a_function_that_is_only_written_to_a_file_is_told(grade: Grade) -> None:
    cells = [
        "def x1_from_eps(x_t, eps, t): return 1",
        "%%writefile mine.py\ndef x1_from_u(x_t, u, t):\n    return x_t",
    ]
    message = first_lost(grade({"recovery.ipynb": notebook(*cells)}), "x1_from_u").message or ""
    assert message.endswith(
        "recovery.ipynb, code cell 2, line 1: `%%writefile mine.py` writes this to a file and does "
        "not run it: import it, or take that line out"
    )


def test_a_notebook_of_marimo_is_called_that(grade: Grade) -> None:
    cell = (
        "@app.cell\ndef _(torch):\n    def x1_from_u(x_t, u, t):\n        return x_t\n    return\n"
    )
    report = grade(f"import marimo\n\napp = marimo.App()\n\n\n{cell}")
    message = first_lost(report, "x1_from_u").message or ""
    remedy = "hand in the notebook that `marimo export ipynb` makes of it"
    assert message.endswith(f"line 8 defines it inside a cell of marimo: {remedy}")
    needs = "recovery.py needs marimo, which is not installed"
    assert report.assignments[0].notices == (f"{needs}: {remedy}",)


def test_a_package_of_the_modules_name_is_graded(grade: Grade) -> None:
    names = "x1_from_u, x1_from_eps, x1_error_gain"
    files = {
        "recovery/__init__.py": f"from .core import {names}\n",
        "recovery/core.py": f"from recovery.helper import *\n{solution('recovery')}",
        "recovery/helper.py": "x = 1\n",
        "recovery.py": "def x1_from_u(x_t, u, t):\n    raise NotImplementedError()\n",
    }
    report = grade(dict(files))
    assert report.score == 20
    assert [file.path for file in report.files if file.role == "graded"] == ["recovery/__init__.py"]
    files["recovery/core.py"] += "\n\ndef x1_from_u(x_t, u, t):\n    return x_t\n"
    found = first_lost(grade(dict(files)), "x1_from_u").counterexample
    assert found is not None
    assert "from recovery import x1_from_u\n" in (found.code or "")


def test_a_broken_import_is_the_cause_of_the_name_error(grade: Grade) -> None:
    text = solution("recovery").replace("import torch\n", "improt torch\n", 1)
    line = text.split("\n").index("improt torch") + 1
    text += "\n\ndef x1_from_u(x_t, u, t):\n    return torch.clone(x_t)\n"
    report = grade(text)
    told = f"recovery.py, line {line}: SyntaxError: invalid syntax: improt torch"
    assert told in (first_lost(report, "x1_from_u").message or "")
    assert len([text for text in report.assignments[0].notices if told in text]) == 1


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("async def x1_from_u(x_t, u, t):\n    return x_t", "Take `async` off"),
        ("def x1_from_u(x_t, u, t):\n    yield x_t", "Write `return`, not `yield`"),
        ("def x1_from_u(u, x_t, t):\n    return u", "The first parameter must be x_t: "),
        ("def x1_from_u(x_t, t, u):\n    return t", "The second parameter must be u: "),
        ("def x1_from_u(x, v, time):\n    return x", "How much time is there"),
    ],
)
def test_how_a_function_is_written_is_told_before_its_mathematics(
    code: str, hint: str, grade: Grade
) -> None:
    lost = first_lost(grade(wrong("recovery", code)), "x1_from_u")
    assert (lost.hint or "").startswith(hint)
