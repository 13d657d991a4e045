"""The variants of a solution: what staff wrote by hand, and mutants made from its syntax tree."""
