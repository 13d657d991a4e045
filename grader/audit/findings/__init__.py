"""What the grading of variants means: kills, names, power, rates, and whether to ship."""
