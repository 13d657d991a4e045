"""Plans what is graded at which seeds, and has it done: equal plans give equal results.

At the first seed every variant is explained and judged for the whole assignment (or, in the fast
form, for the exercises that it can affect). At the other seeds it is judged in the exercises that
it changes; at every `EXPLAINED`th, a right form also in those that call it, and a mutant is told
its diagnosis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.audit.records import Family, Graded, Outcome, Proof, Variant
from grader.audit.run.pool import Pool
from grader.audit.run.pool_worker import Job, Setting

#: every how many seeds a diagnosis is made and looked at
EXPLAINED = 20
#: variants of one setting that a process takes at once: more would leave others idle at the end
_UNIT = 24


@dataclass(frozen=True)
class Plan:
    """How much is graded: seeds of hand-written variants, of which `first` is the course's own."""

    seeds: tuple[int, ...]
    whole: bool  # at the first seed, look at the exercises that cannot be affected as well


#: called before a part begins, with its title and number of jobs; returns what to call after each
Part = Callable[[str, int], Callable[[], None]]


def prove(pool: Pool, variants: Sequence[Variant], part: Part) -> dict[str, Proof]:
    """Return the proof, by id, for each of the made mutants that is the solution itself."""
    jobs = [
        Job(number, Setting(variant.assignment, 0, compare=True), variant)
        for number, variant in enumerate(variants)
    ]
    advance = part("comparing made mutants with the solution", len(jobs))
    proofs: dict[int, Proof] = {}
    for answer in pool.run(_units(jobs)):
        assert answer.proof is not None
        proofs[answer.number] = answer.proof
        advance()
    return {
        variants[number].id: proofs[number] for number in sorted(proofs) if proofs[number].equal
    }


def grade(pool: Pool, variants: Sequence[Variant], plan: Plan, part: Part) -> list[Graded]:
    """Grade every variant at its seeds; returned in the order given."""
    jobs: list[Job] = []
    place: list[tuple[int, int]] = []  # of each job: (variant, seed)
    for turn, seed in enumerate(plan.seeds):
        for index, variant in enumerate(variants):
            if turn and variant.family is Family.MADE:
                continue
            place.append((index, seed))
            jobs.append(Job(len(jobs), _setting(variant, turn, seed, plan), variant))
    advance = part("grading", len(jobs))
    outcomes: dict[tuple[int, int], Outcome] = {}
    for answer in pool.run(_units(jobs)):
        assert answer.outcome is not None
        outcomes[place[answer.number]] = answer.outcome
        advance()
    return [
        Graded(
            variant,
            tuple(outcomes[index, seed] for seed in plan.seeds if (index, seed) in outcomes),
        )
        for index, variant in enumerate(variants)
    ]


def _setting(variant: Variant, turn: int, seed: int, plan: Plan) -> Setting:
    if turn == 0 and plan.whole:
        return Setting(variant.assignment, seed)
    thorough = turn % EXPLAINED == 0
    right = variant.family is Family.EQUIVALENT
    about = variant.reaches if right and thorough else variant.exercises
    return Setting(variant.assignment, seed, about, explain=thorough)


def regrade(
    pool: Pool, wanted: Sequence[tuple[Variant, str]], seed: int, part: Part
) -> dict[tuple[str, str], Outcome]:
    """Grade (variant, check) pairs as if the check had been deleted."""
    jobs = [
        Job(number, Setting(variant.assignment, seed, variant.exercises, False, check), variant)
        for number, (variant, check) in enumerate(wanted)
    ]
    advance = part("deleting checks", len(jobs))
    found: dict[tuple[str, str], Outcome] = {}
    for answer in pool.run(_units(jobs)):
        advance()
        assert answer.outcome is not None
        variant, check = wanted[answer.number]
        found[variant.id, check] = answer.outcome
    return found


def why_unnamed(pool: Pool, wanted: Sequence[tuple[Variant, int]], part: Part) -> dict[str, str]:
    """Return why each variant, graded at its seed, is not told its misconception; by its id."""
    jobs = [
        Job(number, Setting(variant.assignment, seed, explain=False, unnamed=True), variant)
        for number, (variant, seed) in enumerate(wanted)
    ]
    advance = part("asking why ideas are not named", len(jobs))
    found: dict[str, str] = {}
    for answer in pool.run(_units(jobs)):
        found[wanted[answer.number][0].id] = answer.reason
        advance()
    return found


def _units(jobs: Iterable[Job]) -> list[list[Job]]:
    """Group jobs by setting, in the order of their first, and cut the groups into units."""
    groups: dict[Setting, list[Job]] = {}
    for job in jobs:
        groups.setdefault(job.setting, []).append(job)
    return [
        group[start : start + _UNIT]
        for group in groups.values()
        for start in range(0, len(group), _UNIT)
    ]
