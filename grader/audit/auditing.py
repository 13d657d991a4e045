"""Runs an audit from beginning to end."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.audit.corpus.blind_spots import read_blind_spots
from grader.audit.corpus.handed_out import read_stubs, read_whole
from grader.audit.corpus.making import make_mutants
from grader.audit.corpus.written import labels, read_corpus
from grader.audit.findings import judgement, rates
from grader.audit.findings.coverage import Coverage, coverage, coverage_problems
from grader.audit.findings.diagnosed import (
    Diagnosed,
    Labelled,
    Unlabelled,
    diagnoses,
    unlabelled,
    unnamed,
)
from grader.audit.findings.matrix import ExerciseMatrix, build
from grader.audit.findings.power import Detection, detections
from grader.audit.options import Options, once_each, part_of, spread, thinned
from grader.audit.records import Family, Graded, Outcome, Place, Problem, Proof, Rate, Variant
from grader.audit.run.campaign import Part, Plan, grade, prove, regrade, why_unnamed
from grader.audit.run.pool import Pool
from grader.audit.run.sabotaging import find_sabotages, try_sabotages
from grader.catalogue import grader_digest, load_catalogue
from grader.model import Assignment


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
    corpus = {assignment.id: read_corpus(assignment, options.solutions) for assignment in catalogue}
    written = [
        variant
        for assignment in catalogue
        for variant in thinned(corpus[assignment.id], part_of(assignment, options), options.ideas)
    ]
    written = written if options.every_code else once_each(written)
    stubs = [stub for assignment in catalogue for stub in read_stubs(assignment, options.solutions)]
    made = [
        variant
        for assignment in catalogue
        for variant in make_mutants(assignment, options.solutions)
    ]
    parts = {assignment.id: part_of(assignment, options) for assignment in catalogue}
    chosen = spread(
        [variant for number, variant in enumerate(made) if not number % parts[variant.assignment]],
        options.made,
    )
    place = Place(str(options.assignments), str(options.solutions))
    plan = Plan(tuple(range(options.seeds)), options.whole)
    hand_mutants = [
        variant for variant in written if variant.family is Family.MUTANT and variant.idea is None
    ]
    wholes = [read_whole(assignment, options.solutions) for assignment in catalogue]
    with Pool(place, options.workers) as pool:
        judgement.refuse_wrong_solutions(grade(pool, wholes, Plan(plan.seeds[:1], True), part))
        proofs = prove(pool, [*hand_mutants, *chosen], part)
        equal = {variant.id: variant for variant in chosen if variant.id in proofs}
        different = [variant for variant in chosen if variant.id not in proofs]
        graded = grade(pool, [*written, *different], plan, part)
        mutants = [judged for judged in graded if judged.variant.family is not Family.EQUIVALENT]

        def again(wanted: Sequence[tuple[Variant, str]]) -> Mapping[tuple[str, str], Outcome]:
            return regrade(pool, wanted, plan.seeds[0], part)

        matrices = build(catalogue, mutants, again)
        graded_stubs = grade(pool, stubs, Plan(plan.seeds[:1], whole=True), part)
        labelled = _to_be_named(catalogue, corpus, written)
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
            *_problems(catalogue, corpus, hand_mutants, proofs, graded, table, null_rates),
        ),
        seconds=time.perf_counter() - started,
        cpu_seconds=cpu_seconds,
        sabotage_seconds=sabotage_seconds,
        gradings=sum(len(judged.outcomes) for judged in graded),
    )


def _to_be_named(
    catalogue: Sequence[Assignment],
    corpus: Mapping[str, Sequence[Variant]],
    written: Sequence[Variant],
) -> list[Labelled]:
    """Return the misconceptions that a mutant can be told: all but the tolerated ones.

    What a short audit leaves out of the corpus is not asked for.
    """
    taken = {_label(variant) for variant in written}
    left_out = {_label(variant) for every in corpus.values() for variant in every} - taken
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
        and (assignment.id, frozenset(exercises), identity) not in left_out
    ]


def _label(variant: Variant) -> tuple[str, frozenset[str], str | None]:
    return variant.assignment, frozenset(variant.exercises), variant.misconception


def _problems(
    catalogue: Sequence[Assignment],
    corpus: Mapping[str, Sequence[Variant]],
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
        problems += judgement.corpus_problems(assignment, corpus[assignment.id])
        problems += judgement.tolerance_problems(assignment, graded)
    problems += judgement.proof_problems(proofs, hand_mutants)
    problems += judgement.diagnosis_problems(table)
    problems += judgement.rate_problems(null_rates)
    return problems
