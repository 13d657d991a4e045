"""The variants of a solution that an audit grades.

What staff wrote by hand, the assignment's own wrong ideas, mutants made from the syntax tree of the
solution, and the solution sabotaged where a condition on its inputs holds. Nothing here grades or
imports a variant.
"""
