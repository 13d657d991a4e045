"""Proves that some made mutants are the solution itself, by numbers of its own: see `harness`."""

from __future__ import annotations

from pathlib import Path

from grader.audit.records import Proof, Variant
from grader.audit.run.own_code import as_bytes, session_of
from grader.host.lost import WorkerLost
from grader.host.values import PreparedCall, prepare
from grader.host.workers import Workers
from grader.limits import COMPARISON_LIMITS, MAX_DIFFERENCE_CHARACTERS
from grader.model import Assignment, Exercise

_HARNESS = Path(__file__).with_name("harness.py")
_SIGNATURE = Exercise("compare", ("right", "wrong", "exercise"), "", ())


class Comparer:
    """Compares variants with the solution of their assignment, in a worker. A context manager."""

    def __init__(self, workers: Workers, assignment: Assignment, solution: str) -> None:
        self._solution = solution
        self._session = session_of(_HARNESS, [_SIGNATURE], workers, assignment, COMPARISON_LIMITS)

    def prove(self, variant: Variant) -> Proof:
        """Return whether the variant is the solution itself in everything that it changes."""
        proofs = [self._compare(variant.text, name) for name in variant.exercises]
        different = [proof for proof in proofs if not proof.equal]
        if different:
            return different[0]
        return Proof(
            True,
            sum(proof.answers for proof in proofs),
            sum(proof.refusals for proof in proofs),
            max(proof.largest_float64 for proof in proofs),
            max(proof.largest_float32 for proof in proofs),
            proofs[0].reason,
        )

    def _compare(self, text: str, exercise: str) -> Proof:
        arguments = as_bytes(self._solution), as_bytes(text), exercise
        call: PreparedCall = prepare("compare", arguments, 0)
        try:
            record = self._session.call(call)
        except WorkerLost as lost:
            return Proof(False, 0, 0, 0.0, 0.0, lost.message)
        if record.raised is not None or not isinstance(record.value, tuple):
            what = record.raised.message if record.raised else "it returned no result"
            reason = what.splitlines()[0][:MAX_DIFFERENCE_CHARACTERS] if what else "raised"
            return Proof(False, 0, 0, 0.0, 0.0, reason)
        equal, answers, refusals, double, single, reason = record.value
        return Proof(bool(equal), answers, refusals, double, single, str(reason))

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> Comparer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
