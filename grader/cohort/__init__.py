"""A whole class: finds what was handed in, grades it on many cores, and writes all that staff need.

What hands out, gathers and shows decides no score, so this room is not part of the grader's digest.
"""
