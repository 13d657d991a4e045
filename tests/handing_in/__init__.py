"""Ways to hand in the same work that must not matter: what it is worth stays the same.

A submission of the corpus is taken, its text, its notebook, its name and what lies beside it are
changed as students, editors and course sites change them, and every exercise must get the verdict
that it had.
"""
