"""Decides checks: draws their cases once, replays them for a submission, searches where one fails.

A passing run costs no Hypothesis at all after the drawing. The verdict and the counterexample are
those of a plain Hypothesis run over the same check, since the replayed cases are the ones that such
a run would try, in its order.
"""
