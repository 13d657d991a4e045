"""The report on a terminal: never wider than it, plain when piped, inert whatever was said."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace

import pytest
from rich.cells import cell_len

from grader.host.text import clean
from grader.judging.grading_run import GradingRun
from grader.reports.console import print_report, render, render_check, render_svg
from grader.results import CheckResult, Counterexample, GradeReport, Verdict
from tests.unit.reports import FAILED, PASSED, lost, report_of
from tests.unit.support import Grade, solution, wrong


def without_code(text: str) -> list[str]:
    """Return the lines of a report that are not code to paste, which are as long as they are."""
    return re.sub(r"(?ms)^# to see it yourself.*?^# ─+$", "", text).splitlines()


def narrow(text: str, width: int = 80) -> None:
    for line in without_code(text):
        assert cell_len(line) <= width, line


MANY_WRONG = """
def u_from_eps(x_t, eps, t):
    return x_t

def euler_step(u_theta, x_t, t, dt):
    return x_t.no_such_attribute_with_a_very_long_name_that_goes_on_and_on_and_on_and_on_and_on

def euler_sample(u_theta, x0, num_steps):
    x = x0
    for t in torch.linspace(0, 1, num_steps):
        x = x + u_theta(x, t.expand(len(x))) / num_steps
    return x

def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.rand(num_samples, generator=generator), num_steps)
"""


def test_no_line_but_pasted_code_is_wider_than_the_terminal(
    grade: Grade, grader: GradingRun
) -> None:
    reports = [
        grade(wrong("sampling", MANY_WRONG), "03"),
        grade(wrong("interpolant", "def velocity(x1, eps):\n    return eps"), "01"),
        grade("def f(:", "02"),
    ]
    for report in reports:
        for width in (40, 41, 52, 60, 80):
            narrow(render(report, width), width)


def test_long_texts_are_wrapped_and_none_of_them_is_lost() -> None:
    words = [f"word{number}" for number in range(60)]
    text = " ".join(words)
    example = Counterexample(
        {"x": text, "a_very_long_parameter_name_" * 2: "1"}, text, text, text, None
    )
    told = render(
        report_of(
            lost(claim=text, counterexample=example, hint=text, message=text),
            notices=(f"{text} too",),
            submission_name=text,
        )
    )
    narrow(told)
    for word in words:
        assert len(re.findall(rf"\b{word}\b", told)) >= 7, word


def test_wide_characters_count_double() -> None:
    narrow(
        render(
            report_of(
                lost(message="字" * 100, claim="字" * 90),
                submission_name="字" * 100,
                notices=("字" * 100,),
            )
        )
    )


def test_a_word_longer_than_a_line_is_broken() -> None:
    narrow(render(report_of(lost(message="x" * 300))))


class Pipe(io.StringIO):
    encoding = "utf-8"


def printed(report: GradeReport, monkeypatch: pytest.MonkeyPatch, stream: io.TextIOBase) -> str:
    monkeypatch.setattr(sys, "stdout", stream)
    print_report(report)
    stream.flush()
    if isinstance(stream, io.StringIO):
        return stream.getvalue()
    assert isinstance(stream, io.TextIOWrapper)
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("ascii")


def test_piped_output_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    told = printed(report_of(PASSED, FAILED), monkeypatch, Pipe())
    assert "\x1b" not in told
    assert told == render(report_of(PASSED, FAILED))


def test_without_utf8_only_ascii_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    told = printed(report_of(PASSED, FAILED, submission_name="Jörg"), monkeypatch, stream)
    assert "x g" in told
    assert "+ f" in told
    assert "J?rg" in told


def test_scores_end_at_the_width_and_values_hang_under_one_another(grade: Grade) -> None:
    report = grade(wrong("sampling", MANY_WRONG), "03")
    for width in (40, 60, 80):
        told = render(report, width)
        lines = without_code(told)
        scores = [line for line in lines if re.search(r" / \d+( points)?$| lost$", line)]
        assert len(scores) > 10
        assert {len(line) for line in scores} == {width}
        labels = re.findall(r"(?m)^ +(?:got|expected|try) +", told)
        assert {len(label) for label in labels} == {16 if width >= 60 else 14}


def test_code_is_flush_left_and_runs_as_pasted_with_the_lines_round_it() -> None:
    code = "def f(x):\n    return x\n\nanswer = f(3)" + "  # long" * 20
    example = Counterexample({"x": "3"}, "3", "4", None, code)
    for width in (40, 80):
        told = render(report_of(lost(counterexample=example)), width)
        (block,) = re.findall(r"(?ms)^# to see it yourself.*?^# ─+\n", told)
        assert code in block
        names: dict[str, object] = {}
        exec(block, names)
        assert names["answer"] == 3


class Screen(Pipe):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("columns", "width"), [(20, 40), (40, 40), (60, 60), (79, 79), (80, 80), (200, 80)]
)
def test_a_report_is_as_wide_as_its_terminal_within_reason(
    columns: int, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "dumb")
    told = printed(report_of(PASSED, FAILED), monkeypatch, Screen())
    assert told == render(report_of(PASSED, FAILED), width)


def test_what_is_piped_is_80_columns_wide_on_any_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert printed(report_of(FAILED), monkeypatch, Pipe()) == render(report_of(FAILED))


def plain(name: str, message: str, verdict: Verdict = Verdict.ERROR) -> CheckResult:
    """Return a lost check of which there is a message and nothing else."""
    return lost(
        id=f"{name}.x",
        verdict=verdict,
        message=message,
        counterexample=None,
        diagnosis=None,
        hint=None,
    )


def test_what_the_answers_are_stands_beside_what_they_look_like() -> None:
    check = replace(FAILED, reading="In all that was asked: your answers are those of x + y.")
    lines = [line.strip() for line in render_check(check).splitlines()]
    (place,) = (number for number, line in enumerate(lines) if line.startswith("in fact"))
    assert lines[place].endswith("In all that was asked: your answers are those of x + y.")
    assert lines[place - 1].startswith("looks like")


def test_nothing_is_said_twice() -> None:
    notices = (
        "a.py could not be read. The rest was graded",
        "a.py could not be read. The rest was graded",
        "b.py is not used. The rest was graded.",
    )
    told = render(
        report_of(
            FAILED,
            lost(id="h.holds", claim="h holds"),
            plain("i", "odd"),
            plain("j", "odd"),
            plain("k", "not judged", Verdict.BLOCKED),
            plain("l", "not judged", Verdict.BLOCKED),
            notices=notices,
        )
    )
    for sentence in (
        "a.py could not be read.",
        "The rest was graded.",
        "b.py is not used.",
        "You add where you must subtract.",
        "Subtract.",
        "  odd",
        "print(1)",
    ):
        assert told.count(sentence) == 1, sentence
    assert "looks like  the same as in g\n" in told
    assert "  the same as in i\n" in told
    assert told.count("not judged") == 2  # under k and under l: why each is blocked
    assert ".." not in told


def test_a_notice_is_all_that_is_said_of_those_it_explains() -> None:
    notice = "module.py could not be loaded: it ran for too long"
    told = render(report_of(plain("f", notice), plain("g", notice), notices=(notice,)))
    assert " ".join(told.split()).count(notice) == 1
    assert "lost" not in told
    assert "Next: fix the file of assignment 01: see its notice." in told


def test_functions_that_are_not_there_have_one_account() -> None:
    why = "not defined in module.py"
    missing = [plain(name, f"{name} is {why}") for name in "fgh"]
    told = render(report_of(*missing, notices=("module.py: bad.",), undefined=why))
    assert "✗ f, g and h are not defined in module.py" in told
    assert told.count("not defined in") == 1
    assert told.count("9 points lost") == told.count("lost") == 1
    assert "Next: fix the file of assignment 01: see its notice." in told
    told = render(report_of(PASSED, missing[1], undefined=why))
    assert "g is not defined in module.py" in told
    assert "Next: fix g, for 3 points." in told


HOSTILE = {
    "colour": "\x1b[31mred\x1b[0m",
    "clear": "a\x1b[2J\x1b[Hb",
    "title": "a\x1b]0;title\x07b",
    "link": "\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\",
    "return": "good\rbad",
    "backspace": "good\x08\x08bad",
    "line ends": "a\nb\r\nc\x0bd\x85e\u2028f",
    "direction": "a\u202eb\u2066c",
    "zero width": "a\u200bb\ufeffc",
    "nul": "a\0b",
    "c1": "a\x9b31mb",
    "markup": "[red]x[/red] [link=http://evil]y[/link]",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_inert_once_cleaned(what: str) -> None:
    text = clean(HOSTILE[what], 400)
    assert text.isprintable()
    assert not set(text) & set("\u200b\ufeff\u202e\u2066")
    if what == "markup":
        assert text == HOSTILE[what]


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\x1b[2J\x1b[Hb", "ab"),
        ("a\x1b]0;title\x07b", "ab"),
        ("\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\", "text"),
        ("::error::x", "'::error::x"),
        ("  ::add-mask::x", "'::add-mask::x"),
        ("##[group]x", "'##[group]x"),
        ("a ::error::", "a : :error::"),
        ("<object at 0x7f3a2b1c9d10>", "<object at 0x...>"),
        ("x" * 500, "x" * 397 + "..."),
        ("a  \n b\tc", "a b c"),
        ("", ""),
    ],
)
def test_commands_addresses_and_lengths_are_tamed(text: str, inert: str) -> None:
    assert clean(text, 400) == inert


def hostile_code(text: str) -> str:
    return wrong(
        "recovery", f"TEXT = {text!r}\ndef x1_from_u(x_t, u, t):\n    raise ValueError(TEXT)"
    )


@pytest.mark.parametrize("what", HOSTILE)
def test_what_a_submission_says_moves_no_cursor(what: str, grade: Grade) -> None:
    told = render(grade(hostile_code(HOSTILE[what])))
    assert "ValueError" in told
    assert all(line.isprintable() for line in told.splitlines())
    narrow(told)


def test_markup_in_a_submission_is_text(grade: Grade) -> None:
    assert "ValueError: [red]x[/red] [link=http://evil]y[/link]" in " ".join(
        render(grade(hostile_code(HOSTILE["markup"]))).split()
    )


def test_hostile_names_of_parameters_and_files_are_inert(grade: Grade) -> None:
    code = f"def x1_from_u({'a' * 3000}, u, t):\n    return u"
    narrow(render(grade(wrong("recovery", code))))
    report = grade({"a\x1b[2Jb/recovery.py": "1 / 0\n" + solution("recovery")})
    told = render(replace(report, submission_name=clean("a\x1b[2Jb\u202ec", 200)))
    assert all(line.isprintable() for line in told.splitlines())


def test_scores_and_verdicts_are_listed() -> None:
    told = render(
        report_of(
            PASSED,
            FAILED,
            lost(id="h.x", verdict=Verdict.NOT_ATTEMPTED, message="not written yet"),
            lost(id="i.x", verdict=Verdict.BLOCKED, counterexample=None),
            lost(id="j.x", verdict=Verdict.TIMEOUT),
            lost(id="k.x", verdict=Verdict.MEMORY),
        )
    )
    for line in (
        r"Flow matching · homework +2 / 17 points",
        r"01 First +2 / 17",
        r" +✓ f +2 / 2",
        r" +✗ g +0 / 3",
        r" +· h +not attempted +0 / 3",
        r" +~ i +blocked +0 / 3",
        r" +✗ j +out of time +0 / 3",
        r" +✗ k +out of memory +0 / 3",
    ):
        assert re.search(f"^{line}$", told, re.M), line


def test_a_lost_check_is_accounted_for_in_order() -> None:
    assert render_check(FAILED).splitlines() == [
        "  ✗ g holds for every x",
        "    x           [1.5]",
        "    got         [2.]",
        "    expected    [3.]",
        "                A sample is off.",
        "    looks like  You add where you must subtract.",
        "    try         Subtract.",
        "# to see it yourself " + "─" * 59,
        "import torch",
        "print(1)",
        "# " + "─" * 78,
    ]


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (report_of(PASSED), "All checks passed. Well done!"),
        (report_of(PASSED, public_only=True), "All public checks passed. Well done!"),
        (report_of(PASSED, FAILED), "1 of 2 exercises done. Next: fix g, for 3 points."),
        (report_of(lost(verdict=Verdict.NOT_ATTEMPTED)), "Next: write g(x), for 3 points."),
        (
            report_of(lost(id="a.x", verdict=Verdict.NOT_ATTEMPTED), FAILED),
            "Next: fix g, for 3 points.",
        ),
        (report_of(lost(id="a.x", verdict=Verdict.BLOCKED), FAILED), "Next: fix g, for 3 points."),
        (report_of(lost(max_score=1)), "Next: fix g, for 1 point."),
    ],
)
def test_the_next_step_is_named(report: GradeReport, line: str) -> None:
    assert line in render(report).splitlines()


def test_the_graders_own_fault_is_said_to_be_none_of_the_student() -> None:
    told = render(report_of(lost(verdict=Verdict.GRADER_ERROR)))
    assert "It is not your fault" in " ".join(told.split())
    assert "the grader's fault" in told


def test_stubs_get_no_account() -> None:
    told = render(report_of(lost(verdict=Verdict.NOT_ATTEMPTED, message="not written yet")))
    assert "points lost" not in told


def test_the_picture_is_an_svg() -> None:
    assert render_svg(report_of(FAILED), "title").startswith("<svg")
