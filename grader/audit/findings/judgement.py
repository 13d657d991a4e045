"""What makes an audit fail: the rules, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.audit.corpus.written import Labelled, unwritten
from grader.audit.findings.diagnosed import Diagnosed
from grader.audit.findings.matrix import public_killers
from grader.audit.records import AuditError, Family, Graded, Problem, Proof, Rate, Variant
from grader.model import Assignment
from grader.results import Verdict

#: share of the catalogue's misconceptions that must be named when their code is graded
HIT_RATE = 0.95


def grading_problems(graded: Sequence[Graded], public: set[str]) -> list[Problem]:
    """Return what is wrong with single gradings: survivors, rejected right forms, the grader."""
    problems: list[Problem] = []
    broken: dict[str, list[str]] = {}
    for judged in graded:
        error = _grader_error(judged)
        if error is not None:  # and then no verdict on it says anything
            broken.setdefault(error, []).append(judged.variant.id)
        elif judged.variant.family is Family.EQUIVALENT:
            problems += _rejections(judged)
        else:
            problems += _survival(judged, public)
            problems += _spill(judged)
    for error, variants in broken.items():
        more = f" and {len(variants) - 1} more" if len(variants) > 1 else ""
        problems.append(Problem("the grader failed", variants[0] + more, error))
    return problems


def _seeds(seeds: Sequence[int], total: int) -> str:
    if total == 1:
        return ""
    shown = ", ".join(map(str, seeds[:5])) + (", ..." if len(seeds) > 5 else "")
    return f" at {len(seeds)} of {total} seeds ({shown})"


def _survival(graded: Graded, public: set[str]) -> list[Problem]:
    survived = graded.survived
    if survived:
        text = f"keeps full marks{_seeds(survived, len(graded.outcomes))}"
        note = graded.variant.note or _first_line(graded.variant.code)
        return [Problem("survivor", graded.variant.id, f"{text}: {note}")]
    if not public_killers(graded, public):
        return [
            Problem(
                "seen by a hidden check only",
                graded.variant.id,
                "students' own grading gives it full marks, staff's does not",
            )
        ]
    return []


def _first_line(code: str) -> str:
    lines = [line.strip() for line in code.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _spill(graded: Graded) -> list[Problem]:
    lost = [
        exercise.id
        for exercise in graded.first.exercises
        if exercise.id not in graded.variant.reaches and not exercise.full
    ]
    if not lost:
        return []
    text = f"costs points in {', '.join(lost)}, which does not call what it changes"
    return [Problem("points lost elsewhere", graded.variant.id, text)]


def _rejections(graded: Graded) -> list[Problem]:
    rejected = {
        outcome.seed: [
            check.id for exercise in outcome.exercises for check in exercise.checks if check.kills
        ]
        for outcome in graded.outcomes
        if not all(exercise.full for exercise in outcome.exercises)
    }
    if not rejected:
        return []
    checks = list(dict.fromkeys(check for several in rejected.values() for check in several))
    where = _seeds(list(rejected), len(graded.outcomes))
    return [Problem("right form rejected", graded.variant.id, f"by {', '.join(checks)}{where}")]


def _grader_error(graded: Graded) -> str | None:
    """Return what the first check that broke says of itself, or the first idea that raised."""
    for outcome in graded.outcomes:
        if outcome.raised:
            return outcome.raised[0]
        for exercise in outcome.exercises:
            for check in exercise.checks:
                if check.verdict is Verdict.GRADER_ERROR:
                    said = (check.message or "").removeprefix(f"{check.id}: ")
                    return f"{check.id}: {said}"
    return None


def refuse_wrong_solutions(solutions: Sequence[Graded]) -> None:
    """Refuse a solution that loses points: what is compared with it would be told as others' fault.

    A check that is broken says nothing of it, and is told as such later.

    Raises:
        AuditError: it loses points.
    """
    for solution in solutions:
        lost = [exercise for exercise in solution.first.exercises if not exercise.full]
        if lost and _grader_error(solution) is None:
            told = ", ".join(
                f"{exercise.score:g} of {exercise.max_score:g} points of {exercise.id}"
                f" ({', '.join(exercise.killers) or 'what it calls is wrong'})"
                for exercise in lost
            )
            path = solution.variant.note
            raise AuditError(f"{path}: gets {told}: repair it, or its checks, first")


def stub_problems(stubs: Sequence[Graded]) -> list[Problem]:
    """Return the stubs that hold something of an answer: one gets no points, and tries nothing."""
    problems: list[Problem] = []
    for stub in stubs:
        for exercise in stub.first.exercises:
            said = {check.id: check.verdict for check in exercise.checks}
            strange = {
                check: verdict
                for check, verdict in said.items()
                if verdict not in (Verdict.NOT_ATTEMPTED, Verdict.BLOCKED)
            }
            if exercise.score or strange or Verdict.NOT_ATTEMPTED not in said.values():
                check, verdict = next(iter((strange or said).items()))
                text = (
                    f"{exercise.id} gets {exercise.score:g} of {exercise.max_score:g} points "
                    f"({check} is {verdict.value}), where nothing is to be attempted"
                )
                problems.append(Problem("a stub that is no stub", stub.variant.note, text))
    return problems


def tolerance_problems(assignment: Assignment, graded: Sequence[Graded]) -> list[Problem]:
    """Return the right forms of a tolerated misconception that are not told its message."""
    messages = {idea.id: idea.message for idea in assignment.misconceptions if idea.tolerated}
    problems: list[Problem] = []
    for judged in graded:
        identity = judged.variant.misconception
        if judged.variant.assignment != assignment.id or identity not in messages:
            continue
        told = {
            check.message
            for name in judged.variant.exercises
            for result in [judged.first.of(name)]
            if result
            for check in result.checks
        }
        if messages[identity] not in told:
            text = f"is the tolerated {identity}, but is not told its message"
            problems.append(Problem("misconception not named", judged.variant.id, text))
    return problems


def diagnosis_problems(table: Sequence[Diagnosed]) -> list[Problem]:
    """Return wrong names, and a hit rate that is too low with the misconceptions that lower it."""
    problems = [
        Problem(
            "another misconception named",
            _subject(told),
            f"its code is told {', '.join(told.wrong)}",
        )
        for told in table
        if told.wrong
    ]
    hits = sum(told.hit for told in table)
    if table and hits < HIT_RATE * len(table):
        missed = [_subject(told) for told in table if not told.hit and not told.wrong]
        problems.append(
            Problem(
                "diagnosis hit rate",
                f"{hits} of {len(table)}",
                f"less than {HIT_RATE:.0%}; not named: {', '.join(missed) or 'none'}",
            )
        )
    return problems


def _subject(told: Diagnosed) -> str:
    return f"{told.assignment.split('_')[0]}/{'+'.join(told.exercises)}/{told.misconception}"


def corpus_problems(assignment: Assignment, variants: Sequence[Variant]) -> list[Problem]:
    """Return the misconceptions of which the corpus has no code."""
    missing: list[Labelled] = unwritten(assignment, list(variants))
    return [
        Problem(
            "misconception without a mutant",
            f"{assignment.number}/{'+'.join(exercises)}/{identity}",
            "write a cell for it in the solution's mutants.py",
        )
        for exercises, identity in missing
    ]


def proof_problems(proofs: Mapping[str, Proof], hand_written: Sequence[Variant]) -> list[Problem]:
    """Return the hand-written mutants that were proved equal: then the proof is no proof."""
    return [
        Problem(
            "a mutant is proved equivalent",
            mutant.id,
            "a hand-written mutant and the solution give the same answers: the cell is wrong, or "
            "the comparison's inputs are too few",
        )
        for mutant in hand_written
        if mutant.id in proofs
    ]


def rate_problems(rates: Sequence[Rate]) -> list[Problem]:
    """Return the promised rates that were not kept."""
    return [
        Problem(
            "promised rate not kept",
            rate.name,
            f"{rate.rejections} rejections of {rate.repetitions} right samples at level "
            f"{rate.level:g} (p = {rate.p_value:.1e})",
        )
        for rate in rates
        if not rate.kept
    ]
