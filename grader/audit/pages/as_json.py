"""The audit as JSON: everything but the times is the same on every run over the same files."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from grader.audit.auditing import Audit
from grader.audit.findings.coverage import Coverage
from grader.audit.findings.matrix import ExerciseMatrix
from grader.audit.pages.summary import rejected_at, summary
from grader.audit.records import Family, Graded


def to_json(audit: Audit) -> str:
    """Return the audit as a JSON document, schema version 1."""
    return json.dumps(document(audit), indent=1, ensure_ascii=False) + "\n"


def document(audit: Audit) -> dict[str, Any]:
    """Return what `to_json` writes."""
    right = audit.of(Family.EQUIVALENT)
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
            "misconceptions_named": summary(audit).named.done,
            "gradings": audit.gradings,
        },
        "problems": msgspec.to_builtins(audit.problems),
        "exercises": [_exercise(matrix) for matrix in audit.matrices],
        "right_forms": [
            {
                "id": form.variant.id,
                "exercises": form.variant.exercises,
                "seeds": len(form.outcomes),
                "rejected_at": rejected_at(form),
            }
            for form in right
        ],
        "diagnoses": [
            {
                "assignment": found.assignment,
                "exercises": found.exercises,
                "misconception": found.misconception,
                "mutants": found.variants,
                "right": found.right,
                "silent": found.silent,
                "wrong": found.wrong,
                "why_not_named": found.reasons,
            }
            for found in audit.diagnosed
        ],
        "diagnoses_of_other_mutants": [
            {"id": found.variant, "named": found.named} for found in audit.unlabelled
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
                "id": found.variant,
                "check": found.check,
                "seeds": found.seeds,
                "judged_by_the_law": found.judged,
                "found_by_the_law": found.by_law,
                "found_by_any": found.by_any,
            }
            for found in audit.detections
        ],
        "null_rejections": [
            {
                "test": rate.name,
                "promised": rate.level,
                "samples": rate.repetitions,
                "rejected": rate.rejections,
                "p_value": rate.p_value,
                "kept": rate.kept,
            }
            for rate in audit.rates
        ],
        "domain": [_domain(covered) for covered in audit.coverage],
        "seconds": round(audit.seconds, 1),
        "cpu_seconds": round(audit.cpu_seconds, 1),
        "sabotage_seconds": round(audit.sabotage_seconds, 1),
    }


def _domain(covered: Coverage) -> dict[str, Any]:
    return {
        "assignment": covered.assignment,
        "exercise": covered.exercise,
        "conditions": covered.singles,
        "conditions_killed": covered.singles_killed,
        "pairs": covered.pairs,
        "pairs_killed": covered.pairs_killed,
        "blind_spots": [
            {
                "conditions": [condition.words for condition in blind.sabotage.conditions],
                "damage": blind.sabotage.damage,
                "input": blind.sabotage.shown,
                "seen_by_a_hidden_check": blind.hidden,
                "declared": blind.reason,
            }
            for blind in covered.blind
        ],
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
        "mutants": [_mutant(matrix, graded) for graded in matrix.mutants],
    }


def _mutant(matrix: ExerciseMatrix, graded: Graded) -> dict[str, Any]:
    return {
        "id": graded.variant.id,
        "family": graded.variant.family.value,
        "note": graded.variant.note,
        "misconception": graded.variant.misconception,
        "verdicts": msgspec.to_builtins(
            {row.id: matrix.cell(graded, row.id) for row in matrix.checks}
        ),
        "survived_at": graded.survived,
    }
