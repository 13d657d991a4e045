"""The side of the fence where a submission runs.

It imports the wire, torch and numpy, and nothing of the grader: no check, truth, seed or score is
ever in this process. What it says is an answer to a call, never a verdict.
"""
