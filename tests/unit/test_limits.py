"""Every limit ends a submission with its own verdict, and the other exercises keep their credit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from grader.catalogue import SOLUTIONS, load_catalogue
from grader.host.channel import Outcome
from grader.host.lost import WorkerLost
from grader.host.proxy import RecordedCall
from grader.host.values import PreparedCall, prepare
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.judging.session import Session
from grader.limits import LEAST_EVALUATIONS, Limits
from grader.model import Submission
from grader.reports.json_report import to_dict
from grader.results import Verdict
from grader.submission import read_submission
from grader.wire.messages import Load, Loaded
from tests.unit.support import Grade, exercise, first_lost, losing, wrong

SHORT = Limits(
    load_seconds=0.5,
    call_seconds=0.5,
    call_wall_seconds=4.0,
    total_seconds=20,
    memory_bytes=256 << 20,
    evaluations=50,
    answer_bytes=8 << 20,
)


@pytest.fixture(scope="module")
def strict() -> Iterator[GradingRun]:
    """A grader with short limits and without hidden checks."""
    with start(SHORT) as workers, GradingRun(load_catalogue(), workers, public=True) as grader:
        yield grader


def code(body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return wrong("recovery", f"def x1_from_u(x_t, u, t):\n{lines}")


BODIES = {
    "endless loop": (
        "while True: pass",
        Verdict.TIMEOUT,
        "x1_from_u did not finish within 0.5 seconds of CPU time",
    ),
    "sleep": (
        "import time\ntime.sleep(1000)",
        Verdict.TIMEOUT,
        "x1_from_u did not finish within 4 seconds",
    ),
    "exits": (
        "import os\nos._exit(7)",
        Verdict.ERROR,
        "your code ended the whole process (exit code 7)",
    ),
    "crashes": (
        "import os\nos.abort()",
        Verdict.ERROR,
        "your code crashed the whole process (SIGABRT)",
    ),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_call_that_ends_its_worker_costs_its_exercise_only(
    what: str, grade: Grade, strict: GradingRun
) -> None:
    body, verdict, message = BODIES[what]
    report = grade(code(body), "02", strict)
    assert losing(report) == ["x1_from_u"]
    lost = first_lost(report, "x1_from_u")
    assert lost.verdict is verdict
    assert (lost.message or "").startswith(message)
    if verdict is Verdict.TIMEOUT:
        last = body.splitlines()[-1]
        assert (lost.message or "").endswith(f" ran last: {last}")
    assert lost.counterexample is not None
    assert list(lost.counterexample.inputs) == ["x_t", "u", "t"]


@pytest.mark.parametrize(
    "body",
    [
        "return torch.ones(1 << 30)",
        "x = [0] * (1 << 30)\nreturn x_t",
        "x = bytearray(1 << 30)\nreturn x_t",
    ],
    ids=["tensor", "list", "bytes"],
)
def test_too_much_memory_costs_its_exercise_only(
    body: str, grade: Grade, strict: GradingRun
) -> None:
    report = grade(code(body), "02", strict)
    assert losing(report) == ["x1_from_u"]
    assert first_lost(report, "x1_from_u").verdict is Verdict.MEMORY


def test_a_flood_of_output_costs_nothing(grade: Grade, strict: GradingRun) -> None:
    body = "import sys\nfor s in (sys.stdout, sys.stderr):\n    s.write('x' * 1_000_000)\n"
    body += "return x_t + (1 - over_trailing(t, x_t)) * u"
    report = grade(code(body), "02", strict)
    assert report.score == report.max_score


def test_a_model_asked_a_million_times_is_stopped(grade: Grade, strict: GradingRun) -> None:
    body = "def euler_step(u_theta, x_t, t, dt):\n    for _ in range(10**6):\n"
    body += "        u = u_theta(x_t, t)\n    return x_t + dt * u\n"
    report = grade(wrong("sampling", body), "03", strict)
    lost = first_lost(report, "euler_step")
    assert lost.verdict is Verdict.FAILED
    assert lost.message == "euler_step evaluated its model more than 50 times in one call"
    assert exercise(report, "euler_step_eps").verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("line", "verdict", "text"),
    [
        (
            "@loop\ndef f(): pass",
            Verdict.TIMEOUT,
            "reading your file did not finish within 0.5 seconds of CPU time. recovery.py, line 64 "
            "ran last: while True: pass",
        ),
        ("import os; os._exit(0)", Verdict.ERROR, "ended the whole process (exit code 0)"),
    ],
)
def test_an_import_that_ends_its_worker_scores_nothing_and_says_why(
    line: str, verdict: Verdict, text: str, grade: Grade, strict: GradingRun
) -> None:
    loop = "def loop(f):\n    while True: pass\n"
    report = grade(wrong("recovery", loop + line), "02", strict)
    assert report.score == 0
    assert {check.verdict for check in report.checks} == {verdict}
    (notice,) = report.assignments[0].notices
    assert notice.startswith("recovery.py could not be loaded: ")
    assert text in notice


@pytest.mark.parametrize(
    "demo",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import time\ntime.sleep(1000)",
        "model = torch.nn.Linear(9, 9)\nfor _ in range(10**9):\n    model(torch.ones(9))",
    ],
    ids=["loop", "swallows", "sleep", "training"],
)
def test_a_demo_that_does_not_end_costs_nothing_and_is_told(demo: str, grade: Grade) -> None:
    report = grade(wrong("recovery", demo))
    assert report.score == report.max_score
    (notice,) = report.assignments[0].notices
    assert "recovery.py, line 6" in notice
    assert '`if __name__ == "__main__":`' in notice


def test_a_result_of_too_many_elements_is_no_tensor(grade: Grade, strict: GradingRun) -> None:
    report = grade(code("return torch.zeros(1 << 19)"), "02", strict)
    lost = first_lost(report, "x1_from_u")
    assert lost.verdict is Verdict.FAILED
    assert lost.counterexample is not None
    assert lost.counterexample.note == (
        "x1_hat is a tensor of 524288 elements; a float32 tensor of shape (1,) is expected"
    )


def test_an_expanded_giant_is_not_unfolded(grade: Grade, strict: GradingRun) -> None:
    report = grade(code("return torch.zeros(1).expand(1 << 40)"), "02", strict)
    lost = first_lost(report, "x1_from_u")
    assert lost.verdict is Verdict.FAILED
    assert losing(report) == ["x1_from_u"]


def test_results_that_are_too_large_together_are_stopped(grade: Grade, strict: GradingRun) -> None:
    report = grade(code("return [torch.zeros(1 << 17) for _ in range(16)]"), "02", strict)
    lost = first_lost(report, "x1_from_u")
    assert lost.verdict in (Verdict.MEMORY, Verdict.ERROR)
    assert losing(report) == ["x1_from_u"]


def test_all_time_together_is_limited(grade: Grade) -> None:
    """Many calls, each within its own limit, must not hold the grader up for long."""
    limits = replace(SHORT, total_seconds=1)
    body = "import time\nstart = time.process_time()\n"
    body += "while time.process_time() - start < 0.3: pass\n"
    body += "return x_t + (1 - over_trailing(t, x_t)) * u"
    catalogue = load_catalogue(wanted="02")
    with start(limits) as workers, GradingRun(catalogue, workers, public=True) as grader:
        report = grade(code(body), "02", grader)
    lost = first_lost(report, "x1_from_u")
    assert lost.verdict is Verdict.TIMEOUT
    assert lost.message == "it used all the 1 seconds of CPU time allowed"


_SLOW = """import time
    start = time.process_time()
    while time.process_time() - start < {seconds}: pass
    return x_t + (1 - over_trailing(t, x_t)) * u
"""


def test_one_exercise_cannot_use_up_the_time_of_the_others(grade: Grade) -> None:
    limits = replace(SHORT, exercise_seconds=0.6)
    text = wrong("recovery", "def x1_from_u(x_t, u, t):\n    " + _SLOW.format(seconds=0.1))
    catalogue = load_catalogue(wanted="02")
    with start(limits) as workers, GradingRun(catalogue, workers, public=True) as grader:
        report = grade(text, "02", grader)
    lost = first_lost(report, "x1_from_u")
    assert lost.verdict is Verdict.TIMEOUT
    assert lost.message == ("x1_from_u did not finish all its calls within 0.6 seconds of CPU time")
    assert losing(report) == ["x1_from_u"]


def test_a_call_that_is_right_by_luck_is_not_lucky_everywhere(
    grade: Grade, strict: GradingRun
) -> None:
    lucky = "right = x_t + (1 - over_trailing(t, x_t)) * u\nreturn right if {} else right + 1"
    for draw in ("torch.rand(()) < 0.7", "__import__('random').random() < 0.7"):
        assert losing(grade(code(lucky.format(draw)), "02", strict)) == ["x1_from_u"]


SAME = {
    "right": "",
    "wrong": "def x1_from_u(x_t, u, t):\n    return x_t + t * u\n",
    "raising": "def x1_error_gain(t, prediction):\n    raise KeyError(prediction)\n",
    "exiting": "import os\ndef x1_from_eps(x_t, eps, t):\n    os._exit(3)\n",
    "in place": "def x1_from_u(x_t, u, t):\n    u.mul_(2)\n    return x_t\n",
}


def test_a_plain_worker_gives_the_same_report_as_a_forked_one(
    grade: Grade, public_grader: GradingRun, tmp_path: Path
) -> None:
    catalogue = load_catalogue(wanted="02")
    with start(plain=True) as workers, GradingRun(catalogue, workers, public=True) as plain:
        for written in SAME.values():
            text = wrong("recovery", written)
            forked, plainly = (to_dict(grade(text, "02", by)) for by in (public_grader, plain))
            assert "forked" in forked["grader"]["isolation"]
            assert "forked" not in plainly["grader"]["isolation"]
            assert _without_seconds(forked["assignments"]) == _without_seconds(
                plainly["assignments"]
            )


def _without_seconds(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_seconds(inner) for key, inner in value.items() if key != "seconds"}
    if isinstance(value, list):
        return [_without_seconds(inner) for inner in value]
    return value


class _Sleeper:
    """Stands for a worker that is waited for 7 seconds and then ends itself."""

    def __init__(self, given: list[float]) -> None:
        self._given = given
        self.waited_seconds = 0.0

    @property
    def channel(self) -> _Sleeper:
        return self

    def cpu_seconds(self) -> float:
        return 0.0

    def load(self, request: Load, waited_seconds: float = 0.0) -> Loaded:
        self._given.append(waited_seconds)
        self.waited_seconds = waited_seconds + 7
        return Loaded("recovery.py", None, None, (), ())

    def call(self, calls: Sequence[PreparedCall]) -> Iterator[Outcome]:
        raise WorkerLost(Verdict.ERROR, "it slept and ended itself")

    def close(self) -> float:
        return 0.0


class _Sleepers:
    limits = Limits()
    isolation = "none"

    def __init__(self) -> None:
        self.given: list[float] = []

    def open(self) -> _Sleeper:
        return _Sleeper(self.given)


def test_workers_that_sleep_share_one_time_in_all() -> None:
    (assignment,) = load_catalogue(wanted="02")
    workers = _Sleepers()
    submission = Submission("x", Path("x"), (), "0" * 64)
    with Session(workers, assignment, submission, Limits()) as session:
        for _ in range(18):  # up to 126 seconds, and 120 are allowed
            with pytest.raises(WorkerLost, match="ended itself"):
                session.call(prepare("x1_from_u", [], 0))
        with pytest.raises(WorkerLost, match="had used 120 seconds in all"):
            session.call(prepare("x1_from_u", [], 0))
    assert workers.given == [7.0 * number for number in range(18)]


def test_what_is_allowed_follows_from_what_is_asked() -> None:
    def allowed(*arguments: object) -> int:
        return prepare("f", arguments, 0).evaluations

    assert allowed(0.5, "u") == allowed(3) == allowed(True) == LEAST_EVALUATIONS
    assert allowed(4, 100) == allowed(100, 4) == 200


def test_no_solution_needs_more_than_half_of_the_evaluations() -> None:
    """So a right submission that asks each twice is still within the limits."""
    catalogue = load_catalogue(wanted="03")
    asked: Counter[str] = Counter()
    with start() as workers, GradingRun(catalogue, workers) as grader:
        recorded: list[RecordedCall] = []
        remember = RecordedCall.of

        def of(call: PreparedCall, outcome: Outcome) -> RecordedCall:
            recorded.append(remember(call, outcome))
            return recorded[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(RecordedCall, "of", of)
            report = grader.grade(read_submission(SOLUTIONS, catalogue, False))
        assert report.score == report.max_score
    for record in recorded:
        count = len(record.evaluations)
        asked[record.call.function] += count
        assert count <= record.call.evaluations // 2
        assert count <= Limits.evaluations // 2
    assert len(asked) >= 5
    assert max(asked.values()) <= Limits.evaluations_in_all // 2
