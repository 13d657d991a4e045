"""Grades hostile submissions and looks at what they left behind.

A hostile file begins with what must come of it:

    # expect: timeout            the verdict of the exercise that attacks, or several that will do
    # score: 14                  the points that its honest part deserves, to the point
    # assignment: 03_sampling    where it is not 02_recovery
    # exercise: euler_step       where it is not x1_from_u
    # falls: no-landlock         levels of isolation at which it is known to succeed

It raises RuntimeError("REACHED ...") where it got what it wanted. Beside it lies `honest.py`, with
right forms of the other exercises. @ROOT@, @PID@, @SECRET@, @VICTIM@ and @TOKEN@ stand for the
kit's folder, the grader's pid, another student's file, a file that everyone may write, and a secret
in the grader's environment: an attacker is granted all knowledge.
"""

from __future__ import annotations

import ast
import dataclasses
import os
import resource
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.catalogue import load_catalogue
from grader.errors import GraderError
from grader.host.isolation import Level, level_of
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.limits import Limits
from grader.results import GradeReport
from grader.submission import read_submission
from grader.wire.control import Layer

ROOT = Path(__file__).parents[2]
HOSTILE = Path(__file__).parent / "hostile"
TOKEN = "token-" + secrets.token_hex(16)
LIMITS = Limits(
    load_seconds=1.0,
    call_seconds=0.4,
    training_seconds=0.4,
    call_wall_seconds=2.0,
    total_seconds=3,
    total_wall_seconds=4.0,
    memory_bytes=256 << 20,
    evaluations=300,
    answer_bytes=16 << 20,
)
#: three exercises at the wall limit, and what the grader itself takes on a very busy machine
LONGEST_SECONDS = 60.0
MOST_MEMORY = 1 << 30

_WITHOUT: dict[Level, tuple[Layer, ...]] = {
    Level.SEALED: (),
    Level.FULL: ("own-root",),
    Level.SHARED_UID: ("own-root", "own-user"),
    Level.NO_LANDLOCK: ("own-root", "landlock"),
    Level.NO_SECCOMP: ("own-root", "seccomp"),
    Level.LIMITS: ("own-root", "landlock", "seccomp"),
    Level.PLAIN: ("own-root", "landlock", "seccomp"),
}

HONEST = """\
def over_trailing(t, x):
    return t.reshape(-1, *[1] * (x.ndim - 1))


def x1_from_u(x_t, u, t):
    return x_t + (1 - over_trailing(t, x_t)) * u


def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError("u or eps")
"""


@dataclass(frozen=True)
class Attack:
    """A hostile submission, and what must come of it.

    `build(folder)` writes it and returns the path to grade. With no `verdicts` the path must be
    refused with one line.
    """

    name: str
    about: str
    verdicts: tuple[str, ...]
    score: float
    build: Callable[[Path], Path]
    assignment: str = "02_recovery"
    exercise: str = "x1_from_u"
    falls: tuple[str, ...] = ()


def attacks_in_files() -> Iterator[Attack]:
    for path in sorted(HOSTILE.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        head = dict(
            line[2:].split(": ", 1) for line in lines[:5] if line.startswith("# ") and ": " in line
        )
        about = next(line for line in lines if line.startswith('"""'))
        yield Attack(
            path.stem,
            about.strip('"'),
            tuple(head["expect"].split()),
            float(head["score"]),
            _writer(text, head.get("assignment", "02_recovery").split("_", 1)[1]),
            head.get("assignment", "02_recovery"),
            head.get("exercise", "x1_from_u"),
            tuple(head.get("falls", "").split()),
        )


def _writer(text: str, module: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        submission = folder / "submission"
        submission.mkdir()
        (submission / f"{module}.py").write_text(text, encoding="utf-8", errors="surrogatepass")
        (submission / "honest.py").write_text(HONEST, encoding="utf-8")
        return submission

    return write


class Arena:
    """One grader at one level, with what a submission must not reach around it."""

    def __init__(self, level: Level, folder: Path) -> None:
        self.secret = folder / "ada_lovelace" / "recovery.py"
        self.secret.parent.mkdir()
        self.secret.write_text(f"# REACHED {TOKEN}\n{HONEST}", encoding="utf-8")
        self.victim = folder / "victim"
        self.victim.write_text("untouched", encoding="utf-8")
        self.victim.chmod(0o666)
        os.environ["GRADER_SECRET"] = TOKEN
        self.folder = folder
        self.workers = start(LIMITS, level is Level.PLAIN, without=_WITHOUT[level])
        self.level = level_of(self.workers.layers)
        self._graders: dict[str, GradingRun] = {}
        self._honest = self._write_honest()
        # so that the references are open, and only a submission's own process comes and goes
        self.grade(ROOT / "solutions" / "03_sampling" / "sampling.py", "03_sampling")
        self._whole = _stable(self.grade(self._honest, "02_recovery"))
        self._next = self._next_grader()
        self.baseline = self._after()

    def _next_grader(self) -> GradingRun:
        """Return a grader of one exercise: enough to see what an attack leaves to the next."""
        whole = self._graders["02_recovery"].assignments[0]
        part = dataclasses.replace(whole, exercises=whole.exercises[:1])
        return GradingRun([part], self.workers)

    def _after(self) -> Any:
        """Return the grade of an honest submission, as it is whatever came before it."""
        submission = read_submission(self._honest, self._next.assignments, chosen=True)
        return _stable(self._next.grade(submission))

    def _write_honest(self) -> Path:
        path = self.folder / "recovery.py"
        path.write_text(HONEST, encoding="utf-8")
        return path

    @property
    def safe(self) -> bool:
        """Whether an attack on all processes of a user stays among workers."""
        return {"seccomp", "own-user"} & {*self.workers.layers} != set()

    def grade(self, path: Path, assignment: str) -> GradeReport:
        grader = self._graders.get(assignment)
        if grader is None:
            catalogue = load_catalogue(wanted=assignment)
            grader = GradingRun(catalogue, self.workers)
            self._graders[assignment] = grader
        return grader.grade(read_submission(path, grader.assignments, path.is_file()))

    def face(self, attack: Attack, folder: Path) -> None:
        """Grade an attack and assert on all that must hold."""
        folder.mkdir(exist_ok=True)
        path = self._filled_in(attack.build(folder))
        before = self._leftovers(), self._victim_state()
        processes, descriptors = _processes(), psutil.Process().num_fds()
        start = time.monotonic()
        if attack.verdicts:
            self._judge(attack, self.grade(path, attack.assignment))
        else:
            with pytest.raises(GraderError) as refused:
                self.grade(path, attack.assignment)
            assert "\n" not in str(refused.value)
            assert TOKEN not in str(refused.value)
        assert time.monotonic() - start < LONGEST_SECONDS
        if self.level.value not in attack.falls:
            assert (self._leftovers(), self._victim_state()) == before
        assert self._after() == self.baseline, "the next submission's grade changed"
        assert _processes() <= processes
        assert psutil.Process().num_fds() <= descriptors

    def _filled_in(self, path: Path) -> Path:
        values = {
            "@ROOT@": str(ROOT),
            "@PID@": str(os.getpid()),
            "@SECRET@": str(self.secret),
            "@VICTIM@": str(self.victim),
            "@TOKEN@": TOKEN,
        }
        for file in path.glob("*.py") if path.is_dir() else ():
            if not file.is_file() or file.is_symlink():
                continue
            data = file.read_bytes()
            for name, value in values.items():
                data = data.replace(name.encode(), value.encode())
            file.write_bytes(data)
        return path

    def _judge(self, attack: Attack, report: GradeReport) -> None:
        exercises = {
            exercise.id: exercise
            for assignment in report.assignments
            for exercise in assignment.exercises
        }
        attacked = exercises[attack.exercise]
        texts = list(_texts(dataclasses.asdict(report)))
        account = [(check.id, check.verdict.value, check.message) for check in attacked.checks]
        fallen = self.level.value in attack.falls
        if not fallen:
            assert not [text for text in texts if "REACHED" in text or TOKEN in text]
            assert attacked.verdict.value in attack.verdicts, account
            assert report.score == attack.score, (report.score, account)
            assert attacked.score == 0 or attack.verdicts == ("passed",)
        for text in texts:
            assert all(character == "\n" or character.isprintable() for character in text), repr(
                text
            )
            for line in text.splitlines():
                assert not line.lstrip().startswith(("::", "##[")), repr(text)
            assert len(text) < 10_000
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        assert used < MOST_MEMORY, f"the grader itself used {used >> 20} MiB"

    def _victim_state(self) -> tuple[object, ...]:
        entry = self.victim.stat()
        return self.victim.read_text(encoding="utf-8"), entry.st_mode, entry.st_uid, entry.st_mtime

    def _leftovers(self) -> set[str]:
        """Return what submissions try to leave: marked files, and whatever outlives a process."""
        found: set[str] = set()
        for folder in ("/tmp", "/var/tmp", "/dev/shm", str(ROOT), str(Path.home())):
            names = os.listdir(folder) if os.path.isdir(folder) else []
            found |= {f"{folder}/{name}" for name in names if "fmg-attack" in name}
        for kind in ("shm", "sem", "msg"):
            table = Path("/proc/sysvipc", kind)
            if table.is_file():
                found |= {f"{kind}:{line}" for line in table.read_text().splitlines()[1:]}
        for package in (Path(ast.__file__).parent, Path(psutil.__file__).parents[1]):
            found |= {str(path) for path in package.glob("*fmg-attack*")}
        return found

    def close(self) -> None:
        """End all workers, after a last look at the whole of an honest submission."""
        last = _stable(self.grade(self._honest, "02_recovery"))
        for grader in (self._next, *self._graders.values()):
            grader.close()
        self.workers.close()
        os.environ.pop("GRADER_SECRET", None)
        assert last == self._whole


def _processes() -> int:
    """Return how many processes run below this one: workers of all graders, and what they left."""
    return len(psutil.Process().children(recursive=True))


def _stable(report: GradeReport) -> Any:
    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(inner) for key, inner in value.items() if key != "seconds"}
        if isinstance(value, list | tuple):
            return [strip(inner) for inner in value]
        return value

    return strip(dataclasses.asdict(report))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield str(value)
