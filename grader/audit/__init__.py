"""Grades the grader: which wrong submissions its checks let through, which right ones they fail.

`records` says what flows; `corpus` reads what staff wrote by hand, `making` makes mutants from the
solutions and `comparison` proves some of them equivalent; `campaign` has them all graded by the
real engine in `lanes`; `matrix`, `diagnosed`, `power`, `rates` and `judgement` say what that means;
`console`, `page` and `as_json` show it.
"""
