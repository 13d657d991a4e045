"""The variants of a solution that an audit grades.

What staff wrote by hand, the assignment's own wrong ideas, and mutants made from the syntax tree of
the solution. Nothing here grades or imports a variant.
"""
