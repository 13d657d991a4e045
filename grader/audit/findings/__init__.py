"""What the grading of variants means: kills, names, power, rates, and whether the checks may ship.

Each finding is computed from graded variants alone; `judgement` holds the rules that make an audit
fail.
"""
