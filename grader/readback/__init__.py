"""Reads answers back: what is known of a wrong answer that no known wrong idea explains.

A sentence is told only if it reproduces every recorded answer, if nothing in it could be left out,
if no other explanation is left, and if it predicts what is answered to other cases. What is wanted
is never told.
"""
