"""The audit as JSON: everything but the times is the same on every run over the same files."""

from __future__ import annotations

import json
from typing import Any

from grader.audit.auditing import Audit
from grader.audit.findings.matrix import ExerciseMatrix
from grader.audit.records import Family, Graded


def to_json(audit: Audit) -> str:
    """Return the audit as a JSON document, schema version 1."""
    return json.dumps(document(audit), indent=1, ensure_ascii=False) + "\n"


def document(audit: Audit) -> dict[str, Any]:
    """Return what `to_json` writes."""
    right = audit.of(Family.EQUIVALENT)
    hits = sum(each.hit for each in audit.diagnosed)
    return {
        "schema_version": 1,
        "passed": audit.passed,
        "grader_digest": audit.digest,
        "seeds": audit.seeds,
        "counts": {
            "mutants_written": len(audit.of(Family.MUTANT)),
            "mutants_made": audit.made,
            "mutants_made_and_graded": len(audit.of(Family.MADE)),
            "proved_equivalent": len(audit.proofs),
            "right_forms": len(right),
            "misconceptions": len(audit.diagnosed),
            "misconceptions_named": hits,
            "gradings": audit.gradings,
        },
        "problems": [
            {"kind": each.kind, "subject": each.subject, "text": each.text}
            for each in audit.problems
        ],
        "exercises": [_exercise(each) for each in audit.matrices],
        "right_forms": [
            {
                "id": each.variant.id,
                "exercises": each.variant.exercises,
                "seeds": len(each.outcomes),
                "rejected_at": [
                    outcome.seed
                    for outcome in each.outcomes
                    if not all(exercise.full for exercise in outcome.exercises)
                ],
            }
            for each in right
        ],
        "diagnoses": [
            {
                "assignment": each.assignment,
                "exercises": each.exercises,
                "misconception": each.misconception,
                "mutants": each.variants,
                "right": each.right,
                "silent": each.silent,
                "wrong": each.wrong,
                "why_not_named": each.reasons,
            }
            for each in audit.diagnosed
        ],
        "diagnoses_of_other_mutants": [
            {"id": each.variant, "named": each.named} for each in audit.unlabelled
        ],
        "proofs": [
            {
                "id": identity,
                "note": audit.variants[identity].note,
                "answers_compared": proof.answers,
                "refusals_compared": proof.refusals,
                "largest_difference_float64": proof.largest_float64,
                "largest_difference_float32": proof.largest_float32,
                "also_the_same": proof.reason,
            }
            for identity, proof in audit.proofs.items()
        ],
        "power": [
            {
                "id": each.variant,
                "check": each.check,
                "seeds": each.seeds,
                "judged_by_the_law": each.judged,
                "found_by_the_law": each.by_law,
                "found_by_any": each.by_any,
            }
            for each in audit.detections
        ],
        "null_rejections": [
            {
                "test": each.name,
                "promised": each.level,
                "samples": each.repetitions,
                "rejected": each.rejections,
                "p_value": each.p_value,
                "kept": each.kept,
            }
            for each in audit.rates
        ],
        "seconds": round(audit.seconds, 1),
        "cpu_seconds": round(audit.cpu_seconds, 1),
    }


def _exercise(matrix: ExerciseMatrix) -> dict[str, Any]:
    return {
        "assignment": matrix.assignment,
        "id": matrix.exercise,
        "checks": [
            {
                "id": row.id,
                "points": row.points,
                "hidden": row.hidden,
                "kills": len(row.kills),
                "alone": row.alone,
                "redundant": row.redundant,
            }
            for row in matrix.checks
        ],
        "mutants": [_mutant(matrix, each) for each in matrix.mutants],
    }


def _mutant(matrix: ExerciseMatrix, graded: Graded) -> dict[str, Any]:
    verdicts = {row.id: matrix.cell(graded, row.id) for row in matrix.checks}
    return {
        "id": graded.variant.id,
        "family": graded.variant.family.value,
        "note": graded.variant.note,
        "misconception": graded.variant.misconception,
        "verdicts": {name: each.value if each else None for name, each in verdicts.items()},
        "survived_at": graded.survived,
    }
