"""Who kills what, who alone, and what a deleted check would let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.audit.findings.diagnosed import diagnoses, unlabelled, unnamed
from grader.audit.findings.matrix import build
from grader.audit.findings.power import detections
from grader.audit.records import Graded, Outcome, Variant
from tests.audit.made_up import B, F, P, assignment, graded

ONLY_FIRST = graded("only_first", (F, B, F))
ONLY_SECOND = graded("only_second", (P, F, P))
BOTH = graded("both", (F, F, F))


def rows(*mutants: Graded, after_deletion: Mapping[str, Graded] | None = None):  # type: ignore[no-untyped-def]
    def again(
        wanted: Sequence[tuple[Variant, str]],
    ) -> Mapping[tuple[str, str], Outcome]:
        assert after_deletion is not None, "a second look was taken where none is needed"
        return {
            (variant.id, check): after_deletion[variant.slug].first for variant, check in wanted
        }

    (matrix,) = build([assignment()], mutants, again)
    return {row.id.split(".")[1]: row for row in matrix.checks}


def test_kills_are_counted_for_each_check() -> None:
    found = rows(ONLY_SECOND, BOTH)
    assert [len(found[name].kills) for name in ("first", "second", "same")] == [1, 2, 1]


def test_a_check_that_alone_kills_something_is_not_redundant() -> None:
    found = rows(ONLY_SECOND, BOTH)
    assert found["second"].alone == ("09/move/only_second",)
    assert not found["second"].redundant
    assert found["first"].redundant


def test_a_hidden_check_is_nobodys_help() -> None:
    found = rows(graded("seen_by_both", (P, F, F)))
    assert found["second"].alone == ("09/move/seen_by_both",)


def test_a_blocked_check_is_looked_at_again() -> None:
    passes, fails = graded("only_first", (P, P, F)), graded("only_first", (P, F, F))
    assert rows(ONLY_FIRST, after_deletion={"only_first": passes})["first"].alone
    assert not rows(ONLY_FIRST, after_deletion={"only_first": fails})["first"].alone


def test_a_check_that_kills_nothing_is_redundant() -> None:
    row = rows(ONLY_SECOND)["first"]
    assert (row.kills, row.redundant) == ((), True)


def test_diagnoses_are_right_silent_or_wrong() -> None:
    label = [("09_made_up", ("move",), "idea")]
    right = graded("a", (F, B, F), misconception="idea", diagnosis="idea")
    wrong = graded("b", (F, B, F), misconception="idea", diagnosis="another")
    silent = graded("c", (F, B, F), misconception="idea")
    assert [diagnoses(label, [variant])[0].hit for variant in (right, wrong, silent)] == [
        True,
        False,
        False,
    ]
    assert diagnoses(label, [wrong])[0].wrong == ("another",)
    assert not diagnoses(label, [])[0].hit


def test_mutants_that_are_not_told_their_own_are_asked_about_once() -> None:
    label = [("09_made_up", ("move",), "idea")]
    right = graded("a", (F, B, F), misconception="idea", diagnosis="idea")
    wrong = graded("b", (F, B, F), misconception="idea", diagnosis="another")
    silent = graded("c", *[(F, B, F)] * 50, misconception="idea")
    other = graded("d", (F, B, F))
    asked = unnamed(label, [right, wrong, silent, other])
    assert [(variant.slug, seed) for variant, seed in asked] == [("b", 0), ("c", 0)]
    reasons = {"09/move/b": "it differs"}
    assert diagnoses(label, [right, wrong], reasons)[0].reasons == ("09/move/b: it differs",)
    assert diagnoses(label, [right], reasons)[0].reasons == ()


def test_what_other_mutants_are_told_is_listed() -> None:
    (told,) = unlabelled([graded("a", (F, B, F), diagnosis="idea"), graded("b", (F, B, F))])
    assert (told.variant, told.named) == ("09/move/a", ("idea",))


def test_power_counts_the_law_where_it_was_judged() -> None:
    mutant = graded("sampler", (P, F, P), (P, P, P), (F, B, F))
    (found,) = detections([assignment()], [mutant])
    assert (found.by_law, found.judged, found.by_any, found.seeds) == (1, 2, 2, 3)
