"""What a class came to: all that its page shows, gathered from one report after the other."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from grader.cohort.clusters import Cluster, Clusters
from grader.cohort.outcomes import (
    NOT_READ,
    PARTLY_READ,
    PROVISIONAL,
    Outcome,
    Part,
    is_unread,
)
from grader.cohort.store import Row
from grader.limits import SLOW_SECONDS
from grader.reports.wording import short
from grader.results import CheckResult, Counterexample, ExerciseResult, GradeReport, Verdict

#: how a cell of the heat map is coded, by what staff tell apart at a glance
CODES = {
    Verdict.PASSED: "p",
    Verdict.FAILED: "f",
    Verdict.ERROR: "e",
    Verdict.TIMEOUT: "e",
    Verdict.MEMORY: "e",
    Verdict.GRADER_ERROR: "g",
    Verdict.NOT_ATTEMPTED: "n",
    Verdict.BLOCKED: "b",
}
#: of what is not there to be judged: a file that cannot be read, a function that it does not define
_UNREAD = "u"
_SLOWEST = 8


@dataclass(frozen=True)
class Example:
    """A case in which a mistake shows, of one submission that is not named."""

    check: str
    shown: Counterexample


@dataclass
class Held:
    """A known misconception, and who holds it."""

    id: str
    message: str
    hint: str | None
    exercises: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    example: Example | None = None


@dataclass
class CheckLine:
    """One check before the whole class."""

    id: str
    claim: str
    exercise: str
    points: float
    hidden: bool
    codes: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.id.removeprefix(f"{self.exercise}.")

    def passed(self, count: int) -> float:
        """Return which part of so many submissions passes it."""
        return sum(code == "p" for code in self.codes.values()) / count if count else 0.0


@dataclass
class ExerciseLine:
    """One exercise before the whole class."""

    id: str
    assignment: str
    verdicts: Counter[str] = field(default_factory=Counter)
    blocked_by: Counter[str] = field(default_factory=Counter)
    right_given: int = 0


class Overview:
    """Gathers reports, then tells what is in them."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.isolation = self.drawn = self.grader = ""
        #: by id and sentence: several ideas may have one id, and tell different students different
        #: things
        self._held: dict[tuple[str, str], Held] = {}
        self._checks: dict[str, CheckLine] = {}
        self._exercises: dict[str, ExerciseLine] = {}
        self.signatures: dict[str, str] = {}
        self._clusters = Clusters()
        self.unread: list[tuple[str, str]] = []
        self.provisional: list[tuple[str, str]] = []
        self._handed_in: Counter[str] = Counter()
        self._read_parts: dict[str, Part] = {}
        self._unread_parts: dict[str, Part] = {}

    def add(self, row: Row, outcome: Outcome, report: GradeReport) -> None:
        """Take one report in."""
        number = len(self.outcomes)
        self.outcomes.append(outcome)
        self.isolation, self.grader = report.isolation, report.grader_digest
        self.drawn = "practice, seed 0" if report.commitment is None else short(report.commitment)
        readings: dict[str, str] = {}
        # what cannot be read at all may be work of any assignment, and says nothing of the class
        known = self._unread_parts if outcome.state == NOT_READ else self._read_parts
        known |= {part.id: part for part in outcome.parts}
        for assignment in report.assignments:
            self._handed_in[assignment.id] += assignment.unread != "missing"
            for exercise in assignment.exercises:
                unread = is_unread(assignment) or exercise.undefined is not None
                self._exercise(assignment.id, exercise, number, outcome.file, unread)
                said = [check.reading for check in exercise.checks if check.reading]
                readings[exercise.id] = said[0] if said else ""
        for mistake in row.unnamed:
            self._clusters.add(outcome.file, mistake, readings.get(mistake.exercise, ""))
        if outcome.state in (NOT_READ, PARTLY_READ):
            self.unread.append((outcome.entry.name, outcome.reason))
        elif outcome.state == PROVISIONAL:
            self.provisional.append((outcome.entry.name, outcome.reason))

    def _exercise(
        self, assignment: str, exercise: ExerciseResult, number: int, file: str, unread: bool
    ) -> None:
        line = self._exercises.setdefault(exercise.id, ExerciseLine(exercise.id, assignment))
        self.signatures[exercise.id] = exercise.signature
        code = _UNREAD if unread else CODES[exercise.verdict]
        line.right_given += bool(exercise.given)
        line.verdicts[code] += 1
        if exercise.verdict is Verdict.BLOCKED:
            message = next((check.message for check in exercise.checks if check.message), "")
            line.blocked_by[(message or "").partition(", which")[0]] += 1
        told: set[str] = set()
        for check in exercise.checks:
            known = self._checks.setdefault(
                check.id,
                CheckLine(check.id, check.claim, exercise.id, check.max_score, check.hidden),
            )
            known.codes[number] = _UNREAD if unread else CODES[check.verdict]
            if check.diagnosis is not None and check.is_lost and check.diagnosis.id not in told:
                told.add(check.diagnosis.id)
                self._misconception(check, exercise.id, file)

    def _misconception(self, check: CheckResult, exercise: str, file: str) -> None:
        assert check.diagnosis is not None
        found = check.diagnosis
        key = found.id, found.message
        held = self._held.setdefault(key, Held(*key, check.hint))
        held.exercises[exercise] += 1
        if file not in held.files[-1:]:
            held.files.append(file)
        if check.counterexample is not None and (
            held.example is None or _size(check.counterexample) < _size(held.example.shown)
        ):
            held.example = Example(check.claim, check.counterexample)

    @property
    def held(self) -> list[Held]:
        """The misconceptions of this class, the most frequent first."""
        return sorted(self._held.values(), key=lambda held: (-len(held.files), held.id))

    @property
    def clusters(self) -> list[Cluster]:
        return self._clusters.shared

    @property
    def lone_mistakes(self) -> int:
        return self._clusters.lone

    @property
    def checks(self) -> list[CheckLine]:
        return [
            line
            for line in self._checks.values()
            if self._exercises[line.exercise].assignment in self._parts
        ]

    @property
    def exercises(self) -> list[ExerciseLine]:
        """The exercises; who handed in a lone file of another assignment did not attempt them."""
        count = len(self.outcomes)
        return [
            replace(line, verdicts=line.verdicts + Counter(n=count - line.verdicts.total()))
            for line in self._exercises.values()
            if line.assignment in self._parts
        ]

    @property
    def order(self) -> list[int]:
        """The submissions from the best to the worst, those alike side by side."""

        def pattern(number: int) -> str:
            return "".join(line.codes.get(number, " ") for line in self._checks.values())

        return sorted(
            range(len(self.outcomes)),
            key=lambda number: (-self.outcomes[number].score, pattern(number), number),
        )

    @property
    def slowest(self) -> list[Outcome]:
        found = [outcome for outcome in self.outcomes if outcome.seconds > 0]
        return sorted(found, key=lambda outcome: -outcome.seconds)[:_SLOWEST]

    @property
    def slow(self) -> list[Outcome]:
        """Those that took so long that others were given what waited behind them."""
        return [outcome for outcome in self.outcomes if outcome.seconds > SLOW_SECONDS]

    @property
    def slow_share(self) -> float:
        """Which part of the time of all is theirs."""
        total = sum(outcome.seconds for outcome in self.outcomes)
        return sum(outcome.seconds for outcome in self.slow) / total if total else 0.0

    @property
    def _parts(self) -> dict[str, Part]:
        return self._read_parts or self._unread_parts

    @property
    def parts(self) -> list[Part]:
        """The assignments of the class: a lone file is a report on its own alone."""
        return [self._parts[identity] for identity in sorted(self._parts)]

    @property
    def most(self) -> float:
        return sum(part.max_score for part in self._parts.values())

    @property
    def median(self) -> float:
        return statistics.median(self._scores) if self.outcomes else 0.0

    @property
    def mean(self) -> float:
        return statistics.fmean(self._scores) if self.outcomes else 0.0

    @property
    def full(self) -> int:
        return sum(outcome.score >= self.most for outcome in self.outcomes)

    @property
    def with_misconception(self) -> int:
        return len({file for held in self._held.values() for file in held.files})

    @property
    def missing(self) -> Iterator[tuple[str, int]]:
        """The assignments that some did not hand in, and how many."""
        count = len(self.outcomes)
        handed_in = ((name, self._handed_in[name]) for name in self._parts)
        return ((name, count - there) for name, there in handed_in if there < count)

    @property
    def _scores(self) -> Sequence[float]:
        return [outcome.score for outcome in self.outcomes]


def _size(shown: Counterexample) -> int:
    texts = (*shown.inputs.values(), shown.actual or "", shown.expected or "")
    return sum(len(text) for text in texts) + (10_000 if shown.expected is None else 0)
