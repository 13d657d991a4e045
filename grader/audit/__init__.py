"""Grades the grader: which wrong submissions its checks let through, which right ones they fail.

Data flows one way: `corpus` -> `run` -> `findings` -> `pages`; `records` says what flows.
"""
