"""Runs an audit from beginning to end."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.audit.corpus.blind_spots import read_blind_spots
from grader.audit.corpus.handed_out import read_stubs
from grader.audit.corpus.making import make_mutants
from grader.audit.corpus.written import labels, read_corpus
from grader.audit.findings import judgement, rates
from grader.audit.findings.coverage import Coverage, coverage, coverage_problems
from grader.audit.findings.diagnosed import (
    Diagnosed,
    Unlabelled,
    diagnoses,
    unlabelled,
    unnamed,
)
from grader.audit.findings.matrix import ExerciseMatrix, build
from grader.audit.findings.power import Detection, detections
from grader.audit.records import Family, Graded, Outcome, Place, Problem, Proof, Rate, Variant
from grader.audit.run.campaign import Part, Plan, grade, prove, regrade, why_unnamed
from grader.audit.run.pool import Pool
from grader.audit.run.sabotaging import find_sabotages, try_sabotages
from grader.catalogue import grader_digest, load_catalogue
from grader.model import Assignment


@dataclass(frozen=True)
class Options:
    """What is audited, and how thoroughly."""

    assignments: Path
    solutions: Path
    wanted: str | None = None
    seeds: int = 200
    made: int | None = None  # how many made mutants, spread evenly over all; None: all
    every_code: bool = True  # grade all codes of an idea, and not one alone
    repetitions: int = 5000
    part: int = 1  # of the variants of each exercise, one of so many
    dear: int = 1  # of a dear assignment
    whole: bool = True
    workers: int = 2
    #: sabotages of each exercise: (single conditions, pairs)
    sabotages: tuple[int, int] = (0, 0)
    #: every blind spot must be declared
    covered: bool = False


#: few enough to run with the tests: about 60 in all
SAMPLE = (2, 3)
#: of the variants of each exercise, one of so many runs with the tests
PART = 2
#: and of those that are dear to grade
DEAR = 16
#: all single conditions, and so many pairs that there are thousands over the course
ALL = (1000, 200)


def fast(options: Options) -> Options:
    """Return the form that runs with the tests: one seed, fewer mutants, small tables."""
    return replace(
        options,
        seeds=1,
        made=60,
        every_code=False,
        repetitions=300,
        part=PART,
        dear=DEAR,
        whole=False,
        sabotages=SAMPLE,
        covered=False,
    )


@dataclass(frozen=True)
class Audit:
    """Everything that an audit found: the only input of its reports."""

    assignments: tuple[Assignment, ...]
    digest: str
    seeds: int
    made: int  # mutants that can be made; `graded` holds those that were looked at
    graded: tuple[Graded, ...]
    proofs: Mapping[str, Proof]
    variants: Mapping[str, Variant]  # those with a proof, by id
    matrices: tuple[ExerciseMatrix, ...]
    diagnosed: tuple[Diagnosed, ...]
    unlabelled: tuple[Unlabelled, ...]
    detections: tuple[Detection, ...]
    rates: tuple[Rate, ...]
    coverage: tuple[Coverage, ...]
    problems: tuple[Problem, ...]
    seconds: float
    cpu_seconds: float  # of `gradings`, and all else but the sabotage
    sabotage_seconds: float  # of CPU time
    gradings: int

    @property
    def passed(self) -> bool:
        return not self.problems

    def of(self, *families: Family) -> list[Graded]:
        """Return the graded variants of some families."""
        return [graded for graded in self.graded if graded.variant.family in families]


def audit(options: Options, part: Part) -> Audit:
    """Run an audit.

    Raises:
        GraderError: a folder or a corpus file is not as it must be, or a grading process ended.
    """
    started = time.perf_counter()
    catalogue = load_catalogue(options.assignments, options.wanted)
    written = [
        variant
        for assignment in catalogue
        for variant in thinned(
            read_corpus(assignment, options.solutions), _part(assignment, options)
        )
    ]
    written = written if options.every_code else once_each(written)
    stubs = [stub for assignment in catalogue for stub in read_stubs(assignment, options.solutions)]
    made = [
        variant
        for assignment in catalogue
        for variant in make_mutants(assignment, options.solutions)
    ]
    parts = {assignment.id: _part(assignment, options) for assignment in catalogue}
    chosen = spread(
        [variant for number, variant in enumerate(made) if not number % parts[variant.assignment]],
        options.made,
    )
    place = Place(str(options.assignments), str(options.solutions))
    plan = Plan(tuple(range(options.seeds)), options.whole)
    hand_mutants = [
        variant for variant in written if variant.family is Family.MUTANT and variant.idea is None
    ]
    with Pool(place, options.workers) as pool:
        proofs = prove(pool, [*hand_mutants, *chosen], part)
        equal = {variant.id: variant for variant in chosen if variant.id in proofs}
        different = [variant for variant in chosen if variant.id not in proofs]
        graded = grade(pool, [*written, *different], plan, part)
        mutants = [judged for judged in graded if judged.variant.family is not Family.EQUIVALENT]

        def again(wanted: Sequence[tuple[Variant, str]]) -> Mapping[tuple[str, str], Outcome]:
            return regrade(pool, wanted, plan.seeds[0], part)

        matrices = build(catalogue, mutants, again)
        graded_stubs = grade(pool, stubs, Plan(plan.seeds[:1], whole=True), part)
        labelled = _to_be_named(catalogue)
        reasons = why_unnamed(pool, unnamed(labelled, mutants), part)
        cpu_seconds = pool.cpu_seconds
        sabotages = find_sabotages(pool, catalogue, options.sabotages, part)
        tried = try_sabotages(pool, catalogue, options.solutions, sabotages, plan.seeds[0], part)
        sabotage_seconds = pool.cpu_seconds - cpu_seconds
    declared = [
        spot for assignment in catalogue for spot in read_blind_spots(assignment, options.solutions)
    ]
    covered = coverage(catalogue, tried, declared)
    advance = part("drawing right samples", options.repetitions * len(rates.NULLS))
    null_rates = rates.null_rates(options.repetitions, advance=advance)
    table = diagnoses(labelled, mutants, reasons)
    return Audit(
        assignments=tuple(catalogue),
        digest=grader_digest(catalogue),
        seeds=options.seeds,
        made=len(made),
        graded=tuple(graded),
        proofs={identity: proofs[identity] for identity in equal},
        variants=equal,
        matrices=tuple(matrices),
        diagnosed=tuple(table),
        unlabelled=tuple(unlabelled(mutants)),
        detections=tuple(detections(catalogue, mutants)),
        rates=tuple(null_rates),
        coverage=tuple(covered),
        problems=(
            *(coverage_problems(covered, declared) if options.covered else ()),
            *judgement.stub_problems(graded_stubs),
            *_problems(catalogue, written, hand_mutants, proofs, graded, table, null_rates),
        ),
        seconds=time.perf_counter() - started,
        cpu_seconds=cpu_seconds,
        sabotage_seconds=sabotage_seconds,
        gradings=sum(len(judged.outcomes) for judged in graded),
    )


def spread(variants: Sequence[Variant], count: int | None) -> list[Variant]:
    """Return `count` variants at equal distances: the same ones for the same solutions."""
    if count is None or count >= len(variants):
        return list(variants)
    return [variants[index * len(variants) // count] for index in range(count)]


def _part(assignment: Assignment, options: Options) -> int:
    """Return of how many variants one is graded."""
    return options.dear if assignment.dear else options.part


def thinned(variants: Sequence[Variant], part: int) -> list[Variant]:
    """Return one of `part` variants of each exercise, and one of each misconception: the same ones.

    So whatever is to be named is named, and every exercise has mutants and right forms.
    """
    if part == 1:
        return list(variants)
    groups: dict[tuple[object, ...], list[Variant]] = {}
    for variant in variants:
        key = variant.family, variant.exercises, variant.misconception
        groups.setdefault(key, []).append(variant)
    return [
        variant
        for group in groups.values()
        for variant in spread(group, 1 if group[0].misconception else -(-len(group) // part))
    ]


def once_each(variants: Sequence[Variant]) -> list[Variant]:
    """Return all that was written by hand, and a code of each idea that is not among it."""

    def of(variant: Variant) -> tuple[str, tuple[str, ...], str | None]:
        return variant.assignment, variant.exercises, variant.misconception

    held = {of(variant) for variant in variants if variant.idea is None}
    kept: list[Variant] = []
    for variant in variants:
        if variant.idea is None or of(variant) not in held:
            kept.append(variant)
            held.add(of(variant))
    return kept


def _to_be_named(catalogue: Sequence[Assignment]) -> list[tuple[str, tuple[str, ...], str]]:
    """Return the misconceptions that a mutant can be told: all but the tolerated ones."""
    tolerated = {
        (assignment.id, idea.id)
        for assignment in catalogue
        for idea in assignment.misconceptions
        if idea.tolerated
    }
    return [
        (assignment.id, exercises, identity)
        for assignment in catalogue
        for exercises, identity in labels(assignment)
        if (assignment.id, identity) not in tolerated
    ]


def _problems(
    catalogue: Sequence[Assignment],
    written: Sequence[Variant],
    hand_mutants: Sequence[Variant],
    proofs: Mapping[str, Proof],
    graded: Sequence[Graded],
    table: Sequence[Diagnosed],
    null_rates: Sequence[Rate],
) -> list[Problem]:
    public = {
        check.id
        for assignment in catalogue
        for exercise in assignment.exercises
        for check in exercise.checks
        if not check.hidden
    }
    problems = judgement.grading_problems(graded, public)
    for assignment in catalogue:
        problems += judgement.corpus_problems(assignment, written)
        problems += judgement.tolerance_problems(assignment, graded)
    problems += judgement.proof_problems(proofs, hand_mutants)
    problems += judgement.diagnosis_problems(table)
    problems += judgement.rate_problems(null_rates)
    return problems
